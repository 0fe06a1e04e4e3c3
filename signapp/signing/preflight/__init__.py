"""Looks at a PDF before anybody works with it: what it is, and whether it may be signed."""

from signapp.signing.preflight.card import RECORD_NAME, embedded_record, inspect, preflight

__all__ = ["RECORD_NAME", "embedded_record", "inspect", "preflight"]
