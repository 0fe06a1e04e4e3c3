"""What the primary button of a case does: by itself, with a key, and how that is given up."""

from collections.abc import Callable
from functools import partial

from signapp.gui.screens.case_reading import ToDo
from signapp.services.correct import abandon_correction, sign_correction
from signapp.services.decide import AS_PROPOSED, abandon_decision, begin_decision, decide
from signapp.services.desk import Desk
from signapp.services.drafting import propose
from signapp.services.ink import confirm_ink
from signapp.services.journal import SignedIn
from signapp.services.notify import confirm_finality
from signapp.services.ports import Verdict
from signapp.services.publish import take_down
from signapp.services.refusal import give_up_signing, propose_to_give_up
from signapp.services.sign import sign_agreement

AT_ONCE: dict[ToDo | None, Callable[[Desk, SignedIn, str], object]] = {
    ToDo.PROPOSE: propose,
    ToDo.BEGIN_DECISION: partial(begin_decision, ruling=AS_PROPOSED),
    ToDo.CONFIRM_FINALITY: confirm_finality,
    ToDo.TAKE_DOWN: take_down,
    ToDo.CONFIRM_INK: confirm_ink,
    ToDo.GIVE_UP_SIGNING: propose_to_give_up,
    ToDo.CONFIRM_GIVE_UP: give_up_signing,
}
SIGNING: dict[ToDo | None, Callable[..., Verdict]] = {
    ToDo.SIGN_MINUTES: decide,
    ToDo.SIGN_CORRECTION: sign_correction,
    ToDo.SIGN_AGREEMENT: sign_agreement,
}
GIVING_UP: dict[ToDo | None, Callable[[Desk, SignedIn, str], None]] = {
    ToDo.SIGN_MINUTES: abandon_decision,
    ToDo.SIGN_CORRECTION: abandon_correction,
}
