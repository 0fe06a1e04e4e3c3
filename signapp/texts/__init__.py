"""Finds and formats every text that a person reads."""
