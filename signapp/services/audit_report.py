"""An export of the log: what it tells, its file, the checksum beside it, and its own entry.

The entry is written after the file, since it names the file's hash; so the file itself can only
say that an entry may follow it. On a copy that is opened for reading only none does.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signapp.domain.auditing import AuditExported, ExportKind, LogFilter
from signapp.domain.errors import StorageError
from signapp.ledger.entries import Entry
from signapp.services.audit import RegisterVerdict
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.log_rows import LogRow, Names
from signapp.services.log_totals import Sample, Totals
from signapp.services.ports import Holds


@dataclass(frozen=True)
class AuditReport:
    """What an export tells.

    `size` and `root` are those of the whole ledger that it was made of, `rows` are what fits the
    filter. Without a `verdict` it was not verified anew for this export.
    """

    register: str
    city: str
    demo: bool
    size: int
    root: str
    made_at: datetime
    filter: LogFilter
    rows: tuple[LogRow, ...]
    names: Names
    totals: Totals
    sample: Sample | None = None
    verdict: RegisterVerdict | None = None
    read_only: bool = False

    @property
    def logging(self) -> str:
        """The key of what the export says of its own entry."""
        return "log.export.not_logged" if self.read_only else "log.export.logged_after"


@dataclass(frozen=True)
class Exported:
    """A file that was exported, its SHA-256, and the file of its checksum beside it."""

    file: Path
    sha256: str
    checksum: Path


def keep_export(content: bytes, out: Path) -> Exported:
    """Write an export, and beside it its checksum as `sha256sum -c` reads it.

    Raises StorageError.
    """
    digest = hashlib.sha256(content).hexdigest()
    beside = out.with_name(out.name + ".sha256")
    try:
        for place, written in ((out, content), (beside, f"{digest}  {out.name}\n".encode())):
            unfinished = place.with_name(place.name + ".part")
            unfinished.write_bytes(written)
            unfinished.replace(place)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    return Exported(out, digest, beside)


def log_export(
    desk: Desk, who: SignedIn, made: Exported, kind: ExportKind, report: AuditReport
) -> Entry:
    """Write the one act of an auditor: that this file was exported. Raises as `record` does."""
    sample = report.sample
    act = AuditExported(
        sha256=made.sha256,
        kind=kind,
        filter=report.filter,
        seed=sample.seed if sample else "",
        sampled=len(sample.entries) if sample else 0,
    )
    return desk.journal.record(who, act)


def level_states(verdict: RegisterVerdict) -> tuple[tuple[str, Holds], ...]:
    """Return the state of each level of a verdict: A integrity, B authority, C documents."""
    return (
        ("integrity", Holds.NO if verdict.integrity else Holds.YES),
        ("authority", Holds.NO if verdict.authority else Holds.YES),
        ("documents", verdict.documents_hold),
    )
