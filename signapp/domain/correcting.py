"""The rules of correcting a clerical error: the decision keeps its §, the minutes are replaced.

Hallintolaki 51 §: an evident slip is corrected unless that would be unreasonable for a party;
52 §: the corrected document replaces the other, which carries a mark; 53 §: the period of appeal
does not begin anew. An error of substance (50 §) is decided anew in a case that succeeds this one.
"""

from collections.abc import Callable, Iterator

from signapp.domain import errors
from signapp.domain.acts import (
    Act,
    Corrected,
    CorrectionAbandoned,
    CorrectionBegun,
    SigningBegun,
)
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Stage
from signapp.domain.errors import Reason
from signapp.domain.situation import Situation, at_stage, decides

MINUTES_FIELD = "Decision-maker"
"""The signature field of the minutes."""


def _begin(s: Situation, act: CorrectionBegun) -> Iterator[Reason]:
    yield from decides(s)
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)
    if not act.impartial:
        yield errors.ImpartialityNotDeclared()
    if not act.fair:
        yield errors.CorrectionUnfair()
    if s.case is None:
        return
    if act.text == s.case.text_in_force:
        yield errors.NothingCorrected()
    if s.case.corrections.open:
        yield errors.CorrectionOpen()
    if s.case.signing:
        yield errors.AnotherSigningOpen()


def _is_open(s: Situation) -> Iterator[Reason]:
    if s.case is None or s.case.corrections.open is None:
        yield errors.CorrectionNotBegun()


def _abandon(s: Situation, _: Act) -> Iterator[Reason]:
    yield from decides(s)
    yield from _is_open(s)
    if signs_correction(s):
        yield errors.KeyAlreadyUsed()


def signs_correction(s: Situation) -> bool:
    """Tell whether the signing that is open is that of corrected minutes."""
    signing, corrections = (s.case.signing, s.case.corrections) if s.case else (None, None)
    return bool(signing and corrections and corrections.open and signing.field == MINUTES_FIELD)


def is_of_correction(s: Situation, act: SigningBegun) -> bool:
    """Tell whether an act begins to sign corrected minutes, and not the agreement."""
    return bool(s.case and s.case.corrections.open and act.field == MINUTES_FIELD)


def may_sign_correction(s: Situation) -> Iterator[Reason]:
    """Whoever began the correction signs it, on the day that it prints."""
    yield from decides(s)
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)
    correction = s.case.corrections.open if s.case else None
    if correction is None:
        return
    if helsinki_day(correction.begun_at) != s.today:
        yield errors.BegunOnAnotherDay(day=helsinki_day(correction.begun_at))
    if correction.by != s.actor:
        yield errors.BegunByAnother()


def _correct(s: Situation, act: Corrected) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)
    yield from _is_open(s)
    begun = s.case.signing if s.case else None
    if begun is None or s.case is None or s.case.signing_by != s.actor or not signs_correction(s):
        yield errors.SigningNotBegun()
    elif act.signed.document.length <= begun.document.length:
        yield errors.OtherDocument(decided=begun.document.sha256, found=act.signed.document.sha256)


CORRECTION_CHECKS: dict[type, Callable[..., Iterator[Reason]]] = {
    CorrectionBegun: _begin,
    CorrectionAbandoned: _abandon,
    Corrected: _correct,
}
