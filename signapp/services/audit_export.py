"""Makes the files of an export in its forms: CSV, JSON, PDF/A."""

from dataclasses import dataclass, replace
from pathlib import Path

from signapp.domain.auditing import AuditExported, ExportKind
from signapp.ledger.entries import Entry
from signapp.services.audit_pdf import to_pdf
from signapp.services.audit_report import AuditReport, Exported, keep_export, log_export
from signapp.services.audit_tables import to_csv, to_json
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.log_words import LogWords
from signapp.services.ports import PdfWork
from signapp.texts.catalogue import Texts


@dataclass(frozen=True)
class Wanted:
    """What is to be exported: the form and the file; with `mark` CSV has a byte order mark."""

    kind: ExportKind
    out: Path
    mark: bool = False


def export(report: AuditReport, texts: Texts, pdf: PdfWork, wanted: Wanted) -> Exported:
    """Write an export in a language, and its checksum. Raises DocumentErrors, StorageError."""
    return keep_export(content_of(report, texts, pdf, wanted), wanted.out)


def content_of(report: AuditReport, texts: Texts, pdf: PdfWork, wanted: Wanted) -> bytes:
    """Return the bytes of an export. Raises DocumentErrors."""
    words = LogWords(texts, report.names)
    match wanted.kind:
        case ExportKind.CSV:
            return to_csv(report, words, mark=wanted.mark)
        case ExportKind.JSON:
            return to_json(report, words)
        case ExportKind.PDF:
            return to_pdf(report, words, pdf)


def export_and_log(
    desk: Desk, who: SignedIn, report: AuditReport, texts: Texts, wanted: Wanted
) -> tuple[Exported, Entry]:
    """Write an export, and then its entry, for an auditor. Nobody else exports at a desk.

    Raises NotAuthorisedError before anything is written, DocumentErrors, StorageError.
    """
    desk.journal.require(who, AuditExported("0" * 64, wanted.kind, report.filter, "", 0))
    made = export(replace(report, read_only=False), texts, desk.pdf, wanted)
    return made, log_export(desk, who, made, wanted.kind, report)
