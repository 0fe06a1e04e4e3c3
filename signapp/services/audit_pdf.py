"""The export of a log as a document: PDF/A-3a and PDF/UA-1, typeset like the minutes."""

import json
from collections.abc import Iterator
from typing import Any

from signapp.domain.errors import SignappError
from signapp.services.audit import RegisterVerdict
from signapp.services.audit_report import AuditReport, level_states
from signapp.services.audit_tables import limits_of, signatures_in
from signapp.services.document_audit import DocumentVerdict
from signapp.services.log_rows import LogRow
from signapp.services.log_words import Lines, LogWords
from signapp.services.ports import Holds, PdfWork, SignatureVerdict, TypesettingOrder

SIGNATURE = ("document", "signer", "claimed", "proven", "content", "person", "time")
MOST_FINDINGS = 200
"""How many findings are written out; of more than these the number is told."""


def to_pdf(report: AuditReport, words: LogWords, pdf: PdfWork) -> bytes:
    """Return the export as a PDF. Raises GlyphMissingError, TypesettingError."""
    data = json.dumps(pdf_data(report, words), ensure_ascii=False)
    return pdf.typeset(TypesettingOrder("audit", data, report.made_at)).pdf


def pdf_data(report: AuditReport, words: LogWords) -> dict[str, Any]:
    """Return what the template prints."""
    texts = words.texts
    say = texts.say
    return {
        "language": texts.language,
        "title": say("log.export.title"),
        "description": say("log.export.of", register=report.register),
        "demo_notice": say("log.export.demo") if report.demo else "",
        "city": report.city,
        "register": report.register,
        "root_label": say("log.export.root"),
        "root": report.root,
        "made": texts.moment(report.made_at),
        "identity": _identity(report, words),
        "filter": {"heading": say("log.filter"), "rows": words.filter_lines(report.filter)},
        "limits": {
            "heading": say("not_provable"),
            "items": [words.limit(one) for one in limits_of(report)],
        },
        "totals": {
            "heading": say("log.totals"),
            "rows": words.sums(report.totals),
            "tables": [
                {"heading": heading, "rows": rows} for heading, rows in words.tables(report.totals)
            ],
        },
        "verdict": _verdict(report, words),
        "sample": _sample(report, words),
        "entries": {
            "heading": say("log.export.entries"),
            "empty": say("log.nothing_fits"),
            "columns": [
                say(f"log.column.{key}") for key in ("number", "at", "act", "who", "case")
            ],
            "rows": [_row(row, words) for row in report.rows],
        },
        "logging": say(report.logging, number=report.size - 1),
    }


def _identity(report: AuditReport, words: LogWords) -> Lines:
    say = words.texts.say
    return (
        (say("log.export.register"), report.register),
        (say("log.export.city"), report.city),
        (say("log.export.size"), words.texts.number(report.size)),
        (say("log.export.root"), report.root),
        (say("log.export.made"), words.texts.moment(report.made_at)),
    )


def _row(row: LogRow, words: LogWords) -> dict[str, str]:
    return {
        "number": row.place,
        "at": words.texts.moment(row.at),
        "act": words.act(row),
        "more": words.particulars(row),
        "result": row.result.value,
        "person": words.person(row),
        "office": words.who(row).removeprefix(words.person(row)).removeprefix(", "),
        "case": row.case,
    }


def _sample(report: AuditReport, words: LogWords) -> dict[str, Any] | None:
    sample, say = report.sample, words.texts.say
    if sample is None:
        return None
    return {
        "heading": say("log.sample"),
        "rows": words.sample_lines(sample),
        "columns": [say("log.column.number"), say("log.column.act"), say("log.sample.checks")],
        "entries": [
            {
                "number": one.row.place,
                "act": f"{words.act(one.row)} {one.row.case}".strip(),
                "who": words.who(one.row),
                "checks": [say(f"log.check.{check.value}") for check in one.checks],
            }
            for one in sample.entries
        ],
    }


def _verdict(report: AuditReport, words: LogWords) -> dict[str, Any]:
    say, verdict = words.texts.say, report.verdict
    if verdict is None:
        return {"heading": say("log.verdict"), "note": say("log.verdict.none"), "levels": []}
    findings = list(_findings(verdict, words))
    more = len(findings) - MOST_FINDINGS
    return {
        "heading": say("log.verdict"),
        "of": say("window.audit.size", size=verdict.size, root=verdict.root),
        "note": words.texts.say("log.verdict.more", count=more) if more > 0 else "",
        "levels": [
            {"name": say(f"window.audit.{level}"), "state": say(f"holds.{state.value}"),
             "what": say(f"window.audit.{level}.what"), "holds": state is Holds.YES}
            for level, state in level_states(verdict)
        ],
        "findings": findings[:MOST_FINDINGS],
        "signatures": {
            "heading": say("log.signatures"),
            "columns": [say(f"log.signature.{key}") for key in SIGNATURE],
            "rows": [_signature(one, made, words) for one, made in signatures_in(verdict)],
        },
    }  # fmt: skip


def _signature(one: DocumentVerdict, made: SignatureVerdict, words: LogWords) -> list[str]:
    """Return a signature's row: where it is, whose, when, and each part of its verdict."""
    texts = words.texts
    role = texts.say(f"window.audit.role.{one.role}")
    times = [texts.moment(at) if at else "–" for at in (made.claimed, made.proven)]
    parts = [
        texts.say(f"holds.{part.holds.value}") for part in (made.content, made.person, made.time)
    ]
    return [f"{one.case} {role}", f"{made.signer} ({made.level})", *times, *parts]


def _findings(verdict: RegisterVerdict, words: LogWords) -> Iterator[str]:
    for finding in verdict.findings:
        yield _error(finding, words)
    for one in verdict.documents:
        if one.holds is not Holds.YES:
            yield document_line(one, words)


def _error(error: SignappError, words: LogWords) -> str:
    told = words.texts.error(error)
    return f"{told.heading}. {told.cause}"


def document_line(one: DocumentVerdict, words: LogWords) -> str:
    """Return one line on a document that does not hold, or can't be told to."""
    texts = words.texts
    line = f"{one.case} {texts.say(f'window.audit.role.{one.role}')} {one.document.sha256}"
    if one.problem is not None:
        return f"{line}: {texts.error(one.problem).heading}"
    parts = [one.entry, one.verdict.decided if one.verdict else None]
    said = [
        texts.remark(remark.code, remark.facts)
        for part in parts
        if part and part.holds is not Holds.YES
        for remark in part.remarks
    ]
    return f"{line.strip()}: {' '.join(said) or texts.say(f'holds.{one.holds.value}')}"
