"""The places of signatures on the page: by the mouse, by the keyboard, as numbers, in words."""

import io
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pikepdf
import pytest
from pikepdf import Array
from PIL import Image, ImageChops
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from signapp.documents import covering, rendering
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.runner import Runner
from signapp.gui.tools import Tools
from signapp.gui.widgets.mark_field import MarkField
from signapp.gui.widgets.pages import area
from signapp.gui.widgets.parts import columns
from signapp.gui.widgets.place_box import MANNERS, PlaceBox
from signapp.gui.widgets.place_fields import PlaceFields
from signapp.gui.widgets.place_view import PlaceView
from signapp.services.desk import Desk
from signapp.services.marks import MarkChoice
from signapp.services.page_places import box_in_file
from signapp.services.placing import MARGIN, MM, SMALLEST, check_places, shifted
from signapp.services.ports import Box, FieldOrder, PageImage, PageSize
from signapp.services.signature_places import StartingPlaces
from signapp.services.usual_places import OURS, THEIRS, arranged, template
from signapp.signing.fields import place_fields
from signapp.signing.preflight import inspect
from tests.gui.driver import Driver, texts_on
from tests.gui.test_drafting import NUMBER, case_of, fill_attach, open_new
from tests.signing import samples

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


class Picker:
    """A window with pages, boxes and numbers, and hands to work it."""

    def __init__(self, application: QApplication, folder: Path) -> None:
        self.folder, self.drawn = folder, set[int]()
        pdf = SimpleNamespace(inspect=inspect, render=self._render, covered=covering.covered)
        self.runner, language = Runner(), Language("en")
        desk = cast("Desk", SimpleNamespace(pdf=pdf))
        self.tools = Tools(desk, (), None, self.runner, language, Look(application))
        self.window = QWidget()
        self.view = PlaceView(self.tools)
        self.fields = PlaceFields(language, self.tools.look)
        self.fields.setFixedWidth(420)
        self.window.setLayout(columns(self.view, self.fields))
        self.model = self.fields.model
        self.view.take(self.model)
        self.window.resize(1200, 900)
        self.window.show()

    def _render(self, path: Path, page: int, scale: float) -> PageImage:
        self.drawn.add(page)
        return rendering.render(path, page, scale)

    def begin(self, content: bytes, name: str = "side_by_side") -> None:
        """Begin with the places of a template in a file."""
        path = self.folder / "pages.pdf"
        self.model.begin(None)
        path.write_bytes(content)
        pages = inspect(path).pages
        boxes = arranged(template(name).places, pages)
        self.model.begin(StartingPlaces(path, pages, boxes, (), name))
        self.settle()

    def settle(self) -> None:
        """Wait until everything is drawn."""
        for _ in range(500):
            if not self.runner._tasks:
                break
            QTest.qWait(5)
        QTest.qWait(1)

    def of(self, name: str) -> Box:
        """Return the box of a party."""
        return self.model.there.of(name)

    def on_page(self, name: str) -> PlaceBox:
        """Return the widget of a party's box."""
        return next(one for one in self.view.boxes if one.name == name)

    def point(self, page: int, x: float, y: float) -> QPoint:
        """Return where a point of a page, as it is shown, is in the window."""
        place, size = self.view._place_now(page), self.view._facts.pages[page]
        at = QPointF(
            place.left() + x * self.view.scale, place.top() + (size.height - y) * self.view.scale
        )
        return self.view.viewport().mapTo(self.window, at.toPoint())

    def drag(self, start: QPoint, end: QPoint, modifier: Qt.KeyboardModifier = SHIFT) -> None:
        """Drag the mouse through the window, which finds out itself what is below it."""
        handle = self.window.windowHandle()
        QTest.mousePress(handle, LEFT, modifier, start)
        middle = (start + end) / 2
        for at in (middle, end):
            QTest.mouseMove(handle, at)
            self._move(handle, at, modifier)
        QTest.mouseRelease(handle, LEFT, modifier, end)

    def _move(self, handle: Any, at: QPoint, modifier: Qt.KeyboardModifier) -> None:
        """Move on with the button and a key held, which QTest's own move lets go."""
        from PySide6.QtCore import QEvent
        from PySide6.QtGui import QMouseEvent

        point = QPointF(at)
        where = QPointF(handle.mapToGlobal(at))
        kind = QEvent.Type.MouseMove
        event = QMouseEvent(kind, point, where, Qt.MouseButton.NoButton, LEFT, modifier)
        QApplication.sendEvent(handle, event)

    def key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key where the keyboard is."""
        QTest.keyClick(self.window.windowHandle(), key, modifier)


@pytest.fixture(scope="module")
def opened(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Picker]:
    made = Picker(qapp, tmp_path_factory.mktemp("picker"))
    yield made
    made.settle()
    made.runner.stop()
    made.window.close()
    made.window.deleteLater()
    rendering.close_last()
    QTest.qWait(5)


@pytest.fixture
def picker(opened: Picker) -> Picker:
    """The window, with two pages of A4."""
    opened.drawn.clear()
    opened.view.zoom(None)
    opened.begin(blank(2))
    return opened


def blank(count: int, size: tuple[float, float] = (595, 842), **page: Any) -> bytes:
    """Return a file of blank pages, each with further entries."""
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(count):
            pdf.add_blank_page(page_size=size)
            for key, value in page.items():
                pdf.pages[-1].obj[f"/{key}"] = value
        pdf.save(output)
    return output.getvalue()


# --- the mouse ------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_box_follows_the_mouse_exactly_on_pages_that_lie_anyhow(
    picker: Picker, turn: int
) -> None:
    odd = {"Rotate": turn, "CropBox": Array([30, 40, 560, 800]), "UserUnit": 1.5}
    picker.begin(blank(1, **odd))
    before = picker.of(OURS)
    middle = (before.left + before.right) / 2, (before.bottom + before.top) / 2
    start = picker.point(0, *middle)
    picker.drag(start, start + QPoint(30, -80))
    after, scale = picker.of(OURS), picker.view.scale
    moved = (after.left - before.left, after.bottom - before.bottom)
    assert moved == pytest.approx((30 / scale, 80 / scale))
    assert after.right - after.left == pytest.approx(before.right - before.left)


def test_edges_and_corners_are_dragged(picker: Picker) -> None:
    before, scale = picker.of(OURS), picker.view.scale
    corner = picker.point(1, before.right, before.top) + QPoint(-2, 2)
    picker.drag(corner, corner + QPoint(20, -30))
    after = picker.of(OURS)
    assert (after.left, after.bottom) == (before.left, before.bottom)
    grown = (after.right - before.right, after.top - before.top)
    assert grown == pytest.approx((20 / scale, 30 / scale))
    left = picker.point(1, after.left, (after.bottom + after.top) / 2) + QPoint(2, 0)
    picker.drag(left, left + QPoint(400, 0))  # as small as a mark may be
    assert picker.of(OURS).right - picker.of(OURS).left == pytest.approx(SMALLEST[0])


def test_a_box_is_drawn_anew_on_the_page_below_the_mouse(picker: Picker) -> None:
    picker.model.select(THEIRS)
    picker.view.verticalScrollBar().setValue(0)
    picker.drag(picker.point(0, 100, 700), picker.point(0, 320, 620))
    drawn = picker.of(THEIRS)
    assert drawn.page == 0
    edges = (drawn.left, drawn.bottom, drawn.right, drawn.top)
    assert edges == pytest.approx((100, 620, 320, 700), abs=1 / picker.view.scale)
    assert picker.on_page(THEIRS).hasFocus()
    picker.drag(picker.point(0, 400, 500), picker.point(0, 401, 500))  # a slip draws nothing
    assert picker.of(THEIRS) == drawn


def test_lines_nearby_hold_a_box_that_is_dragged(picker: Picker) -> None:
    ours = picker.of(OURS)
    start = picker.point(1, ours.left + 50, ours.bottom + 30)
    picker.drag(start, start + QPoint(3, -60), NONE)
    assert picker.of(OURS).left == pytest.approx(MARGIN)
    assert picker.of(OURS).bottom / MM == pytest.approx(round(picker.of(OURS).bottom / MM))


def test_a_box_is_dragged_to_the_page_above(picker: Picker) -> None:
    bar = picker.view.verticalScrollBar()
    bar.setValue(picker.view._place(1).top() - picker.view.viewport().height() + 200)
    theirs = picker.of(THEIRS)
    picker.model.put(shifted(theirs, 0, 620))
    near = picker.of(THEIRS)
    start = picker.point(1, near.left + 50, near.bottom + 30)
    picker.drag(start, picker.point(0, near.left + 50, 130))
    moved = picker.of(THEIRS)
    assert (moved.page, moved.left) == (0, pytest.approx(near.left, abs=1.5))
    assert moved.bottom == pytest.approx(100, abs=1.5)


def test_a_box_that_is_pulled_against_the_edge_scrolls_the_pages(picker: Picker) -> None:
    bar, ours = picker.view.verticalScrollBar(), picker.of(OURS)
    before = bar.value()
    picker.drag(picker.point(1, ours.left + 50, ours.bottom + 30), QPoint(300, 14))
    assert bar.value() < before


def test_no_box_gets_over_another_one_nor_off_the_page(picker: Picker) -> None:
    ours, theirs = picker.of(OURS), picker.of(THEIRS)
    start = picker.point(1, ours.left + 50, ours.bottom + 30)
    picker.drag(start, picker.point(1, theirs.left + 50, theirs.bottom + 30))
    check_places(picker.model.there.pages, picker.model.boxes)
    picker.drag(picker.point(1, theirs.left + 50, theirs.bottom + 30), QPoint(5, 5))
    check_places(picker.model.there.pages, picker.model.boxes)
    assert picker.of(THEIRS).left == 0


# --- the keyboard ---------------------------------------------------------------------------


def test_the_keyboard_alone_does_everything(picker: Picker) -> None:
    picker.view.setFocus()
    picker.key(Qt.Key.Key_Tab)
    assert picker.on_page(OURS).hasFocus()
    first = picker.of(OURS)
    picker.key(Qt.Key.Key_Right)
    picker.key(Qt.Key.Key_Up, SHIFT)
    moved = picker.of(OURS)
    assert (moved.left - first.left, moved.bottom - first.bottom) == pytest.approx((1, 10))
    picker.key(Qt.Key.Key_Left, CTRL)
    picker.key(Qt.Key.Key_Up, CTRL | SHIFT)
    sized = picker.of(OURS)
    assert (sized.right - moved.right, sized.top - moved.top) == pytest.approx((-1, 10))
    assert (sized.left, sized.bottom) == (moved.left, moved.bottom)
    picker.key(Qt.Key.Key_PageUp)
    assert picker.of(OURS).page == 0
    assert picker.view.viewport().rect().contains(picker.on_page(OURS).geometry())
    picker.key(Qt.Key.Key_Tab)
    assert picker.on_page(THEIRS).hasFocus()
    assert picker.model.selected == THEIRS
    picker.key(Qt.Key.Key_Backtab, SHIFT)
    picker.key(Qt.Key.Key_Delete)
    assert picker.of(OURS) == first


def test_places_are_told_in_words_and_never_by_colour_alone(picker: Picker) -> None:
    ours = picker.on_page(OURS)
    assert ours.accessibleName() == "Signature place: City"
    assert ours.accessibleDescription() == (
        "Page 2 of 2, 20 mm from the left, 20 mm from the bottom, 73 × 22 mm"
    )
    ours.setFocus()
    picker.key(Qt.Key.Key_Up, SHIFT)
    assert "24 mm from the bottom" in picker.on_page(OURS).accessibleDescription()
    spoken = [row.spoken for row in picker.fields.parties.rows]
    assert spoken[0].startswith("City, Page 2 of 2, 20 mm from the left, 24 mm")
    assert len({one.line for one in MANNERS}) == len({one.pattern for one in MANNERS}) == 4


# --- numbers and templates ------------------------------------------------------------------


def test_numbers_are_typed_in_millimetres(picker: Picker) -> None:
    for key, typed in (("left", 30), ("bottom", 44.5), ("width", 60), ("height", 20)):
        picker.fields.lengths[key].setValue(typed)
    box = picker.of(OURS)
    sizes = (box.left, box.bottom, box.right - box.left, box.top - box.bottom)
    assert sizes == pytest.approx((30 * MM, 44.5 * MM, 60 * MM, 20 * MM))
    picker.fields.page.setValue(1)
    assert picker.of(OURS).page == 0
    picker.fields.lengths["width"].setValue(1)
    assert picker.of(OURS).right - picker.of(OURS).left == pytest.approx(SMALLEST[0], abs=0.3)
    picker.fields.parties.set_current(THEIRS)
    assert picker.model.selected == THEIRS
    assert picker.fields.lengths["left"].value() == pytest.approx(116.9, abs=0.1)


def test_a_template_is_begun_with_and_a_signature_may_be_invisible(picker: Picker) -> None:
    at = picker.fields.template.findData("three_parties")
    picker.fields.template.setCurrentIndex(at)
    picker.fields.template.activated.emit(at)
    assert [one.name for one in picker.view.boxes] == [OURS, THEIRS, f"{THEIRS} 2"]
    picker.fields.hidden.setChecked(True)
    assert picker.of(OURS).unseen
    assert [one.name for one in picker.view.boxes] == [THEIRS, f"{THEIRS} 2"]
    assert "No mark appears on the page" in texts_on(picker.fields)
    assert picker.fields.are_fit
    picker.fields.hidden.setChecked(False)
    assert (
        picker.of(OURS) == arranged(template("three_parties").places, picker.model.there.pages)[0]
    )


def test_who_signs_is_told_that_a_place_without_a_size_shows_no_mark(picker: Picker) -> None:
    field = MarkField(picker.tools.language, picker.tools.look)
    field.show_choice(MarkChoice())
    field.show_mark(None)
    assert "prepared for an invisible signature" in field._hint.text()
    assert field.change.isHidden()
    field.deleteLater()


# --- hostile pages --------------------------------------------------------------------------


def test_only_pages_on_view_are_drawn_of_500(picker: Picker) -> None:
    picker.begin(blank(500))
    assert picker.of(OURS).page == 499
    assert 499 in picker.drawn
    assert len(picker.drawn) < 12
    picker.on_page(OURS).setFocus()
    picker.key(Qt.Key.Key_PageUp)
    assert picker.of(OURS).page == 498


def test_a_huge_page_is_shown_whole_and_a_tiny_one_asks_for_invisible(picker: Picker) -> None:
    picker.begin(blank(1, (14400, 14400)))
    assert picker.fields.are_fit
    place = picker.view._place_now(0)
    assert place.width() == place.height() == round(14400 * picker.view.scale)
    picker.begin(blank(1, (40, 40)))
    assert not picker.fields.are_fit
    assert "choose an invisible signature" in texts_on(picker.fields)
    for name in (OURS, THEIRS):
        picker.model.select(name)
        picker.fields.hidden.setChecked(True)
    assert picker.fields.are_fit


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_field_of_the_file_is_outlined_where_its_page_shows_it(
    picker: Picker, turn: int
) -> None:
    page = PageSize(760.0, 530.0, 30, 40, turn, 1.0)
    if not page.sideways:
        page = replace(page, width=530.0, height=760.0)
    shown = Box("Theirs", 0, 100.0, 150.0, 300.0, 210.0)
    blank_page = blank(1, Rotate=turn, CropBox=Array([30, 40, 560, 800]))
    order = FieldOrder("Theirs", "Theirs", box_in_file(page, shown))
    path = picker.folder / f"own-{turn}.pdf"
    path.write_bytes(place_fields(blank_page, (order,)))
    picker.model.begin(StartingPlaces(path, (page,), (), ("Theirs",)))
    picker.settle()
    assert picker.view.boxes == ()
    assert "Theirs" in texts_on(picker.fields)
    picker.view.go_to_field("Theirs")
    seen = picker.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    size = (seen.width(), seen.height())
    image = Image.frombuffer("RGB", size, seen.bits(), "raw", "RGB", seen.bytesPerLine(), 1)
    red, _, blue = image.split()
    ink = ImageChops.subtract(blue, red).point(lambda it: 255 if it > 60 else 0).getbbox()
    assert ink
    place = area(picker.view._place_now(0), page, shown)
    edges = (place.left(), place.top(), place.right(), place.bottom())
    assert ink == pytest.approx(edges, abs=2.5)


@pytest.mark.parametrize("unit", [0.5, 3.0])
def test_a_page_in_units_of_its_own_is_drawn_as_large_as_it_is(
    picker: Picker, unit: float
) -> None:
    picker.begin(blank(1, (400, 500), UserUnit=unit))
    picture = picker.view._pictures.best(picker.view._picture(0))
    assert picture is not None
    assert abs(picture.width() - picker.view._place_now(0).width()) <= 1


# --- in the case ----------------------------------------------------------------------------


def test_places_are_chosen_when_attaching_and_changed_until_the_proposal(
    driver: Driver, tmp_path: Path
) -> None:
    open_new(driver)
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(samples.plain_page() + b"<html>sent by mail</html>")  # to be repaired
    fill_attach(driver, plain)
    case, desk = driver.window.case, driver.scene.desk
    form, places = case.side.attach, case._preflights.places
    assert places.pane.isVisible()
    ours = places.view.boxes[0]
    ours.setFocus()
    for _ in range(3):
        QTest.keyClick(ours, Qt.Key.Key_Up, SHIFT)
    chosen = form.places.boxes[0]
    driver.do_form(form)
    assert not places.pane.isVisible()
    (attachment,) = case_of(driver).attachments
    assert attachment.prepared
    place = attachment.prepared.places[0]
    assert place.box == tuple(
        round(edge) for edge in (chosen.left, chosen.bottom, chosen.right, chosen.top)
    )
    case.bar.more_chosen.emit("places")
    driver.settle()
    again = case.side.more["places"]
    assert again.places.boxes[0].bottom == pytest.approx(chosen.bottom, abs=0.01)  # type: ignore[attr-defined]
    again.places.hidden.setChecked(True)  # type: ignore[attr-defined]
    driver.do_form(again)
    (later,) = case_of(driver).attachments
    assert later.prepared
    assert later.prepared.places[0].box == (0, 0, 0, 0)
    assert later.prepared.prepared != attachment.prepared.prepared
    fields = desk.pdf.inspect(desk.journal.register.document(later.prepared.prepared)).fields
    assert [field.box.unseen for field in fields] == [True, False]
    assert desk.journal.case(NUMBER).attachments[0].attached == attachment.attached
    assert desk.last_places.read().places[0].width == 0
