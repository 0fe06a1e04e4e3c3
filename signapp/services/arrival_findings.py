"""Every code that a look at a text document or a picture may find, with how severe it is."""

from signapp.services.arrivals import Arrival
from signapp.services.ports import FileFinding, Severity

CODES: dict[str, Severity] = {
    "office.changes": Severity.WARNS,
    "picture.no_text": Severity.WARNS,
    "picture.coarse": Severity.WARNS,
    "office.comments": Severity.TELLS,
    "office.template": Severity.TELLS,
    "picture.position": Severity.TELLS,
    "picture.remarks": Severity.TELLS,
    "picture.smaller": Severity.TELLS,
}
"""In the order in which they are told."""


def findings_of(arrival: Arrival) -> tuple[FileFinding, ...]:
    """Return what is to be known of a file that came in, the most severe first."""
    return tuple(FileFinding(code, CODES[code]) for code in CODES if code in arrival.findings)
