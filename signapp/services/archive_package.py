"""The package of a case for the archive (R52): its evidence, described, with reports and the log.

It is evidence with more in it, so whatever checks evidence checks the package: `signapp verify`,
and the verifier that lies inside.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from signapp.domain.trust_errors import ReportNotMadeError
from signapp.domain.values import to_plain
from signapp.resources import resource
from signapp.services.archive_form import METADATA
from signapp.services.archive_metadata import Archiving, metadata_of
from signapp.services.archives import Member
from signapp.services.audit_tables import to_csv
from signapp.services.document_language import in_its_language
from signapp.services.evidence import write_evidence
from signapp.services.evidence_words import Said
from signapp.services.log_words import LogWords
from signapp.services.minutes import RECORD_NAME
from signapp.services.paper_sources import case_report
from signapp.services.paper_values import PaperOrder
from signapp.services.ports import DecidedRevision, Verdict

LOG = "case-log.csv"
VALIDATION = "validation/"
EXPLAINED = (
    *("archive-package.md", "archive-metadata.schema.json"),
    *("decision-record.md", "decision-record.schema.json", "log-export.md"),
)
"""What lies beside, so that the package can be read without this program."""


def archive_package(order: PaperOrder) -> Callable[[Path], object]:
    """Return what writes the package of a case to a place."""
    archives = order.desk.archives
    assert archives is not None  # every desk for acts has it
    return partial(write_evidence, order.desk, archives, order.case.number, further=package_parts)


def package_parts(said: Said) -> Iterator[Member]:
    """Yield what the package has besides the evidence. Raises DocumentErrors, StorageError."""
    reports: dict[str, str] = {}
    for name, member, sha256 in _reports(said):
        yield member
        if name.endswith(".xml"):
            reports[sha256] = name
    yield Member(METADATA, metadata_of(Archiving(said, reports)).to_json())
    minutes = said.case.minutes_in_force
    if minutes:
        path = said.desk.journal.register.document(minutes.document)
        yield Member(RECORD_NAME, said.desk.pdf.embedded_record(path) or b"")
    report = case_report(said.desk, said.case.number)
    texts = in_its_language(said.desk, said.case.number).document_texts
    yield Member(LOG, to_csv(report, LogWords(texts, report.names), mark=False))
    for name in EXPLAINED:
        yield Member(f"documentation/{name}", resource("docs", name))


def _reports(said: Said) -> Iterator[tuple[str, Member, str]]:
    """Yield our verdict on every signed file, and the report of the standard beside it."""
    names = {one.sha256: one.name for one in said.files}
    trust = said.desk.trust.material()
    done = set[str]()
    for signed, begun in said.case.signatures:
        ref = said.case.agreement.newest(said.case.latest(signed).document)
        if ref.sha256 not in names or ref.sha256 in done:
            continue
        done.add(ref.sha256)
        path = said.desk.journal.register.document(ref)
        decided = DecidedRevision(begun.document, begun.field)
        verdict = said.desk.pdf.judge(path, trust, said.made, decided)
        stem = f"{VALIDATION}{Path(names[ref.sha256]).stem}"
        plain = json.dumps(to_plain(verdict, Verdict), ensure_ascii=False, indent=1) + "\n"
        yield _named(f"{stem}.verdict.json", plain, ref.sha256)
        try:
            report = said.desk.pdf.report(path, trust, said.made, verdict)
        except ReportNotMadeError:
            continue
        yield _named(f"{stem}.xml", report, ref.sha256)


def _named(name: str, text: str, sha256: str) -> tuple[str, Member, str]:
    return name, Member(name, text.encode("utf-8")), sha256
