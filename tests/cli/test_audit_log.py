"""The auditor's command as a process: filters, samples, exports, copies without writing."""

import csv
import hashlib
import io
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from signapp.demo.people import SESSION_PIN
from signapp.domain.auditing import AuditExported, ExportKind
from signapp.services.audit import log
from signapp.services.audit_tables import COLUMNS, FORMAT
from signapp.storage.register import SqliteRegister
from tests.cli.running import Done, command, damaged, environment, signapp
from tests.interop.judge import judge_with_java

SEED = "7 12 19 23 31"
CAPABILITIES = "-dac_override,-dac_read_search,-fowner"


def plain(*arguments: object) -> dict[str, object]:
    done = signapp("log", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def checksum_holds(file: Path) -> bool:
    """Ask the system's own tool."""
    done = subprocess.run(
        ["sha256sum", "-c", file.name + ".sha256"],
        cwd=file.parent,
        capture_output=True,
        check=False,
    )
    return done.returncode == 0


# --- filters and totals ---------------------------------------------------------------------


def test_filters_are_combined_and_totals_are_those_of_what_fits(walked_demo: Path) -> None:
    everything = plain(walked_demo)
    entries = everything["entries"]
    assert isinstance(entries, list)
    assert [one["number"] for one in entries] == list(range(everything["size"]))  # type: ignore[call-overload]
    found = plain(
        walked_demo, "--person", "mayor", "--from", "2017-08-24", "--to", "2017-08-24",
        "--capacity", "holder", "--act", "Decided", "--act", "DecisionBegun",
    )  # fmt: skip
    acts = [one["act"] for one in found["entries"]]  # type: ignore[attr-defined]
    assert acts == ["DecisionBegun", "Decided"]
    assert found["totals"]["acts"] == {"DecisionBegun": 1, "Decided": 1}  # type: ignore[index]
    assert found["totals"]["signatures"] == 1  # type: ignore[index]
    assert found["totals"]["months"] == {"2017-08": 2}  # type: ignore[index]
    assert plain(walked_demo, "--person", "mayor", "--from", "2017-08-25")["entries"] == []


def test_a_reader_sees_entries_totals_and_what_cannot_be_proven(walked_demo: Path) -> None:
    done = signapp("log", walked_demo, "--office", "U480400VH2")
    assert done.returncode == 0
    assert "signed" in done.stdout
    for said in ("Totals", "What can't be proven", "that the whole register was not put back"):
        assert said in done.stdout
    empty = signapp("log", walked_demo, "--case", "HEL 1999-000001")
    assert "No entry fits the filter." in empty.stdout
    assert "What can't be proven" in empty.stdout


@pytest.mark.parametrize(
    "wrong",
    [
        ("--act", "Nothing"),
        ("--pdf",),
        ("--out", "x.csv"),
        ("--csv", "--as", "auditor"),
    ],
)
def test_what_is_asked_wrongly_is_refused(walked_demo: Path, wrong: tuple[str, ...]) -> None:
    assert signapp("log", walked_demo, *wrong).returncode == 2


def test_a_damaged_log_is_shown_with_what_is_wrong(walked_demo: Path, tmp_path: Path) -> None:
    folder = damaged(walked_demo, tmp_path, "update entries set body = x'7b7d' where seq = 5")
    done = signapp("log", folder)
    assert done.returncode == 1
    assert "EntryMalformed" in done.stderr
    assert "HEL 2017-008888" in done.stdout


# --- samples --------------------------------------------------------------------------------


def test_a_sample_is_drawn_again_by_its_seed_and_by_other_tools(walked_demo: Path) -> None:
    ask = (walked_demo, "--sample", "3", "--of", "entries", "--seed", SEED)
    first, again = plain(*ask), plain(*ask)
    assert first["sample"] == again["sample"]
    numbers = range(int(first["size"]))  # type: ignore[call-overload]
    lots = sorted(
        subprocess.run(
            ["sha256sum"], input=f"{SEED}:{number}".encode(), capture_output=True, check=True
        ).stdout.split()[0].decode() + f" {number}"
        for number in numbers
    )  # fmt: skip
    drawn = [f"{one['lot']} {one['number']}" for one in first["sample"]["entries"]]  # type: ignore[index]
    assert drawn == lots[:3]
    other = plain(walked_demo, "--sample", "3", "--of", "entries", "--seed", "another")
    assert other["sample"] != first["sample"]
    assert signapp("log", walked_demo, "--sample", "99", "--seed", SEED).returncode == 3


# --- exports --------------------------------------------------------------------------------


def test_csv_is_read_by_others_and_no_cell_is_a_formula(walked_demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "log.csv"
    done = signapp("log", walked_demo, "--csv", "--bom", "--out", out)
    assert done.returncode == 0, done.stderr
    content = out.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\n") == content.count(b"\r\n")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert {len(row) for row in rows} == {len(COLUMNS)}
    entries = [row for row in rows[1:] if row[0] != "#"]
    notes = {row[1]: row[2] for row in rows[1:] if row[0] == "#"}
    assert len(entries) == int(notes["size"])
    assert notes["format"] == FORMAT
    assert any("not_provable" in row for row in rows)
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@\t\r")]
    assert checksum_holds(out)
    out.write_bytes(content + b" ")
    assert not checksum_holds(out)


def test_the_pdf_is_archivable_and_says_everything(walked_demo: Path, tmp_path: Path) -> None:
    files = []
    for language in ("sv", "en"):
        out = tmp_path / f"log-{language}.pdf"
        done = signapp(
            "log", walked_demo, "--pdf", "--out", out, "--verify", "--sample", "2",
            language=language,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert checksum_holds(out)
        files.append(out)
    verdicts = judge_with_java(files, walked_demo / "out" / "trust.pem")
    for path, verdict in verdicts.items():
        assert verdict.conformance
        for flavour, conformance in verdict.conformance.items():
            assert conformance.compliant, (path.name, flavour, conformance.failures)
    text = subprocess.run(
        ["pdftotext", "-layout", files[-1], "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = text.split("\f")[:-1]
    register = plain(walked_demo)
    for number, page in enumerate(pages, 1):
        assert f"{number}/{len(pages)}" in page
        assert str(register["register"]) in page
        assert str(register["root"]) in page
    for said in ("What can't be proven", "Filter", "Totals", "Sample", "Verification", "Entries"):
        assert said in text
    assert "not logged in it" in text


def test_an_auditor_s_export_is_logged_after_it(walked_demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(walked_demo, folder)
    out, key = tmp_path / "log.json", folder / "keys" / "auditor-session.p12"
    done = logged(folder, out, "auditor", key)
    assert done.returncode == 0, done.stderr
    entries = log(SqliteRegister(folder / "register", read_only=True))
    (entry,) = [one for one in entries if isinstance(one.act, AuditExported)]
    act = entry.act
    assert isinstance(act, AuditExported)
    assert act.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (act.kind, act.sampled, act.seed) == (ExportKind.JSON, 1, SEED)
    assert act.filter.acts == ("Decided",)
    exported = json.loads(out.read_text("utf-8"))
    assert exported["size"] <= entry.number
    assert "only afterwards" in exported["logging"]
    assert signapp("register", "verify", folder).returncode == 0


def test_nobody_else_s_export_is_logged_or_written(walked_demo: Path, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(walked_demo, folder)
    out = tmp_path / "log.json"
    done = logged(folder, out, "mayor", folder / "keys" / "mayor-session.p12")
    assert done.returncode == 3
    assert "DutyNotInOffice" in done.stderr
    assert not out.exists()
    refused = plain(folder, "--result", "refused")["entries"]
    assert [(one["act"], one["person"]) for one in refused] == [("AuditExported", "mayor")]  # type: ignore[attr-defined]


def logged(folder: Path, out: Path, person: str, key: Path) -> Done:
    return subprocess.run(
        command(
            "log", folder, "--json", "--out", out, "--act", "Decided", "--sample", "1", "--seed",
            SEED, "--as", person, "--key", key, "--pin-stdin", "--yes",
        ),
        input=f"{SESSION_PIN}\n", capture_output=True, text=True, check=False, timeout=120,
        env=environment(),
    )  # fmt: skip


# --- copies that cannot be written ----------------------------------------------------------


@pytest.fixture
def sealed(walked_demo: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy in which nothing can be written, for whoever its modes bind."""
    folder = tmp_path / "copy"
    shutil.copytree(walked_demo / "register", folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o500 if path.is_dir() else 0o400)
    yield folder
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)


def bound_by_modes() -> list[str]:
    """Return what makes file modes bind also the superuser, or skip where nothing does."""
    if os.geteuid() != 0:
        return []
    tool = shutil.which("setpriv")
    if tool is None:
        assert not os.environ.get("CI"), "setpriv is needed for this test"
        pytest.skip("modes do not bind the superuser, and setpriv is not installed")
    return [tool, f"--bounding-set={CAPABILITIES}", f"--inh-caps={CAPABILITIES}"]


def test_a_copy_that_cannot_be_written_is_audited_fully(sealed: Path, tmp_path: Path) -> None:
    prefix = bound_by_modes()
    probe = subprocess.run([*prefix, "touch", sealed / "x"], capture_output=True, check=False)
    assert probe.returncode != 0, "the copy can be written after all"
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in sealed.rglob("*")
        if path.is_file()
    }
    out = tmp_path / "log.pdf"
    for arguments in (
        ("log", sealed, "--verify", "--pdf", "--out", out),
        ("register", "verify", sealed),
    ):
        done = subprocess.run(
            [*prefix, *command(*arguments)],
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env=environment(),
        )
        assert done.returncode == 0, (arguments, done.stderr)
    assert checksum_holds(out)
    after = {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in sealed.rglob("*")
        if path.is_file()
    }
    assert after == before
