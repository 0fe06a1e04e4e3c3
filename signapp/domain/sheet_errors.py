"""Why a sheet on a case can't be made."""

from signapp.domain.errors import Reason


class NothingSignedYet(Reason):
    """Nobody has signed the agreement, so there is nothing to verify."""


class SignedAlready(Reason):
    """The city has signed: there is nothing left to sign by hand for it."""
