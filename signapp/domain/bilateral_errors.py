"""The known errors about an agreement's slots: what came back, ink, refusal, giving up."""

from signapp.domain.errors import DocumentError, Reason


class SignedByHand(Reason):
    """The slot is signed by hand, or recorded as such: no key signs it any more (R38)."""


class SlotFilled(Reason):
    """The slot of the party (`party`) is filled already (R36)."""


class SlotUnknown(Reason):
    """The agreement has no such slot (`party`) of another party (R36)."""


class SigningWasRefused(Reason):
    """The authorised office has refused to sign, so nothing is signed by this decision."""


class RevisionNotNewest(Reason):
    """The file does not continue the newest stored revision of the agreement (R36)."""


class InkIncomplete(Reason):
    """The record of ink lacks something (`missing`) (R38)."""


class InkBeforeDecision(Reason):
    """The paper was signed (`day`) before the decision was made."""

    basis = "Kuntalaki 39 §"


class RefusalReasonMissing(Reason):
    """Whoever refuses to sign says why."""


class NothingToConfirm(Reason):
    """No record of the city's signature by hand waits for its signatory."""


class NotTheSignatory(Reason):
    """Only who signed for the city by hand confirms the record of it."""


class SignatoryPresent(Reason):
    """The signatory of the unfinished signing is there, and can finish it."""


class VoidNotProposed(Reason):
    """No registrar has proposed to give up this signing."""


class SamePersonMayNotVoid(Reason):
    """A signing is given up by two registrars: the second is another person than the first."""


class SigningIsVoided(Reason):
    """This signing was given up: what was begun then is never finished."""


class ReturnedFileRefusedError(DocumentError):
    """The file that came back is not ours with their signature alone; `what` was found (R37)."""
