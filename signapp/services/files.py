"""Verifies PDF files alone, without a register: each by itself, and against each other."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import Authorisation
from signapp.domain.calendar import helsinki_day
from signapp.services.minutes import DecisionRecord, read_record
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    Part,
    PdfWork,
    Remark,
    SignatureVerdict,
    TrustMaterial,
    Verdict,
    worst,
)


@dataclass(frozen=True)
class FileVerdict:
    """What is known of a file.

    `record` is the decision that the file embeds (then it is the minutes), `authority` says
    whether a decision given with it allows its signature; both may be absent.
    """

    path: Path
    verdict: Verdict
    record: DecisionRecord | None = None
    authority: Part | None = None

    @property
    def holds(self) -> Holds:
        """The worst of all parts."""
        states = (self.verdict.holds, *([self.authority.holds] if self.authority else []))
        return worst(*states)


def verify_files(
    pdf: PdfWork, paths: Iterable[Path], trust: TrustMaterial, at: datetime
) -> tuple[FileVerdict, ...]:
    """Judge files; minutes and agreement given together are checked against each other.

    Raises DocumentErrors for a file that cannot be read at all.
    """
    files = list(paths)
    minutes = [_minutes(pdf, path, trust, at) for path in files]
    decisions = [found for found in minutes if found]
    return tuple(
        found or _agreement(pdf, path, trust, at, decisions)
        for path, found in zip(files, minutes, strict=True)
    )


def _minutes(pdf: PdfWork, path: Path, trust: TrustMaterial, at: datetime) -> FileVerdict | None:
    content = pdf.embedded_record(path)
    if content is None:
        return None
    try:
        record = read_record(content)
    except (errors.EntryMalformed, errors.MalformedValueError) as e:
        raise errors.DamagedFileError(file=path) from e
    return FileVerdict(path, pdf.judge(path, trust, at, None), record)


def _agreement(
    pdf: PdfWork, path: Path, trust: TrustMaterial, at: datetime, minutes: list[FileVerdict]
) -> FileVerdict:
    """Judge an agreement by the decision that speaks of its bytes, or else by the first one."""
    accepted = [found for found in minutes if found.record and found.record.authorisation]
    if not accepted:
        nothing = Part(Holds.NO, (Remark("authority.nothing_authorised"),)) if minutes else None
        return FileVerdict(path, pdf.judge(path, trust, at, None), None, nothing)
    judged = [(found, _by(pdf, path, trust, at, found)) for found in accepted]
    found, verdict = next(
        (pair for pair in judged if not _speaks_of_another(pair[1])),
        judged[0],
    )
    return FileVerdict(path, verdict, None, _authority(found, verdict))


def _by(
    pdf: PdfWork, path: Path, trust: TrustMaterial, at: datetime, minutes: FileVerdict
) -> Verdict:
    _, wanted = _authorising(minutes)
    return pdf.judge(path, trust, at, DecidedRevision(wanted.document, wanted.field))


def _speaks_of_another(verdict: Verdict) -> bool:
    remarks = verdict.decided.remarks if verdict.decided else ()
    return any(remark.code == "decided.other_document" for remark in remarks)


def _authority(minutes: FileVerdict, verdict: Verdict) -> Part:
    """Say whether the decision in the minutes allows the signature in the agreement."""
    record, wanted = _authorising(minutes)
    made = [one for one in verdict.signatures if one.field == wanted.field]
    facts = {"section": str(record.section), "year": str(record.year), "case": record.case}
    remarks = [(minutes.verdict.holds, Remark("authority.decision", facts))]
    remarks += [_day(wanted, one) for one in made]
    remarks.append((Holds.YES, Remark("authority.holder_not_checked", {"office": wanted.office})))
    return Part(worst(*(holds for holds, _ in remarks)), tuple(remark for _, remark in remarks))


def _authorising(minutes: FileVerdict) -> tuple[DecisionRecord, Authorisation]:
    record = minutes.record
    assert record is not None  # only minutes of a decision that authorises get here
    assert record.authorisation is not None
    return record, record.authorisation


def _day(wanted: Authorisation, made: SignatureVerdict) -> tuple[Holds, Remark]:
    moment = made.proven or made.claimed
    if moment is None:
        return Holds.NOT_KNOWN, Remark("authority.day_not_known", {"day": wanted.day.isoformat()})
    day = helsinki_day(moment)
    facts = {"day": wanted.day.isoformat(), "signed": day.isoformat()}
    if wanted.day_binding and day != wanted.day:
        return Holds.NO, Remark("authority.other_day", facts)
    return Holds.YES, Remark("authority.day", facts)
