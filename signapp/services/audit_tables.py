"""The log as CSV (RFC 4180) and as JSON: the same entries, filter, totals, sample and limits.

The forms are described in resources/docs/log-export.md.
"""

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from signapp.domain.auditing import LogFilter
from signapp.domain.calendar import HELSINKI
from signapp.domain.values import to_plain
from signapp.services.audit import RegisterVerdict
from signapp.services.audit_report import AuditReport, level_states
from signapp.services.document_audit import DocumentVerdict
from signapp.services.log_rows import LogRow
from signapp.services.log_words import LogWords
from signapp.services.not_provable import not_provable
from signapp.services.ports import SignatureVerdict

FORMAT = "signapp-log-export/v1"
METHOD = "simple random sample without replacement: lowest SHA-256 of `seed:number`"
COLUMNS = (
    *("number", "away", "at_utc", "at_helsinki", "act", "act_in_words", "result", "reasons"),
    *("reasons_in_words", "person", "name", "office", "title", "capacity", "case"),
    *("document", "pages", "entry_hash"),
)
BYTE_ORDER_MARK = "\ufeff"
SUMS = ("entries", "signatures", "refusals", "failed_sign_ins")
GROUPS = ("acts", "offices", "capacities", "results", "months")
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would take for a formula."""
NOTE = "#"
"""Stands in the place of the number in the lines below the entries."""


def to_csv(report: AuditReport, words: LogWords, *, mark: bool) -> bytes:
    """Return the entries as CSV in UTF-8, with a byte order mark or without; then notes.

    A note has `#` for its number, its name and its words in the next cells; every line has the
    same number of cells.
    """
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in report.rows:
        plain = entry_of(row, words)
        writer.writerow([safe(_cell(plain[name])) for name in COLUMNS])
    for note in _notes(report, words):
        cells = [safe(cell) for cell in note]
        writer.writerow([NOTE, *cells, *[""] * (len(COLUMNS) - 1 - len(cells))])
    return ((BYTE_ORDER_MARK if mark else "") + written.getvalue()).encode("utf-8")


def safe(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return "; ".join(value) if isinstance(value, list) else str(value)


def entry_of(row: LogRow, words: LogWords) -> dict[str, Any]:
    """Return an entry as the exports tell it: in codes, and in words."""
    return {
        "number": row.number,
        "away": row.away,
        "at_utc": to_plain(row.at, datetime),
        "at_helsinki": row.at.astimezone(HELSINKI).isoformat(),
        "act": row.act,
        "act_in_words": words.act(row),
        "result": row.result.value,
        "reasons": list(row.codes),
        "reasons_in_words": words.reasons(row),
        "person": row.person,
        "name": words.names.people.get(row.person, ""),
        "office": row.office,
        "title": words.office(row),
        "capacity": row.capacity.value,
        "case": row.case,
        "document": row.document,
        "pages": row.pages,
        "entry_hash": row.leaf,
    }


def _notes(report: AuditReport, words: LogWords) -> Iterator[tuple[str, str]]:
    say = words.texts.say
    yield "format", FORMAT
    yield "register", report.register
    yield "size", str(report.size)
    yield "root", report.root
    yield "made_at", to_plain(report.made_at, datetime)
    yield "filter", json.dumps(to_plain(report.filter, LogFilter), ensure_ascii=False)
    for label, count in words.sums(report.totals):
        yield "total", f"{label}: {count}"
    if report.sample:
        numbers = ", ".join(one.row.place for one in report.sample.entries)
        yield "sample_seed", report.sample.seed
        yield "sample_method", METHOD
        yield "sample_numbers", numbers
    for level, state in _levels(report):
        yield f"verdict_{level}", state
    for limit in limits_of(report):
        yield "not_provable", words.limit(limit)
    yield "logging", say(report.logging, number=report.size - 1)


def _levels(report: AuditReport) -> Iterator[tuple[str, str]]:
    for level, state in level_states(report.verdict) if report.verdict else ():
        yield level, state.value


def limits_of(report: AuditReport) -> tuple[str, ...]:
    """Return the keys of what can't be proven with the anchors that this was verified with."""
    return not_provable(report.verdict.proofs if report.verdict else ())


def to_json(report: AuditReport, words: LogWords) -> bytes:
    """Return the export as one JSON object."""
    found = report.totals
    whole = {
        "format": FORMAT,
        "language": words.texts.language,
        "register": report.register,
        "city": report.city,
        "demo": report.demo,
        "size": report.size,
        "root": report.root,
        "made_at": to_plain(report.made_at, datetime),
        "filter": to_plain(report.filter, LogFilter),
        "totals": {
            **{key: getattr(found, key) for key in SUMS},
            **{key: dict(getattr(found, key)) for key in GROUPS},
        },
        "sample": _sample_of(report),
        "verdict": _verdict_of(report),
        "not_provable": [{"code": one, "text": words.limit(one)} for one in limits_of(report)],
        "logging": words.texts.say(report.logging, number=report.size - 1),
        "entries": [entry_of(row, words) for row in report.rows],
    }
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _sample_of(report: AuditReport) -> dict[str, Any] | None:
    sample = report.sample
    if sample is None:
        return None
    return {
        "seed": sample.seed,
        "method": METHOD,
        "drawn": sample.drawn.value,
        "population": sample.population,
        "entries": [
            {
                "number": one.row.number,
                "away": one.row.away,
                "lot": one.lot,
                "checks": [check.value for check in one.checks],
            }
            for one in sample.entries
        ],
    }


def signatures_in(
    verdict: RegisterVerdict,
) -> Iterator[tuple[DocumentVerdict, SignatureVerdict]]:
    """Yield every signature that was judged, with the document that it is in."""
    for one in verdict.documents:
        for made in one.verdict.signatures if one.verdict else ():
            yield one, made


def _signature_of(one: DocumentVerdict, made: SignatureVerdict) -> dict[str, Any]:
    return {
        "case": one.case,
        "role": one.role,
        "document": one.document.sha256,
        "signer": made.signer,
        "level": made.level,
        "claimed": to_plain(made.claimed, datetime) if made.claimed else None,
        "proven": to_plain(made.proven, datetime) if made.proven else None,
        "content": made.content.holds.value,
        "person": made.person.holds.value,
        "time": made.time.holds.value,
        "holds": one.holds.value,
    }


def _verdict_of(report: AuditReport) -> dict[str, Any] | None:
    verdict = report.verdict
    if verdict is None:
        return None
    return {
        "size": verdict.size,
        "root": verdict.root,
        **dict(_levels(report)),
        "holds": verdict.holds.value,
        "findings": [
            {"code": one.code, "entry": one.facts.get("position", 0)} for one in verdict.findings
        ],
        "signatures": [_signature_of(one, made) for one, made in signatures_in(verdict)],
        "founding": verdict.founding,
        "trust_anchors": list(verdict.anchors),
        "outside_anchors": verdict.continues,
    }
