"""What a verification sheet says of the grounds: the decision, the authorisation, finality."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from signapp.domain.acts import EnforcementJudgement
from signapp.domain.authorisation import Authorisation, ConditionConfirmed
from signapp.domain.calendar import helsinki_day
from signapp.domain.case import Case
from signapp.domain.claims import EnforcementRejudged
from signapp.ledger.entries import Entry
from signapp.services.correction_marks import mark_on
from signapp.services.desk import Desk, section_of
from signapp.services.document_audit import DocumentVerdict
from signapp.services.sheets import (
    Block,
    Row,
    SheetPart,
    capacity_told,
    facts,
    items,
    name_of,
    paragraphs,
    written,
)
from signapp.texts.catalogue import Texts


def decision_part(
    desk: Desk, case: Case, texts: Texts, verdicts: Sequence[DocumentVerdict]
) -> SheetPart:
    """Say on which decision it rests: §, day, decision-maker, competence, the minutes' bytes."""
    say, signed, by = texts.say, case.minutes_in_force, case.decided_by
    if signed is None or by is None or case.decided_at is None:
        return SheetPart(say("sheet.decision"), [])
    newest = case.latest(signed)
    judged = [one for one in verdicts if one.document == newest.document and one.verdict]
    state = say(f"holds.{judged[-1].holds.value}") if judged else say("holds.not_known")
    rows: list[Row] = [
        (say("sheet.section"), texts.section(section_of(desk, case))),
        (say("sheet.day"), texts.date(helsinki_day(case.decided_at))),
        (say("sheet.decided_by"), name_of(desk, by.person)),
        (say("sheet.capacity"), capacity_told(desk, case, by, case.decided_at, texts)),
        (say("sheet.competence"), case.citation),
        (say("sheet.minutes.hash"), newest.document.sha256),
        (say("sheet.minutes.state"), state),
    ]
    mark = mark_on(desk.journal.state, case, signed)
    notes = [texts.remark(mark.remark.code, mark.remark.facts)] if mark else []
    if case.corrections.done:
        notes.append(say("sheet.minutes.corrected"))
    return SheetPart(say("sheet.decision"), [*facts(rows), *paragraphs(*notes)])


def authorisation_part(
    desk: Desk, case: Case, texts: Texts, entries: Sequence[Entry]
) -> SheetPart:
    """Say what the decision allowed: which of the three kinds, whom, when, on what terms."""
    heading, wanted = texts.say("sheet.authorisation"), case.authorises
    if wanted is None:
        return SheetPart(heading, [])
    blocks: list[Block] = facts(_allowed(desk, case, texts, wanted))
    blocks += items(_conditions(desk, case, texts, entries))
    return SheetPart(heading, blocks)


def _allowed(desk: Desk, case: Case, texts: Texts, wanted: Authorisation) -> Iterator[Row]:
    say, offices = texts.say, desk.journal.state.roster.offices
    binding = "minutes.day_binds" if wanted.days.binding else "minutes.day_describes"
    yield say("sheet.authorisation.kind"), say(f"minutes.kind.{wanted.kind.value}")
    yield say("minutes.fact.office"), texts.title(offices[wanted.office].title)
    named = case.mandate.delegated
    if named:
        person = name_of(desk, named.person) if named.person else ""
        title = texts.title(offices[named.office].title)
        yield say("sheet.authorisation.named"), ", ".join(part for part in (title, person) if part)
    yield say("minutes.fact.counterparty"), wanted.counterparty
    yield say("minutes.fact.day"), say(binding, day=wanted.days)
    yield say("minutes.fact.place"), wanted.place
    fixed = case.mandate.text
    if fixed:
        pages = ", ".join(map(str, fixed.pages)) or "–"
        yield say("sheet.authorisation.pages"), pages
        yield say("sheet.authorisation.reason"), written(desk, case, fixed.reason, texts)


def _conditions(desk: Desk, case: Case, texts: Texts, entries: Sequence[Entry]) -> Iterator[str]:
    """Yield each condition, with who confirmed on what basis that it was met, if anybody did."""
    wanted = case.authorises
    met = {one.act.condition: one for one in entries
           if one.case == case.number and isinstance(one.act, ConditionConfirmed)}  # fmt: skip
    for number, one in enumerate(wanted.conditions if wanted else (), 1):
        text, found = written(desk, case, one.text, texts), met.get(number)
        if found is None or not isinstance(found.act, ConditionConfirmed):
            yield texts.say("sheet.condition.open", text=text)
            continue
        yield texts.say(
            "sheet.condition.met",
            text=text,
            name=name_of(desk, found.actor.person),
            day=helsinki_day(found.at),
            basis=written(desk, case, found.act.basis, texts),
        )


# --- before or after finality ---------------------------------------------------------------


def after_finality(desk: Desk, case: Case, texts: Texts, at: datetime) -> SheetPart:
    """Say whether the city signed before or after finality, and by which judgement (143 §)."""
    say, then = texts.say, _when_signed(case)
    blocks: list[Block] = []
    if then and then.final_on:
        blocks += paragraphs(say("sheet.finality.after", day=then.final_on))
    elif then:
        blocks += paragraphs(say("sheet.finality.before"))
        blocks += items(_judgement(desk, then, texts))
    if case.final_on:
        blocks += paragraphs(say("sheet.finality.now", day=case.final_on))
    else:
        blocks += paragraphs(say("sheet.finality.not_yet", day=helsinki_day(at)))
    return SheetPart(say("sheet.finality"), blocks)


def _when_signed(case: Case) -> Case | None:
    """Return the case as it was when the city first signed, by key or by hand; else None."""
    ink, first = case.agreement.city_ink, case.signed_at
    if first is None:
        return case.on(ink.act.signed_on) if ink else None
    then = case
    while then.before and then.changed_at and then.changed_at >= first:
        then = then.before
    return then


def _judgement(desk: Desk, case: Case, texts: Texts) -> Iterator[str]:
    """Yield the answers that allowed enforcement before finality, and why."""
    made: EnforcementJudgement | EnforcementRejudged | None = case.enforcement.rejudged or (
        case.proposal.enforcement if case.proposal else None
    )
    if made is None:
        return
    say = texts.say
    for key, answer in (
        ("useless", made.request_would_become_useless),
        ("forbidden", made.enforcement_forbidden),
    ):
        yield say(f"sheet.finality.{key}", answer=say("sheet.yes" if answer else "sheet.no"))
    yield say("sheet.finality.reason", reason=written(desk, case, made.reason, texts))
