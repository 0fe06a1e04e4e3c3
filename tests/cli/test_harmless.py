"""What files and registers say reaches the terminal as text, and does nothing to it."""

import json
import os
import re
import shutil
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signapp.cli import verdict_json
from signapp.cli.line import Styled, line, lines
from signapp.cli.printing import file_lines
from signapp.domain.acts import DocumentRef
from signapp.services.files import FileVerdict
from signapp.services.ports import Holds, Part, Remark, SignatureVerdict, TrustMaterial, Verdict
from signapp.texts.catalogue import Texts
from tests.cli.running import signapp

OWN_STYLE = re.compile(r"\x1b\[(0|1|2|31|32|33)m")
CLEARS = "\x1b[2J"
HOSTILE = f"{CLEARS}\x9b31m\r\n\a\b\x7f\u202eevil\u2066\u2069\u200b\u2028\udc80\u00ad"
NASTY = ("Cc", "Cf", "Cs", "Zl", "Zp")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows refuses such names")


def nasty(text: str) -> set[str]:
    """Return what would move, hide or colour something, apart from our own colours."""
    plain = OWN_STYLE.sub("", text)
    return {one for one in plain if unicodedata.category(one) in NASTY}


@given(st.text(), st.text(), st.text())
def test_no_part_of_a_line_gets_through(first: str, styled: str, last: str) -> None:
    made = line(first, Styled(styled, "green", bold=True), last)
    assert not nasty(made)
    assert made.count("\x1b[32m") == 1


def test_a_line_is_one_line_and_keeps_its_words() -> None:
    assert line("a\nb\tc") == "a\ufffdb\ufffdc"
    assert line("Päätös 1 § – 北京", "…") == "Päätös 1 § – 北京…"
    assert lines("a\n    b") == ("a", "    b")


def hostile_verdict() -> FileVerdict:
    ref = DocumentRef("0" * 64, 1)
    part = Part(Holds.YES, (Remark("authority.decision", {
        "section": HOSTILE, "year": HOSTILE, "case": HOSTILE,
    }),))  # fmt: skip
    made = SignatureVerdict(
        HOSTILE, HOSTILE, "", "", "B-B", ref, None, None, part, part, part, part.remarks
    )
    return FileVerdict(Path(f"/{HOSTILE}.pdf"), Verdict(ref, (made,), part), None, part)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_nothing_in_a_verdict_gets_through(language: str) -> None:
    printed = list(file_lines(Texts(language), hostile_verdict()))
    assert len(printed) > 5
    assert not nasty("".join(printed))
    assert "evil" in printed[0]


def test_json_says_the_same_and_is_harmless() -> None:
    texts, now = Texts("en"), datetime(2017, 8, 29, tzinfo=UTC)
    text = verdict_json.head(texts, now, TrustMaterial())
    text += verdict_json.one_file(texts, hostile_verdict(), first=True)
    text += verdict_json.tail({Holds.NO: 1}, [(Holds.NO, Path(HOSTILE))], 0)
    assert nasty(text) == {"\n"}
    read = json.loads(text)
    (found,) = read["files"]
    assert read["summary"]["does_not_hold"] == [HOSTILE]
    assert found["verdict"]["signatures"][0]["signer"] == HOSTILE


@POSIX
def test_a_hostile_file_name(walked_demo: Path, tmp_path: Path) -> None:
    names = [f"{CLEARS}\u202e.pdf", os.fsdecode(b"\xff\x1b]0;title\x07.pdf")]
    files = [tmp_path / name for name in names]
    for file in files:
        shutil.copyfile(walked_demo / "out" / "minutes.pdf", file)
    done = signapp("verify", *files)
    assert done.returncode == 3
    assert nasty(done.stdout) == {"\n"}
    assert done.stdout.count("\ufffd") >= 5
    assert not done.stderr


@POSIX
def test_a_missing_file_with_a_hostile_name(tmp_path: Path) -> None:
    done = signapp("verify", tmp_path / f"{CLEARS}.pdf")
    assert done.returncode == 2
    assert nasty(done.stderr) == {"\n"}


def test_an_output_that_lacks_letters_stops_nothing(walked_demo: Path) -> None:
    done = signapp("case", "show", walked_demo, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert "HEL 2017-008888" in done.stdout


def test_the_strategy_sees_what_is_nasty() -> None:
    assert {"\x1b", "\x9b", "\u202e", "\u2066", "\u200b", "\u00ad", "\udc80"} <= nasty(HOSTILE)
