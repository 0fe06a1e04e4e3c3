"""Papers at the terminal: listed with what stands in their way, and written, never over a file."""

import json
import shutil
from pathlib import Path

from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import CASE
from tests.cli.city import answering
from tests.cli.running import signapp


def test_papers_are_listed_and_written(walked_demo: Path, tmp_path: Path) -> None:
    demo = Path(shutil.copytree(walked_demo, tmp_path / "demo"))
    listed = signapp("--language", "en", "case", "papers", demo, CASE)
    assert listed.returncode == 0, listed.stderr
    assert "minutes  Minutes (pdf)" in listed.stdout
    assert "circulation" in listed.stdout
    file, key = tmp_path / "m.pdf", demo / "keys" / "preparer-session.p12"
    asked = ("--as", "preparer", "--key", key, "--pin-stdin", "--yes")

    def take(kind: str, *more: str) -> tuple[int, str]:
        wanted = ("--language", "en", "case", "paper", demo, CASE, kind, file, *asked, *more)
        done = answering(f"{SESSION_PIN}\n", *wanted)
        return done.returncode, done.stdout + done.stderr

    code, said = take("minutes")
    assert (code, "SHA-256 " in said) == (0, True), said
    assert file.read_bytes() == (demo / "out" / "minutes.pdf").read_bytes()
    code, said = take("minutes")
    assert (code, "PaperNotWrittenOverError" in said) == (3, True), said
    out = tmp_path / "decisions.json"
    written = signapp(
        "--language", "en", "register", "decisions", demo, out, "--from", "2017-01-01"
    )
    assert (written.returncode, "1 decision was written" in written.stdout) == (0, True)
    found = json.loads(out.read_text("utf-8"))
    assert [one["case_id"] for one in found["decisions"]] == ["HEL-2017-008888"]
    pack = ("reading-pack", demo, file, *asked, "--force")
    done = answering(f"{SESSION_PIN}\n", *pack)
    assert (done.returncode, "NothingWaits" in done.stderr) == (3, True), done.stderr
