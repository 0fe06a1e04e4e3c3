"""The page on which an agreement is signed by hand: whom by, and of which bytes it is a print.

It carries the SHA-256 of the decided bytes and, as a QR code, the receipt of the entry by which
they were decided on or fixed, so that paper and register can be told to belong together (R38).
"""

from collections.abc import Iterator

from signapp.domain import errors
from signapp.domain.acts import Decided
from signapp.domain.authorisation import AgreementFixed
from signapp.domain.case import Case
from signapp.domain.checkout import CaseTakenIn
from signapp.domain.errors import Reason
from signapp.domain.sheet_errors import SignedAlready
from signapp.domain.slots import Filled, attachment_of, slots
from signapp.ledger.entries import read_entry
from signapp.services.desk import Desk
from signapp.services.ink import signatory_on
from signapp.services.publicity import attachment_title
from signapp.services.receipt_code import ReceiptCode, receipt_code
from signapp.services.sheets import (
    Block,
    Row,
    Sheet,
    SheetPart,
    facts,
    identity,
    lines,
    name_of,
    paragraphs,
    require,
    set_sheet,
)
from signapp.texts.catalogue import Texts

LINES = ("name", "title", "place_day", "signature")
"""What is written by hand, or printed where it is known."""


def ink_page(desk: Desk, number: str, texts: Texts) -> bytes:
    """Return the page to print and sign by hand.

    Raises NotAuthorisedError where nothing may be signed, or the city has signed already,
    CheckpointMissingError, DocumentErrors, StorageError.
    """
    case = desk.journal.case(number)
    require(desk, case, not_open)
    say, code = texts.say, receipt_code(desk, deciding_entry(desk, case))
    sheet = Sheet(
        title=say("sheet.ink_page"),
        mark=say("sheet.ink_page.mark"),
        lead=(say("sheet.ink_page.lead"),),
        opening=facts([*identity(desk, case, texts), *_days(case, texts)]),
        parts=(
            SheetPart(
                say("sheet.ink_page.documents"),
                [*_documents(desk, case, texts), _code(code, texts)],
            ),
            SheetPart(say("sheet.ink_page.signatures"), _signatures(desk, case, texts)),
        ),
    )
    return set_sheet(desk, texts, sheet, desk.journal.clock.now())


def not_open(_: Desk, case: Case) -> Iterator[Reason]:
    """Refuse the page where nothing is to be signed for the city, or any more."""
    if case.authorises is None:
        yield errors.OutcomeOpensNoSigning()
    elif not case.originals:
        yield errors.TextNotFixed()
    elif case.signed_by_city:
        yield SignedAlready()


def deciding_entry(desk: Desk, case: Case) -> int:
    """Return the number of the entry by which the bytes were decided on, or fixed after that.

    What was done away is in the register by the entry that took it in.
    """
    wanted = AgreementFixed if case.mandate.text else Decided
    found = dict[type, int]()
    for number, stored in enumerate(desk.journal.register.entries()):
        if case.number.encode() in stored.body:
            entry = read_entry(stored.body)
            if entry.case == case.number:
                found[type(entry.act)] = number
    return found.get(wanted, found.get(CaseTakenIn, 0))


def _days(case: Case, texts: Texts) -> Iterator[Row]:
    wanted = case.authorises
    assert wanted is not None  # asked before
    binding = "minutes.day_binds" if wanted.days.binding else "minutes.day_describes"
    yield texts.say("minutes.fact.day"), texts.say(binding, day=wanted.days)


def _documents(desk: Desk, case: Case, texts: Texts) -> list[Block]:
    """Say of which bytes the paper is a print."""
    blocks: list[Block] = paragraphs(texts.say("sheet.ink_page.print"))
    for original in case.originals:
        attachment = attachment_of(case, original)
        title = attachment_title(desk, case, attachment.attached) if attachment else None
        pages = desk.pdf.inspect(desk.journal.register.document(original.document)).pages
        blocks += facts(
            [
                (texts.say("sheet.document"), texts.title_of(title) if title else ""),
                (texts.say("sheet.pages"), texts.number(len(pages))),
                (texts.say("sheet.decided.hash"), original.document.sha256),
            ]
        )
    return blocks


def _signatures(desk: Desk, case: Case, texts: Texts) -> list[Block]:
    """Return the lines for each party that has not signed, and for the number of originals."""
    say, found = texts.say, slots(case)
    signed = {one.party for one in found if one.filled is not Filled.OPEN}
    parties: list[tuple[str, list[Row]]] = []
    for party, ours in {one.party: one.ours for one in found}.items():
        if party not in signed:
            name, title = _city(desk, case, texts) if ours else (_theirs(desk, case), "")
            known = {"name": name, "title": title}
            rows = [(say(f"sheet.line.{key}"), known.get(key, "")) for key in LINES]
            parties.append((party, rows))
    originals = lines([("", [(say("sheet.line.originals"), "")])])
    return [lines(parties), originals]


def _city(desk: Desk, case: Case, texts: Texts) -> tuple[str, str]:
    """Return who signs for the city today: name and title; only the title where nobody can."""
    acting, wanted = signatory_on(desk, case.number, desk.today()), case.authorises
    assert wanted is not None  # asked before
    offices = desk.journal.state.roster.offices
    if acting is None:
        return "", texts.title(offices[wanted.office].title)
    return name_of(desk, acting.person), texts.title(offices[acting.office].title)


def _theirs(desk: Desk, case: Case) -> str:
    named = case.mandate.counterparty_signatory
    return desk.journal.text(named) if named else ""


def _code(code: ReceiptCode, texts: Texts) -> Block:
    say = texts.say
    held = "whole" if code.whole else "named"
    caption = (
        say(f"sheet.receipt.{held}", number=str(code.entry)),
        say("sheet.receipt.leaf", leaf=code.leaf),
    )
    alt = say(f"sheet.receipt.{held}.alt", number=str(code.entry))
    return {"kind": "code", "dots": list(code.dots), "alt": alt, "caption": list(caption)}
