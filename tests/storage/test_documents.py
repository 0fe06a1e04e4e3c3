"""Documents on the disk: under their hash, for their owner only, durable before they are named."""

import hashlib
import io
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from signapp.domain import errors
from signapp.domain.acts import DocumentRef
from signapp.storage.documents import DocumentFiles, ref_of
from signapp.storage.trust import ROOTS, FolderTrust, read_pem
from tests.storage.registers import ROOT, Office

CONTENT = b"%PDF-1.7 the agreed text"
REF = DocumentRef(hashlib.sha256(CONTENT).hexdigest(), len(CONTENT))
POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")


@pytest.fixture
def files(tmp_path: Path) -> DocumentFiles:
    (tmp_path / "documents").mkdir()
    return DocumentFiles(tmp_path / "documents")


def place(tmp_path: Path) -> Path:
    return tmp_path / "documents" / REF.sha256[:2] / REF.sha256[2:]


def test_a_document_is_found_under_its_hash(files: DocumentFiles, tmp_path: Path) -> None:
    assert files.put(CONTENT) == REF
    assert files.checked(REF) == place(tmp_path)
    assert place(tmp_path).read_bytes() == CONTENT
    assert ref_of(place(tmp_path)) == REF


def test_a_file_is_stored_as_the_bytes_are(files: DocumentFiles, tmp_path: Path) -> None:
    source = tmp_path / "large.pdf"
    source.write_bytes(os.urandom(3 << 20) + b"end")
    ref = files.put_file(source)
    assert ref == ref_of(source)
    source.unlink()
    assert files.checked(ref).stat().st_size == (3 << 20) + 3


def test_a_file_that_changes_meanwhile_is_named_by_what_was_stored(
    files: DocumentFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever opens this file twice gets other bytes the second time."""
    source, contents = tmp_path / "changing.pdf", [CONTENT, b"%PDF-1.7 another text"]
    really_open = Path.open

    def open_it(path: Path, mode: str = "r") -> IO[Any]:
        return io.BytesIO(contents.pop(0)) if path == source else really_open(path, mode)

    monkeypatch.setattr(Path, "open", open_it)
    assert files.put_file(source) == REF
    assert files.checked(REF).read_bytes() == CONTENT


def test_an_empty_document_is_a_document(files: DocumentFiles) -> None:
    ref = files.put(b"")
    assert ref.length == 0
    assert files.checked(ref).read_bytes() == b""


def test_the_same_bytes_are_stored_once(files: DocumentFiles, tmp_path: Path) -> None:
    files.put(CONTENT)
    before = place(tmp_path).stat()
    files.put(CONTENT)
    after = place(tmp_path).stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert len(list((tmp_path / "documents").rglob("*"))) == 2


@POSIX
def test_a_document_is_readable_by_its_owner_and_writable_by_nobody(
    files: DocumentFiles, tmp_path: Path
) -> None:
    files.put(CONTENT)
    assert stat.S_IMODE(place(tmp_path).stat().st_mode) == 0o400
    assert stat.S_IMODE(place(tmp_path).parent.stat().st_mode) == 0o700


def force(path: Path, content: bytes) -> None:
    path.chmod(0o600)
    path.write_bytes(content)


CHANGES = {
    "one bit": CONTENT[:-1] + bytes([CONTENT[-1] ^ 1]),
    "truncated": CONTENT[:-1],
    "emptied": b"",
    "lengthened": CONTENT + b"\n",
    "replaced": b"another text",
}


@pytest.mark.parametrize("name", CHANGES)
def test_an_altered_document_is_not_given_out(
    files: DocumentFiles, tmp_path: Path, name: str
) -> None:
    files.put(CONTENT)
    force(place(tmp_path), CHANGES[name])
    with pytest.raises(errors.DocumentAlteredError) as caught:
        files.checked(REF)
    assert caught.value.facts == {"sha256": REF.sha256}


def test_an_altered_document_is_mended_by_storing_it_again(
    files: DocumentFiles, tmp_path: Path
) -> None:
    files.put(CONTENT)
    force(place(tmp_path), b"altered")
    files.put(CONTENT)
    assert files.checked(REF).read_bytes() == CONTENT


def test_a_missing_document_is_told(files: DocumentFiles, tmp_path: Path) -> None:
    with pytest.raises(errors.DocumentMissingError):
        files.checked(REF)
    files.put(CONTENT)
    place(tmp_path).unlink()
    with pytest.raises(errors.DocumentMissingError) as caught:
        files.checked(REF)
    assert caught.value.facts == {"sha256": REF.sha256}


def test_another_length_with_the_same_hash_is_not_the_document(files: DocumentFiles) -> None:
    files.put(CONTENT)
    with pytest.raises(errors.DocumentAlteredError):
        files.checked(DocumentRef(REF.sha256, REF.length + 1))


@pytest.mark.parametrize(
    "name",
    [
        *("", "..", "../../etc/passwd", "//etc/passwd", "//dev/zero", "a\0b", "ab/../../x"),
        *(REF.sha256.upper(), REF.sha256 + "\n", REF.sha256[:-1], "g" * 64, "a" * 5000),
    ],
    ids=ascii,
)
def test_a_name_that_is_no_hash_leads_nowhere(files: DocumentFiles, name: str) -> None:
    """A foreign register may name anything; even /dev/zero is not read."""
    files.put(CONTENT)
    with pytest.raises(errors.DocumentMissingError):
        files.checked(DocumentRef(name, 1))


def test_what_cannot_be_stored_is_a_known_error(files: DocumentFiles, tmp_path: Path) -> None:
    place(tmp_path).mkdir(parents=True)
    for failing in (
        lambda: files.put(CONTENT),
        lambda: files.checked(REF),
        lambda: files.put_file(tmp_path / "missing.pdf"),
        lambda: files.put_file(tmp_path),
    ):
        with pytest.raises(errors.StorageError):
            failing()


def test_nothing_half_written_is_left_behind(
    files: DocumentFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk fails at the fsync: no document, and no temporary file."""

    def broken(descriptor: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(errors.StorageError):
        files.put(CONTENT)
    assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == []


# --- file modes -----------------------------------------------------------------------------


@contextmanager
def no_mask() -> Iterator[None]:
    old = os.umask(0)
    try:
        yield
    finally:
        os.umask(old)


@POSIX
@pytest.mark.parametrize("part", ["register", "keys", "authority"])
def test_a_walked_demo_shows_nothing_to_others(walked_demo: Path, part: str) -> None:
    """It was walked with a umask of 0: what is private is so by the program's own doing."""
    paths = [walked_demo / part, *(walked_demo / part).rglob("*")]
    assert len(paths) > 2
    open_ones = {
        str(path.relative_to(walked_demo)): oct(path.stat().st_mode)
        for path in paths
        if path.stat().st_mode & 0o077
    }
    assert open_ones == {}


@POSIX
def test_the_program_itself_sets_the_mask() -> None:
    """Whatever a shell passes on, new files are their owner's alone."""
    code = (
        "import os, sys; os.umask(0); sys.argv = ['signapp', '--help']\n"
        "from signapp.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: print(oct(os.umask(0)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.split()[-1] == "0o77"


@POSIX
def test_trust_anchors_are_their_owners_alone(tmp_path: Path, walked_demo: Path) -> None:
    material = FolderTrust(walked_demo / "register" / "trust").material()
    assert material.roots
    assert material.revocation_lists
    with no_mask():
        FolderTrust(tmp_path / "trust").keep(material)
    assert FolderTrust(tmp_path / "trust").material() == material
    assert all(not path.stat().st_mode & 0o077 for path in (tmp_path / "trust").rglob("*"))
    (tmp_path / "trust" / ROOTS).write_text("not a certificate")
    with pytest.raises(errors.TrustFileError):
        FolderTrust(tmp_path / "trust").material()
    assert read_pem(tmp_path / "none.pem") == ()


# --- the order of what reaches the disk -----------------------------------------------------

STORING = """
import json, sys
from pathlib import Path
from signapp.services.ports import StoredEntry
from signapp.storage.register import SqliteRegister
register = SqliteRegister(Path(sys.argv[1]))
entries = list(register.entries())
print("begin", flush=True)
register.put(b"%PDF-1.7 the agreed text")
print("stored", flush=True)
register.append(len(entries), entries[-1].signature, StoredEntry(b"body", b"signature"))
print("told", flush=True)
"""


def traced(folder: Path, log: Path) -> list[tuple[str, str]]:
    """Return the system calls of storing a document and its entry, with what they are about."""
    calls = "fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,write,openat,chmod,fchmod"
    done = subprocess.run(
        ["strace", "-f", "-y", "-s", "200", "-o", str(log), "-e", f"trace={calls}",
         sys.executable, "-c", STORING, str(folder)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "ptrace" in done.stderr and not os.environ.get("CI"):
        pytest.skip("processes may not be traced here")
    assert done.returncode == 0, done.stderr
    lines = [re.match(r"\d+ +(\w+)\((.*)", line) for line in log.read_text().splitlines()]
    found = [(match[1], match[2]) for match in lines if match]
    begin = next(
        n for n, (call, about) in enumerate(found) if call == "write" and '"begin' in about
    )
    return found[begin:]


def position(calls: list[tuple[str, str]], fits: Callable[[str, str], bool], after: int) -> int:
    return next(n for n, (call, about) in enumerate(calls) if n > after and fits(call, about))


def test_a_document_is_durable_before_the_entry_that_names_it(
    at_work: Office, tmp_path: Path
) -> None:
    """fsync of the file < rename < fsync of the folder < commit < being told of it."""
    if shutil.which("strace") is None:
        assert not os.environ.get("CI"), "strace is needed for this test"
        pytest.skip("strace is not installed")
    calls = traced(at_work.folder, tmp_path / "trace")
    folder = str(at_work.folder / "documents" / REF.sha256[:2])
    database = str(at_work.folder / "register.sqlite")

    def syncs(path: str) -> Callable[[str, str], bool]:
        return lambda call, about: call in ("fsync", "fdatasync") and f"<{path}" in about

    written = position(calls, lambda call, about: call == "write" and CONTENT.decode() in about, 0)
    temporary = re.search(r"<([^>]+)>", calls[written][1])
    assert temporary
    assert temporary[1].startswith(str(at_work.folder / "documents") + "/")
    assert temporary[1] != f"{folder}/{REF.sha256[2:]}"

    steps: list[Callable[[str, str], bool]] = [
        syncs(temporary[1] + ">"),
        lambda call, about: call.startswith("rename") and REF.sha256[2:] in about,
        syncs(folder + ">"),
        syncs(str(at_work.folder / "documents") + ">"),
        lambda call, about: call == "write" and '"stored' in about,
        syncs(database + "-journal>"),
        syncs(database + ">"),
        lambda call, about: call.startswith("unlink") and "register.sqlite-journal" in about,
        syncs(str(at_work.folder) + ">"),
        lambda call, about: call == "write" and '"told' in about,
    ]
    at = written
    for step in steps:
        at = position(calls, step, at)
