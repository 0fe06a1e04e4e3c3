"""The file of a checked-out case: its ledger, and only its own texts and documents.

The ledger is whole, so that its roots can be compared; of other cases it holds hashes only.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from signapp.domain.acts import COMMITMENT, DocumentRef
from signapp.domain.checkout import CaseTakenIn, CheckoutOpened
from signapp.domain.checkout_errors import NoCaseFileError
from signapp.domain.errors import EntryMalformed, MalformedValueError
from signapp.domain.values import from_plain, marked, to_plain
from signapp.ledger.away import Rows, read_rows, write_rows
from signapp.ledger.encoding import SALT_LENGTH, canonical, commit, parse
from signapp.ledger.entries import Entry, EntryKey, read_entry
from signapp.services.archives import (
    Archive,
    ArchiveKind,
    Archives,
    Limits,
    Member,
)
from signapp.services.desk import Desk
from signapp.services.ports import Register, SaltedText, TrustMaterial
from signapp.services.whole import documents_in

LEDGER, TEXTS, TRUST, KEY = "ledger.txt", "texts.json", "trust.json", "desk.key"
DOCUMENTS = "documents/"
LIMITS = Limits(members=20_000, total=4 << 30, opaque=(DOCUMENTS,))
"""A case may have many attachments, of any kind; the ledger grows with the register."""


@dataclass(frozen=True)
class CaseFile:
    """What a case file holds; `opens` is the place of the entry by which the register away began.

    `key` is the desk key away, which only the file that leaves has.
    """

    archive: Archive
    rows: Rows
    texts: tuple[SaltedText, ...]
    trust: TrustMaterial
    key: bytes | None
    opens: int

    @property
    def before(self) -> Rows:
        """The entries that were made at home."""
        return self.rows[: self.opens]

    @property
    def away(self) -> Rows:
        """The entries that were made away."""
        return self.rows[self.opens :]

    @property
    def documents(self) -> dict[str, str]:
        """The names of the documents in the archive, by their hashes."""
        names = (one.name for one in self.archive.manifest.members)
        return {name.removeprefix(DOCUMENTS): name for name in names if name.startswith(DOCUMENTS)}

    def read(self, ref: DocumentRef) -> bytes | None:
        """Return a document, or None where it is not there."""
        name = self.documents.get(ref.sha256)
        return self.archive.read(name) if name else None

    def put(self, register: Register, wanted: Iterable[DocumentRef] | None = None) -> None:
        """Put documents into a register: those that are wanted, or all. Raises StorageError."""
        chosen = {one.sha256 for one in wanted} if wanted is not None else None
        for sha256, name in self.documents.items():
            if chosen is None or sha256 in chosen:
                register.put(self.archive.read(name))


def archives_of(desk: Desk) -> Archives:
    """Return what writes and opens archives at a desk."""
    assert desk.archives is not None  # every desk for acts has it
    return desk.archives


def write_case_file(
    archives: Archives,
    path: Path,
    register: Register,
    entries: Iterable[Entry],
    rows: Rows,
    trust: TrustMaterial,
    key: EntryKey | None,
) -> DocumentRef:
    """Write the file of a case: `rows` is the ledger, `entries` what of it the case needs.

    Raises StorageError, ArchiveRefusedError.
    """
    needed = tuple(entries)
    kept = replace(trust, answers=(), lists=())
    members = [
        Member(LEDGER, write_rows(rows)),
        Member(
            TEXTS, canonical(to_plain(tuple(_texts(register, needed)), tuple[SaltedText, ...]))
        ),
        Member(TRUST, canonical(to_plain(kept, TrustMaterial))),
        *_documents(register, needed, rows),
    ]
    if key:
        members.append(Member(KEY, key.private_bytes()))
    return archives.write(path, ArchiveKind.CASE_REGISTER, members)


def _texts(register: Register, entries: Iterable[Entry]) -> Iterator[SaltedText]:
    wanted = {one for entry in entries for one in marked(entry.act, COMMITMENT)}
    for commitment in sorted(wanted):
        text = register.text(commitment)
        if text:
            yield text


def _documents(register: Register, entries: Iterable[Entry], rows: Rows) -> Iterator[Member]:
    """The case's documents and the roster's certificates; and the ledgers of all that was away."""
    wanted = {ref for entry in entries for ref in documents_in(entry.act)}
    wanted |= {act.ledger for act in _taken_in(rows)}
    for ref in sorted(wanted, key=lambda one: one.sha256):
        yield Member(DOCUMENTS + ref.sha256, register.document(ref))


def _taken_in(rows: Rows) -> Iterator[CaseTakenIn]:
    for body, _ in rows:
        if CaseTakenIn.__name__.encode() in body:
            act = read_entry(body).act
            if isinstance(act, CaseTakenIn):
                yield act


def entries_of(register: Register, case: str) -> Iterator[Entry]:
    """Yield the entries of a case, away ones too, and those of the roster; of no other case.

    They were verified when the register was opened.
    """
    wanted = tuple(canonical({"case": one})[1:-1] for one in ("", case))
    for stored in register.entries():
        if any(one in stored.body for one in wanted):
            yield from _with_away(register, read_entry(stored.body), ("", case))


def _with_away(register: Register, entry: Entry, cases: tuple[str, ...]) -> Iterator[Entry]:
    if entry.case not in cases:
        return
    if isinstance(entry.act, CaseTakenIn):
        ledger = register.document(entry.act.ledger).read_bytes()
        yield from (read_entry(body) for body, _ in read_rows(ledger))
    yield entry


def read_case_file(archives: Archives, path: Path) -> CaseFile:
    """Open a case file; its documents are read when they are wanted, its ledger is not verified.

    Raises NoCaseFileError, ArchiveRefusedError, StorageError.
    """
    archive = archives.open(path, ArchiveKind.CASE_REGISTER, LIMITS)
    archive.check()
    names = {one.name for one in archive.manifest.members}
    for name in (LEDGER, TEXTS, TRUST):
        if name not in names:
            raise NoCaseFileError(name=name)
    name = LEDGER
    try:
        rows = read_rows(archive.read(LEDGER))
        opens = _opens(rows)
        name = TEXTS
        texts: tuple[SaltedText, ...] = from_plain(
            parse(archive.read(TEXTS)), tuple[SaltedText, ...]
        )
        name = TRUST
        trust: TrustMaterial = from_plain(parse(archive.read(TRUST)), TrustMaterial)
    except (EntryMalformed, MalformedValueError) as e:
        raise NoCaseFileError(name=name) from e
    if not all(map(_fits, texts)):
        raise NoCaseFileError(name=TEXTS)
    key = archive.read(KEY) if KEY in names else None
    return CaseFile(archive, rows, texts, trust, key, opens)


def _fits(text: SaltedText) -> bool:
    return len(text.salt) == SALT_LENGTH and commit(text.salt, text.text) == text.commitment


def _opens(rows: Rows) -> int:
    """Return the place of the entry by which the register away began. Raises NoCaseFileError."""
    for place in reversed(range(len(rows))):
        body, _ = rows[place]
        if CheckoutOpened.__name__.encode() in body and isinstance(
            read_entry(body).act, CheckoutOpened
        ):
            return place
    raise NoCaseFileError(name=CheckoutOpened.__name__)
