"""The pictures of a document's pages: drawn one at a time beside the window, a few kept."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QImage

from signapp.gui.runner import Runner
from signapp.services.ports import Documents, PageImage

KEPT = 8


@dataclass(frozen=True)
class Picture:
    """A picture that is wanted: the page, and device pixels a point."""

    page: int
    scale: float


class PagePictures(QObject):
    """Draws what is asked for, in the order it was asked for last."""

    arrived = Signal()

    def __init__(self, parent: QObject, runner: Runner, pdf: Documents) -> None:
        super().__init__(parent)
        self._runner = runner
        self._pdf = pdf
        self._path: Path | None = None
        self._wanted: tuple[Picture, ...] = ()
        self._kept: OrderedDict[Picture, QImage] = OrderedDict()
        self._drawing = False

    def open(self, path: Path | None) -> None:
        """Turn to another file, or to none."""
        self._path, self._wanted = path, ()
        self._kept.clear()

    def ask(self, wanted: Iterable[Picture]) -> None:
        """Ask for pictures, the most urgent first; what was asked before is forgotten."""
        self._wanted = tuple(wanted)
        self._draw_next()

    def has(self, picture: Picture) -> bool:
        """Tell whether just this picture is there."""
        return picture in self._kept

    def best(self, picture: Picture) -> QImage | None:
        """Return the picture, or one of the same page at another scale, or None."""
        if picture in self._kept:
            self._kept.move_to_end(picture)
            return self._kept[picture]
        of_page = [kept for kept in self._kept if kept.page == picture.page]
        return self._kept[of_page[-1]] if of_page else None

    def _draw_next(self) -> None:
        lacking = next((one for one in self._wanted if one not in self._kept), None)
        if self._drawing or self._path is None or lacking is None:
            return
        self._drawing = True
        work = partial(_draw, self._pdf, self._path, lacking)
        task = self._runner.draw(work, partial(self._drawn, self._path, lacking))
        task.failed.connect(self._not_drawn)

    def _drawn(self, path: Path, picture: Picture, image: QImage) -> None:
        self._drawing = False
        if path == self._path:
            self._kept[picture] = image
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            self.arrived.emit()
        self._draw_next()

    @Slot()
    def _not_drawn(self) -> None:
        self._drawing, self._wanted = False, ()


def _draw(pdf: Documents, path: Path, picture: Picture) -> QImage:
    """Draw a page; done in the lane, so that the window only has to show the picture."""
    return to_image(pdf.render(path, picture.page, picture.scale))


def to_image(drawn: PageImage) -> QImage:
    """Return a drawn page as Qt shows it."""
    image = QImage(
        drawn.pixels, drawn.width, drawn.height, 4 * drawn.width, QImage.Format.Format_RGBA8888
    )
    return image.convertToFormat(QImage.Format.Format_RGB32)
