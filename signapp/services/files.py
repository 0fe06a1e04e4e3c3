"""Verifies PDF files alone, without a register: each by itself, and against each other."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from signapp.domain.authorisation import Authorisation, AuthorisationKind
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.calendar import helsinki_day
from signapp.domain.errors import EntryMalformed, SignappError
from signapp.services.beginnings import begins_with
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

Said = tuple[Holds, Remark]

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far a signer's clock and a time stamp service's may be apart."""


@dataclass(frozen=True)
class FileVerdict:
    """What is known of a file.

    `record` is the decision of minutes. `authority` says whether a decision given with the file
    allows its signature, and of minutes, when they speak of no file given with them. A file that
    could not be read has a `problem` and no verdict.
    """

    path: Path
    verdict: Verdict | None
    record: DecisionRecord | None = None
    authority: Part | None = None
    problem: SignappError | None = None

    @property
    def holds(self) -> Holds:
        """The worst of all parts; of what could not be read nothing can be told."""
        if self.verdict is None:
            return Holds.NOT_KNOWN
        return worst(self.verdict.holds, *([self.authority.holds] if self.authority else []))


@dataclass(frozen=True)
class Minutes:
    """Minutes that a decision-maker certified, and the record of the decision in them."""

    path: Path
    record: DecisionRecord
    verdict: Verdict

    @property
    def signature(self) -> SignatureVerdict:
        """The decision-maker's own signature."""
        return self.verdict.signatures[0]


@dataclass(frozen=True)
class FileJudge:
    """Judges files by the same trust anchors at the same moment."""

    pdf: PdfWork
    trust: TrustMaterial
    at: datetime

    def judge(self, path: Path, decided: DecidedRevision | None = None) -> Verdict:
        """Return the verdict on one file. Raises DocumentErrors."""
        return self.pdf.judge(path, self.trust, self.at, decided)

    def record(self, path: Path) -> DecisionRecord | None:
        """Return the record that a file embeds, or None when there is none of ours."""
        content = self.pdf.embedded_record(path)
        try:
            return read_record(content) if content is not None else None
        except EntryMalformed:
            return None

    def minutes(self, path: Path) -> Minutes | None:
        """Return what minutes say, if the file is minutes: certified, in their one field."""
        record = self.record(path)
        if record is None:
            return None
        verdict = self.judge(path)
        made = verdict.signatures
        certified = len(made) == 1 and made[0].field == MINUTES_FIELD and made[0].certifies
        return Minutes(path, record, verdict) if certified else None

    def file(self, path: Path, minutes: tuple[Minutes, ...]) -> FileVerdict:
        """Judge a file that is no minutes by the decision that speaks of its bytes."""
        false: tuple[Said, ...] = ()
        if self.record(path) is not None:
            false = ((Holds.NOT_KNOWN, Remark("authority.not_minutes")),)
        if not minutes:
            return FileVerdict(path, self.judge(path), None, _part(false) if false else None)
        accepted = [(one, one.record.authorisation) for one in minutes]
        allowing = [(one, wanted) for one, wanted in accepted if wanted]
        if not allowing:
            nothing = (Holds.NO, Remark("authority.nothing_authorised"))
            return FileVerdict(path, self.judge(path), None, _part((nothing, *false)))
        speaking = [pair for pair in allowing if _is(path, pair[1])]
        open_to_others = [pair for pair in allowing if _may_differ(pair[1])]
        original = [pair for pair in speaking if not pair[0].record.corrects]
        by, wanted = (original or speaking or open_to_others or allowing)[0]
        wanted = _about(path, wanted)
        verdict = self.judge(path, _decided(wanted, speaks=bool(speaking)))
        return FileVerdict(path, verdict, None, _part((*_grounds(by, wanted, verdict), *false)))


def verify_files(
    pdf: PdfWork, paths: Iterable[Path], trust: TrustMaterial, at: datetime
) -> tuple[FileVerdict, ...]:
    """Judge files; minutes and agreement given together are checked against each other.

    A file that cannot be judged is told as its own verdict and hides no other.
    """
    judge, found = FileJudge(pdf, trust, at), dict[int, FileVerdict]()
    files, minutes = list(paths), list[Minutes]()
    for number, path in enumerate(files):
        with _telling(found, number, path):
            if one := judge.minutes(path):
                minutes.append(one)
                found[number] = FileVerdict(path, one.verdict, one.record)
    for number, path in enumerate(files):
        if number not in found:
            with _telling(found, number, path):
                found[number] = judge.file(path, tuple(minutes))
    others = [one.path for one in found.values() if one.verdict and one.record is None]
    told = (_spoken_for(found[number], others) for number in range(len(files)))
    return tuple(_marked(one, tuple(minutes)) for one in told)


@contextmanager
def _telling(found: dict[int, FileVerdict], number: int, path: Path) -> Iterator[None]:
    """Keep an error as the verdict on its file."""
    try:
        yield
    except SignappError as e:
        found[number] = FileVerdict(path, None, problem=e)


def _marked(found: FileVerdict, minutes: tuple[Minutes, ...]) -> FileVerdict:
    """Mark minutes whose place is taken by corrected ones that were given with them (52 §)."""
    if found.record is None or not any(_replaces(one, found) for one in minutes):
        return found
    said: list[Said] = [(Holds.YES, Remark("authority.replaced"))]
    earlier = found.authority
    said += [(earlier.holds, remark) for remark in earlier.remarks] if earlier else []
    return replace(found, authority=_part(said))


def _replaces(later: Minutes, found: FileVerdict) -> bool:
    """Tell whether minutes name a revision of this file as the one whose place they take."""
    made = found.verdict.signatures if found.verdict else ()
    signed = {found.verdict.document.sha256} if found.verdict else set()
    return later.record.corrects in signed | {one.revision.sha256 for one in made}


def _spoken_for(found: FileVerdict, others: list[Path]) -> FileVerdict:
    """Say of minutes when they speak of none of the files that they were given with."""
    if found.record is None or not others:
        return found
    wanted = found.record.authorisation
    if wanted and (_may_differ(wanted) or any(_is(path, wanted) for path in others)):
        return found
    return replace(found, authority=_part(((Holds.NOT_KNOWN, Remark("authority.of_no_file")),)))


def _is(path: Path, wanted: Authorisation) -> bool:
    try:
        return any(begins_with(path, one.document) for one in wanted.exact)
    except SignappError:  # then it has a verdict of its own that says so
        return False


def _about(path: Path, wanted: Authorisation) -> Authorisation:
    """Return the authorisation as it speaks of the original that a file is."""
    for one in wanted.exact[1:]:
        if begins_with(path, one.document):
            return replace(wanted, document=one.document, field=one.field)
    return wanted


def _may_differ(wanted: Authorisation) -> bool:
    """Tell whether other bytes than those in the minutes may be signed."""
    return wanted.minor_changes or wanted.kind is not AuthorisationKind.EXACT


def _decided(wanted: Authorisation, *, speaks: bool) -> DecidedRevision | None:
    """Return what a file has to continue, where the minutes alone can say it."""
    if wanted.document is None or not (speaks or not _may_differ(wanted)):
        return None
    return DecidedRevision(wanted.document, wanted.field)


def _kind(wanted: Authorisation, verdict: Verdict) -> Said:
    """Say what the decision was on; that this text was decided on is said of exact bytes only."""
    decided = verdict.decided
    if decided is not None and decided.holds is not Holds.NO:
        return Holds.YES, Remark("authority.kind_exact")
    if not _may_differ(wanted):
        return Holds.NO, Remark("authority.kind_other")
    match wanted.kind:
        case AuthorisationKind.EXACT:
            return Holds.NOT_KNOWN, Remark("authority.kind_changed")
        case AuthorisationKind.DRAFT:
            return Holds.NOT_KNOWN, Remark("authority.kind_draft")
        case AuthorisationKind.DESCRIBED:
            return Holds.NOT_KNOWN, Remark("authority.kind_described")


def _part(said: Iterable[Said]) -> Part:
    """Return one part out of several sentences, as bad as the worst of them."""
    pairs = tuple(said)
    return Part(worst(*(holds for holds, _ in pairs)), tuple(remark for _, remark in pairs))


def _grounds(minutes: Minutes, wanted: Authorisation, verdict: Verdict) -> Iterator[Said]:
    """Say whether the decision in the minutes allows the signature in the agreement."""
    record = minutes.record
    facts = {"section": str(record.section), "year": str(record.year), "case": record.case}
    yield minutes.verdict.holds, Remark("authority.decision", facts)
    allows = {"counterparty": wanted.counterparty, "citation": record.citation}
    yield Holds.YES, Remark("authority.allows", allows)
    yield _kind(wanted, verdict)
    if wanted.conditions:
        count = {"count": str(len(wanted.conditions))}
        yield Holds.NOT_KNOWN, Remark("authority.conditions", count)
    ours = list(_of_the_city(wanted, verdict))
    for made in verdict.signatures:
        if made in ours:
            yield _day(wanted, made)
            yield from _after_deciding(minutes, made)
        elif ours:
            yield Holds.YES, Remark("authority.other_party", {"field": made.field})
    offices = {"office": wanted.office, "decision_maker": record.decision_maker}
    yield Holds.YES, Remark("authority.holder_not_checked", offices)


def _of_the_city(wanted: Authorisation, verdict: Verdict) -> tuple[SignatureVerdict, ...]:
    """Return the city's signature: in the field of the minutes, or the only one there is."""
    made = verdict.signatures
    if not wanted.field:
        return made if len(made) == 1 else ()
    return tuple(one for one in made if one.field == wanted.field)


def _after_deciding(minutes: Minutes, made: SignatureVerdict) -> Iterator[Said]:
    """Compare the times; corrected minutes are younger than the decision, and do not tell it."""
    if minutes.record.corrects:
        yield Holds.NOT_KNOWN, Remark("authority.corrected_minutes")
    else:
        yield from _order(minutes.signature, made)


def _day(wanted: Authorisation, made: SignatureVerdict) -> Said:
    """Compare the day: what the signer claims decides, what a time stamp proves may refute it.

    A time stamp proves only that the signature existed by then.
    """
    days, facts = wanted.days, {"day": wanted.days.to_iso()}
    if made.claimed is None:
        return Holds.NOT_KNOWN, Remark("authority.day_not_known", facts)
    claimed = helsinki_day(made.claimed)
    proven = helsinki_day(made.proven) if made.proven else claimed
    facts["signed"] = claimed.isoformat()
    if not days.admits(claimed) or days.too_early(proven):
        return Holds.NO, Remark("authority.other_day", facts)
    if days.too_late(proven):
        facts["signed"] = proven.isoformat()
        return Holds.NOT_KNOWN, Remark("authority.proven_later", facts)
    return Holds.YES, Remark("authority.day", facts)


def _order(decided: SignatureVerdict, made: SignatureVerdict) -> Iterator[Said]:
    """Refuse a signature that is older than the decision which is to allow it.

    Where the decision claims to be older, but that is proven only later, it can't be told.
    """
    first, then = decided.claimed or decided.proven, made.claimed or made.proven
    if first is None or then is None:
        return  # their own verdicts say that there is no time
    latest = made.proven or then + CLOCKS_DIFFER
    if then < first or latest + CLOCKS_DIFFER < first:
        yield Holds.NO, Remark("authority.before_minutes")
    elif decided.proven and latest < decided.proven:
        facts = {"proven": decided.proven.isoformat()}
        yield Holds.NOT_KNOWN, Remark("authority.minutes_proven_later", facts)
