"""Looks for words anywhere in a PDF: pages, metadata, alternative texts, files inside it."""

import unicodedata
import zlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pikepdf
import pypdfium2

from signapp.domain.errors import DamagedFileError

LINE_HYPHENS = ("\ufffe\r\n", "\ufffe\n", "\ufffe", "\u0002", "\u00ad")
"""How a hyphen at the end of a line is told when the words of a page are read."""
ENCODINGS = ("utf-8", "utf-16-be", "latin-1")
"""In which a stream may write words."""
DEEPEST = 64
FEWEST_LETTERS = 4
"""A word with fewer letters may be in packed bytes by chance; it is looked for in texts only."""


def traces(path: Path, words: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the words that a file still has, in whatever case, wherever they stand.

    White space and the ends of lines make no difference. Raises DamagedFileError.
    """
    wanted = {word: plain(word) for word in words if plain(word)}
    found: set[str] = set()
    try:
        for text in _texts(path):
            readable = plain(text)
            found |= {word for word, searched in wanted.items() if searched in readable}
        for content in _contents(path):
            found |= {word for word in wanted if _in_bytes(word, content)}
    except (pypdfium2.PdfiumError, pikepdf.PdfError) as e:
        raise DamagedFileError from e
    return tuple(word for word in words if word in found)


def plain(text: str) -> str:
    """Return a text as it is searched: one form of Unicode, one case, single spaces."""
    for hyphen in LINE_HYPHENS:
        text = text.replace(hyphen, "")
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _texts(path: Path) -> Iterator[str]:
    """Yield the text of each page, all pages as one, and every string of the file's objects."""
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    yield from pages
    yield "\n".join(pages)
    with pikepdf.open(path) as pdf:
        yield from _strings(pdf.trailer, 0)
        for one in pdf.objects:
            yield from _strings(one, 0)


def _strings(value: pikepdf.Object | object, depth: int) -> Iterator[str]:
    """Yield the strings in an object but dates; other objects are looked at in their turn."""
    if depth > DEEPEST:
        return
    if isinstance(value, pikepdf.String):
        text = str(value)
        yield "" if text.startswith("D:") else text
    elif isinstance(value, pikepdf.Array):
        for item in value:
            yield from _inner(item, depth)
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        for item in value.values():
            yield from _inner(item, depth)


def _inner(item: object, depth: int) -> Iterator[str]:
    if not getattr(item, "is_indirect", False):
        yield from _strings(item, depth + 1)


def _contents(path: Path) -> Iterator[bytes]:
    """Yield what every stream holds, unpacked: metadata, embedded files, and what pages draw."""
    yield path.read_bytes()
    with pikepdf.open(path) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                with suppress(pikepdf.PdfError, zlib.error):
                    yield one.read_bytes()


def _in_bytes(word: str, content: bytes) -> bool:
    if sum(map(str.isalpha, word)) < FEWEST_LETTERS:
        return False
    forms = {word, unicodedata.normalize("NFC", word), unicodedata.normalize("NFD", word)}
    for form in forms:
        for encoding in ENCODINGS:
            with suppress(UnicodeEncodeError):
                if form.encode(encoding) in content:
                    return True
    return False
