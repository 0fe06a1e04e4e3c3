"""Takes the evidence on a case out of the register: one plain ZIP that proves itself offline.

It holds the decisive documents, every entry of the case with its proof, what says whose keys
acted, and the desk's own word on how far the case had come: so nothing can be left out of it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.domain.anchor_errors import CheckpointMissingError
from signapp.domain.errors import StorageError
from signapp.domain.evidence import CaseHeadSigned, EvidenceTaken
from signapp.ledger.entries import Entry, entry_hash, read_entry
from signapp.ledger.excerpt import FILE as LEDGER
from signapp.ledger.excerpt import Shown, around_of, belonging, gaps_between
from signapp.ledger.notes import Checkpoint
from signapp.resources import resource
from signapp.services.archives import ArchiveKind, Archives, Member
from signapp.services.desk import Desk
from signapp.services.evidence_form import (
    BUNDLE,
    TEXTS,
    Contents,
    LedgerPart,
    TextsPart,
    written,
)
from signapp.services.evidence_parts import (
    certificate_members,
    document_members,
    program_members,
    refuse_names_in_codes,
    texts_of,
    trust_members,
)
from signapp.services.evidence_words import Said, circulation, summary
from signapp.services.journal import SignedIn
from signapp.services.ports import StoredEntry, TypesettingOrder
from signapp.texts.catalogue import LANGUAGES

NO_HASH = "0" * 64
READ_ME = "READ-ME-FIRST.txt"
Further = Callable[[Said], Iterable[Member]]
"""Makes what goes into an archive besides the evidence."""
Sheet = Callable[[Said, str], TypesettingOrder]
"""Makes the order of a paper of the evidence in a language."""
Told = Callable[[int, int], None]
"""Hears how many parts of how many are made."""


def nothing_further(_: Said) -> Iterable[Member]:
    """Add nothing to the evidence."""
    return ()


def quietly(_: int, __: int) -> None:
    """Hear nothing of how far it is."""


def take_evidence(
    desk: Desk, archives: Archives, who: SignedIn, number: str, path: Path,
    *, public: bool = False, told: Told = quietly,
) -> DocumentRef:  # fmt: skip
    """Write the evidence on a case to a file, log who took it, and return its hash and length.

    The `public` variant has no personal data: no texts, names, certificates or signed files; its
    proofs hold all the same. Raises NotAuthorisedError, PersonCodeTellsNameError,
    CheckpointMissingError, DocumentErrors, StorageError.
    """
    desk.journal.require(who, EvidenceTaken(NO_HASH, public), number)
    file = write_evidence(desk, archives, number, path, public=public, told=told)
    desk.journal.record(who, EvidenceTaken(file.sha256, public), number)
    return file


def write_evidence(
    desk: Desk, archives: Archives, number: str, path: Path,
    *, public: bool = False, told: Told = quietly, further: Further = nothing_further,
) -> DocumentRef:  # fmt: skip
    """Write the evidence on a case to a file, unlogged, with `further` parts.

    Raises what `take_evidence` raises.
    """
    if public:
        refuse_names_in_codes(desk)
    made = _Excerpt.of(desk, number)
    case, at = desk.journal.case(number), made.head.at
    documents, files = document_members(desk, case, public=public)
    said = Said(desk, case, made.told, files, made.checkpoint, at, public)
    members = (*documents, *_members(made, said, told), *further(said))
    return archives.write(path, ArchiveKind.EVIDENCE, members)


def sheet(desk: Desk, number: str, make: Sheet, language: str) -> bytes:
    """Return one of the papers of the evidence alone, as of now. Raises DocumentErrors."""
    made = _Excerpt.of(desk, number)
    case = desk.journal.case(number)
    _, files = document_members(desk, case, public=False)
    said = Said(desk, case, made.told, files, made.checkpoint, made.head.at, public=False)
    return desk.pdf.typeset(make(said, language)).pdf


def evidence_into(desk: Desk, who: SignedIn, number: str, *, folder: Path, public: bool) -> Path:
    """Write the evidence on a case into a folder, with its hash in a file beside; return where.

    Raises what `take_evidence` raises.
    """
    assert desk.archives is not None  # whoever offers this has them
    ending = "-evidence-public.zip" if public else "-evidence.zip"
    path = folder / (number.replace(" ", "-").replace("/", "-") + ending)
    made = take_evidence(desk, desk.archives, who, number, path, public=public)
    try:
        beside = path.with_name(path.name + ".sha256")
        beside.write_text(f"{made.sha256}  {path.name}\n", encoding="utf-8")
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    return path


@dataclass(frozen=True)
class _Excerpt:
    """The ledger as it stands when evidence is made, and what of it is chosen.

    `told` are the chosen entries with those that were made away, where the case was checked out.
    """

    case: str
    stored: Sequence[StoredEntry]
    chosen: tuple[Entry, ...]
    told: tuple[Entry, ...]
    head: Entry
    checkpoint: Checkpoint

    @classmethod
    def of(cls, desk: Desk, number: str) -> "_Excerpt":
        """Have the desk sign the head of the case, and a checkpoint over it."""
        journal = desk.journal
        head = journal.record_by_desk(lambda: _head(desk, number))
        journal.checkpoint()
        made = journal.last_checkpoint
        if made is None or made.size <= head.number:
            raise CheckpointMissingError(number=head.number)
        stored = tuple(journal.register.entries())
        before = [read_entry(one.body) for one in stored[: head.number]]
        chosen, away = belonging(before, number), journal.ledger.entries_away
        told = tuple(one for entry in chosen for one in (*away(entry), entry))
        return cls(number, stored, (*chosen, head), told, head, made)


def _head(desk: Desk, number: str) -> CaseHeadSigned:
    """Return how far a case has come now, and what belongs with it."""
    rows = [
        (read_entry(one.body), entry_hash(one.body, one.signature))
        for one in desk.journal.register.entries()
    ]
    of_case = [(entry, leaf) for entry, leaf in rows if entry.case == number]
    belongs = {one.number for one in belonging([entry for entry, _ in rows], number)}
    around = around_of([one for one in rows if one[0].number in belongs], number)
    return CaseHeadSigned(number, len(of_case), of_case[-1][1].hex(), around)


def _ledger_part(desk: Desk, made: _Excerpt) -> LedgerPart:
    rows = made.stored[: made.checkpoint.size]
    numbers = [one.number for one in made.chosen]
    shown = tuple(Shown(one, rows[one].body.decode(), rows[one].signature) for one in numbers)
    leaves = [entry_hash(one.body, one.signature) for one in rows]
    note = made.checkpoint.note(desk.journal.desk_key.public)
    return LedgerPart(note, shown, tuple(gaps_between(numbers, leaves)))


def _members(made: _Excerpt, said: Said, told: Told) -> Iterator[Member]:
    """Yield everything that goes into the evidence besides documents; what takes long is told."""
    desk, case, public = said.desk, said.case, said.public
    contents = Contents(case.number, desk.journal.name, public, said.made, said.files)
    yield Member(BUNDLE, written(contents))
    yield Member(LEDGER, written(_ledger_part(desk, made)))
    yield Member(READ_ME, resource("docs", "read-me-first.txt"))
    yield from program_members()
    if not public:
        yield Member(TEXTS, written(TextsPart(texts_of(desk, made.told, case))))
        yield from certificate_members(desk, case, made.told)
        yield from trust_members(desk)
    orders = [(make, language) for make in (summary, circulation) for language in LANGUAGES]
    for done, (make, language) in enumerate(orders):
        told(done, len(orders))
        name = f"{make.__name__}-{language}.pdf"
        yield Member(name, desk.pdf.typeset(make(said, language)).pdf)
    told(len(orders), len(orders))
