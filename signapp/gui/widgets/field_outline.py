"""Draws where an empty signature field is on a page."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from signapp.gui.tools import Tools
from signapp.gui.widgets.pages import area
from signapp.services.page_places import box_on_page
from signapp.services.ports import Box, PageSize


def paint_field(
    painter: QPainter, tools: Tools, place: QRect, page: PageSize, in_file: Box
) -> None:
    """Outline an empty signature field with its name, when its page lies at a place."""
    if in_file.unseen:
        return
    where = area(place, page, box_on_page(page, in_file))
    painter.setPen(QPen(QColor("#14539A"), 1.5, Qt.PenStyle.DashLine))
    painter.drawRect(where)
    painter.setFont(tools.look.font(12, strong=True))
    text = tools.language.say("window.pdf.field", field=in_file.name)
    inside = where.adjusted(6, 4, -6, -4)
    painter.drawText(inside, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, text)
