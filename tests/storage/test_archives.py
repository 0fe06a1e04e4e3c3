"""Archives: the same members give the same bytes; what is odd in any way is not taken in."""

import hashlib
import random
import tracemalloc
import zipfile
from pathlib import Path

import pytest

from signapp.domain.acts import DocumentRef
from signapp.domain.archive_errors import ArchiveRefusedError
from signapp.services.archives import LIMITS, ArchiveKind, Limits, Member
from signapp.storage import zip_records
from signapp.storage.archives import ZipArchives
from signapp.storage.documents import DocumentFiles
from tests.storage.hostile_archives import (
    HOSTILE,
    TEXT,
    Forged,
    bomb,
    sound,
    with_manifest,
    written,
)

KIND = ArchiveKind.EVIDENCE
MEMBERS = (
    Member("READ-ME-FIRST.txt", TEXT),
    Member("documents/a.pdf", b"%PDF-1.7\n" + TEXT),
    Member("entries/000001.json", b'{"seq":1}'),
    Member("zeros.txt", bytes(20_000)),
)


def files_below(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def take_in(archive: Path, folder: Path, limits: Limits = LIMITS) -> dict[str, DocumentRef]:
    store = folder / "store"
    store.mkdir(exist_ok=True)
    opened = ZipArchives().open(archive, KIND, limits)
    return opened.store(DocumentFiles(store).put_chunks)


def test_the_same_members_give_the_same_bytes(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.write_bytes(MEMBERS[1].source)
    again = (*MEMBERS[2:], Member("documents/a.pdf", source), MEMBERS[0])
    first = ZipArchives().write(tmp_path / "1.zip", KIND, MEMBERS)
    second = ZipArchives().write(tmp_path / "2.zip", KIND, again)
    content = (tmp_path / "1.zip").read_bytes()
    assert first == second == DocumentRef(hashlib.sha256(content).hexdigest(), len(content))
    assert content == (tmp_path / "2.zip").read_bytes()
    assert files_below(tmp_path) == {"1.zip", "2.zip", "source"}


def test_other_programs_read_what_is_written(tmp_path: Path) -> None:
    ZipArchives().write(tmp_path / "1.zip", KIND, MEMBERS)
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [*sorted(one.name for one in MEMBERS), "manifest.json"]
        assert {one.name: archive.read(one.name) for one in MEMBERS} == {
            one.name: one.source for one in MEMBERS
        }
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_was_written_is_taken_in_under_names_of_the_store(tmp_path: Path) -> None:
    ZipArchives().write(tmp_path / "1.zip", KIND, MEMBERS)
    kept = take_in(tmp_path / "1.zip", tmp_path)
    places = {f"store/{ref.sha256[:2]}/{ref.sha256[2:]}" for ref in kept.values()}
    assert files_below(tmp_path) == {"1.zip", *places}
    for one in MEMBERS:
        assert kept[one.name].sha256 == hashlib.sha256(one.source).hexdigest()


def test_the_hand_made_archive_is_of_our_form(tmp_path: Path) -> None:
    """So what the hostile ones are refused for is what is odd in them."""
    (tmp_path / "1.zip").write_bytes(sound())
    assert set(take_in(tmp_path / "1.zip", tmp_path)) == {"a.txt", "b/c.pdf"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused(tmp_path: Path, name: str) -> None:
    make, code = HOSTILE[name]
    archive = tmp_path / "deep" / "er" / "hostile.zip"
    archive.parent.mkdir(parents=True)
    archive.write_bytes(make())
    with pytest.raises(ArchiveRefusedError) as refused:
        take_in(archive, archive.parent)
    assert refused.value.facts["what"] == code
    assert files_below(tmp_path) == {"deep/er/hostile.zip"}


def test_there_are_enough_hostile_archives() -> None:
    assert len(HOSTILE) >= 50
    contents = [make() for make, _ in HOSTILE.values()]
    assert len(set(contents)) == len(contents)


def test_a_bomb_takes_no_memory(tmp_path: Path) -> None:
    archive = tmp_path / "bomb.zip"
    archive.write_bytes(bomb(50 << 20))
    tracemalloc.start()
    try:
        with pytest.raises(ArchiveRefusedError):
            take_in(archive, tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()


def test_a_large_member_is_inflated_in_pieces(tmp_path: Path) -> None:
    archive = tmp_path / "large.zip"
    archive.write_bytes(written(with_manifest([Forged("zeros.txt", bytes(32 << 20))])))
    opened = ZipArchives().open(archive, KIND, Limits(ratio=10_000))
    tracemalloc.start()
    try:
        opened.check()
        assert tracemalloc.get_traced_memory()[1] < 2 << 20
    finally:
        tracemalloc.stop()


def test_what_is_inflated_is_counted_whatever_the_headers_say(tmp_path: Path) -> None:
    """The sum of all members is limited, not each."""
    archive = tmp_path / "1.zip"
    noise = random.Random(20).randbytes(300_000)
    archive.write_bytes(written(with_manifest([Forged(f"{n}.txt", noise) for n in range(4)])))
    assert len(take_in(archive, tmp_path, Limits(total=1_300_000))) == 4
    with pytest.raises(ArchiveRefusedError) as refused:
        take_in(archive, tmp_path, Limits(total=1_100_000))
    assert refused.value.facts["what"] == "too_large"


def test_a_flipped_bit_anywhere_is_found_and_its_member_named(tmp_path: Path) -> None:
    archive, pick = tmp_path / "1.zip", random.Random(8)
    ZipArchives().write(archive, KIND, MEMBERS)
    content = archive.read_bytes()
    with zipfile.ZipFile(archive) as listing:
        begins = sorted((one.header_offset, one.filename) for one in listing.infolist())
        directory = listing.start_dir
    for position in (*range(0, len(content), 23), *range(directory, len(content))):
        damaged = bytearray(content)
        damaged[position] ^= 1 << pick.randrange(8)
        archive.write_bytes(damaged)
        with pytest.raises(ArchiveRefusedError) as refused:
            ZipArchives().open(archive, KIND).check()
        if position < directory:
            inside = [name for offset, name in begins if offset <= position][-1]
            assert refused.value.facts["name"] == inside


def test_every_damaged_member_is_named_at_once(tmp_path: Path) -> None:
    archive = tmp_path / "1.zip"
    true = with_manifest([Forged("a.txt"), Forged("b.txt"), Forged("c.txt")])
    false = [Forged(one.name, one.data.replace(b"deputy", b"deputi")) for one in true[:2]]
    archive.write_bytes(written([*false, *true[2:]]))
    found = ZipArchives().open(archive, KIND).damaged()
    assert [one.facts["name"] for one in found] == ["a.txt", "b.txt"]


def test_folders_of_a_backup_may_hold_archives(tmp_path: Path) -> None:
    members = (Member("documents/ab/cd", sound()), Member("other", TEXT))
    ZipArchives().write(tmp_path / "1.zip", KIND, members)
    assert len(take_in(tmp_path / "1.zip", tmp_path, Limits(opaque=("documents/",)))) == 2
    with pytest.raises(ArchiveRefusedError) as refused:
        take_in(tmp_path / "1.zip", tmp_path)
    assert refused.value.facts == {"what": "nested", "name": "documents/ab/cd"}


@pytest.mark.parametrize("names", [("a", "a"), ("a", "A"), ("../a",), ("manifest.json",), ("ä",)])
def test_nothing_is_written_that_would_not_be_read(tmp_path: Path, names: tuple[str, ...]) -> None:
    with pytest.raises(ArchiveRefusedError):
        ZipArchives().write(tmp_path / "1.zip", KIND, [Member(name, b"") for name in names])
    assert files_below(tmp_path) == set()


def test_the_long_form_is_read_by_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Members of four gibibytes and more: here the border is drawn lower."""
    monkeypatch.setattr(zip_records, "LARGE", 1000)
    ZipArchives().write(tmp_path / "1.zip", KIND, MEMBERS)
    assert len(take_in(tmp_path / "1.zip", tmp_path)) == len(MEMBERS)
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert archive.testzip() is None
        assert archive.read("READ-ME-FIRST.txt") == TEXT


def test_the_long_form_of_the_end_is_read_by_others() -> None:
    """As of 65,535 members: the records at the end are those that the format wants."""
    end = zip_records.end_of(70_000, 4 << 20, 5 << 30)
    assert zip_records.read_end(end) == (70_000, 4 << 20, 5 << 30)
    far = zip_records.Record(b"a", 0, 1, 5 << 30, 5 << 30, 6 << 30)
    assert zip_records.read_central(far.central(), 0) == far


def test_what_cannot_be_packed_leaves_nothing_behind_it(tmp_path: Path) -> None:
    ZipArchives().write(tmp_path / "1.zip", KIND, [Member("a.txt", b"")])
    noise = random.Random(3).randbytes(200_000)
    ZipArchives().write(tmp_path / "2.zip", KIND, [Member("a.txt", noise)])
    for name in ("1.zip", "2.zip"):
        assert take_in(tmp_path / name, tmp_path)
