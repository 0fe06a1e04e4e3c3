"""What minutes rest on: the decision as it was begun, or a correction of it."""

from dataclasses import dataclass
from datetime import datetime

from signapp.domain.acts import Actor, Commitment, DocumentRef
from signapp.domain.corrections import Correction
from signapp.domain.decision import Case


@dataclass(frozen=True)
class Basis:
    """The text of minutes, who signs them, when they were begun, and the ledger of then.

    Of corrected minutes `corrects` is the SHA-256 of those whose place they take, and `reason`
    says what was corrected.
    """

    text: Commitment
    by: Actor
    at: datetime
    size: int
    root: str
    corrects: str = ""
    reason: Commitment | None = None


def newest_basis(case: Case) -> Basis:
    """Return what the newest minutes of a case rest on, signed or not."""
    corrections = case.corrections
    if corrections.open:
        return _of_correction(case, corrections.open, len(corrections.done))
    if corrections.done:
        return _of_correction(case, corrections.done[-1], len(corrections.done) - 1)
    return _of_decision(case)


def basis_of(case: Case, signed: DocumentRef) -> Basis:
    """Return what signed minutes of a case rest on, given as they were when they were signed."""
    for number, correction in enumerate(case.corrections.done):
        if correction.signed and correction.signed.document == signed:
            return _of_correction(case, correction, number)
    return _of_decision(case)


def _of_decision(case: Case) -> Basis:
    begun, by, at = case.begun, case.begun_by, case.begun_at
    assert begun is not None  # there are no minutes before a decision is begun
    assert by is not None  # set together with `begun`
    assert at is not None
    return Basis(begun.text, by, at, begun.size, begun.root)


def _of_correction(case: Case, correction: Correction, number: int) -> Basis:
    begun, replaced = correction.begun, case.all_minutes[number].document.sha256
    by, at = correction.by, correction.begun_at
    return Basis(begun.text, by, at, begun.size, begun.root, replaced, begun.reason)
