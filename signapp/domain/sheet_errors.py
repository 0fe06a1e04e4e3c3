"""Why a sheet on a case can't be made."""

from signapp.domain.errors import Reason


class NothingSignedYet(Reason):
    """Nobody has signed the agreement, so there is nothing to verify."""


class SignedAlready(Reason):
    """The city has signed: there is nothing left to sign by hand for it."""


class CopiesOutOfRange(Reason):
    """So many paper originals are not printed in one go (`most`)."""


class NotDecidedBytes(Reason):
    """Paper originals are printed from the bytes that were decided on, and from no others."""


class NothingWaits(Reason):
    """No case waits for a decision by this office."""


class PackTooLarge(Reason):
    """The cases that wait have more pages than one reading pack holds (`pages`, `most`)."""
