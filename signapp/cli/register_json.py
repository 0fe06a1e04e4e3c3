"""The verdict on a register as one JSON document.

`format` is "signapp-register" and `version` 1. A later version only adds members. `holds` is
holds, not_known or does_not_hold; `anchors` say what each proves (`problem` is empty where the
register continues it), and `not_provable` what no anchor at hand proves: it is always there.
"""

from typing import Any

from signapp.cli.line import escaped_json
from signapp.domain.errors import SignappError
from signapp.domain.values import to_plain
from signapp.services.anchor_proofs import AnchorProof
from signapp.services.audit import RegisterVerdict
from signapp.services.document_audit import DocumentVerdict
from signapp.services.not_provable import not_provable
from signapp.services.ports import Part
from signapp.services.two_clocks import Bracket
from signapp.texts.catalogue import Texts

FORMAT, VERSION = "signapp-register", 1


def register_json(texts: Texts, found: RegisterVerdict) -> str:
    """Return the verdict as a document."""
    return escaped_json(
        {
            "format": FORMAT,
            "version": VERSION,
            "language": texts.language,
            "register": found.register,
            "demo": found.demo,
            "holds": found.holds.value,
            "entries": found.size,
            "root": found.root,
            "founding": found.founding,
            "findings": [_problem(texts, one) for one in found.findings],
            "documents": [_document(texts, one) for one in found.documents],
            "trust_anchors": list(found.anchors),
            "anchors": [_anchor(texts, one) for one in found.proofs],
            "clock_jumps": [_jump(one) for one in found.clock_jumps],
            "not_provable": [
                {"code": key, "text": texts.say(f"not_provable.{key}")}
                for key in not_provable(found.proofs)
            ],
        }
    )


def _problem(texts: Texts, problem: SignappError) -> dict[str, Any]:
    told = texts.error(problem)
    entry = problem.facts.get("position")
    return {"code": told.code, "entry": entry, "text": f"{told.cause} {told.remedy}"}


def _document(texts: Texts, one: DocumentVerdict) -> dict[str, Any]:
    return {
        "case": one.case,
        "role": one.role,
        "sha256": one.document.sha256,
        "holds": one.holds.value,
        "problem": _problem(texts, one.problem) if one.problem else None,
    }


def _jump(one: Bracket) -> dict[str, Any]:
    return {
        "entry": one.number,
        "claimed": one.claimed.isoformat(),
        "not_earlier": one.not_earlier.isoformat() if one.not_earlier else None,
        "not_later": one.not_later.isoformat() if one.not_later else None,
    }


def _anchor(texts: Texts, one: AnchorProof) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "file": one.file,
        "inside": one.inside,
        "own": one.own,
        "entries": one.size,
        "seen": one.seen.isoformat() if one.seen else None,
        "not_later": one.not_later.isoformat() if one.not_later else None,
        "stamp": to_plain(one.stamp, Part | None),
        "problem": _problem(texts, one.problem) if one.problem else None,
    }
