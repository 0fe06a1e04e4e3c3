"""What of a case is kept from a person who does not act in it, before the window has it."""

from dataclasses import replace

from signapp.domain.publicity import MINUTES, WHOLE_CASE, attachment
from signapp.gui.screens.case_reading import CaseReading, read_case
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.ports import Credentials
from signapp.services.publicity import withheld_from


def shown_to(desk: Desk, who: SignedIn, credentials: Credentials, number: str) -> CaseReading:
    """Read a case as one person may see it. Raises what `read_case` does."""
    return as_shown_to(desk, who, read_case(desk, who, credentials, number))


def as_shown_to(desk: Desk, who: SignedIn, reading: CaseReading) -> CaseReading:
    """Return a reading without the texts, names and documents that are secret to the person."""
    case = reading.case
    kept = tuple(one for one in reading.documents if not one.title.withheld)
    shown = replace(reading, documents=kept)
    if withheld_from(desk, who, case, MINUTES) or withheld_from(desk, who, case, WHOLE_CASE):
        shown = replace(shown, text=None, proposed="", parties=(), aftermath=None)
        shown = replace(shown, slots=None, drafting=None, withheld=True)
        shown = replace(shown, correction=replace(shown.correction, before=""))
    secret = {
        one.number
        for one in reading.attachments
        if withheld_from(desk, who, case, attachment(one.number))
    }
    listed = tuple(one for one in shown.attachments if one.number not in secret)
    if shown.text and secret:
        lines = tuple(one for one in shown.text.attachments if one.number not in secret)
        shown = replace(shown, text=replace(shown.text, attachments=lines))
    return replace(shown, attachments=listed)
