"""Two files page by page: which words changed, where the pictures differ."""

from pathlib import Path
from typing import Any

import pikepdf
import pytest

from signapp.documents.comparing import compare_page
from signapp.documents.typesetting import typeset
from signapp.domain.errors import DamagedFileError
from signapp.services.ports import Region
from signapp.signing.preflight import inspect
from tests.documents.orders import action_plan_order, demo


def plan(path: Path, **changes: Any) -> Path:
    path.write_bytes(typeset(action_plan_order(**changes)).pdf)
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return plan(tmp_path / "old.pdf")


def pages_of(path: Path) -> int:
    return len(inspect(path).pages)


def test_the_same_file_differs_nowhere(old: Path, tmp_path: Path) -> None:
    again = plan(tmp_path / "again.pdf")
    for page in range(pages_of(old)):
        found = compare_page(old, again, page)
        assert (found.changes, found.regions, found.resized) == ((), (), False)
        assert not found.differs


def test_changed_words_are_told_with_those_around_them(old: Path, tmp_path: Path) -> None:
    subtitle = demo("action_plan_en.json")["subtitle"]
    other = subtitle.replace("Cooperation", "Partnership")
    assert other != subtitle
    new = plan(tmp_path / "new.pdf", subtitle=other)
    found = compare_page(old, new, 0)
    assert found.differs
    (change,) = found.changes
    assert (change.removed, change.added) == ("Cooperation", "Partnership")
    assert change.before.endswith("2017–2019")
    assert change.after == "between the City of"
    (region,) = found.regions
    assert 0 < region.top < region.bottom < 0.5
    assert not compare_page(old, new, 1).differs


def test_a_picture_that_says_nothing_still_differs(old: Path, tmp_path: Path) -> None:
    """A line is drawn through a page: no word is another, but the page is."""
    new = tmp_path / "new.pdf"
    with pikepdf.open(old) as pdf:
        drawn = pdf.make_stream(b"q 2 w 100 400 m 300 400 l S Q")
        page = pdf.pages[1]
        page.contents_add(drawn)
        pdf.save(new)
    found = compare_page(old, new, 1)
    assert found.changes == ()
    (region,) = found.regions
    assert region.left == pytest.approx(100 / 595, abs=0.02)
    assert region.right == pytest.approx(300 / 595, abs=0.02)
    assert region.top == pytest.approx((842 - 401) / 842, abs=0.02)


def test_a_page_that_is_in_one_file_only(old: Path, tmp_path: Path) -> None:
    new, last = tmp_path / "new.pdf", pages_of(old) - 1
    with pikepdf.open(old) as pdf:
        del pdf.pages[last]
        pdf.save(new)
    found = compare_page(old, new, last)
    assert (found.old_pages, found.new_pages) == (last + 1, last)
    assert found.differs
    assert [change.added for change in found.changes] == [""]
    added = compare_page(new, old, last)
    assert [change.removed for change in added.changes] == [""]


def test_a_page_of_another_size_differs_everywhere(old: Path, tmp_path: Path) -> None:
    new = tmp_path / "new.pdf"
    with pikepdf.open(old) as pdf:
        pdf.pages[0].CropBox = pikepdf.Array([0, 0, 400, 400])
        pdf.save(new)
    found = compare_page(old, new, 0)
    assert found.resized
    assert found.regions == (Region(0.0, 0.0, 1.0, 1.0),)


def test_a_damaged_file_is_told(old: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(old.read_bytes()[:300])
    with pytest.raises(DamagedFileError):
        compare_page(old, broken, 0)
