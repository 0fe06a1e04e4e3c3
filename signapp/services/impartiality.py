"""Being disqualified: whoever may not handle a case says so, and a deputy acts instead."""

from signapp.domain.acts import DisqualificationDeclared
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn


def declare_disqualified(desk: Desk, who: SignedIn, number: str, ground: int) -> None:
    """Declare that the person may not handle the case; `ground` is 1 to 7 (Hallintolaki 28.1 §).

    Raises NotAuthorisedError.
    """
    desk.journal.record(who, DisqualificationDeclared(ground), number)
