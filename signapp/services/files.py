"""Verifies PDF files alone, without a register: each by itself, and against each other."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.domain.authorisation import Authorisation
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.errors import EntryMalformed, SignappError
from signapp.services.beginnings import beginnings
from signapp.services.file_authority import (
    Minutes,
    Said,
    about,
    decided,
    grounds,
    may_differ,
    part,
)
from signapp.services.in_turn import in_turn
from signapp.services.known_documents import KnownDocuments
from signapp.services.minutes import DecisionRecord, read_record
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    Part,
    PdfWork,
    Remark,
    TrustMaterial,
    Verdict,
    worst,
)


@dataclass(frozen=True)
class FileVerdict:
    """What is known of a file.

    `record` is the decision of minutes. `authority` says whether a decision given with the file
    allows its signature, and of minutes, when they speak of no file given with them. `entry` says
    what a register knows of the file, where one was asked. A file that could not be read has a
    `problem` and no verdict.
    """

    path: Path
    verdict: Verdict | None
    record: DecisionRecord | None = None
    authority: Part | None = None
    problem: SignappError | None = None
    entry: Part | None = None

    @property
    def holds(self) -> Holds:
        """The worst of all parts; of what could not be read nothing can be told."""
        if self.verdict is None:
            return Holds.NOT_KNOWN
        return worst(self.verdict.holds, *(one.holds for one in self.around))

    @property
    def around(self) -> tuple[Part, ...]:
        """The parts that are not about the file by itself."""
        return tuple(one for one in (self.authority, self.entry) if one)


def _quietly(_: Path) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True)
class FileJudge:
    """Judges files by the same trust anchors at the same moment.

    `known` is what a register knows of its documents, where files are to be compared with it.
    `telling` surrounds the judging of a file, for those who want to hear how far it is.
    """

    pdf: PdfWork
    trust: TrustMaterial
    at: datetime
    known: KnownDocuments | None = None
    telling: Callable[[Path], AbstractContextManager[None]] = _quietly

    def judge(self, path: Path, revision: DecidedRevision | None = None) -> Verdict:
        """Return the verdict on one file. Raises DocumentErrors."""
        with self.telling(path):
            return self.pdf.judge(path, self.trust, self.at, revision)

    def record(self, path: Path) -> DecisionRecord | None:
        """Return the record that a file embeds, or None when there is none of ours."""
        content = self.pdf.embedded_record(path)
        try:
            return read_record(content) if content is not None else None
        except EntryMalformed:
            return None

    def first_look(self, path: Path) -> "FirstLook":
        """Tell what a file is: minutes are certified, in their one field, and have a record."""
        try:
            record = self.record(path)
            if record is None:
                return FirstLook()
            verdict = self.judge(path)
        except SignappError as e:
            return FirstLook(problem=e)
        made = verdict.signatures
        certified = len(made) == 1 and made[0].field == MINUTES_FIELD and made[0].certifies
        return FirstLook(Minutes(path, record, verdict) if certified else None, passes=True)

    def file(self, path: Path, given: "Given", *, passes: bool) -> FileVerdict:
        """Judge a file that is no minutes by the decision that speaks of its bytes.

        `passes` says that it passes for minutes, which it is not. Raises DocumentErrors.
        """
        false: tuple[Said, ...] = ()
        if passes:
            false = ((Holds.NOT_KNOWN, Remark("authority.not_minutes")),)
        if not given.minutes:
            return FileVerdict(path, self.judge(path), None, part(false) if false else None)
        accepted = [(one, one.record.authorisation) for one in given.minutes]
        allowing = [(one, wanted) for one, wanted in accepted if wanted]
        if not allowing:
            nothing = (Holds.NO, Remark("authority.nothing_authorised"))
            return FileVerdict(path, self.judge(path), None, part((nothing, *false)))
        begun = given.begun(path)
        speaking = [pair for pair in allowing if _is(begun, pair[1])]
        open_to_others = [pair for pair in allowing if may_differ(pair[1])]
        original = [pair for pair in speaking if not pair[0].record.corrects]
        by, wanted = (original or speaking or open_to_others or allowing)[0]
        wanted = about(begun, wanted)
        verdict = self.judge(path, decided(wanted, speaks=bool(speaking)))
        return FileVerdict(path, verdict, None, part((*grounds(by, wanted, verdict), *false)))

    def beside_register(self, found: FileVerdict) -> FileVerdict:
        """Add what the register knows of a file. Raises StorageError."""
        if self.known is None or found.verdict is None:
            return found
        case = found.record.case if found.record else ""
        return replace(found, entry=self.known.part(found.path, found.verdict, case))


@dataclass(frozen=True)
class FirstLook:
    """What a file is: minutes, something that `passes` for minutes, or anything else."""

    minutes: Minutes | None = None
    passes: bool = False
    problem: SignappError | None = None


@dataclass(frozen=True)
class Given:
    """What was given to be checked: the files, what each of them is, and the minutes."""

    files: tuple[Path, ...]
    looks: tuple[FirstLook, ...]
    minutes: tuple[Minutes, ...] = field(default=())
    others: dict[Path, frozenset[DocumentRef]] = field(default_factory=dict)

    @classmethod
    def of(cls, files: tuple[Path, ...], looks: tuple[FirstLook, ...]) -> "Given":
        """Put the minutes together, and see which files begin with what they decided on."""
        minutes = tuple(look.minutes for look in looks if look.minutes)
        allowed = (one.record.authorisation for one in minutes)
        wanted = {one.document for allows in allowed if allows for one in allows.exact}
        pairs = list(zip(files, looks, strict=True))
        others = [path for path, look in pairs if not look.minutes and not look.problem]
        return cls(files, looks, minutes, {path: _begun(path, wanted) for path in others})

    def begun(self, path: Path) -> frozenset[DocumentRef]:
        """Return the documents of the minutes with which a file begins."""
        return self.others.get(path, frozenset())

    def found(self, judge: FileJudge, number: int) -> FileVerdict:
        """Return the verdict on one file; an error is the verdict on its file."""
        path, look = self.files[number], self.looks[number]
        if look.problem:
            return FileVerdict(path, None, problem=look.problem)
        try:
            if look.minutes is None:
                found = judge.file(path, self, passes=look.passes)
            else:
                found = FileVerdict(path, look.minutes.verdict, look.minutes.record)
                found = _marked(self._spoken_for(found), self.minutes)
            return judge.beside_register(found)
        except SignappError as e:
            return FileVerdict(path, None, problem=e)

    def _spoken_for(self, found: FileVerdict) -> FileVerdict:
        """Say of minutes when they speak of none of the files that they were given with."""
        if found.record is None or not self.others:
            return found
        wanted = found.record.authorisation
        if wanted and (
            may_differ(wanted) or any(_is(one, wanted) for one in self.others.values())
        ):
            return found
        return replace(found, authority=part(((Holds.NOT_KNOWN, Remark("authority.of_no_file")),)))


def verify_files(
    pdf: PdfWork, paths: Iterable[Path], trust: TrustMaterial, at: datetime
) -> tuple[FileVerdict, ...]:
    """Judge files; minutes and agreement given together are checked against each other.

    A file that cannot be judged is told as its own verdict and hides no other.
    """
    return tuple(verify_each((FileJudge(pdf, trust, at),), paths))


def verify_each(
    judges: Sequence[FileJudge],
    paths: Iterable[Path],
    told: Callable[[int, int], None] = lambda *_: None,
) -> Iterator[FileVerdict]:
    """Yield the verdict on each file in order, as soon as it is known; only minutes are held.

    All files are looked at first, because the minutes among them decide on others; `told` hears
    how many of them have been looked at, and of how many. Each judge has a worker of its own.
    """
    files, looks = tuple(paths), list[FirstLook]()
    for look in in_turn(judges, FileJudge.first_look, files):
        looks.append(look)
        told(len(looks), len(files))
    given = Given.of(files, tuple(looks))
    yield from in_turn(judges, given.found, range(len(files)))


def _begun(path: Path, wanted: Iterable[DocumentRef]) -> frozenset[DocumentRef]:
    try:
        return frozenset(beginnings(path, wanted))
    except SignappError:  # then it has a verdict of its own that says so
        return frozenset()


def _is(begun: frozenset[DocumentRef], wanted: Authorisation) -> bool:
    return any(one.document in begun for one in wanted.exact)


def _marked(found: FileVerdict, minutes: tuple[Minutes, ...]) -> FileVerdict:
    """Mark minutes whose place is taken by corrected ones that were given with them (52 §)."""
    if found.record is None or not any(_replaces(one, found) for one in minutes):
        return found
    said: list[Said] = [(Holds.YES, Remark("authority.replaced"))]
    earlier = found.authority
    said += [(earlier.holds, remark) for remark in earlier.remarks] if earlier else []
    return replace(found, authority=part(said))


def _replaces(later: Minutes, found: FileVerdict) -> bool:
    """Tell whether minutes name a revision of this file as the one whose place they take."""
    made = found.verdict.signatures if found.verdict else ()
    signed = {found.verdict.document.sha256} if found.verdict else set()
    return later.record.corrects in signed | {one.revision.sha256 for one in made}
