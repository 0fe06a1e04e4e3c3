"""The circulation sheet by itself: who did what when with which bytes, without the evidence.

It is the same sheet that lies in the evidence on a case, set in one language.
"""

from signapp.domain.anchor_errors import CheckpointMissingError
from signapp.services.case_files import entries_of
from signapp.services.desk import Desk
from signapp.services.evidence_words import Said, circulation
from signapp.texts.catalogue import Texts


def circulation_sheet(desk: Desk, number: str, texts: Texts) -> bytes:
    """Return the circulation sheet of a case.

    Raises NotAuthorisedError for no such case, CheckpointMissingError, DocumentErrors.
    """
    journal = desk.journal
    case, checkpoint = journal.case(number), journal.last_checkpoint
    if checkpoint is None:
        raise CheckpointMissingError(number="–")
    entries = tuple(entries_of(journal.register, number))
    said = Said(desk, case, entries, (), checkpoint, journal.clock.now(), public=False)
    return desk.pdf.typeset(circulation(said, texts.language)).pdf
