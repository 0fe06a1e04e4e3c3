"""Line icons from resources, drawn in the colour that the look asks for."""

from functools import cache

from PySide6.QtCore import QByteArray, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from signapp.resources import resource

SIZES = (24, 48, 72, 96)
"""The icon is kept in these sizes; Qt takes the next larger one and scales it down."""


@cache
def icon(name: str, colour: str, disabled: str = "") -> QIcon:
    """Return a line icon in a colour, and in another one where it is disabled."""
    drawn = QIcon()
    for size in SIZES:
        drawn.addPixmap(picture(name, colour, size))
        if disabled:
            drawn.addPixmap(picture(name, disabled, size), QIcon.Mode.Disabled)
    return drawn


@cache
def picture(name: str, colour: str, size: int, factor: float = 1.0) -> QPixmap:
    """Return a line icon as a picture of `size` logical pixels."""
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    renderer = QSvgRenderer(QByteArray(source.replace("currentColor", colour).encode()))
    pixmap = QPixmap(QSize(round(size * factor), round(size * factor)))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter)
    painter.end()
    pixmap.setDevicePixelRatio(factor)
    return pixmap
