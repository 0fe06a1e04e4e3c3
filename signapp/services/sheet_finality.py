"""The certificate of finality (lainvoimaisuustodistus): only once the registry confirmed it.

Before that it is refused, with every reason that stands against finality. What a court certified
is told as what the registry was told, not as its own finding.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from signapp.domain import errors
from signapp.domain.acts import ClaimSettled, FinalityConfirmed
from signapp.domain.calendar import Appeal, helsinki_day
from signapp.domain.case import Case
from signapp.domain.deadlines import AppealPeriod, NotFinal, WhyNotFinal
from signapp.domain.errors import Reason
from signapp.domain.publicity import MINUTES
from signapp.ledger.entries import Entry
from signapp.services.case_files import entries_of
from signapp.services.desk import Desk
from signapp.services.prepare import read_text
from signapp.services.sheets import (
    NOTHING,
    Block,
    Row,
    Sheet,
    SheetPart,
    facts,
    identity,
    items,
    lines,
    named,
    paragraphs,
    require,
    set_sheet,
    table,
    told,
)
from signapp.texts.catalogue import Texts

WIDTHS = (30, 32, 26, 34)
COLUMNS = ("addressee", "notice", "notified", "ends")


def finality_certificate(desk: Desk, number: str, texts: Texts) -> bytes:
    """Return the certificate that a decision is final.

    Raises NotAuthorisedError with what stands against it, DocumentErrors, StorageError.
    """
    case = desk.journal.case(number)
    require(desk, case, not_final)
    entries = [one for one in entries_of(desk.journal.register, number) if one.case == number]
    confirmed = [one for one in entries if isinstance(one.act, FinalityConfirmed)][-1]
    say = texts.say
    sheet = Sheet(
        title=say("sheet.certificate_of_finality"),
        mark=say("sheet.certificate_of_finality.mark"),
        lead=(),
        opening=[
            told(say("sheet.final.state", day=case.final_on), say("sheet.final.state.what")),
            *facts(_decision(desk, case, texts)),
        ],
        parts=(
            SheetPart(say("sheet.final.appeals"), items(_appeals(desk, case, texts))),
            SheetPart(say("sheet.final.periods"), _periods(desk, case, texts)),
            SheetPart(say("sheet.final.claims"), _claims(case, entries, texts)),
            _confirmation(desk, case, confirmed, texts),
        ),
    )
    return set_sheet(desk, texts, sheet, desk.journal.clock.now())


def not_final(desk: Desk, case: Case) -> Iterator[Reason]:
    """Refuse the certificate while the registry has not confirmed finality, with what hinders."""
    if case.decided is None:
        yield errors.WrongStage(stage=case.stage.value)
    elif case.final_on is None:
        now = desk.journal.clock.now()
        for one in case.finality.why_not(now, None) or (NotFinal(WhyNotFinal.NOT_CONFIRMED),):
            yield errors.NotFinalYet(why=one.why.value, day=one.day)


def _decision(desk: Desk, case: Case, texts: Texts) -> list[Row]:
    minutes = case.minutes_in_force
    return [
        *identity(desk, case, texts),
        (texts.say("sheet.minutes.hash"), case.latest(minutes).document.sha256 if minutes else ""),
    ]


def _appeals(desk: Desk, case: Case, texts: Texts) -> Iterator[str]:
    """Yield the appeal instructions of the decision, by name, with the authority and the days."""
    text = case.text_in_force
    for one in read_text(desk, case.number, text).appeals if text else ():
        if one.kind is Appeal.PROHIBITED:
            yield texts.say("sheet.final.appeal.none", name=one.name)
        else:
            yield texts.count(
                "sheet.final.appeal", one.days, name=one.name, authority=one.authority
            )


# --- periods --------------------------------------------------------------------------------


def _periods(desk: Desk, case: Case, texts: Texts) -> list[Block]:
    """Say until when each addressee could challenge the decision, and from when it is final."""
    say, periods = texts.say, case.finality.periods
    if not periods:
        return paragraphs(say("sheet.final.no_periods"))
    columns = [say(f"sheet.final.{one}") for one in COLUMNS]
    rows = [_row(desk, case, one, place, texts) for place, one in enumerate(periods, 1)]
    first = case.finality.earliest_day
    return [
        table(columns, WIDTHS, rows),
        *facts([(say("sheet.final.first_day"), texts.date(first) if first else NOTHING)]),
    ]


def _row(desk: Desk, case: Case, period: AppealPeriod, place: int, texts: Texts) -> Sequence[str]:
    say, notice = texts.say, period.notice
    ends = texts.moment(period.ends_at)
    if period.closed_reason:
        ends = say("sheet.final.moved", ends=ends, day=period.raw_last_day)
    sent = texts.date(notice.sent_on) if notice.sent_on else NOTHING
    return (
        _addressee(desk, case, notice.addressee, place, texts),
        f"{say(f'method.{notice.method.value}')}, {sent}",
        texts.date(period.deemed_notified),
        ends,
    )


def _addressee(desk: Desk, case: Case, name: str, place: int, texts: Texts) -> str:
    if not name:
        return texts.say("sheet.final.members")
    if case.publicity.of(MINUTES).withholds_all:
        return texts.say("sheet.final.addressee.nth", number=place)
    return desk.journal.text(name)


# --- claims and the confirmation ------------------------------------------------------------


def _claims(case: Case, entries: Sequence[Entry], texts: Texts) -> list[Block]:
    """Say that no claim arrived, or what became of each."""
    if not case.claims:
        return paragraphs(texts.say("sheet.final.no_claims"))
    settled = {one.act.claim: one.act for one in entries if isinstance(one.act, ClaimSettled)}
    told_of = []
    for number, claim in enumerate(case.claims, 1):
        how = settled[number]
        told_of.append(
            texts.say(
                "sheet.final.claim",
                claim=texts.say(f"claim.{claim.kind.value}"),
                arrived=helsinki_day(claim.arrived_at),
                how=texts.say(f"settlement.{how.how.value}"),
                day=how.settled_on,
            )
        )
    return items(told_of)


def _confirmation(desk: Desk, case: Case, entry: Entry, texts: Texts) -> SheetPart:
    """Say who confirmed it and when, what a court certified, and leave lines to sign on."""
    say, act = texts.say, entry.act
    assert isinstance(act, FinalityConfirmed)  # chosen so
    by = named(desk, entry.actor, texts)
    rows: list[Row] = [
        (say("sheet.final.confirmed"), texts.date(case.final_on or helsinki_day(entry.at))),
        (say("sheet.final.confirmed_by"), by),
        (say("sheet.final.court"), act.certified_by),
        (say("sheet.final.court_day"), _day(act.certified_on, texts)),
    ]
    note = paragraphs(say("sheet.final.court.note")) if act.certified_by else []
    blank = [(say(f"sheet.line.{key}"), "") for key in ("place_day", "signature", "name")]
    return SheetPart(say("sheet.final.confirmation"), [*facts(rows), *note, lines([("", blank)])])


def _day(day: date | None, texts: Texts) -> str:
    return texts.date(day) if day else ""
