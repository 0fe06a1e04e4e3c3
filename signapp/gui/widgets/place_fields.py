"""The form beside the pages: usual places to begin with, each party's place, and its numbers."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QLocale, QSignalBlocker, Slot
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QFrame, QGridLayout, QSpinBox

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.form import choice_field, titled
from signapp.gui.widgets.parts import label, mark, panel, rows
from signapp.gui.widgets.place_model import PlaceModel
from signapp.gui.widgets.row_list import Chip, Row, RowList
from signapp.services.place_words import party_words, place_words, short_words
from signapp.services.placing import MM, SMALLEST
from signapp.services.ports import Box

ROW = 60
"""The height of a row of the list."""


@dataclass(frozen=True)
class _PlaceRow(Row):
    """A party's row: on view it tells the page and the size, and read out everything."""

    words: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        return ", ".join((self.title, self.words, *(chip.text for chip in self.chips)))


class PlaceFields(QFrame):
    """Shows and changes a model; what is hidden below a place, or wrong with it, is told."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language, self._look = language, look
        self.model = PlaceModel(self)
        self._title, self._note = label("strong"), label("step", "muted")
        self.template = choice_field()
        self._template_title = label("strong")
        self.parties = RowList(look, marks=True)
        self.page = QSpinBox()
        self.lengths = {key: _length_field() for key in ("left", "bottom", "width", "height")}
        self._names = {key: label("step") for key in ("page", *self.lengths)}
        self.hidden = QCheckBox()
        self._hidden_note = label("step", "muted")
        self._covers, self._problem = label("step", "warning"), label("step", "danger")
        self._keys = label("step", "muted")
        self._lay_out()
        self.template.activated.connect(self._choose)
        self.parties.selectionModel().currentChanged.connect(self._select)
        self.page.valueChanged.connect(self._typed)
        for field in self.lengths.values():
            field.valueChanged.connect(self._typed)
        self.hidden.toggled.connect(self._hide)
        self.model.begun.connect(self.dress)
        self.model.changed.connect(self._show)
        language.changed.connect(self.dress)
        self.dress()

    def _lay_out(self) -> None:
        px, grid = self._look.px, QGridLayout()
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(4))
        fields = {"page": self.page, **self.lengths}
        for at, (key, field) in enumerate(fields.items()):
            field.lineEdit().setTextMargins(px(8), 0, px(8), 0)
            self._names[key].setBuddy(field)
            grid.addWidget(self._names[key], 2 * (at // 3), at % 3)
            grid.addWidget(field, 2 * (at // 3) + 1, at % 3)
        self._numbers = panel("plain", rows(grid))
        self._choosing = panel(
            "plain",
            rows(
                titled(self._template_title, self.template, self._look),
                self.parties,
                self.hidden,
                self._hidden_note,
                self._numbers,
                self._covers,
                self._problem,
                self._keys,
                gap=px(8),
            ),
        )
        mark(self, role="plain")
        self.setLayout(rows(self._title, self._note, self._choosing, gap=px(6)))

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The places that were chosen; none where there is nothing to choose."""
        return self.model.boxes

    @property
    def are_fit(self) -> bool:
        """Tell whether the parties can sign in these places."""
        return not self.boxes or self.model.problem is None

    # --- showing ----------------------------------------------------------------------------

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._title.setText(say("places.title"))
        self._template_title.setText(say("places.template"))
        self.template.setAccessibleName(say("places.template"))
        self.parties.setAccessibleName(say("places.parties"))
        self.hidden.setText(say("places.hide"))
        self._hidden_note.setText(say("places.hide.note"))
        self._keys.setText(say("places.keys"))
        for key, title in self._names.items():
            title.setText(say(f"places.number.{key}"))
        self.page.setAccessibleName(say("places.number.page"))
        for key, field in self.lengths.items():
            field.setAccessibleName(say(f"places.number.{key}"))
            field.setLocale(QLocale())
        with QSignalBlocker(self.template):
            self.template.clear()
            for name in self.model.choices:
                self.template.addItem(say(f"places.template.{name or 'now'}"), name)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Show where everything is now."""
        start = self.model.start
        self.setVisible(start is not None)
        own = bool(start and start.own)
        say = self._language.say
        fields = ", ".join(start.own) if start else ""
        self._note.setText(say("places.own", fields=fields) if own else say("places.note"))
        self._choosing.setVisible(not own)
        if start is None or own:
            return
        with QSignalBlocker(self.template):
            self.template.setCurrentIndex(self.template.findData(self.model.template))
        self._show_parties()
        self._show_numbers()
        self._tell()

    def _show_parties(self) -> None:
        texts, model = self._language.texts, self.model
        pages = len(model.there.pages)
        hides = {one.field for one in model.covered}
        rows_now = tuple(
            _PlaceRow(
                party_words(texts, box.name),
                short_words(texts, box, pages),
                box.name,
                chips=(Chip(texts.say("places.covers"), "warning"),) * (box.name in hides),
                words=place_words(texts, box, pages),
            )
            for box in model.boxes
        )
        with QSignalBlocker(self.parties.selectionModel()):
            self.parties.show_rows(rows_now)
            self.parties.set_current(model.selected)
        self.parties.setFixedHeight(self._look.px(ROW) * max(1, len(model.boxes)) + 4)

    def _show_numbers(self) -> None:
        box, pages = self.model.box, self.model.there.pages
        seen = box is not None and not box.unseen
        self._numbers.setVisible(seen)
        with QSignalBlocker(self.hidden):
            self.hidden.setChecked(box is not None and box.unseen)
        self._hidden_note.setVisible(any(one.unseen for one in self.model.boxes))
        if box is None or not seen:
            return
        page = pages[box.page]
        width, height = box.right - box.left, box.top - box.bottom
        shown = {
            "left": (box.left, 0.0, page.width - width),
            "bottom": (box.bottom, 0.0, page.height - height),
            "width": (width, SMALLEST[0], page.width - box.left),
            "height": (height, SMALLEST[1], page.height - box.bottom),
        }
        with QSignalBlocker(self.page):
            self.page.setRange(1, len(pages))
            self.page.setValue(box.page + 1)
        for key, (value, least, most) in shown.items():
            field = self.lengths[key]
            if not field.hasFocus() or abs(field.value() * MM - value) > MM / 10:
                with QSignalBlocker(field):
                    field.setRange(least / MM, max(least, most) / MM)
                    field.setValue(value / MM)

    def _tell(self) -> None:
        """Tell what a place hides, and what stands in the way of signing there."""
        texts, problem = self._language.texts, self.model.problem
        told = []
        for one in self.model.covered:
            key = "places.covers_text" if one.words else "places.covers_lines"
            party = party_words(texts, one.field)
            told.append(texts.say(key, party=party, words=one.words))
        self._covers.setText("\n".join(told))
        self._covers.setVisible(bool(told))
        said = texts.error(problem) if problem else None
        self._problem.setText(f"{said.cause} {said.remedy}" if said else "")
        self._problem.setVisible(problem is not None)

    # --- changing ---------------------------------------------------------------------------

    @Slot()
    def _choose(self) -> None:
        self.model.choose(self.template.currentData())

    @Slot()
    def _select(self) -> None:
        self.model.select(self.parties.current_key)

    @Slot(bool)
    def _hide(self, on: bool) -> None:
        self.model.hide(on=on)

    @Slot()
    def _typed(self) -> None:
        """Put the box where the numbers say, as far as it may be there."""
        box = self.model.box
        if box is None:
            return
        if self.page.value() != box.page + 1:
            self.model.turn(self.page.value() - box.page - 1)
        else:
            left, bottom, width, height = (field.value() * MM for field in self.lengths.values())
            wanted = replace(
                box, left=left, bottom=bottom, right=left + width, top=bottom + height
            )
            self.model.put(wanted)
        self._show()


def _length_field() -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setDecimals(1)
    made.setSuffix(" mm")
    made.setKeyboardTracking(False)
    made.setMinimumWidth(1)
    return made
