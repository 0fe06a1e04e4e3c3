"""PAdES signatures: fields, phases, levels and verdicts; the room of pyHanko and pikepdf."""

import logging

for _name in ("pyhanko", "pyhanko_certvalidator"):  # they write names of people and paths of files
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)
