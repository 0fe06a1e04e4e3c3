"""What is refused before a register is opened, each with its cause and remedy."""

import os
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from signapp.domain import errors
from signapp.domain.errors import SignappError
from signapp.domain.keeping_errors import (
    GuardsMissingError,
    NetworkDriveError,
    RegisterDamagedError,
    RegisterTooNewError,
    RegisterUnsafeError,
    WalModeError,
)
from signapp.storage import drives, safety
from signapp.storage.drives import Drive
from signapp.storage.register import SqliteRegister
from signapp.storage.schema import SCHEMA_VERSION
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.storage.registers import Office, raw

Change = Callable[[Path], object]


def by_sql(*statements: str) -> Change:
    """Return a change of the database by somebody who owns the file."""

    def change(folder: Path) -> None:
        with raw(folder) as connection:
            for statement in statements:
                connection.execute(statement)

    return change


def overwritten(folder: Path) -> None:
    """Write over a page in the middle of the database."""
    with (folder / "register.sqlite").open("r+b") as file:
        file.seek(4096 * 2)
        file.write(b"\xff" * 4096)


REFUSALS: dict[str, tuple[Change, type[SignappError], str]] = {
    "newer": (
        by_sql(f"pragma user_version = {SCHEMA_VERSION + 1}"),
        RegisterTooNewError,
        str(SCHEMA_VERSION + 1),
    ),
    "another program's": (by_sql("pragma application_id = 7"), errors.NotARegisterError, ""),
    "a guard gone": (
        by_sql("drop trigger entries_are_not_deleted"),
        GuardsMissingError,
        "entries_are_not_deleted",
    ),
    "a guard made toothless": (
        by_sql(
            "drop trigger entries_are_not_changed",
            "create trigger entries_are_not_changed before update on entries begin select 1; end",
        ),
        GuardsMissingError,
        "entries_are_not_changed",
    ),
    "a table more": (by_sql("create table more (a)"), GuardsMissingError, "more"),
    "a page overwritten": (overwritten, RegisterDamagedError, ""),
}


@pytest.mark.parametrize("read_only", [False, True])
@pytest.mark.parametrize("name", REFUSALS)
def test_a_file_that_is_not_a_sound_register_is_refused_by_name(
    at_work: Office, name: str, read_only: bool
) -> None:
    change, kind, named = REFUSALS[name]
    change(at_work.folder)
    before = (at_work.folder / "register.sqlite").read_bytes()
    with pytest.raises(kind) as refused:
        SqliteRegister(at_work.folder, read_only=read_only)
    assert type(refused.value) is kind
    for language in LANGUAGES:
        told = Texts(language).error(refused.value)
        assert named in told.cause
        assert told.remedy
    assert (at_work.folder / "register.sqlite").read_bytes() == before


def test_wal_mode_is_refused_where_sqlite_can_damage_it(
    at_work: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_sql("pragma journal_mode = wal")(at_work.folder)
    monkeypatch.setattr(safety.sqlite3, "sqlite_version_info", (3, 51, 2))
    for read_only in (False, True):
        with pytest.raises(WalModeError):
            SqliteRegister(at_work.folder, read_only=read_only)
    monkeypatch.setattr(safety.sqlite3, "sqlite_version_info", (3, 51, 3))
    register = SqliteRegister(at_work.folder)
    (mode,) = register._connection.execute("pragma journal_mode").fetchone()
    assert mode == "delete"
    register.close()


def test_a_register_is_never_in_wal_mode(at_work: Office) -> None:
    head = (at_work.folder / "register.sqlite").read_bytes()[:100]
    assert head[safety.WAL_MARK] == b"\1\1"
    assert not list(at_work.folder.glob("*-wal"))


posix = pytest.mark.skipif(os.name != "posix", reason="file modes and links are POSIX's")


@posix
def test_a_register_behind_a_link_is_refused(at_work: Office, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(at_work.folder)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "register.sqlite").symlink_to(at_work.folder / "register.sqlite")
    for place in ("link", "other"):
        for read_only in (False, True):
            with pytest.raises(RegisterUnsafeError) as refused:
                SqliteRegister(tmp_path / place, read_only=read_only)
            assert refused.value.facts["what"] == "link"


@posix
@pytest.mark.parametrize("part", ["", "register.sqlite"])
def test_a_register_that_anybody_may_write_to_takes_no_entry(at_work: Office, part: str) -> None:
    place = at_work.folder / part
    place.chmod(place.stat().st_mode | stat.S_IWOTH)
    with pytest.raises(RegisterUnsafeError) as refused:
        SqliteRegister(at_work.folder)
    assert refused.value.facts["what"] == "writable"
    SqliteRegister(at_work.folder, read_only=True).close()


# --- drives ---------------------------------------------------------------------------------

TABLE = r"""
22 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
30 22 0:25 / /dev/shm rw shared:2 - tmpfs tmpfs rw
41 22 0:40 / /home/user/city\040files rw,relatime shared:9 - cifs //server/share rw
42 22 0:41 / /mnt/nfs rw,relatime shared:10 - nfs4 server:/export rw
43 22 0:42 / /mnt/there rw,nosuid shared:11 - fuse.sshfs user@server: rw
44 22 8:17 / /media/stick rw,nosuid shared:12 - fuseblk /dev/sdb1 rw
45 42 0:43 / /mnt/nfs/local rw shared:13 - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("place", "system", "network"),
    [
        ("/home/user/register", "ext4", False),
        ("/home/user/city files/register", "cifs", True),
        ("/mnt/nfs/register", "nfs4", True),
        ("/mnt/nfs-like/register", "ext4", False),
        ("/mnt/nfs/local/register", "tmpfs", False),
        ("/mnt/there", "fuse.sshfs", True),
        ("/media/stick/register", "fuseblk", False),
        ("/dev/shm/x", "tmpfs", False),
    ],
)
def test_a_mount_table_tells_what_a_place_is_on(place: str, system: str, network: bool) -> None:
    found = drives.mounted_type(TABLE, Path(place))
    assert drives.of_type(found) == Drive(system, network)


@pytest.mark.parametrize(
    ("magic", "system"), [(0x6969, "nfs"), (0xFF534D42, "cifs"), (0xFE534D42, "smb2")]
)
def test_a_magic_number_tells_a_network(magic: int, system: str) -> None:
    assert drives.of_magic(magic) == Drive(system, network=True)
    assert drives.of_magic(magic - (1 << 32)) == Drive(system, network=True)  # as a signed word
    assert drives.of_magic(0xEF53) is None


@pytest.mark.skipif(sys.platform != "linux", reason="statfs numbers are Linux's")
def test_real_drives_are_told_apart(tmp_path: Path) -> None:
    """By the kernel's own word: a memory drive, and whatever the tests run on."""
    assert drives.drive_of(Path("/dev/shm")) == Drive("tmpfs", network=False)
    assert drives._magic(Path("/dev/shm")) == 0x01021994
    assert drives._magic(Path("/proc")) == 0x9FA0
    here = drives.drive_of(tmp_path / "not" / "there" / "yet")
    listed = subprocess.run(
        ["stat", "-f", "-c", "%t", tmp_path], capture_output=True, text=True, check=True
    )
    assert drives._magic(tmp_path) == int(listed.stdout, 16)
    assert here.system
    assert not here.network


def test_nothing_is_written_on_a_network_drive(
    at_work: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading it is possible: whoever verifies needs no lock."""
    monkeypatch.setattr(safety, "drive_of", lambda _: Drive("cifs", network=True))
    with pytest.raises(NetworkDriveError) as refused:
        SqliteRegister(at_work.folder)
    assert refused.value.facts["system"] == "cifs"
    with pytest.raises(NetworkDriveError):
        SqliteRegister.found(tmp_path / "new")
    assert not (tmp_path / "new").exists()
    reader = SqliteRegister(at_work.folder, read_only=True)
    assert list(reader.entries())
    reader.close()


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive - Esimerkin kaupunki/register", "OneDrive"),
        ("Dropbox/register", "Dropbox"),
        ("Google Drive/My files", "Google Drive"),
        ("Nextcloud/a/b", "Nextcloud"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("Documents/register", ""),
        ("dropboxes/register", ""),
    ],
)
def test_a_folder_that_a_service_copies_is_known_by_its_name(
    tmp_path: Path, folder: str, service: str
) -> None:
    assert drives.synchronised_by(tmp_path / folder) == service


def test_a_folder_that_a_service_copies_is_known_by_what_lies_in_it(tmp_path: Path) -> None:
    (tmp_path / "shared" / "register").mkdir(parents=True)
    assert drives.synchronised_by(tmp_path / "shared" / "register") == ""
    (tmp_path / "shared" / ".stfolder").mkdir()
    assert drives.synchronised_by(tmp_path / "shared" / "register") == "Syncthing"


def test_a_roaming_profile_is_known_by_its_name(tmp_path: Path) -> None:
    assert drives.roams(tmp_path / "AppData" / "Roaming" / "signapp")
    assert not drives.roams(tmp_path / "AppData" / "Local" / "signapp")
