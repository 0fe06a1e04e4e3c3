"""Where a decision text comes from: pasted, or a file of plain text, PDF or Word.

Files that have to be taken apart are read by the pdf worker; plain text is decoded here.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from signapp.domain.errors import StorageError
from signapp.domain.import_errors import NoTextError, TextBinaryError, TooMuchTextError
from signapp.services.import_pages import pages_of
from signapp.services.import_values import (
    MOST_CHARACTERS,
    ReadText,
    Remark,
    TextReading,
)
from signapp.services.plain_words import plain_lines

LARGEST_FILE = 100 << 20
TAKEN_APART = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
BEGINNING = 1024
"""So far into a file a PDF may begin."""
MOST_CONTROLS = 0.02
"""A text of which more is control characters is no text."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_SOFT = re.compile("\u00ad(?!$)", re.MULTILINE)
_USUAL = "\t\n\r\f\v"


def read_pasted(text: str) -> ReadText:
    """Return the lines of a text that was pasted. Raises NoTextError, TooMuchTextError."""
    if not text.strip():
        raise NoTextError
    if len(text) > MOST_CHARACTERS:
        raise TooMuchTextError(found=len(text), what="characters")
    return told(ReadText(pages_of(text, plain_lines(text))))


def read_file(reader: TextReading, file: Path) -> ReadText:
    """Return the lines of a file.

    Raises StorageError, TextBinaryError, TooMuchTextError, NoTextError and other DocumentErrors.
    """
    try:
        size = file.stat().st_size
        with file.open("rb") as opened:
            first = opened.read(BEGINNING)
            taken_apart = first.startswith(TAKEN_APART) or b"%PDF-" in first
            if size > LARGEST_FILE:
                raise TooMuchTextError(found=size >> 20, what="megabytes")
            rest = b"" if taken_apart else opened.read(4 * MOST_CHARACTERS)
            if not taken_apart and opened.read(1):
                raise TooMuchTextError(found=size, what="characters")
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    if taken_apart:
        return told(reader.read_text(file))
    text, guessed = decoded(first + rest, file.name)
    read = read_pasted(text)
    remarks = (Remark.ENCODING_GUESSED, *read.remarks) if guessed else read.remarks
    return replace(read, remarks=remarks)


def decoded(content: bytes, name: str) -> tuple[str, bool]:
    """Return plain text, and whether its encoding is a guess. Raises TextBinaryError."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            try:
                return _text(content[len(mark) :].decode(encoding), name), False
            except UnicodeDecodeError as e:
                raise TextBinaryError(name=name) from e
    try:
        return _text(content.decode("utf-8"), name), False
    except UnicodeDecodeError:
        pass
    for encoding in (*_without_mark(content), "cp1252", "latin-1"):
        try:
            return _text(content.decode(encoding), name), True
        except UnicodeDecodeError:
            continue
    raise TextBinaryError(name=name)


def _without_mark(content: bytes) -> Iterable[str]:
    """Yield the form of UTF-16 that a text has whose every other byte is nought, if any."""
    for encoding, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        half = content[start::2]
        if half and half.count(0) > 0.6 * len(half):
            yield encoding


def _text(text: str, name: str) -> str:
    """Return a text, if it is one. Raises TextBinaryError."""
    controls = sum(1 for one in text if _is_control(one))
    if "\0" in text or controls > max(4, MOST_CONTROLS * len(text)):
        raise TextBinaryError(name=name)
    return text


def _is_control(letter: str) -> bool:
    return unicodedata.category(letter) == "Cc" and letter not in _USUAL


def told(read: ReadText) -> ReadText:
    """Return what was read with what is to be told of its characters; all of them are kept."""
    text = "\n".join(one.text for one in read.lines)
    found = {
        Remark.CONTROL_CHARACTERS: any(map(_is_control, set(text))),
        Remark.DIRECTION_MARKS: bool(_DIRECTION.search(text)) or _reads_leftwards(text),
        Remark.SOFT_HYPHENS: bool(_SOFT.search(text)),
    }
    remarks = tuple(remark for remark, there in found.items() if there)
    return ReadText(read.lines, (*read.remarks, *remarks))


def _reads_leftwards(text: str) -> bool:
    return any(unicodedata.bidirectional(one) in ("R", "AL") for one in set(text))
