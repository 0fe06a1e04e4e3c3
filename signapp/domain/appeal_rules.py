"""The rules of appeal instructions: who writes and approves them, and what may be chosen (R25)."""

from collections.abc import Callable, Iterator

from signapp.domain import errors
from signapp.domain.acts import AppealTextApproved, AppealTextWritten, ProposalSubmitted
from signapp.domain.errors import Reason
from signapp.domain.situation import Duty, Situation, has_duty


def appeals_chosen(s: Situation, act: ProposalSubmitted) -> Iterator[Reason]:
    """Refuse a proposal without an appeal instruction, or with one that may not be chosen."""
    if not act.appeals:
        yield errors.SectionMissing(section="appeal")
    texts = s.appeal_texts
    for one in act.appeals:
        newest = texts.newest(one)
        if newest and newest.instruction != one:
            yield errors.AppealTextOutdated(instruction=one.code)
        elif not texts.may_be_drafts and one not in texts.approved:
            yield errors.AppealTextNotApproved(instruction=one.code)


def _write(s: Situation, act: AppealTextWritten) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    newest = s.appeal_texts.newest(act.instruction)
    if newest and newest.instruction.version == act.instruction.version:
        yield errors.AppealTextUnchanged(instruction=act.instruction.code)
    if newest and newest.instruction.kind is not act.instruction.kind:
        yield errors.AppealTextUnknown(instruction=act.instruction.code)


def _approve(s: Situation, act: AppealTextApproved) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    newest = s.appeal_texts.newest(act.instruction)
    if newest and newest.instruction != act.instruction:
        yield errors.AppealTextOutdated(instruction=act.instruction.code)
    elif newest and newest.by == s.actor.person:
        yield errors.AppealTextOwn(instruction=act.instruction.code)
    if act.instruction in s.appeal_texts.approved:
        yield errors.AppealTextUnchanged(instruction=act.instruction.code)


APPEAL_TEXT_CHECKS: dict[type, Callable[..., Iterator[Reason]]] = {
    AppealTextWritten: _write,
    AppealTextApproved: _approve,
}
