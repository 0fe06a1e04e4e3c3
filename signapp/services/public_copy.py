"""The public copy of minutes: set anew without what may not be shown, never a covered original.

What is left out is left out of the data before anything is typeset, so that no byte of the copy
holds it; the copy bears no signature field and no embedded record, and names its original by
its hash.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from signapp.domain import errors
from signapp.domain.acts import DocumentRef
from signapp.domain.decision import Case
from signapp.domain.publicity import MINUTES, PublicCopyMade, PublicityClass, RecordTitle
from signapp.domain.publicity_errors import SecretWordsLeftError
from signapp.services.desk import Desk
from signapp.services.document_language import in_its_language
from signapp.services.journal import SignedIn
from signapp.services.minutes import signed_minutes_data
from signapp.services.ports import TypesettingOrder

MASK = "**********"
"""What stands for a passage that was left out, as in minutes on the city's pages."""
TITLE = "title"
"""The key of the title among the parts that can be left out."""


@dataclass(frozen=True)
class LeftOut:
    """What a public copy leaves out: whole parts by their keys, and passages wherever they are."""

    parts: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


NOTHING = LeftOut()
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
    copy = desk.journal.register.put(desk.pdf.typeset(order).pdf)
    act = PublicCopyMade(copy, original, _parts(case, left_out), len(left_out.passages))
    desk.journal.record(who, act, number)
    return copy


_NO_BYTES = DocumentRef("", 0)


def _parts(case: Case, left_out: LeftOut) -> tuple[str, ...]:
    """Return the parts that are left out: all of them where the minutes are secret."""
    return ("all",) if case.publicity.of(MINUTES).withholds_all else left_out.parts


def _passages(left_out: LeftOut) -> re.Pattern[str] | None:
    """Return what finds the passages, the longest first, in whatever case they stand."""
    normal = {unicodedata.normalize("NFC", one.strip()) for one in left_out.passages} - {""}
    found = "|".join(re.escape(one) for one in sorted(normal, key=len, reverse=True))
    return re.compile(found, re.IGNORECASE) if found else None


def _data(desk: Desk, case: Case, left_out: LeftOut) -> dict[str, Any]:
    """Return what the template prints of the minutes, without what is left out."""
    say, publicity = desk.document_texts.say, case.publicity
    data = signed_minutes_data(desk, case.number)
    everything = publicity.of(MINUTES).withholds_all
    mention = _mention(desk, case)
    if everything or TITLE in left_out.parts:
        data["title"] = mention
    for part in data["sections"]:
        if everything or part["key"] in left_out.parts:
            part["blocks"] = [{"kind": "paragraph", "text": mention}]
    if everything:
        data["sections"] = [part for part in data["sections"] if part["key"] == "decision"]
    assert case.minutes_in_force is not None  # asked before
    original = case.minutes_in_force.document
    data["signature"] = {
        "heading": say("public_copy.heading"),
        "statement": say("public_copy.statement"),
        "signers": [],
        "box": "",
        "rows": [
            [say("public_copy.original"), original.sha256],
            [say("public_copy.length"), say("minutes.bytes", length=original.length)],
        ],
    }
    data["copy_notice"] = say("public_copy.notice")
    data["record_name"] = ""
    kept = {key: data.pop(key) for key in ("signature", "copy_notice")}
    passages = _passages(left_out)
    masked = _mapped(data, lambda text: passages.sub(MASK, text)) if passages else data
    return {**masked, **kept}


def _mention(desk: Desk, case: Case) -> str:
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
