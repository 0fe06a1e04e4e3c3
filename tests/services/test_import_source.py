"""Texts from outside: every encoding, and what is no text at all."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signapp.domain.errors import SignappError
from signapp.domain.import_errors import NoTextError, TextBinaryError, TooMuchTextError
from signapp.services import import_source
from signapp.services.import_source import read_file, read_pasted
from signapp.services.import_text import understand
from signapp.services.import_values import ReadText, Remark
from tests.services.decision_texts import KNOWLEDGE

TEXT = "Päätös\n\nPormestari päätti ostaa 5 € jäätelön – Åbon.\n"


class NoReader:
    """Reads nothing: plain text never needs it."""

    def read_text(self, path: Path) -> ReadText:
        raise AssertionError(path)

    def known_words(self, words: tuple[str, ...]) -> tuple[str, ...] | None:
        raise AssertionError(words)


def read(file: Path, content: bytes) -> ReadText:
    file.write_bytes(content)
    return read_file(NoReader(), file)


def written(text: ReadText) -> str:
    return "\n".join(one.text for one in text.lines)


@pytest.mark.parametrize(
    ("encoding", "guessed"),
    [
        ("utf-8", False), ("utf-8-sig", False), ("utf-16", False),
        ("utf-16-le", True), ("utf-16-be", True), ("cp1252", True),
    ],
)  # fmt: skip
def test_each_encoding_is_read_and_a_guess_is_told(
    encoding: str,
    guessed: bool,
    tmp_path: Path,
) -> None:
    text = read(tmp_path / "t.txt", TEXT.encode(encoding))
    assert written(text) == TEXT
    assert (Remark.ENCODING_GUESSED in text.remarks) is guessed


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 8,
        b"MZ" + bytes(range(256)) * 8,
        bytes(range(1, 256)) * 40,
        b"\xff\xfe\x00\xd8",
    ],
    ids=["picture", "program", "noise", "half a pair"],
)
def test_what_is_no_text_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(TextBinaryError):
        read(tmp_path / "t.txt", content)


@pytest.mark.parametrize("content", [b"", b"  \n\n\t", b"\xef\xbb\xbf"])
def test_nothing_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(NoTextError):
        read(tmp_path / "t.txt", content)


def test_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_source, "MOST_CHARACTERS", 1000)
    with pytest.raises(TooMuchTextError):
        read(tmp_path / "t.txt", b"a b " * 1100)
    with pytest.raises(TooMuchTextError):
        read_pasted("a" * 1001)
    monkeypatch.setattr(import_source, "LARGEST_FILE", 10)
    with pytest.raises(TooMuchTextError):
        read(tmp_path / "t.txt", b"a b " * 10)


def hostile() -> Iterator[tuple[str, Remark | None]]:
    yield "Ohje\u202e gnirts \u202c\u200f", Remark.DIRECTION_MARKS
    yield "שלום Päätös", Remark.DIRECTION_MARKS
    yield "a\x1b[31mpunainen\x07", Remark.CONTROL_CHARACTERS
    yield "tavu\u00adviiva", Remark.SOFT_HYPHENS
    yield '#import "@preview/evil:1.0.0" $ sum_(i=0)^n $ *x* `raw` #sys.inputs', None
    yield '=HYPERLINK("http://x";A1) +cmd|\' /C calc\'!A0 {"a": [[[[]]]]}', None
    yield "[" * 20_000, None


@pytest.mark.parametrize(("text", "remark"), [*hostile()])
def test_anything_else_stays_as_it_is_and_is_told(text: str, remark: Remark | None) -> None:
    found = read_pasted(f"Otsikko\n\nPäätös\n\n{text}\n")
    decision = understand(found, KNOWLEDGE)
    kept = " ".join(decision.everything())
    assert kept == f"Otsikko Päätös {text.replace(chr(0xAD), '')}"
    assert decision.remarks == ((remark,) if remark else ())


def test_letters_in_two_parts_become_whole_ones() -> None:
    found = understand(read_pasted("Otsikko\n\nPa\u0308a\u0308to\u0308s\n\nA\u030abo"), KNOWLEDGE)
    assert [(one.heading, one.text) for one in found.sections] == [("Päätös", "Åbo")]


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SignappError):
        read_file(NoReader(), tmp_path / "none.txt")
