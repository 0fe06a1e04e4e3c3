"""Founds the demo register and walks the seed case through the services."""
