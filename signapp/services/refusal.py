"""Not signing: the office refuses, or registrars give up a signing that nobody can finish."""

from signapp.domain import errors
from signapp.domain.bilateral import SigningRefused, SigningVoided, SigningVoidProposed
from signapp.domain.bilateral_errors import RefusalReasonMissing
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted


def refuse_to_sign(desk: Desk, who: SignedIn, number: str, reason: str) -> None:
    """Refuse to sign, with the reason; by this decision nothing is signed then.

    Raises NotAuthorisedError.
    """
    if not reason.strip():
        raise errors.NotAuthorisedError((RefusalReasonMissing(),))
    text = salted(reason.strip())
    desk.journal.record(who, SigningRefused(text.commitment), number, (text,))


def propose_to_give_up(desk: Desk, who: SignedIn, number: str) -> None:
    """Propose, as a registrar, to give up the unfinished signing. Raises NotAuthorisedError."""
    desk.journal.record(who, SigningVoidProposed(_attributes(desk, number)), number)


def give_up_signing(desk: Desk, who: SignedIn, number: str) -> None:
    """Give up, as another registrar, the unfinished signing: a signature of it may exist.

    It is never finished any more; the field may be signed by a new beginning. Raises
    NotAuthorisedError, StorageError.
    """
    desk.journal.record(who, SigningVoided(_attributes(desk, number)), number)
    desk.journal.register.drop_job(number)


def _attributes(desk: Desk, number: str) -> str:
    desk.journal.catch_up()
    signing = desk.journal.case(number).signing
    if signing is None:
        raise errors.NotAuthorisedError((errors.SigningNotBegun(),))
    return signing.attributes
