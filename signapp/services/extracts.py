"""Extracts of the minutes, each for one recipient: the decision, and what was said to go with it.

An extract has the whole decision, the short names of the appeal instructions, and exactly the
attachments and instructions that the decision lists for its recipient. The minutes keeper
certifies it; the decision-maker signed the original, which it names by its hash. Attachments that
are PDF/A travel inside it, others beside it; a secret one is named by its ground only.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, time
from pathlib import Path
from typing import Any

from signapp.domain import errors
from signapp.domain.acts import DocumentRef, NoticeGiven
from signapp.domain.calendar import HELSINKI, Ground, Method
from signapp.domain.decision import Case
from signapp.domain.extract_errors import NoRecipients, RecipientUnknown
from signapp.domain.intake import PDF
from signapp.domain.publicity import RecordTitle, attachment
from signapp.domain.wording import same_words
from signapp.services.appeal_text import AppealText
from signapp.services.desk import Desk
from signapp.services.document_language import in_its_language
from signapp.services.journal import SignedIn
from signapp.services.minutes import signed_minutes_data, signer_of
from signapp.services.minutes_basis import basis_of
from signapp.services.minutes_content import Block, appeal_parts, listed
from signapp.services.notify import Sent, give_notice
from signapp.services.ports import Embedded, TypesettingOrder
from signapp.services.prepare import read_text
from signapp.services.proposal_text import Extract, ProposalText

_ATTACHMENT = re.compile(r"(?:liite|bilaga|attachment|annex)\s*(?P<number>[0-9]+)", re.IGNORECASE)
LARGEST_INSIDE = 4_000_000
"""An attachment that is longer travels beside the extract."""
ONLY_IN_MINUTES = ("extracts", "distribution", "ledger")
"""Sections of the minutes that an extract does not have: they are of other recipients."""


@dataclass(frozen=True)
class Enclosure:
    """An attachment that goes with an extract: in which file, and whether inside it.

    `ref` is absent where it is secret: then only its number and the ground are told.
    """

    number: int
    title: RecordTitle
    name: str
    ref: DocumentRef | None
    inside: bool


def recipients(desk: Desk, number: str) -> tuple[str, ...]:
    """Return who gets an extract of the minutes in force; nobody before the decision."""
    case = desk.journal.case(number)
    found = _text(desk, case).extracts if case.minutes_in_force else ()
    return tuple(dict.fromkeys(one.recipient for one in found))


def no_recipient(desk: Desk, number: str) -> Iterator[NoRecipients]:
    """Refuse an extract of a decision that names nobody for it."""
    if not recipients(desk, number):
        yield NoRecipients()


def extract_of(
    desk: Desk, who: SignedIn, number: str, recipient: str, sent: tuple[Method, Sent] | None = None
) -> DocumentRef:
    """Set the extract for a recipient and keep it; whoever makes it certifies it.

    With `sent` it says how and when it was sent. Raises NotAuthorisedError, DocumentErrors,
    StorageError.
    """
    desk = in_its_language(desk, number)
    case, today = desk.journal.case(number), desk.today()
    wanted = _wanted(desk, case, recipient)
    with_it = enclosures(desk, number, wanted)
    data = _data(desk, who, case, wanted, with_it)
    if sent:
        day = sent[1].sent_on
        how = desk.document_texts.say(f"extract.method.{sent[0].value}")
        data["signature"]["rows"].append(
            [desk.document_texts.say("extract.sent"), f"{desk.document_texts.date(day)}, {how}"]
        )
    order = TypesettingOrder(
        "minutes",
        json.dumps(data, ensure_ascii=False),
        datetime.combine(today, time(12), HELSINKI),
        tuple(_embedded(desk, one) for one in with_it if one.inside and one.ref),
    )
    return desk.journal.register.put(desk.pdf.typeset(order).pdf)


def send_extract(
    desk: Desk,
    who: SignedIn,
    number: str,
    addressee: str,
    method: Method,
    ground: Ground,
    sent: Sent | None = None,
) -> DocumentRef | None:
    """Record that the decision was sent to an addressee, as `give_notice` does, with its extract.

    Whoever the decision names as recipient gets one, which the entry then names by its hash.
    Raises NotAuthorisedError, DocumentErrors, StorageError.
    """
    sent = sent or Sent(desk.today())
    name = next((one for one in recipients(desk, number) if same_words(one, addressee)), "")
    ref = None
    if name:
        case = desk.journal.case(number)
        probe = NoticeGiven("", method, ground, case.appeal, sent.sent_on, sent.received_on, "")
        desk.journal.require(who, probe, number)
        ref = extract_of(desk, who, number, name, (method, sent))
    give_notice(desk, who, number, addressee, method, ground, replace(sent, extract=ref))
    return ref


def sent_extract(desk: Desk, number: str, recipient: str) -> DocumentRef | None:
    """Return the extract that was sent to a recipient last, or None."""
    found = desk.journal.case(number).extracts.items()
    sent = [ref for name, ref in found if same_words(desk.journal.text(name), recipient)]
    return sent[-1] if sent else None


def enclosures(desk: Desk, number: str, wanted: Extract) -> tuple[Enclosure, ...]:
    """Return the attachments that go with an extract, in the order in which it lists them."""
    numbers = [int(one["number"]) for one in map(_ATTACHMENT.fullmatch, wanted.enclosed) if one]
    case = desk.journal.case(number)
    known = {one.attached.number: one for one in case.attachments}
    return tuple(
        _enclosure(desk, case, known[one].attached.number) for one in numbers if one in known
    )


def _enclosure(desk: Desk, case: Case, number: int) -> Enclosure:
    one = case.attachments[number - 1]
    text = desk.journal.text(one.attached.title)
    title = case.publicity.title(attachment(number), text, may_see=False)
    name = desk.document_texts.say("extract.file", number=str(number))
    if title.withheld:
        return Enclosure(number, title, name, None, inside=False)
    ref = one.prepared.prepared if one.prepared else one.attached.original
    claims = desk.pdf.preflight(desk.journal.register.document(ref)).claims
    inside = ref.length <= LARGEST_INSIDE and any(one.startswith("PDF/A") for one in claims)
    return Enclosure(number, title, name, ref, inside)


def _embedded(desk: Desk, one: Enclosure) -> Embedded:
    assert one.ref is not None  # only what is not secret travels
    return Embedded(one.name, PDF, one.title.text, desk.read(one.ref), "supplement")


def files_beside(desk: Desk, number: str, recipient: str) -> tuple[Enclosure, ...]:
    """Return the attachments that travel beside the extract, not inside it."""
    desk = in_its_language(desk, number)
    wanted = _wanted(desk, desk.journal.case(number), recipient)
    return tuple(one for one in enclosures(desk, number, wanted) if one.ref and not one.inside)


def _text(desk: Desk, case: Case) -> ProposalText:
    assert case.minutes_in_force is not None  # asked before
    return read_text(desk, case.number, basis_of(case, case.minutes_in_force.document).text)


def _wanted(desk: Desk, case: Case, recipient: str) -> Extract:
    if case.minutes_in_force is None:
        raise errors.NotAuthorisedError((errors.WrongStage(stage=case.stage.value),))
    for one in _text(desk, case).extracts:
        if same_words(one.recipient, recipient):
            return one
    raise errors.NotAuthorisedError((RecipientUnknown(recipient=recipient),))


# --- what an extract prints -----------------------------------------------------------------


def _data(
    desk: Desk, who: SignedIn, case: Case, wanted: Extract, with_it: tuple[Enclosure, ...]
) -> dict[str, Any]:
    texts, text = desk.document_texts, _text(desk, case)
    data = signed_minutes_data(desk, case.number)
    data["header"]["record"] = texts.say("extract.record")
    data["identity"].append([texts.say("extract.recipient"), wanted.recipient])
    blocks = {
        "attachments": _enclosed(desk, wanted, with_it),
        "appeal": listed(*(one.name for one in text.appeals)),
    }
    headings = {"attachments": texts.say("minutes.extract.enclosed")}
    sections = [part for part in data["sections"] if part["key"] not in ONLY_IN_MINUTES]
    there = [part["key"] for part in sections]
    if "attachments" not in there:
        sections.append({"key": "attachments", "heading": "", "blocks": []})
    for part in sections:
        part["blocks"] = blocks.get(part["key"], part["blocks"])
        part["heading"] = headings.get(part["key"], part["heading"])
    data["sections"] = [part for part in sections if part["blocks"]]
    data["signature"] = _certified(desk, who, case)
    data["enclosures"] = [
        {"heading": one.name, "blocks": appeal_parts(one, texts, 3)}
        for one in _instructions(wanted, text)
    ]
    data["record_name"] = ""
    return data


def _instructions(wanted: Extract, text: ProposalText) -> tuple[AppealText, ...]:
    """Return the appeal instructions that the extract is to enclose, whole."""
    return tuple(
        one for one in text.appeals if any(same_words(one.name, name) for name in wanted.enclosed)
    )


def _enclosed(desk: Desk, wanted: Extract, with_it: tuple[Enclosure, ...]) -> list[Block]:
    """Return what goes with the extract, as it was listed; of attachments their title and file."""
    say, by_number = desk.document_texts.say, {one.number: one for one in with_it}
    lines = []
    for written in wanted.enclosed:
        found = _ATTACHMENT.fullmatch(written)
        one = by_number.get(int(found["number"])) if found else None
        if one is None:
            lines.append(written)
            continue
        title = desk.document_texts.title_of(one.title)
        how = "withheld" if one.ref is None else "inside" if one.inside else "beside"
        told = say(f"extract.{how}", file=one.name)
        digest = f" SHA-256 {one.ref.sha256}" if one.ref else ""
        lines.append(f"{written}: {title}. {told}{digest}")
    return listed(*lines)


def _certified(desk: Desk, who: SignedIn, case: Case) -> dict[str, Any]:
    """Return the end of an extract: its original, and who certifies it (never who decided)."""
    say, keeper = desk.document_texts.say, signer_of(desk, who.actor)
    assert case.minutes_in_force is not None  # asked before
    original = case.minutes_in_force.document
    day = desk.document_texts.date(desk.today())
    return {
        "heading": say("extract.heading"),
        "statement": say("extract.statement"),
        "signers": [],
        "box": "",
        "rows": [
            [say("extract.original"), original.sha256],
            [say("public_copy.length"), say("minutes.bytes", length=original.length)],
            [say("extract.certified"), f"{keeper.name}, {keeper.title}, {day}"],
        ],
    }


def write_beside(desk: Desk, number: str, recipient: str, extract: Path) -> None:
    """Write the attachments that do not travel inside an extract beside its file.

    A file that is there with other bytes is never written over. Raises OSError, StorageError.
    """
    for one in files_beside(desk, number, recipient):
        assert one.ref is not None  # secret ones are left out
        file = extract.with_name(f"{extract.name.split('.')[0]}-{one.name}")
        content = desk.read(one.ref)
        if file.exists() and file.read_bytes() == content:
            continue
        with file.open("xb") as written:
            written.write(content)
