"""Where the parties sign, while somebody is choosing it: shared by the page and the form."""

from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from signapp.domain.errors import DocumentError
from signapp.services.placing import Arrangement, check_places
from signapp.services.ports import Box, Covered
from signapp.services.signature_places import StartingPlaces
from signapp.services.usual_places import (
    LAST_TIME,
    SIDE_BY_SIDE,
    arranged,
    template,
    templates,
)


class PlaceModel(QObject):
    """The boxes on the pages of one file; `changed` tells of every change, also of the choice.

    `begun` tells that another file is worked on, or none.
    """

    changed = Signal()
    begun = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.start: StartingPlaces | None = None
        self.there = Arrangement()
        self.template = self.selected = ""
        self.covered: tuple[Covered, ...] = ()

    # --- reading ----------------------------------------------------------------------------

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes as the pages are shown, the city's first."""
        return self.there.boxes

    @property
    def box(self) -> Box | None:
        """The box of the party that is chosen, if there is one."""
        return next((box for box in self.boxes if box.name == self.selected), None)

    @property
    def choices(self) -> tuple[str, ...]:
        """The names of what the boxes can begin with, the most usual first."""
        start = self.start
        first = [""] if start and not start.template else []
        last = [LAST_TIME] if start and start.last else []
        return (*first, *last, *(one.name for one in templates()))

    @property
    def problem(self) -> DocumentError | None:
        """What stands in the way of signing in these places."""
        try:
            check_places(self.there.pages, self.boxes)
        except DocumentError as e:
            return e
        return None

    # --- changing ---------------------------------------------------------------------------

    def begin(self, start: StartingPlaces | None) -> None:
        """Work on another file, or on none."""
        self.start, self.covered = start, ()
        boxes = start.boxes if start and not start.own else ()
        self.there = Arrangement(start.pages if start else (), boxes)
        self.template = start.template if start else ""
        self.selected = boxes[0].name if boxes else ""
        self.begun.emit()
        self.changed.emit()

    def choose(self, name: str) -> None:
        """Begin anew with a template."""
        self.template = name
        self.there = replace(self.there, boxes=self._usual(name))
        if self.box is None:
            self.selected = self.boxes[0].name if self.boxes else ""
        self.changed.emit()

    def select(self, name: str) -> None:
        """Choose a party."""
        if name != self.selected:
            self.selected = name
            self.changed.emit()

    def put(self, box: Box) -> None:
        """Put a box elsewhere, as far as it may be there."""
        self._take(self.there.with_box(box))

    def move(self, right: float, up: float) -> None:
        """Move the box of the chosen party."""
        if self.box is not None and not self.box.unseen:
            self._take(self.there.moved(self.selected, right, up))

    def resize(self, wider: float, higher: float) -> None:
        """Make the box of the chosen party larger or smaller."""
        if self.box is not None:
            self._take(self.there.resized(self.selected, wider, higher))

    def turn(self, pages: int) -> None:
        """Put the box of the chosen party on a page before or behind."""
        if self.box is not None:
            self._take(self.there.on_page(self.selected, self.box.page + pages))

    def reset(self) -> None:
        """Put the box of the chosen party back to where it began."""
        if self.box is not None:
            self._take(self.there.nearest(self._first_box(self.selected)))

    def hide(self, *, on: bool) -> None:
        """Make the signature of the chosen party invisible, or visible again."""
        box = self.box
        if box is None or box.unseen == on:
            return
        if on:
            self._take(self.there.with_box(replace(box, left=0.0, bottom=0.0, right=0.0, top=0.0)))
        else:
            first = self._first_box(box.name)
            self._take(self.there.nearest(first if not first.unseen else self._seen_box(box)))

    def tell_covered(self, covered: tuple[Covered, ...]) -> None:
        """Note what the boxes would hide."""
        if covered != self.covered:
            self.covered = covered
            self.changed.emit()

    def _take(self, there: Arrangement) -> None:
        if there is not self.there:
            self.there = there
            self.changed.emit()

    def _usual(self, name: str) -> tuple[Box, ...]:
        start = self.start
        if start is None:
            return ()
        if not name:
            return start.boxes
        places = start.last if name == LAST_TIME else template(name).places
        return arranged(places, start.pages)

    def _first_box(self, name: str) -> Box:
        found = (box for box in self._usual(self.template) if box.name == name)
        return next(found, self.there.of(name))

    def _seen_box(self, box: Box) -> Box:
        """Return where a party usually signs, on the page where it signs invisibly."""
        usual = arranged(template(SIDE_BY_SIDE).places, self.there.pages)
        mine = next((one for one in usual if one.name == box.name), usual[-1])
        return replace(mine, name=box.name, page=box.page)
