"""The public copy of minutes: set anew without what may not be shown, never a covered original.

What is left out is left out of the data before anything is typeset, so that no byte of the copy
holds it; then the finished bytes are searched for it: pages, metadata, alternative texts, files.
The copy bears no signature field and no embedded record, and names its original by its hash.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from signapp.domain import errors
from signapp.domain.acts import DocumentRef
from signapp.domain.decision import Case
from signapp.domain.errors import StorageError
from signapp.domain.publicity import MINUTES, PublicCopyMade, PublicityClass, RecordTitle
from signapp.domain.publicity_errors import SecretWordsLeftError
from signapp.domain.values import to_plain
from signapp.services.desk import Desk
from signapp.services.document_language import in_its_language
from signapp.services.journal import SignedIn
from signapp.services.minutes import signed_minutes_data
from signapp.services.ports import TypesettingOrder
from signapp.services.proposal_text import ProposalText
from signapp.services.public_copy_values import NOTHING, SIGNER, TITLE, LeftOut

MASK = "**********"
"""What stands for a passage that was left out, as in minutes on the city's pages."""
STRUCTURE = ("kind", "key", "language")
"""What the data say to the template only."""


def make_public_copy(
    desk: Desk, who: SignedIn, number: str, left_out: LeftOut = NOTHING
) -> DocumentRef:
    """Set a public copy of the signed minutes, keep it, and log it with its hash (R54).

    Of wholly secret minutes only a mention is left. Raises NotAuthorisedError, DocumentErrors.
    """
    case = desk.journal.case(number)
    if case.minutes_in_force is None or case.decided_at is None:
        raise errors.NotAuthorisedError((errors.WrongStage(stage=case.stage.value),))
    original, passages = case.minutes_in_force.document, _passages(left_out)
    desk.journal.require(who, PublicCopyMade(_NO_BYTES, original, (), 0), number)
    data = _data(in_its_language(desk, number), case, left_out)
    if passages and any(passages.search(text) for text in _texts(data)):
        raise SecretWordsLeftError
    order = TypesettingOrder("minutes", json.dumps(data, ensure_ascii=False), case.decided_at)
    pdf = desk.pdf.typeset(order).pdf
    _require_no_trace(desk, number, pdf, left_out)
    copy = desk.journal.register.put(pdf)
    act = PublicCopyMade(copy, original, _parts(case, left_out), len(left_out.passages))
    desk.journal.record(who, act, number)
    return copy


_NO_BYTES = DocumentRef("", 0)


def _require_no_trace(desk: Desk, number: str, pdf: bytes, left_out: LeftOut) -> None:
    """Read the finished file back, and refuse it where any of the passages is still in it."""
    sheet = desk.journal.register.work / f"copy-{number.replace(' ', '-')}.pdf"
    try:
        sheet.write_bytes(pdf)
        if desk.pdf.traces(sheet, left_out.passages):
            raise SecretWordsLeftError
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    finally:
        sheet.unlink(missing_ok=True)


def said_in(text: ProposalText) -> list[str]:
    """Return every text of a decision, in which other forms of a word are looked for."""
    return _texts(to_plain(text, ProposalText))


def _parts(case: Case, left_out: LeftOut) -> tuple[str, ...]:
    """Return the parts that are left out: all of them where the minutes are secret."""
    return ("all",) if case.publicity.of(MINUTES).withholds_all else left_out.parts


def _passages(left_out: LeftOut) -> re.Pattern[str] | None:
    """Return what finds the passages, the longest first, in whatever case they stand."""
    normal = {unicodedata.normalize("NFC", one.strip()) for one in left_out.passages} - {""}
    longest_first = sorted(normal, key=len, reverse=True)
    found = "|".join(r"\s+".join(map(re.escape, one.split())) for one in longest_first)
    return re.compile(found, re.IGNORECASE) if found else None


def _data(desk: Desk, case: Case, left_out: LeftOut) -> dict[str, Any]:
    """Return what the template prints of the minutes, without what is left out."""
    say, publicity = desk.document_texts.say, case.publicity
    data = signed_minutes_data(desk, case.number)
    everything = publicity.of(MINUTES).withholds_all
    said = mention(desk, case)
    if everything or TITLE in left_out.parts:
        data["title"] = said
    for part in data["sections"]:
        if everything or part["key"] in left_out.parts:
            part["blocks"] = [{"kind": "paragraph", "text": said}]
    if everything:
        data["sections"] = [part for part in data["sections"] if part["key"] == "decision"]
    assert case.minutes_in_force is not None  # asked before
    original, data["record_name"] = case.minutes_in_force.document, ""
    rows = [
        [say("public_copy.original"), original.sha256],
        [say("public_copy.length"), say("minutes.bytes", length=original.length)],
    ]
    signers = data.pop("signature")["signers"]
    data["signers"] = [] if everything or SIGNER in left_out.parts else signers
    passages = _passages(left_out)
    masked = _mapped(data, lambda text: passages.sub(MASK, text)) if passages else data
    signed_by = [
        [say("public_copy.signed_by"), f"{one['name']}, {one['title']}"]
        for one in masked.pop("signers")
    ]
    masked["copy_notice"] = say("public_copy.notice")
    masked["signature"] = {
        "heading": say("public_copy.heading"),
        "statement": say("public_copy.statement"),
        "signers": [],
        "box": "",
        "rows": [*signed_by, *rows],
    }
    return dict(masked)


def mention(desk: Desk, case: Case) -> str:
    """Return what stands in the place of a part: that it is secret, and on which grounds."""
    publicity, grounds = case.publicity.of(MINUTES), case.publicity.grounds(MINUTES)
    if publicity is PublicityClass.PUBLIC:
        return desk.document_texts.say("public_copy.left_out")
    shown = publicity if publicity.withholds_all else PublicityClass.SECRET
    return desk.document_texts.title_of(RecordTitle("", shown, grounds, withheld=True))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    """Return JSON data with every text that a reader sees changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {
            key: item if key in STRUCTURE else _mapped(item, change) for key, item in value.items()
        }
    return value


def _texts(value: Any) -> list[str]:
    """Return every text in JSON data that a reader sees."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list):
        return [text for item in value for text in _texts(item)]
    if isinstance(value, dict):
        shown = [item for key, item in value.items() if key not in STRUCTURE]
        return [text for item in shown for text in _texts(item)]
    return []


def is_wholly_public(case: Case) -> bool:
    """Tell whether a copy of the minutes needs nobody to say what it leaves out."""
    return case.publicity.of(MINUTES) is not PublicityClass.PARTLY_SECRET


def copy_in_force(case: Case) -> PublicCopyMade | None:
    """Return the newest public copy of the minutes in force, made when they were classed as now.

    One that was made before they were classed otherwise shows what the public may not see.
    """
    signed = case.minutes_in_force
    return case.publicity.copy_of(signed.document) if signed else None
