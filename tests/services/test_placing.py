"""Where signatures may stand: templates on pages of every size, moving, snapping, refusals."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signapp.domain.errors import FieldFilledError, FieldOutsidePageError
from signapp.domain.place_errors import (
    PlacesMissingError,
    PlacesOverlapError,
    PlaceTooSmallError,
)
from signapp.services.page_places import box_in_file, box_on_page
from signapp.services.placing import (
    MARGIN,
    MM,
    SMALLEST,
    Arrangement,
    check_places,
    is_inside,
    with_edges,
)
from signapp.services.ports import Box, PageSize
from signapp.services.snapping import snapped_edges, snapped_move
from signapp.services.usual_places import (
    OURS,
    THEIRS,
    arranged,
    as_places,
    boxes_of,
    template,
    templates,
)

A4, A5, WIDE = PageSize(595.0, 842.0), PageSize(420.0, 595.0), PageSize(842.0, 595.0, turn=90)
ONE, TWO = Box(OURS, 0, 60.0, 60.0, 260.0, 120.0), Box(THEIRS, 0, 320.0, 60.0, 520.0, 120.0)
BOTH = Arrangement((A4, A5), (ONE, TWO))

pages = st.builds(
    PageSize,
    st.floats(150, 14400), st.floats(150, 14400), st.floats(-500, 500), st.floats(-500, 500),
    st.sampled_from([0, 90, 180, 270]), st.floats(0.1, 20),
)  # fmt: skip


@given(pages, *[st.floats(0, 1)] * 4)
def test_from_the_page_to_the_file_and_back_is_the_same(
    page: PageSize, x: float, y: float, wide: float, high: float
) -> None:
    left, bottom = x * (page.width - 1), y * (page.height - 1)
    box = Box(
        OURS, 0, left, bottom,
        left + 1 + wide * (page.width - 1 - left), bottom + 1 + high * (page.height - 1 - bottom),
    )  # fmt: skip
    again = box_on_page(page, box_in_file(page, box))
    for edge in ("left", "bottom", "right", "top"):
        assert abs(getattr(again, edge) - getattr(box, edge)) < 0.5


def test_a_box_without_a_size_is_nowhere_on_both_sides() -> None:
    unseen = Box(OURS, 2, 0.0, 0.0, 0.0, 0.0)
    turned = PageSize(842.0, 595.0, 30.0, 40.0, 90, 2.0)
    assert box_in_file(turned, unseen) == unseen == box_on_page(turned, unseen)


@pytest.mark.parametrize("one", templates(), ids=lambda one: one.name)
@pytest.mark.parametrize(
    "sizes",
    [(A4,), (A5,) * 3, (WIDE,), (A4, PageSize(300.0, 420.0)), (PageSize(14400.0, 14400.0),)],
    ids=["A4", "A5", "wide", "small", "huge"],
)
def test_a_template_is_fit_on_every_page(one: object, sizes: tuple[PageSize, ...]) -> None:
    boxes = arranged(one.places, sizes)  # type: ignore[attr-defined]
    check_places(sizes, boxes)
    assert boxes[0].name == OURS


def test_templates_stand_where_they_say() -> None:
    ours, theirs = boxes_of(template("side_by_side").places, (A5, A4))
    assert (ours.page, theirs.page) == (1, 1)
    assert (ours.left, ours.bottom) == (20 * MM, 20 * MM)
    assert (A4.width - theirs.right, theirs.top) == pytest.approx((20 * MM, 42 * MM))
    letter = boxes_of(template("letter").places, (A4, A5))
    assert {box.page for box in letter} == {0}
    assert all(box.unseen for box in boxes_of(template("invisible").places, (A4,)))
    assert [one.name for one in boxes_of(template("three_parties").places, (A4,))] == [
        OURS, THEIRS, f"{THEIRS} 2",
    ]  # fmt: skip


def test_chosen_places_are_measured_from_the_nearest_corner() -> None:
    chosen = (replace(ONE, page=1, left=60.0, right=200.0), replace(TWO, page=0))
    longer = (A4, A4, A4, A5)
    ours, theirs = boxes_of(as_places(chosen, (A4, A5)), longer)
    assert (ours.page, theirs.page) == (3, 0)  # the last one stays the last one
    assert (ours.left, ours.bottom) == pytest.approx((60, 60), abs=0.05)
    assert A4.width - theirs.right == pytest.approx(A4.width - 520, abs=0.05)


def test_no_page_no_places() -> None:
    assert arranged(template("side_by_side").places, ()) == ()
    with pytest.raises(PlacesMissingError):
        check_places((), ())


@pytest.mark.parametrize(
    ("boxes", "refusal"),
    [
        ((), PlacesMissingError),
        ((ONE, replace(TWO, name=OURS)), FieldFilledError),
        ((replace(ONE, page=2),), FieldOutsidePageError),
        ((replace(ONE, left=-10.0),), FieldOutsidePageError),
        ((replace(ONE, left=500.0, right=700.0),), FieldOutsidePageError),
        ((replace(ONE, left=260.0, right=60.0),), FieldOutsidePageError),
        ((replace(ONE, left=float("nan")),), FieldOutsidePageError),
        ((replace(ONE, right=150.0),), PlaceTooSmallError),
        ((replace(ONE, top=80.0),), PlaceTooSmallError),
        ((ONE, replace(ONE, name=THEIRS, bottom=100.0, top=160.0)), PlacesOverlapError),
    ],
)
def test_places_in_which_nobody_could_sign_are_refused(
    boxes: tuple[Box, ...], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        check_places((A4, A5), boxes)


def test_a_place_that_is_too_small_is_told_in_millimetres() -> None:
    with pytest.raises(PlaceTooSmallError) as refusal:
        check_places((A4,), (replace(ONE, right=120.0),))
    assert refusal.value.facts == {
        "field": OURS, "width": "21", "height": "21", "least_width": "35", "least_height": "11",
    }  # fmt: skip


# --- moving ---------------------------------------------------------------------------------


def test_a_box_is_moved_up_to_the_edge_and_along_another_one() -> None:
    assert BOTH.moved(OURS, 5.0, -7.0).of(OURS) == replace(
        ONE, left=65.0, right=265.0, bottom=53.0, top=113.0
    )
    corner = BOTH.moved(OURS, -1000.0, -1000.0).of(OURS)
    assert (corner.left, corner.bottom) == (0.0, 0.0)
    along = BOTH.moved(OURS, 100.0, 20.0).of(OURS)
    assert (along.left, along.bottom) == (60.0, 80.0)  # the other one is in the way
    assert BOTH.moved(OURS, 100.0, 0.0) is BOTH
    over = BOTH.moved(OURS, 100.0, 200.0).of(OURS)
    assert (over.left, over.bottom) == (160.0, 260.0)


def test_a_box_never_gets_too_small_nor_leaves_the_page() -> None:
    small = BOTH.resized(OURS, -1000.0, -1000.0).of(OURS)
    assert (small.right - small.left, small.top - small.bottom) == SMALLEST
    alone = Arrangement((A4,), (ONE,))
    large = alone.resized(OURS, 1000.0, 1000.0).of(OURS)
    assert (large.right, large.top) == (A4.width, A4.height)
    edges = with_edges(A4, ONE, {"left": 300.0, "bottom": -30.0})
    assert (edges.left, edges.right, edges.bottom) == (160.0, 260.0, 0.0)


def test_on_another_page_a_box_finds_room() -> None:
    there = Arrangement((A4, A5), (ONE, replace(TWO, page=1, left=60.0, right=260.0)))
    moved = there.on_page(OURS, 1)
    check_places(moved.pages, moved.boxes)
    assert moved.of(OURS).page == 1
    assert there.on_page(OURS, 2) is there
    assert there.on_page(OURS, -1) is there
    full = Arrangement((A4, A4), (ONE, Box(THEIRS, 1, 0.0, 0.0, 595.0, 842.0)))
    assert full.on_page(OURS, 1) is full


moves = st.tuples(
    st.sampled_from(["move", "resize", "page"]),
    st.sampled_from([OURS, THEIRS]),
    st.floats(-900, 900),
    st.floats(-900, 900),
)


@given(st.lists(moves, max_size=12))
def test_whatever_is_done_the_places_stay_fit(
    done: list[tuple[str, str, float, float]],
) -> None:
    there = BOTH
    for act, name, x, y in done:
        if act == "page":
            there = there.on_page(name, int(x) % 2)
        else:
            there = (there.moved if act == "move" else there.resized)(name, x, y)
        check_places(there.pages, there.boxes)
        assert all(is_inside(there.pages[box.page], box) for box in there.boxes)


# --- snapping -------------------------------------------------------------------------------


def test_a_moved_box_rests_at_margins_and_at_other_boxes() -> None:
    near = replace(ONE, left=MARGIN + 3, right=MARGIN + 203, bottom=62.0, top=122.0)
    rested = snapped_move(BOTH, near, 5.0)
    assert (rested.left, rested.bottom) == pytest.approx((MARGIN, 60))
    assert rested.right - rested.left == pytest.approx(200)


def test_away_from_lines_it_rests_on_the_grid() -> None:
    rested = snapped_move(
        BOTH, replace(ONE, left=100.3, right=300.3, bottom=301.1, top=361.1), 5.0
    )
    for edge in (rested.left, rested.bottom):
        assert edge / MM == pytest.approx(round(edge / MM))


def test_an_edge_rests_where_the_box_is_as_large_as_the_other_one() -> None:
    there = Arrangement((A4,), (ONE, Box(THEIRS, 0, 300.0, 300.0, 450.0, 345.0)))
    rested = snapped_edges(there, there.of(OURS), {"right": 212.0, "top": 103.0}, 5.0)
    assert rested == pytest.approx({"right": 210.0, "top": 105.0})
