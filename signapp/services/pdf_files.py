"""Finds the PDF files that somebody names: files themselves, and folders with all below them."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

HEADER, WITHIN = b"%PDF-", 1024
"""What a PDF begins with, and within how many bytes."""


def pdf_files(paths: Iterable[Path]) -> Iterator[Path]:
    """Yield the files that are named, and the PDF files in the folders that are named.

    A file that is named is yielded whatever it holds. In a folder a file counts by its content,
    not by its name, and a link that leads out of the folder is left alone. What cannot be
    read there is yielded as well, so that nobody takes it for checked.
    """
    for path in paths:
        if path.is_dir():
            yield from _below(path)
        else:
            yield path


def _below(folder: Path) -> Iterator[Path]:
    inside, unreadable = folder.resolve(), list[Path]()

    def note(error: OSError) -> None:
        unreadable.append(Path(error.filename))

    for place, folders, names in os.walk(folder, onerror=note):
        yield from unreadable
        unreadable.clear()
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            if path.is_file() and path.resolve().is_relative_to(inside) and _may_be_pdf(path):
                yield path
    yield from unreadable


def _may_be_pdf(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return HEADER in file.read(WITHIN)
    except OSError:
        return True
