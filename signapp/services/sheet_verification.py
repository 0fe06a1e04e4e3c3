"""The verification sheet of an agreement: what was signed, by whom, and on which decision (R45).

All that it says of files comes from our own verdict on the bytes that are stored, compared with
the ledger; nothing is said of them because an act claims it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from signapp.domain.acts import DocumentRef
from signapp.domain.agreement import CitySignature
from signapp.domain.authorisation import TextToSign
from signapp.domain.case import Case
from signapp.domain.errors import Reason, SignappError
from signapp.domain.sheet_errors import NothingSignedYet
from signapp.domain.slots import Filled, Slot, attachment_of, language_of, slots
from signapp.ledger.entries import Entry
from signapp.services.case_files import entries_of
from signapp.services.desk import Desk
from signapp.services.document_audit import DocumentAudit, DocumentVerdict
from signapp.services.history import AGREEMENT, History
from signapp.services.ports import Holds, Part, SignatureVerdict
from signapp.services.publicity import attachment_title
from signapp.services.sheet_grounds import after_finality, authorisation_part, decision_part
from signapp.services.sheet_paper import paper_part
from signapp.services.sheets import (
    NOTHING,
    Block,
    Row,
    Sheet,
    SheetPart,
    capacity_told,
    facts,
    identity,
    items,
    name_of,
    paragraphs,
    require,
    set_sheet,
    subheading,
    told,
)
from signapp.texts.catalogue import Texts


@dataclass(frozen=True)
class Looked:
    """A case that was looked at: its entries, and our verdict on each of its documents."""

    desk: Desk
    case: Case
    texts: Texts
    entries: tuple[Entry, ...]
    verdicts: tuple[DocumentVerdict, ...]
    at: datetime


def verification_sheet(desk: Desk, number: str, texts: Texts) -> bytes:
    """Return the verification sheet of a case's agreement, as the stored files are now.

    Raises NotAuthorisedError where nobody has signed, DocumentErrors, StorageError.
    """
    case = desk.journal.case(number)
    require(desk, case, nothing_signed)
    look = look_at(desk, case, texts)
    say, judged = texts.say, _worst(look)
    sheet = Sheet(
        title=say("sheet.verification"),
        mark=say("sheet.verification.mark"),
        lead=(say("sheet.verification.lead", moment=look.at),),
        opening=[
            told(*_state(look, judged), warns=judged is not Holds.YES),
            *facts(identity(desk, case, texts)),
        ],
        parts=(
            *(_original(look, one, place) for place, one in enumerate(case.originals, 1)),
            paper_part(desk, case, texts),
            decision_part(desk, case, texts, look.verdicts),
            authorisation_part(desk, case, texts, look.entries),
            after_finality(desk, case, texts, look.at),
            _by_yourself(look),
        ),
    )
    return set_sheet(desk, texts, sheet, look.at)


def nothing_signed(_: Desk, case: Case) -> Iterator[Reason]:
    """Refuse the sheet of an agreement that nobody has signed."""
    made = case.agreement
    if not (made.signatures or made.received or made.ink):
        yield NothingSignedYet()


def look_at(desk: Desk, case: Case, texts: Texts) -> Looked:
    """Judge every document of a case as an audit does (level C), now."""
    entries, history = tuple(entries_of(desk.journal.register, case.number)), History()
    for entry in entries:
        history.take(entry)
    journal, now = desk.journal, desk.journal.clock.now()
    audit = DocumentAudit(
        *(journal.register, desk.pdf, desk.trust.material(), now),
        *(journal.state, history, journal.origin),
    )
    return Looked(desk, case, texts, entries, tuple(audit.of_case(case)), now)


# --- what the whole says --------------------------------------------------------------------


def _of_agreement(look: Looked) -> Iterator[DocumentVerdict]:
    """Yield the verdicts on the newest bytes of each original."""
    for original in look.case.originals:
        if found := _verdict(look, original):
            yield found


def _verdict(look: Looked, original: TextToSign) -> DocumentVerdict | None:
    """Return our verdict on the newest bytes of an original, if anybody signed in them."""
    newest = look.case.agreement.newest(original.document)
    found = [
        one for one in look.verdicts if one.document == newest and (one.verdict or one.problem)
    ]
    ours = [one for one in found if one.role == AGREEMENT]
    return next(iter((*ours, *found)), None)


def _worst(look: Looked) -> Holds:
    ranked = (Holds.NO, Holds.NOT_KNOWN)
    found = {one.holds for one in _of_agreement(look)}
    return next((one for one in ranked if one in found), Holds.YES)


def _state(look: Looked, judged: Holds) -> tuple[str, str]:
    """Return in one sentence what the files are, and in another who has still to sign."""
    say = look.texts.say
    waits = [one.party for one in slots(look.case) if not one.is_filled]
    missing = say("sheet.verification.waits", parties=", ".join(dict.fromkeys(waits)))
    complete = say("sheet.verification.complete")
    if not any(_of_agreement(look)):
        return say("sheet.verification.paper_only"), missing if waits else complete
    return say(f"verdict.{judged.value}"), missing if waits else complete


# --- one original ---------------------------------------------------------------------------


def _original(look: Looked, original: TextToSign, place: int) -> SheetPart:
    """Say what was signed, and each signature in it."""
    say, found = look.texts.say, _verdict(look, original)
    several = len(look.case.originals) > 1
    heading = "sheet.original.nth" if several else "sheet.original"
    blocks = facts(_what(look, original))
    if found is None:
        return SheetPart(say(heading, number=place), blocks)
    blocks += _problem(look, found)
    judged = found.verdict
    for one in judged.signatures if judged else ():
        blocks += _signature(look, original, one)
    for slot in slots(look.case):
        if slot.original == original:
            blocks += _unsigned(look, slot)
    blocks += _compared(look, found)
    return SheetPart(say(heading, number=place), blocks)


def _what(look: Looked, original: TextToSign) -> Iterator[Row]:
    """Yield title, language, and both hashes: of the decided bytes and of the signed file."""
    say, case, texts = look.texts.say, look.case, look.texts
    attachment, newest = attachment_of(case, original), case.agreement.newest(original.document)
    if attachment:
        title = attachment_title(look.desk, case, attachment.attached)
        yield say("sheet.document"), texts.title_of(title)
    language = language_of(case, original)
    key = f"window.attach.language.{language}"
    yield say("sheet.language"), say(key) if texts.has(key) else language
    yield say("sheet.pages"), _pages(look, original.document)
    yield say("sheet.decided.hash"), original.document.sha256
    yield say("sheet.decided.length"), say("minutes.bytes", length=original.document.length)
    if newest != original.document:
        yield say("sheet.signed.hash"), newest.sha256
        yield say("sheet.signed.length"), say("minutes.bytes", length=newest.length)


def _pages(look: Looked, ref: DocumentRef) -> str:
    try:
        path = look.desk.journal.register.document(ref)
        return look.texts.number(len(look.desk.pdf.inspect(path).pages))
    except SignappError:
        return NOTHING  # the verdict tells what is wrong with the file


def _problem(look: Looked, found: DocumentVerdict) -> list[Block]:
    if found.problem is None:
        return []
    error = look.texts.error(found.problem)
    return [told(error.heading, error.cause, warns=True)]


def _signature(look: Looked, original: TextToSign, made: SignatureVerdict) -> list[Block]:
    """Say who signed in which capacity, when, how well that is known, and what the check says."""
    say, texts = look.texts.say, look.texts
    ours = look.case.agreement.signature_in(original)
    ours = ours if ours and ours.begun.field == made.field else None
    zone = timezone(timedelta(minutes=ours.begun.utc_offset)) if ours else None
    claimed = made.claimed and made.claimed.astimezone(zone)
    rows: list[Row] = [
        *_who(look, ours),
        (say("sheet.certificate"), made.signer),
        (say("sheet.time.claimed"), texts.both_moments(claimed) if claimed and zone else
         texts.moment(made.claimed) if made.claimed else say("sheet.time.none")),
        (say("sheet.time.proven"),
         texts.moment(made.proven) if made.proven else say("sheet.time.not_proven")),
        (say("sheet.level"), f"{made.level}: {say(f'level.{made.level}')}"),
        (say("sheet.kind"), texts.remark(made.kind.code, made.kind.facts) if made.kind else ""),
    ]  # fmt: skip
    said = [(f"part.{key}", part) for key, part in (
        ("content", made.content), ("person", made.person), ("time", made.time))]  # fmt: skip
    party = _party(look, original, made.field)
    return [
        subheading(say("sheet.signature", party=party)),
        *facts(rows),
        *items(_part(texts, key, part) for key, part in said),
    ]


def _who(look: Looked, ours: CitySignature | None) -> Iterator[Row]:
    say = look.texts.say
    if ours is None:
        yield say("sheet.signer"), say("sheet.signer.other")
        return
    yield say("sheet.signer"), name_of(look.desk, ours.by.person)
    capacity = capacity_told(look.desk, look.case, ours.by, ours.at, look.texts)
    yield say("sheet.capacity"), capacity


def _party(look: Looked, original: TextToSign, field: str) -> str:
    named = (one for one in slots(look.case) if (one.original, one.field) == (original, field))
    return next((one.party for one in named), field)


def _part(texts: Texts, key: str, part: Part) -> str:
    """Return one part of a verdict: its name, its state, its sentences."""
    said = " ".join(texts.remark(one.code, one.facts) for one in part.remarks)
    return f"{texts.say(key)}: {texts.say(f'holds.{part.holds.value}')}. {said}"


def _unsigned(look: Looked, slot: Slot) -> list[Block]:
    if slot.filled is not Filled.OPEN:
        return []
    say = look.texts.say
    return [
        subheading(say("sheet.signature", party=slot.party)),
        *paragraphs(say("sheet.signature.open")),
    ]


def _compared(look: Looked, found: DocumentVerdict) -> list[Block]:
    """Say whether it is what was decided on, and the signature of which the ledger speaks."""
    parts = (
        ("part.decided", found.verdict.decided if found.verdict else None),
        ("part.entry", found.entry),
    )
    shown = items(_part(look.texts, key, part) for key, part in parts if part)
    return [subheading(look.texts.say("sheet.compared")), *shown] if shown else []


# --- how others check -----------------------------------------------------------------------


def _by_yourself(look: Looked) -> SheetPart:
    """Tell how to check all this with programs that are not ours."""
    say, case = look.texts.say, look.case
    steps = [
        say(
            "sheet.check.bytes",
            file=case.agreement.newest(one.document).sha256[:8],
            length=str(one.document.length),
            decided=one.document.sha256[:8],
        )
        for one in case.originals
        if case.agreement.newest(one.document) != one.document
    ]
    return SheetPart(
        say("sheet.check"),
        items([*steps, say("sheet.check.signature"), say("sheet.check.ledger")], "numbered"),
    )
