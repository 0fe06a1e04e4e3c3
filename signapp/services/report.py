"""Keeps a validation report (ETSI TS 119 102-2) and, always beside it, our whole verdict.

The standard's report speaks of each signature by itself. Our verdict looks at the whole file, so
neither is given away without the other: it is written first, and the report is nowhere better.
"""

import json
from datetime import datetime
from pathlib import Path

from signapp.domain.errors import StorageError
from signapp.domain.values import to_plain
from signapp.services.desk import Desk
from signapp.services.ports import PdfWork, TrustMaterial, Verdict


def report_stored(desk: Desk, verdict: Verdict, out: Path) -> Path:
    """Write the report on a stored document that was judged, and the verdict beside it.

    Returns where the verdict is. Raises what `keep_report` raises.
    """
    path, now = desk.journal.register.document(verdict.document), desk.journal.clock.now()
    return keep_report(desk.pdf, path, desk.trust.material(), now, verdict, out)


def keep_report(
    pdf: PdfWork, path: Path, trust: TrustMaterial, at: datetime, verdict: Verdict, out: Path
) -> Path:
    """Write the report on a file to `out`, and the verdict beside it; return where that is.

    `verdict` is ours on the same file with the same trust at the same moment. Raises
    ReportNotMadeError and other DocumentErrors, StorageError.
    """
    report = pdf.report(path, trust, at, verdict)
    beside = out.with_name(f"{out.stem}.verdict.json")
    said = {
        "holds": verdict.holds.value,
        "at": to_plain(at, datetime),
        "report": out.name,
        "verdict": to_plain(verdict, Verdict),
    }
    try:
        for place, text in (
            (beside, json.dumps(said, ensure_ascii=False, indent=2)),
            (out, report),
        ):
            unfinished = place.with_name(place.name + ".part")
            unfinished.write_text(text + "\n", encoding="utf-8")
            unfinished.replace(place)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    return beside
