"""PAdES signatures: fields, phases, levels and verdicts; the room of pyHanko and pikepdf."""
