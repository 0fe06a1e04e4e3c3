"""Verdicts as JSON: one document, written file by file.

`format` is "signapp-verdicts" and `version` 1. A later version only adds members; a member that
goes or changes its meaning makes another number. `at` is the moment of the verdicts, `anchors`
the SHA-256 of the trust anchors. Each of `files` has `path`, `holds` (holds, not_known or
does_not_hold), `verdict`, `record`, `authority`, `entry` and `problem`; wherever a sentence is
said, `code` and `facts` are for programs and `text` says the same in words. `summary` comes
last: how many files have which state, how many were not checked because the work was broken
off, and the paths of those that do not hold or can't be told.
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from signapp.cli.line import escaped_json
from signapp.domain.values import to_plain
from signapp.services.evidence_check import EvidenceVerdict
from signapp.services.files import FileVerdict
from signapp.services.minutes import DecisionRecord
from signapp.services.ports import Holds, Part, TrustMaterial, Verdict
from signapp.texts.catalogue import Texts

FORMAT, VERSION = "signapp-verdicts", 1
EVIDENCE_FORMAT = "signapp-evidence-verdict"


def head(texts: Texts, at: datetime, trust: TrustMaterial) -> str:
    """Return the beginning of the document, up to its first file."""
    plain = {
        "format": FORMAT,
        "version": VERSION,
        "language": texts.language,
        "at": at.isoformat(),
        "anchors": [hashlib.sha256(root).hexdigest() for root in trust.roots],
    }
    return escaped_json(plain)[:-2] + ',\n  "files": ['


def one_file(texts: Texts, found: FileVerdict, *, first: bool) -> str:
    """Return the next file of the document."""
    return ("" if first else ",") + "\n" + escaped_json(_plain(texts, found))


def tail(counts: Mapping[Holds, int], bad: list[tuple[Holds, Path]], unchecked: int) -> str:
    """Return the end of the document: the summary."""
    plain = {
        "counts": {holds.value: counts.get(holds, 0) for holds in Holds},
        "unchecked": unchecked,
        **{
            holds.value: [str(path) for state, path in bad if state is holds]
            for holds in (Holds.NO, Holds.NOT_KNOWN)
        },
    }
    return f'\n  ],\n  "summary": {escaped_json(plain)}\n}}'


def evidence(found: EvidenceVerdict, *, told_trust: bool) -> str:
    """Return the verdict on evidence as one document (format signapp-evidence-verdict)."""
    contents = found.contents
    plain = {
        "format": EVIDENCE_FORMAT,
        "version": VERSION,
        "path": str(found.path),
        "holds": found.holds.value,
        "case": contents.case if contents else "",
        "public": contents.public if contents else None,
        "made": contents.made.isoformat() if contents else None,
        "entries": found.entries,
        "size": found.size,
        "root": found.root,
        "damaged": [{"member": one.facts["name"], "code": one.code} for one in found.damaged],
        "problems": [{"entry": one.facts["position"], "code": one.code} for one in found.findings],
        "documents": [
            {"role": one.role, "sha256": one.document.sha256, "holds": one.holds.value}
            for one in found.documents
        ],
        "remarks": list(found.remarks(told_trust=told_trust)),
    }
    return escaped_json(plain)


def _plain(texts: Texts, found: FileVerdict) -> dict[str, Any]:
    rest = {
        "path": str(found.path),
        "verdict": to_plain(found.verdict, Verdict | None),
        "record": to_plain(found.record, DecisionRecord | None),
        "authority": to_plain(found.authority, Part | None),
        "entry": to_plain(found.entry, Part | None),
    }
    for remark in _remarks(rest):
        remark["text"] = texts.remark(remark["code"], remark["facts"])
    problem = None
    if found.problem:
        told = texts.error(found.problem)
        words = {"heading": told.heading, "cause": told.cause, "remedy": told.remedy}
        problem = {"code": found.problem.code, **words}
    return {"holds": found.holds.value, **rest, "problem": problem}


def _remarks(plain: Any) -> Iterator[dict[str, Any]]:
    """Yield every remark in plain values."""
    match plain:
        case {"code": str(), "facts": dict()}:
            yield plain
        case dict():
            for value in plain.values():
                yield from _remarks(value)
        case list() | tuple():
            for value in plain:
                yield from _remarks(value)
