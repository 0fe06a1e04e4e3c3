"""Known errors about cases that are checked out, and about what comes back."""

from signapp.domain.errors import DocumentError, LedgerError, Reason, StorageError


class CaseIsAway(Reason):
    """The case (`number`) is away since a moment (`since`), with an office (`office`)."""


class OnlyTheCaseIsHere(Reason):
    """A register of a checked-out case takes no act on anything but the case (`number`)."""


class NotDoneAway(Reason):
    """This is done at home only: away a case is read, signed, or refused (`number`)."""


class CaseIsNotAway(Reason):
    """The case (`number`) is not checked out, or not by this check-out."""


class RecalledMeanwhile(Reason):
    """The check-out was recalled: what was done away is not taken in (`number`)."""


class AlreadyTakenIn(Reason):
    """The check-out came back already (`number`)."""


class ReturnToBeTakenIn(Reason):
    """What came back is taken in, not kept aside: the check-out is open (`number`)."""


class CheckoutReasonMissing(Reason):
    """A case is checked out, or recalled, for a reason that is written down."""


class NowhereToGo(Reason):
    """A case is checked out to an office (`office`) that exists today."""


class SigningStillOpen(Reason):
    """A signing or correction was begun in the case (`number`), and is not finished."""


class AwayLedgerMissing(LedgerError):
    """The ledger that was taken in at an entry (`position`) is not there."""


class AwayLedgerWrong(LedgerError):
    """What was taken in at an entry (`position`) does not hold, by its entry (`at`): `cause`."""


class ReturnRefusedError(DocumentError):
    """A case file is not taken in: `what` tells why, `entry` and `name` what it is about."""


class PlaceTakenError(StorageError):
    """A case file is not written over another one, nor where there is no folder (`file`)."""


class NoCaseFileError(DocumentError):
    """A file is no case file (`name` is what is missing or wrong in it)."""
