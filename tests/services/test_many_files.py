"""Folders and many files: which are looked at, in which order, and with how many hands."""

import threading
from pathlib import Path

import pytest

from signapp.services.in_turn import in_turn
from signapp.services.pdf_files import pdf_files

PDF = b"%PDF-1.7\n"


def test_pdf_files_are_known_by_their_content(tmp_path: Path) -> None:
    folder, outside = tmp_path / "box", tmp_path / "outside"
    (folder / "sub").mkdir(parents=True)
    outside.mkdir()
    (folder / "b").write_bytes(PDF)
    (folder / "sub" / "a.txt").write_bytes(b"junk\n" + PDF)
    (folder / "note.pdf").write_bytes(b"a note")
    (outside / "secret.pdf").write_bytes(PDF)
    (folder / "link.pdf").symlink_to(outside / "secret.pdf")
    (folder / "away").symlink_to(outside)
    assert list(pdf_files([folder])) == [folder / "b", folder / "sub" / "a.txt"]
    named = folder / "note.pdf"
    assert list(pdf_files([named, folder / "sub"])) == [named, folder / "sub" / "a.txt"]


def test_results_come_in_the_order_of_the_items() -> None:
    gate = threading.Event()

    def work(hand: str, item: int) -> tuple[str, int]:
        if item == 0:
            assert gate.wait(30)  # the other hand goes on meanwhile
        if item == 5:
            gate.set()
        return hand, item

    done = list(in_turn(("left", "right"), work, range(40)))
    assert [item for _, item in done] == list(range(40))
    assert {hand for hand, _ in done} == {"left", "right"}


def test_who_stops_asking_leaves_the_rest_undone() -> None:
    begun: list[int] = []

    def work(_: str, item: int) -> int:
        begun.append(item)
        return item

    results = in_turn(("left", "right"), work, range(10_000))
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]
    assert len(begun) < 100


def test_an_error_comes_where_its_item_stands() -> None:
    def work(_: str, item: int) -> int:
        return 10 // item

    results = in_turn(("left", "right"), work, (1, 2, 0, 5))
    assert [next(results), next(results)] == [10, 5]
    with pytest.raises(ZeroDivisionError):
        next(results)
