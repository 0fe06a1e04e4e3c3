"""Whatever is changed in a register's file is found, or changes nothing that can be read.

The register is a real one, and who changes it owns the file: the guards are taken away, and put
back. With `--full` 10,000 rows and 10,000 bits are changed; the counts are printed.
"""

import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from signapp.domain import errors
from signapp.domain.acts import CheckpointIssued, DraftEdited
from signapp.domain.errors import LedgerError
from signapp.ledger.entries import Entry, EntryKey, read_entry
from signapp.ledger.verification import Replay, replay
from signapp.services import prepare
from signapp.services.anchors import Anchor, last_checkpoint
from signapp.services.audit import verify_register
from signapp.services.ports import TrustMaterial
from signapp.services.register import sign_out
from tests.domain.stories import CASE, DEPUTY, MAYOR, OTHER_CASE, PREPARER
from tests.effort import effort
from tests.ledger.second_opinion import agree
from tests.services.miniature import Miniature, Paper, miniature
from tests.services.test_field_cases import MORNING, Town
from tests.storage.registers import by_force, raw, reading

CHECKED_AT = MORNING + timedelta(days=2)
TABLES = ("entries", "texts", "cases", "drafts", "jobs")
Rows = list[tuple[bytes, bytes]]
Change = Callable[["Told", random.Random, sqlite3.Connection], None]


@dataclass(frozen=True)
class Told:
    """A register with its history: what it was before each act, and who could sign."""

    folder: Path
    older: tuple[Path, ...]
    anchor: Anchor
    rows: Rows
    session: EntryKey

    def entry(self, number: int) -> Entry:
        return read_entry(self.rows[number][0])

    def numbers(self, kind: type) -> list[int]:
        return [n for n in range(len(self.rows)) if isinstance(self.entry(n).act, kind)]


class Scribe:
    """Tells a story, and keeps the database as it was before each step."""

    def __init__(self, office: Miniature, kept: Path) -> None:
        self.office, self.kept = office, kept
        self.steps: list[Path] = []

    def step(self, act: Callable[[], object]) -> None:
        copy = self.kept / f"{len(self.steps)}"
        copy.mkdir(parents=True)
        shutil.copy(self.office.folder / "register.sqlite", copy)
        self.steps.append(copy)
        act()


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Two cases that are decided and signed, edits in between, a refusal, people who go home."""
    with miniature(MORNING) as office:
        town, scribe = Town(office), Scribe(office, tmp_path_factory.mktemp("older"))
        for number, words in ((CASE, "plan"), (OTHER_CASE, "appendix")):
            scribe.step(lambda number=number, words=words: town.prepares(number, words))
            for _ in range(4):
                scribe.step(lambda number=number: edits(office, number))
            scribe.step(lambda number=number: town.proposes(number))
            scribe.step(lambda number=number: town.decides(number))
        with pytest.raises(errors.NotAuthorisedError):
            prepare.open_case(office.desk, office.enter(MAYOR), CASE, "04 03 01", "Again")
        scribe.step(town.signs)
        for actor in (MAYOR, DEPUTY):
            scribe.step(lambda actor=actor: sign_out(office.desk, office.enter(actor).session))
        office.desk.journal.checkpoint()
        with reading(office.folder) as register:
            anchor = Anchor("kept.note", last_checkpoint(register))
            rows = [(one.body, one.signature) for one in register.entries()]
        session = office.enter(PREPARER).session.key
        yield Told(office.folder, tuple(scribe.steps), anchor, rows, session)


def edits(office: Miniature, number: str) -> None:
    office.desk.journal.record(office.enter(PREPARER), DraftEdited(), number)


# --- what its owner may do to the file ------------------------------------------------------


def flipped(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return content[:at] + bytes([content[at] ^ 1 << chance.randrange(8)]) + content[at + 1 :]


def flip_body(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    number = chance.randrange(len(told.rows))
    change = (flipped(told.rows[number][0], chance), number)
    db.execute("update entries set body = ? where seq = ?", change)


def flip_signature(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    number = chance.randrange(len(told.rows))
    change = (flipped(told.rows[number][1], chance), number)
    db.execute("update entries set signature = ? where seq = ?", change)


def delete(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    db.execute("delete from entries where seq = ?", (chance.randrange(len(told.rows) - 1),))


def delete_and_renumber(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    without(db, chance.randrange(len(told.rows) - 1))


def without(db: sqlite3.Connection, number: int) -> None:
    db.execute("delete from entries where seq = ?", (number,))
    db.execute("update entries set seq = -seq where seq > ?", (number,))
    db.execute("update entries set seq = -seq - 1 where seq < 0")


def swap(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    one, other = chance.sample(range(len(told.rows)), 2)
    for old, new in ((one, -1), (other, one), (-1, other)):
        db.execute("update entries set seq = ? where seq = ?", (new, old))


def add(told: Told, db: sqlite3.Connection, key: EntryKey, changes: dict[str, object]) -> None:
    """Append an entry like the last edit, well made but for what is changed in it."""
    read = replay(told.rows)
    head = read.head(CASE)
    model = told.entry(told.numbers(DraftEdited)[0])
    made = Entry(
        **{
            **{name: getattr(model, name) for name in model.__dataclass_fields__},
            "number": len(told.rows),
            "at": told.entry(len(told.rows) - 1).at,
            "case_entry": head.entries + 1,
            "case_previous": head.hash,
            "previous_root": read.root,
            "key": key.public,
            **changes,
        }
    )
    body = made.body()
    db.execute("insert into entries values (?, ?, ?)", (len(told.rows), body, key.sign(body)))
    row = (made.case_entry, CASE)
    db.execute("update cases set entries = ? where number = ?", row)


def append_with_unknown_key(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    add(told, db, EntryKey(chance.randbytes(32)), {})


def append_for_another(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    add(told, db, told.session, {"actor": chance.choice((MAYOR, DEPUTY))})


def edit_checkpoint(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    number = chance.choice(told.numbers(CheckpointIssued))
    root = bytes.fromhex(told.entry(number).act.root)  # type: ignore[union-attr]
    changed = told.rows[number][0].replace(
        root.hex().encode(), flipped(root, chance).hex().encode()
    )
    db.execute("update entries set body = ? where seq = ?", (changed, number))


def delete_checkpoint(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    without(db, chance.choice(told.numbers(CheckpointIssued)[:-1]))


def cut_the_end(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    """Take away the last entries, at least one of a case, and leave the other tables."""
    last_of_case = max(n for n in range(len(told.rows)) if told.entry(n).case)
    db.execute("delete from entries where seq >= ?", (chance.randrange(1, last_of_case + 1),))


def change_text(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    kept = db.execute("select commitment from texts").fetchall()
    (commitment,) = chance.choice(kept)
    how = chance.choice((
        "delete from texts where commitment = ?",
        "update texts set text = text || ' ' where commitment = ?",
        "update texts set salt = randomblob(16) where commitment = ?",
    ))  # fmt: skip
    db.execute(how, (commitment,))


def change_list(told: Told, chance: random.Random, db: sqlite3.Connection) -> None:
    number = chance.choice((CASE, OTHER_CASE))
    how = chance.choice((
        "delete from cases where number = ?",
        "update cases set stage = 'rejected' where number = ?",
        "update cases set entries = entries - 1 where number = ?",
    ))  # fmt: skip
    db.execute(how, (number,))


SHARES: dict[Change, int] = {
    flip_body: 25,
    flip_signature: 10,
    delete: 8,
    delete_and_renumber: 8,
    swap: 8,
    append_with_unknown_key: 4,
    append_for_another: 4,
    edit_checkpoint: 6,
    delete_checkpoint: 4,
    cut_the_end: 8,
    change_text: 10,
    change_list: 5,
}
"""The kinds of changes, and how many in a hundred are of each."""


# --- what is found --------------------------------------------------------------------------


def verified(folder: Path, anchors: tuple[Anchor, ...] = ()) -> tuple[LedgerError, ...]:
    with reading(folder) as register:
        found = verify_register(register, Paper(), TrustMaterial(), CHECKED_AT, anchors)
    return found.findings


def copied(told: Told, to: Path) -> Path:
    """Copy the database; the documents are the same, and stay where they are."""
    if not to.exists():
        to.mkdir()
        (to / "documents").symlink_to(told.folder / "documents")
    shutil.copy(told.folder / "register.sqlite", to)
    return to


def both_agree(folder: Path) -> None:
    """The verifier of its own finds the same as the program, in the entries as they are now."""
    with raw(folder) as db:
        rows = [(bytes(a), bytes(b)) for a, b in db.execute(
            "select body, signature from entries order by seq"
        )]  # fmt: skip
    read = Replay()
    for body, signature in rows:
        read.take(body, signature)
    agree(read, rows)


def test_the_register_itself_holds(told: Told) -> None:
    assert verified(told.folder, (told.anchor,)) == ()
    assert len(told.numbers(CheckpointIssued)) == 4


def test_every_changed_row_is_found_without_an_anchor(told: Told, tmp_path: Path) -> None:
    chance, count = random.Random(2017), Counter[str]()
    for kind, share in SHARES.items():
        for _ in range(effort(2 * share, 100 * share)):
            folder = copied(told, tmp_path / "changed")
            by_force(folder, lambda db, kind=kind: kind(told, chance, db))
            assert verified(folder), (kind.__name__, count)
            both_agree(folder)
            count[kind.__name__] += 1
    print(f"\n{count.total()} changed rows, all found:", dict(count))


def test_an_older_state_is_found_by_an_anchor_only(told: Told, tmp_path: Path) -> None:
    """Nothing inside can tell; a checkpoint that somebody kept tells it of each."""
    for older in told.older:
        folder = copied(told, tmp_path / "older")
        shutil.copy(older / "register.sqlite", folder)
        assert verified(folder) == ()
        assert [one.code for one in verified(folder, (told.anchor,))] == ["RegisterRolledBack"]
        both_agree(folder)
    print(f"\n{len(told.older)} older states, all found by an anchor, none without")


def dump(path: Path) -> list[list[tuple[object, ...]]]:
    """Return every value that can be read, with the type that it is stored as."""
    db = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
    db.text_factory = bytes
    try:
        return [db.execute(f"select * from {table}").fetchall() for table in TABLES]
    finally:
        db.close()


def is_refused(folder: Path) -> bool:
    """Tell whether the program says that something is wrong, in its own words."""
    try:
        return bool(verified(folder))
    except errors.SignappError:
        return True


def test_a_flipped_bit_is_found_or_changes_nothing(told: Told, tmp_path: Path) -> None:
    chance, count = random.Random(829), Counter[str]()
    folder = copied(told, tmp_path / "flipped")
    path = folder / "register.sqlite"
    whole, honest = path.read_bytes(), dump(path)
    for _ in range(effort(250, 10_000)):
        path.write_bytes(flipped(whole, chance))
        try:
            same = dump(path) == honest
        except (sqlite3.Error, UnicodeDecodeError):
            same = False
        refused = is_refused(folder)
        assert refused or same
        count["found" if refused else "changed nothing that can be read"] += 1
    print(f"\n{count.total()} flipped bits:", dict(count))
    assert count["found"] > count.total() / 2
