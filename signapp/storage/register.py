"""One register in one directory: `register.sqlite`, `documents/` and `work/`."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import astuple
from pathlib import Path

from sqlite_utils import Database

from signapp.domain import errors
from signapp.domain.acts import DocumentRef
from signapp.domain.damage_errors import WorkDamagedError
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse
from signapp.services.ports import CaseRow, SaltedText, SigningJob, StoredEntry
from signapp.storage.documents import DocumentFiles
from signapp.storage.safety import refuse_network
from signapp.storage.schema import create_schema, open_connection


class SqliteRegister:
    """A register's storage; fits `services.ports.Register`.

    With `read_only` nothing can be written, by the database's own word.
    """

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._files = DocumentFiles(folder / "documents", read_only=read_only)
        self.work = folder / "work"
        self._connection = open_connection(folder / "register.sqlite", read_only=read_only)
        self._db = Database(self._connection, execute_plugins=False)

    @classmethod
    def found(cls, folder: Path) -> "SqliteRegister":
        """Make an empty register in a folder.

        Raises RegisterExistsError, NetworkDriveError, StorageError.
        """
        if (folder / "register.sqlite").exists():
            raise errors.RegisterExistsError(folder=folder)
        refuse_network(folder)
        with _translated():
            for part in (folder, folder / "documents", folder / "work"):
                part.mkdir(mode=0o700, parents=True, exist_ok=True)
        create_schema(folder / "register.sqlite")
        return cls(folder)

    @classmethod
    @contextmanager
    def for_reading(cls, folder: Path) -> Iterator["SqliteRegister"]:
        """Open a register for reading only, and close it afterwards. Raises StorageError."""
        register = cls(folder, read_only=True)
        try:
            yield register
        finally:
            register.close()

    def close(self) -> None:
        """Close the database."""
        self._connection.close()

    def append(
        self,
        size: int,
        last: bytes,
        entry: StoredEntry,
        texts: tuple[SaltedText, ...] = (),
        row: CaseRow | None = None,
        erased: tuple[str, ...] = (),
    ) -> None:
        """Store entry number `size` with its texts and its case's row, in one transaction.

        The texts of the commitments `erased` are overwritten in it (`secure_delete`).
        """
        with self._extending() as db:
            _check_head(db, size, last)
            db.execute("insert into entries values (?, ?, ?)", (size, entry.body, entry.signature))
            for text in texts:
                db.execute("insert or ignore into texts values (?, ?, ?)", astuple(text))
            for commitment in erased:
                db.execute("delete from texts where commitment = ?", (commitment,))
            if row:
                _write_row(db, row)

    def fill(self, entries: Iterable[StoredEntry], texts: Iterable[SaltedText]) -> None:
        """Store all entries and texts of an empty register, in one transaction."""
        with self._extending() as db:
            for seq, one in enumerate(entries):
                db.execute("insert into entries values (?, ?, ?)", (seq, one.body, one.signature))
            for text in texts:
                db.execute("insert or ignore into texts values (?, ?, ?)", astuple(text))

    def size(self) -> int:
        """Return the number of entries."""
        with _translated():
            (count,) = self._db.execute("select count(*) from entries").fetchone()
        return int(count)

    def gapless(self) -> bool:
        """Tell whether the last entry is stored under the number that follows from how many."""
        with _translated():
            row = self._db.execute("select ifnull(max(seq), -1) + 1 = count(*) from entries")
            (fits,) = row.fetchone()
        return bool(fits)

    def entries(self, start: int = 0) -> Iterator[StoredEntry]:
        """Yield the entries from number `start` on, in the order of their numbers."""
        with _translated():
            rows = self._db.execute(
                "select body, signature from entries where seq >= ? order by seq", (start,)
            )
            for body, signature in rows:
                yield StoredEntry(_blob(body), _blob(signature))

    def text(self, commitment: str) -> SaltedText | None:
        """Return a text, or None when it was erased."""
        with _translated():
            row = self._db.execute(
                "select commitment, salt, text from texts where commitment = ?", (commitment,)
            ).fetchone()
        return _salted(*row) if row else None

    def texts(self) -> Iterator[SaltedText]:
        """Yield all texts."""
        with _translated():
            for row in self._db.execute("select commitment, salt, text from texts"):
                yield _salted(*row)

    def put(self, content: bytes) -> DocumentRef:
        """Store a document under its hash, durably."""
        return self._files.put(content)

    def put_file(self, path: Path) -> DocumentRef:
        """Store a file as a document, durably."""
        return self._files.put_file(path)

    def document(self, ref: DocumentRef) -> Path:
        """Return the file of a document after checking its hash and length."""
        return self._files.checked(ref)

    def case_rows(self) -> tuple[CaseRow, ...]:
        """Return the list of cases, changed last first."""
        with _translated():
            rows = self._db.execute("select * from cases order by changed desc, number")
            return tuple(CaseRow(*row) for row in rows)

    def replace_case_rows(self, rows: tuple[CaseRow, ...]) -> None:
        """Drop the list of cases and write it anew."""
        with self._extending() as db:
            db.execute("delete from cases")
            for row in rows:
                _write_row(db, row)

    def save_draft(self, case: str, content: str) -> None:
        """Keep the draft of a case."""
        with self._extending() as db:
            row = (case, content, _sum(case, content))
            db.execute("insert or replace into drafts values (?, ?, ?)", row)

    def draft(self, case: str) -> str | None:
        """Return the draft of a case, or None."""
        return self._one("select content, sha256 from drafts where number = ?", case)

    def save_job(self, job: SigningJob) -> None:
        """Keep the journal of a signing, durably."""
        content = canonical(to_plain(job, SigningJob)).decode()
        with self._extending() as db:
            row = (job.case, content, _sum(job.case, content))
            db.execute("insert or replace into jobs values (?, ?, ?)", row)

    def job(self, case: str) -> SigningJob | None:
        """Return the open signing of a case, or None."""
        content = self._one("select content, sha256 from jobs where number = ?", case)
        if content is None:
            return None
        job: SigningJob = from_plain(parse(content.encode()), SigningJob)
        return job

    def drop_job(self, case: str) -> None:
        """Forget the signing of a case: it is finished or given up."""
        with self._extending() as db:
            db.execute("delete from jobs where number = ?", (case,))

    def damaged_work(self) -> tuple[str, ...]:
        """Return the cases whose draft or open signing is not what was stored."""
        with _translated():
            rows = self._db.execute("select * from drafts union all select * from jobs").fetchall()
        return tuple(case for case, content, known in rows if _sum(case, content) != known)

    def unfinished(self) -> tuple[str, ...]:
        """Return what is kept of drafts and unfinished signings, as it is stored."""
        with _translated():
            rows = self._db.execute(
                "select content from drafts union all select content from jobs"
            )
            return tuple(content for (content,) in rows)

    def _one(self, query: str, case: str) -> str | None:
        with _translated():
            row = self._db.execute(query, (case,)).fetchone()
        if row and _sum(case, row[0]) != row[1]:
            raise WorkDamagedError(case=case)
        return row[0] if row else None

    @contextmanager
    def _extending(self) -> Iterator[Database]:
        """Hold the write lock from the first read on, so that two processes never fork."""
        with _translated():
            self._db.execute("begin immediate")
            try:
                yield self._db
                self._db.execute("commit")
            except BaseException:
                if self._connection.in_transaction:  # SQLite may have rolled back by itself
                    self._db.execute("rollback")
                raise


def _check_head(db: Database, size: int, last: bytes) -> None:
    """Refuse to append to another ledger than the one that was read."""
    (stored,) = db.execute("select ifnull(max(seq), -1) + 1 from entries").fetchone()
    if stored > size:
        raise errors.StaleHeadError
    row = db.execute("select signature from entries where seq = ?", (size - 1,)).fetchone()
    if stored < size or (row and _blob(row[0]) != last):
        raise errors.HistoryRewritten(position=stored)


def _blob(value: object) -> bytes:
    """Return bytes that were stored; where a damaged file has something else, nothing."""
    return value if isinstance(value, bytes) else b""


def _salted(commitment: object, salt: object, text: object) -> SaltedText:
    return SaltedText(str(commitment), _blob(salt), text if isinstance(text, str) else "")


def _sum(case: str, content: str) -> str:
    """Return the checksum by which the disk's mistakes in unfinished work are noticed."""
    return hashlib.sha256(f"{case}\n{content}".encode()).hexdigest()


def _write_row(db: Database, row: CaseRow) -> None:
    db.execute("insert or replace into cases values (?, ?, ?, ?, ?, ?)", astuple(row))


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError, UnicodeDecodeError) as e:
        raise errors.StorageError(cause=str(e)) from e
