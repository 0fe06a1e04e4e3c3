"""What a verification sheet says of paper that was signed by hand: what was recorded of it."""

from collections.abc import Iterator
from datetime import datetime, time

from signapp.domain.agreement import InkRecord
from signapp.domain.calendar import HELSINKI
from signapp.domain.case import Case
from signapp.services.desk import Desk
from signapp.services.sheets import (
    Block,
    Row,
    SheetPart,
    capacity_told,
    facts,
    name_of,
    paragraphs,
)
from signapp.texts.catalogue import Texts


def paper_part(desk: Desk, case: Case, texts: Texts) -> SheetPart:
    """Say what is recorded of paper that was signed by hand; nothing can check that here."""
    say, blocks = texts.say, list[Block]()
    for record in case.agreement.ink:
        blocks += facts(_paper(desk, case, texts, record))
    if blocks:
        printed = texts.count("window.signatures.printed", case.copies_printed)
        counted = printed if case.copies_printed else ""
        blocks = [*paragraphs(say("sheet.ink.note")), *blocks, *paragraphs(counted)]
    return SheetPart(say("sheet.ink"), blocks)


def _paper(desk: Desk, case: Case, texts: Texts, record: InkRecord) -> Iterator[Row]:
    say, text, act = texts.say, desk.journal.text, record.act
    noon = datetime.combine(act.signed_on, time(12), HELSINKI)
    if act.city:
        capacity = capacity_told(desk, case, act.city, noon, texts)
        yield say("sheet.signer"), f"{name_of(desk, act.city.person)}. {capacity}"
        confirmed = record.confirmed_at
        yield (
            say("sheet.ink.confirmed"),
            texts.moment(confirmed) if confirmed else say("sheet.ink.waits"),
        )
    for one in act.counterparts:
        yield one.party, f"{text(one.name)}, {text(one.title)}"
    yield say("sheet.ink.day"), f"{texts.date(act.signed_on)}, {text(act.place)}"
    yield say("sheet.ink.originals"), f"{texts.number(act.originals)} ({', '.join(act.languages)})"
    yield say("sheet.ink.prevailing"), act.prevailing
    yield say("sheet.ink.kept"), text(act.kept_at)
    yield say("sheet.ink.scan"), act.scan.sha256
    yield say("sheet.ink.attested"), text(act.attested_by)
