"""Backups under load, their verification, and the way back: a restore that two registrars see."""

import copy
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import pytest

from signapp.bootstrap import make_backup, reading, restore, working
from signapp.domain import errors
from signapp.domain.acts import SubstituteNamed
from signapp.domain.errors import CancelledError, NotAuthorisedError, SignappError
from signapp.domain.keeping import BackupMade, LossKnownBy, RegisterRestored
from signapp.domain.keeping_errors import BackupDamagedError, BackupExistsError, NotABackupError
from signapp.ledger.verification import replay
from signapp.services.anchors import Anchor, last_checkpoint
from signapp.services.audit import log, verify_register
from signapp.services.backups import back_up, check_backup, confirm_restore, waiting_restore
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.register import confirm_roster_change, propose_roster_change, sign_out
from signapp.storage.backups import FACTS, backup_in, read_facts
from signapp.storage.desk_key import read_desk_key
from signapp.storage.register import SqliteRegister
from tests.services.conftest import Stand, StandAt
from tests.storage.registers import ROOT, by_force


@contextmanager
def opened(folder: Path) -> Iterator[SqliteRegister]:
    register = SqliteRegister(folder, read_only=True)
    try:
        yield register
    finally:
        register.close()


def acts(folder: Path) -> list[str]:
    with opened(folder) as register:
        return [type(entry.act).__name__ for entry in log(register)]


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in folder.rglob("*")
        if one.is_file()
    }


@pytest.fixture(scope="module")
def backed_up(walked_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of a whole walk; to be read, not changed."""
    folder = tmp_path_factory.mktemp("backups")
    shutil.copytree(walked_demo, folder / "demo")
    made = make_backup(folder / "demo", folder / "backup")
    assert made.logged
    assert acts(folder / "demo" / "register")[-1] == "BackupMade"
    return folder / "backup"


# --- making ---------------------------------------------------------------------------------


def test_a_backup_is_a_register_that_verifies(backed_up: Path, walked_demo: Path) -> None:
    with reading() as tools:
        register = tools.register(backed_up)
        trust, now = tools.trust(None, backed_up), tools.clock.now()
        verdict = verify_register(register, tools.pdf, trust, now)
    assert verdict.findings == ()
    assert all(one.problem is None for one in verdict.documents)
    facts = json.loads((backed_up / FACTS).read_text())
    assert (facts["size"], facts["root"]) == (verdict.size, verdict.root)
    assert facts["documents"] == sum(
        1 for one in (backed_up / "register" / "documents").rglob("*") if one.is_file()
    )
    assert all(not one.stat().st_mode & 0o077 for one in (backed_up, *backed_up.rglob("*")))


def test_the_register_knows_which_copies_were_made_of_it(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("founded")
    made = make_backup(stand.scene.place.folder, tmp_path / "backup")
    stand.journal.catch_up()
    ((_, act),) = stand.journal.state.keeping.backups
    assert act == BackupMade(made.facts.size, made.facts.root)


def appending(stand: Stand, count: int) -> "subprocess.Popen[str]":
    """Start a process that appends to the demo's register as its preparer."""
    who = stand.enter("preparer")
    order = {
        "folder": str(stand.scene.place.register),
        "count": count,
        "person": who.actor.person,
        "office": who.actor.office,
        "now": stand.journal.clock.now().isoformat(),
        "until": who.session.until.isoformat(),
        "desk": read_desk_key(stand.scene.place.register).private_bytes().hex(),
        "key": who.session.key.private_bytes().hex(),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "tests.storage.appending", json.dumps(order)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_backup_under_load_holds(stand_at: StandAt, tmp_path: Path) -> None:
    """Two processes append; each backup meanwhile is of one moment, and verifies (A-R26)."""
    stand = stand_at("prepare")
    source, now = stand.scene.place.register, stand.journal.clock.now()
    with appending(stand, 80) as first, appending(stand, 80) as second:
        sizes = backups_while((first, second), source, tmp_path, now)
    assert len(set(sizes)) > 1, "nothing was appended between two backups"
    with opened(source) as register:
        rows = [(entry.body, entry.signature) for entry in register.entries()]
    for number, size in enumerate(sizes):
        backup = tmp_path / f"backup-{number}"
        with opened(backup / "register") as copied:
            assert check_backup(copied, read_facts(backup)).size == size
            assert [(one.body, one.signature) for one in copied.entries()] == rows[:size]


def backups_while(
    writers: tuple["subprocess.Popen[str]", ...], source: Path, to: Path, now: datetime
) -> list[int]:
    """Make one backup after another while others append; return how many entries each has."""
    for one in writers:
        assert one.stdin
        assert one.stdout
        assert one.stdout.readline() == "ready\n"
    for one in writers:
        assert one.stdin
        one.stdin.write("go\n")
        one.stdin.flush()
    sizes: list[int] = []
    while any(one.poll() is None for one in writers):
        with backup_in(source, to / f"backup-{len(sizes)}") as copying:
            sizes.append(back_up(copying, now).size)
    for one in writers:
        assert one.stdout
        assert len(one.stdout.read().split()) == 80
        assert one.wait() == 0
    return sizes


def test_a_backup_that_is_cancelled_leaves_nothing(stand_at: StandAt, tmp_path: Path) -> None:
    stand, done = stand_at("propose"), []

    def told(number: int, of: int) -> None:
        done.append((number, of))
        if number == 2:
            raise CancelledError

    before = stand.journal.size
    place = tmp_path / "kept" / "backup"
    with pytest.raises(CancelledError):
        make_backup(stand.scene.place.folder, place, told)
    assert done[-1][0] == 2 < done[-1][1]
    assert list(place.parent.iterdir()) == []
    stand.journal.catch_up()
    assert stand.journal.size == before


def test_a_backup_is_never_made_over_something(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("founded")
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "file").write_text("mine")
    with pytest.raises(BackupExistsError):
        make_backup(stand.scene.place.folder, tmp_path / "taken")
    assert files(tmp_path / "taken") == {"file": b"mine"}


Damage = Callable[[Path], object]


def first_document(folder: Path) -> Path:
    return min(one for one in (folder / "documents").rglob("*") if one.is_file())


def flip(file: Path) -> None:
    file.chmod(0o600)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_a_damaged_register_is_not_backed_up_as_a_sound_one(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("propose")
    first_document(stand.scene.place.register).unlink()
    with pytest.raises(errors.DocumentMissingError):
        make_backup(stand.scene.place.folder, tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    by_force(
        stand.scene.place.register,
        lambda db: db.execute("update entries set body = x'00' where seq = 1"),
    )
    with pytest.raises(errors.EntryMalformed):
        make_backup(stand.scene.place.folder, tmp_path / "backup")


# --- restoring ------------------------------------------------------------------------------

DAMAGES: dict[str, Damage] = {
    "a document": lambda backup: flip(first_document(backup / "register")),
    "a document gone": lambda backup: first_document(backup / "register").unlink(),
    "the database": lambda backup: flip(backup / "register" / "register.sqlite"),
    "the desk key": lambda backup: flip(backup / "register" / "desk.key"),
    "what it says of itself": lambda backup: (backup / FACTS).write_text(
        (backup / FACTS).read_text().replace('"size": ', '"size": 1')
    ),
    "no facts": lambda backup: (backup / FACTS).unlink(),
}


REFUSED = (BackupDamagedError, NotABackupError, errors.StorageError)


@pytest.mark.parametrize("name", DAMAGES)
def test_a_damaged_backup_is_not_restored(backed_up: Path, tmp_path: Path, name: str) -> None:
    backup = Path(shutil.copytree(backed_up, tmp_path / "backup"))
    DAMAGES[name](backup)
    with pytest.raises(REFUSED):
        restore(backup, tmp_path / "new", None, ())
    assert not (tmp_path / "new").exists()
    assert [one.name for one in tmp_path.iterdir()] == ["backup"]


def test_a_backup_whose_files_lead_elsewhere_is_refused(backed_up: Path, tmp_path: Path) -> None:
    backup = Path(shutil.copytree(backed_up, tmp_path / "backup"))
    (tmp_path / "outside").write_text("mine")
    facts = json.loads((backup / FACTS).read_text())
    facts["files"]["../outside"] = "00" * 32
    (backup / FACTS).write_text(json.dumps(facts))
    with pytest.raises(BackupDamagedError):
        restore(backup, tmp_path / "new", None, ())


def elsewhere(stand: Stand, tmp_path: Path) -> Path:
    """Return the place for a register in a demo that lost its own."""
    folder = stand.scene.place.folder
    shutil.copytree(folder, tmp_path / "other", ignore=shutil.ignore_patterns("register"))
    return tmp_path / "other" / "register"


def desk_of(opened_desk: Desk, stand: Stand) -> Stand:
    """Return short words for a restored register's desk, with the demo's keys."""
    made = copy.copy(stand)
    made.desk, made.journal = opened_desk, opened_desk.journal
    return made


def absence(desk: Desk, who: SignedIn) -> str:
    """Propose a change of the roster, for another registrar to confirm."""
    today = desk.today()
    held = SubstituteNamed("presenter", "U510VH1", today, today, "Khs § 1")
    return propose_roster_change(desk, who, (held,), ())


def test_what_is_restored_waits_for_two_registrars(stand_at: StandAt, tmp_path: Path) -> None:
    """It begins with what was lost; acts of legal effect are refused until both have seen it."""
    stand = stand_at("propose")
    made = make_backup(stand.scene.place.folder, tmp_path / "backup")
    stand.enter("registrar-1")
    stand.journal.catch_up()
    known, root = stand.journal.size, stand.journal.root
    before = files(stand.scene.place.register)
    new = elsewhere(stand, tmp_path)
    done = restore(tmp_path / "backup", new, stand.scene.place.folder, ())
    assert done.act == RegisterRestored(
        made.facts.size, made.facts.root, known, root, LossKnownBy.REGISTER
    )
    assert files(stand.scene.place.register) == before
    with working(new) as desk:
        again = desk_of(desk, stand)
        first, second = again.enter("registrar-1"), again.enter("registrar-2")
        proposal = absence(desk, first)
        with pytest.raises(NotAuthorisedError) as refused:
            confirm_roster_change(desk, second, proposal)
        assert [reason.code for reason in refused.value.reasons] == ["RestoreNotConfirmed"]
        assert confirm_restore(desk, first) == waiting_restore(desk)
        with pytest.raises(NotAuthorisedError) as refused:
            confirm_restore(desk, first)
        assert [reason.code for reason in refused.value.reasons] == ["SamePersonMayNotConfirm"]
        with pytest.raises(NotAuthorisedError) as refused:
            confirm_restore(desk, again.enter("preparer"))
        assert [reason.code for reason in refused.value.reasons] == ["DutyNotInOffice"]
        assert confirm_restore(desk, second) is None
        confirm_roster_change(desk, second, proposal)
        with pytest.raises(NotAuthorisedError) as refused:
            confirm_restore(desk, first)
        assert [reason.code for reason in refused.value.reasons] == ["NoRestoreWaits"]


def test_a_replay_refuses_what_somebody_forced_before_the_confirmation(
    stand_at: StandAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("propose")
    make_backup(stand.scene.place.folder, tmp_path / "backup")
    new = elsewhere(stand, tmp_path)
    restore(tmp_path / "backup", new, None, ())
    with monkeypatch.context() as careless, working(new) as desk:
        again = desk_of(desk, stand)
        first, second = again.enter("registrar-1"), again.enter("registrar-2")
        proposal = absence(desk, first)
        careless.setattr("signapp.domain.authority.held_back", lambda *_: ())
        confirm_roster_change(desk, second, proposal)
    with opened(new) as register:
        found = replay((one.body, one.signature) for one in register.entries()).findings
    assert [(one.code, one.facts.get("reasons")) for one in found] == [
        ("ActNotAllowed", "RestoreNotConfirmed")
    ]


def test_an_anchor_names_the_lost_range_and_still_speaks_against_the_register(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("propose")
    made = make_backup(stand.scene.place.folder, tmp_path / "backup")
    for _ in range(3):
        sign_out(stand.desk, stand.enter("registrar-1").session)
    stand.journal.checkpoint()
    kept = Anchor("kept", last_checkpoint(stand.journal.register))
    size = stand.journal.last_checkpoint.size  # type: ignore[union-attr]
    foreign = Anchor("foreign", kept.content.replace("signapp.register/", "signapp.register/0"))
    done = restore(tmp_path / "backup", tmp_path / "new", None, (foreign, kept))
    act = done.act
    assert (act.known_size, act.known_by) == (size, LossKnownBy.CHECKPOINT)
    assert act.known_size > act.size == made.facts.size
    with reading() as tools:
        register, trust = tools.register(tmp_path / "new"), tools.trust(None, tmp_path / "new")
        found = verify_register(register, tools.pdf, trust, tools.clock.now(), (kept,))
    assert [finding.code for finding in found.findings] == ["RegisterRolledBack"]
    (told,) = found.keeping.restores
    assert told.act == act
    assert told.waits


def test_a_backup_in_one_file_is_restored_as_well(stand_at: StandAt, tmp_path: Path) -> None:
    """Also with documents that are archives themselves; a flipped bit is refused by name."""
    stand = stand_at("propose")
    stand.journal.register.put(b"PK\3\4 is how an archive begins")
    place = tmp_path / "backup.zip"
    made = make_backup(stand.scene.place.folder, place)
    assert made.logged
    assert [one.name for one in tmp_path.glob("*backup*")] == ["backup.zip"]
    done = restore(place, tmp_path / "new", None, ())
    assert done.facts == made.facts
    with opened(tmp_path / "new") as register:
        assert len(log(register)) == made.facts.size + 2
    content = bytearray(place.read_bytes())
    content[len(content) // 3] ^= 1
    place.write_bytes(content)
    with pytest.raises(SignappError):
        restore(place, tmp_path / "other", None, ())
    assert not (tmp_path / "other").exists()
    with pytest.raises(BackupExistsError):
        make_backup(stand.scene.place.folder, place)


def test_nothing_at_hand_of_the_lost_register_is_told_as_unknown(
    backed_up: Path, tmp_path: Path
) -> None:
    done = restore(backed_up, tmp_path / "new", None, ())
    assert (done.act.known_size, done.act.known_by) == (0, LossKnownBy.UNKNOWN)
    assert acts(tmp_path / "new")[-2:] == ["RegisterRestored", "CheckpointIssued"]


def test_a_damaged_register_is_read_as_far_as_it_holds(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("propose")
    make_backup(stand.scene.place.folder, tmp_path / "backup")
    for _ in range(2):
        sign_out(stand.desk, stand.enter("registrar-1").session)
    size = stand.journal.size
    by_force(
        stand.scene.place.register,
        lambda db: db.execute("update entries set body = x'00' where seq = ?", (size - 1,)),
    )
    done = restore(tmp_path / "backup", tmp_path / "new", stand.scene.place.folder, ())
    assert (done.act.known_size, done.act.known_by) == (size - 1, LossKnownBy.REGISTER)


def test_documents_that_only_the_lost_register_has_are_kept_aside(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("founded")
    make_backup(stand.scene.place.folder, tmp_path / "backup")
    lost = stand.journal.register.put(b"written after the backup")
    lying = stand.scene.place.register / "documents" / "ab"
    lying.mkdir(exist_ok=True)
    (lying / ("cd" * 31)).write_bytes(b"not what its name says")
    before = files(stand.scene.place.register)
    done = restore(tmp_path / "backup", tmp_path / "new", stand.scene.place.folder, ())
    assert done.aside == (lost,)
    aside = tmp_path / "new" / "lost-documents" / lost.sha256[:2] / lost.sha256[2:]
    assert aside.read_bytes() == b"written after the backup"
    assert files(stand.scene.place.register) == before


def test_nothing_is_restored_over_something(backed_up: Path, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "file").write_text("mine")
    with pytest.raises(errors.RegisterExistsError):
        restore(backed_up, tmp_path / "new", None, ())
    assert files(tmp_path / "new") == {"file": b"mine"}


@pytest.mark.parametrize(
    ("known_size", "known_root", "known_by"),
    [
        (0, "", LossKnownBy.REGISTER),
        (0, "00", LossKnownBy.CHECKPOINT),
        (99, "00", LossKnownBy.UNKNOWN),
    ],
)
def test_a_restore_that_contradicts_itself_is_refused(
    stand_at: StandAt, known_size: int, known_root: str, known_by: LossKnownBy
) -> None:
    journal = stand_at("founded").journal
    act = RegisterRestored(journal.size, journal.root, known_size, known_root, known_by)
    with pytest.raises(NotAuthorisedError) as refused:
        journal.record_by_desk(act)
    assert [reason.code for reason in refused.value.reasons] == ["LossMisstated"]
    elsewhere = RegisterRestored(journal.size - 1, journal.root, 0, "", LossKnownBy.UNKNOWN)
    with pytest.raises(errors.HistoryRewritten):
        journal.record_by_desk(elsewhere)
