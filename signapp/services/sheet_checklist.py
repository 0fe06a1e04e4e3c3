"""The checklist of a ceremony: who signs what, where and when, with which key, and what if not.

It is made the day before, and tells what would stand against signing on the day itself, by the
very rules that will be asked then.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from signapp.domain.acts import DESK, Actor, CertificateBound, Purpose
from signapp.domain.authorisation import Authorisation
from signapp.domain.authorising import in_charge_of
from signapp.domain.authority import why_not_sign
from signapp.domain.calendar import HELSINKI
from signapp.domain.case import Case
from signapp.domain.errors import Reason
from signapp.domain.slots import attachment_of, slots
from signapp.services.desk import Desk
from signapp.services.publicity import attachment_title
from signapp.services.sheet_ink import not_open
from signapp.services.sheets import (
    NOTHING,
    Block,
    Row,
    Sheet,
    SheetPart,
    facts,
    identity,
    items,
    name_of,
    require,
    set_sheet,
    told,
    written,
)
from signapp.texts.catalogue import Texts

BEFORE = ("card", "pin", "stamp", "clock", "counted", "ink", "counterparty", "room")
ON_THE_DAY = ("opened", "hash", "signed", "verdict", "copies")
FALLBACKS = ("second", "substitute", "paper", "offline")


@dataclass(frozen=True)
class Planned:
    """A signing that is planned: its case, what was allowed, and the day that is looked at."""

    desk: Desk
    case: Case
    texts: Texts
    wanted: Authorisation
    day: date
    copies: int

    @property
    def noon(self) -> datetime:
        """The middle of the day."""
        return datetime.combine(self.day, time(12), HELSINKI)


def checklist(desk: Desk, number: str, texts: Texts, copies: int = 0) -> bytes:
    """Return the checklist of a ceremony, with how many paper originals were printed for it.

    Raises NotAuthorisedError where nothing is to be signed, DocumentErrors, StorageError.
    """
    case = desk.journal.case(number)
    require(desk, case, not_open)
    wanted = case.authorises
    assert wanted is not None  # asked before
    day = max(wanted.days.first or desk.today(), desk.today())
    plan, say = Planned(desk, case, texts, wanted, day, copies), texts.say
    against = _against(plan)
    sheet = Sheet(
        title=say("sheet.checklist"),
        mark=say("sheet.checklist.mark"),
        lead=(),
        opening=[_state(plan, against), *facts([*identity(desk, case, texts), *_when(plan)])],
        parts=(
            SheetPart(say("sheet.checklist.documents"), _documents(plan)),
            SheetPart(say("sheet.checklist.who"), _who(plan)),
            SheetPart(say("sheet.checklist.before"), _ticks(texts, "before", BEFORE)),
            SheetPart(say("sheet.checklist.day"), _ticks(texts, "day", ON_THE_DAY)),
            SheetPart(
                say("sheet.checklist.fallback"),
                items((say(f"sheet.checklist.fallback.{one}") for one in FALLBACKS), "numbered"),
            ),
        ),
    )
    return set_sheet(desk, texts, sheet, desk.journal.clock.now())


def _ticks(texts: Texts, part: str, keys: tuple[str, ...]) -> list[Block]:
    return items((texts.say(f"sheet.checklist.{part}.{one}") for one in keys), "ticks")


def _against(plan: Planned) -> tuple[Reason, ...]:
    """Return what would stand against signing on the day, apart from not having read it yet."""
    actor, bound = _signatory(plan), _certificates(plan)
    certificate = bound[0].certificate.sha256 if bound else ""
    situation = plan.desk.journal.state.situation(actor or DESK, plan.noon, plan.case.number)
    found = why_not_sign(situation, certificate)
    return tuple(one for one in found if one.code != "DocumentNotShown")


def _state(plan: Planned, against: tuple[Reason, ...]) -> Block:
    say, texts = plan.texts.say, plan.texts
    if not against:
        return told(say("sheet.checklist.ready", day=plan.day))
    causes = " ".join(texts.error(one).cause for one in against)
    return told(say("sheet.checklist.not_ready", day=plan.day), causes, warns=True)


def _when(plan: Planned) -> Iterator[Row]:
    say, case, wanted = plan.texts.say, plan.case, plan.wanted
    binding = "minutes.day_binds" if wanted.days.binding else "minutes.day_describes"
    yield say("minutes.fact.day"), say(binding, day=wanted.days)
    yield say("minutes.fact.place"), wanted.place
    yield say("minutes.fact.counterparty"), wanted.counterparty
    named = case.mandate.counterparty_signatory
    yield (
        say("sheet.checklist.counterparty"),
        plan.desk.journal.text(named) if named else say("sheet.checklist.not_named"),
    )
    final = case.final_on
    yield (
        say("sheet.checklist.finality"),
        say("sheet.checklist.final", day=final) if final else say("sheet.checklist.not_final"),
    )
    for number, one in enumerate(wanted.conditions, 1):
        met = "met" if number in case.mandate.conditions_met else "open"
        text = written(plan.desk, case, one.text, plan.texts)
        yield say("sheet.checklist.condition"), f"{text} {say(f'sheet.checklist.condition.{met}')}"


def _documents(plan: Planned) -> list[Block]:
    """Say of which bytes the originals are, where the parties sign, and how many were printed."""
    say, texts, desk, case = plan.texts.say, plan.texts, plan.desk, plan.case
    blocks: list[Block] = []
    for original in case.originals:
        attachment = attachment_of(case, original)
        title = attachment_title(desk, case, attachment.attached) if attachment else None
        path = desk.journal.register.document(original.document)
        parties = [one.party for one in slots(case) if one.original == original]
        blocks += facts(
            [
                (say("sheet.document"), texts.title_of(title) if title else ""),
                (say("sheet.pages"), texts.number(len(desk.pdf.inspect(path).pages))),
                (say("sheet.decided.hash"), original.document.sha256),
                (say("sheet.checklist.parties"), ", ".join(parties)),
            ]
        )
    rows = [(say("sheet.checklist.copies"), texts.number(plan.copies) if plan.copies else "")]
    rows += [(say("sheet.checklist.copies.all"), texts.number(case.copies_printed + plan.copies))]
    return [*blocks, *facts(rows)]


# --- who signs, and with what ---------------------------------------------------------------


def _signatory(plan: Planned) -> Actor | None:
    """Return who acts for the authorised office on the day."""
    situation = plan.desk.journal.state.situation(DESK, plan.noon, plan.case.number)
    acting = situation.acting(in_charge_of(situation, plan.wanted))
    return Actor(acting.person, acting.office, acting.capacity) if acting else None


def _certificates(plan: Planned) -> list[CertificateBound]:
    """Return the signatory's certificates that may sign on the day, the chosen one first."""
    actor = _signatory(plan)
    if actor is None:
        return []
    chosen = plan.desk.binding(actor.person, Purpose.SIGNATURE)
    bound = plan.desk.journal.state.roster.certificates.values()
    fit = [
        one
        for one in bound
        if (one.person, one.purpose) == (actor.person, Purpose.SIGNATURE)
        and one.not_before <= plan.noon <= one.not_after
    ]
    return sorted(fit, key=lambda one: one != chosen)


def _who(plan: Planned) -> list[Block]:
    say, texts, desk = plan.texts.say, plan.texts, plan.desk
    actor, offices = _signatory(plan), desk.journal.state.roster.offices
    title = texts.title(offices[actor.office if actor else plan.wanted.office].title)
    cards = [
        say(
            "sheet.checklist.card",
            key=one.certificate.sha256[:16],
            until=one.not_after.astimezone(HELSINKI).date(),
        )
        for one in _certificates(plan)
    ]
    return facts(
        [
            (say("sheet.signer"), name_of(desk, actor.person) if actor else NOTHING),
            (say("sheet.line.title"), title),
            (say("sheet.checklist.key"), cards[0] if cards else say("sheet.checklist.no_card")),
            (
                say("sheet.checklist.second"),
                "; ".join(cards[1:]) or say("sheet.checklist.no_second"),
            ),
            (
                say("sheet.checklist.substitutes"),
                ", ".join(_substitutes(plan, actor)) or say("sheet.checklist.nobody"),
            ),
        ]
    )


def _substitutes(plan: Planned, actor: Actor | None) -> Iterator[str]:
    """Yield who stands in when the signatory is prevented, in the order that was decided."""
    roster, desk = plan.desk.journal.state.roster, plan.desk
    office = actor.office if actor else plan.wanted.office
    order = roster.deputies_of(office, plan.day)
    deputies = [roster.holder(one, plan.day) for one in (order.deputies if order else ())]
    named = [one.person for one in roster.substitutes_of(office, plan.day)]
    for person in dict.fromkeys([*deputies, *named]):
        if person and (actor is None or person != actor.person):
            yield name_of(desk, person)
