"""What the foot of a case says and offers to this person."""

from signapp.domain.decision import Stage
from signapp.gui.language import Language
from signapp.gui.screens.case_reading import SIGNS_MINUTES, CaseReading, ToDo
from signapp.gui.screens.enforcement_forms import RejudgeForm
from signapp.gui.screens.more_forms import offered
from signapp.gui.widgets.action_bar import ActionBar
from signapp.services.signing_acts import SigningAct
from signapp.services.steps import DRAFTING_STEPS, NextStep

OWN_SENTENCE = (ToDo.BEGIN_DECISION, ToDo.SIGN_AGREEMENT, *SIGNS_MINUTES, ToDo.CONFIRM_INK)
"""The acts beside which the parties stand: whoever does them says not to be disqualified."""

INK_BESIDE = (ToDo.SIGN_AGREEMENT, ToDo.RECORD_COUNTERPARTY)
"""The acts beside which ink is offered as another way."""


def dress_bar(bar: ActionBar, language: Language, reading: CaseReading) -> None:
    """Say how a case stands for this person, and offer the act that is theirs."""
    say, to_do = language.say, reading.to_do
    bar.offer_other(_other(language, reading))
    bar.offer_more(say("window.more"), offered(language, reading))
    parties = ", ".join(reading.parties) if to_do in OWN_SENTENCE else ""
    declare = say("window.act.declare_disqualified") if reading.may_declare else ""
    bar.tell_aside(say("window.parties", parties=parties) if parties else "", declare)
    if to_do is None:
        key, facts = _standing(reading)
        bar.tell(say(f"window.bar.{key}", **facts), "", "muted")
        bar.offer("", allowed=False)
        return
    card = reading.card
    key = "resume" if reading.interrupted else to_do.value
    office = reading.signature.office if reading.signature else ""
    give_up = say("window.act.abandon") if reading.may_abandon else ""
    if reading.may(SigningAct.REFUSE):
        give_up = say("window.act.refuse")
    name = say(f"window.act.{key}", office=office)
    bar.offer(name, allowed=card is None or card.may_sign, give_up=give_up)
    if card is not None and card.against:
        first = language.texts.error(card.against[0])
        more = len(card.against) - 1
        heading = say("window.bar.blocked", heading=first.heading)
        rest = language.texts.count("window.bar.more", more) if more else ""
        bar.tell(heading, f"{first.remedy} {rest}".strip(), "warning")
    else:
        bar.tell(say(f"window.bar.{to_do.value}"), "", "success")


def _other(language: Language, reading: CaseReading) -> str:
    """Return the name of what else this person may do."""
    if RejudgeForm.offered(reading):
        return language.say("window.more.rejudge")
    if reading.may_rule:
        return language.say("window.act.other_ruling")
    if reading.to_do is ToDo.DRAFT:
        return language.say("window.act.attach")
    if offers_ink(reading):
        return language.say("window.act.ink")
    return language.say("window.act.give_another_notice") if reading.may_send else ""


def offers_ink(reading: CaseReading) -> bool:
    """Tell whether the other way is ink on paper."""
    return reading.may(SigningAct.INK) and reading.to_do in INK_BESIDE


def at_the_foot(reading: CaseReading) -> frozenset[SigningAct]:
    """Return the acts on signatures that the foot of the case offers."""
    found = {SigningAct.INK} if offers_ink(reading) else set[SigningAct]()
    if reading.to_do is not None:
        found.add(SigningAct.REFUSE)
    if reading.to_do is ToDo.RECORD_COUNTERPARTY:
        found.add(SigningAct.RECEIVE)
    return frozenset(found)


def _standing(reading: CaseReading) -> tuple[str, dict[str, object]]:
    """Return the key of what is said to those who have nothing to do, with its facts."""
    task, aftermath = reading.task, reading.aftermath
    day = aftermath.earliest_day if aftermath else None
    if task.step is NextStep.AWAIT_RETURN:
        return "away", {}
    if task.stage is Stage.REMOVED:
        return "removed", {}
    if reading.slots and reading.slots.refusal:
        return "refused", {"reason": reading.slots.refusal.reason}
    if task.final_on is not None:
        return "done" if reading.case.signed_by_city else "final", {}
    if task.step is NextStep.AWAIT_FINALITY and day is not None:
        return "awaits", {"day": day}
    if task.step in (NextStep.AWAIT_FINALITY, NextStep.AWAIT_CLAIM):
        return "not_final", {}
    if task.mine and task.step in DRAFTING_STEPS:
        return "prepared", {}
    return "others", {}
