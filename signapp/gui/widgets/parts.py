"""The small parts: labels of the type scale, buttons, chips, lines, stacks."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

Box = TypeVar("Box", bound=QBoxLayout)


def label(kind: str = "", tone: str = "", *, wrap: bool = True) -> QLabel:
    """Return an empty label of a type (title, section, strong, step, caption, code, chip)."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap and kind != "chip")
    if made.wordWrap():
        made.setMinimumWidth(1)
    if kind == "chip":
        made.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    mark(made, type=kind, tone=tone)
    return made


def button(kind: str = "", clicked: Callable[[], Any] | None = None) -> QPushButton:
    """Return a push button without a text (primary, quiet, or plain)."""
    made = QPushButton()
    made.setAutoDefault(False)
    mark(made, kind=kind)
    if clicked is not None:
        made.clicked.connect(clicked)
    return made


def tool_button(clicked: Callable[[], Any] | None = None, *, kind: str = "") -> QToolButton:
    """Return a small button for a bar: flat, or with an outline when it is a menu."""
    made = QToolButton()
    mark(made, kind=kind)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    if clicked is not None:
        made.clicked.connect(clicked)
    return made


def frame(role: str, layout: QLayout) -> QFrame:
    """Return a frame of a role (card, problem, note) around a layout."""
    made = QFrame()
    mark(made, role=role)
    made.setLayout(layout)
    return made


def panel(role: str, layout: QLayout) -> QWidget:
    """Return a plain widget of a role (ground, bar, foot, plain) around a layout."""
    made = QWidget()
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    mark(made, role=role)
    made.setLayout(layout)
    return made


def line() -> QFrame:
    """Return a thin line between two parts."""
    made = QFrame()
    mark(made, role="line")
    made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
    return made


def busy_line() -> QProgressBar:
    """Return a thin moving line that shows that work is under way; it keeps its room."""
    made = QProgressBar()
    made.setRange(0, 0)
    made.setTextVisible(False)
    policy = made.sizePolicy()
    policy.setRetainSizeWhenHidden(True)
    made.setSizePolicy(policy)
    made.hide()
    return made


def rows(*parts: QWidget | QLayout | int, gap: int = 8, margin: int = 0) -> QVBoxLayout:
    """Return parts below each other; a number is a stretch of that weight."""
    return _filled(QVBoxLayout(), parts, gap, margin)


def columns(*parts: QWidget | QLayout | int, gap: int = 8, margin: int = 0) -> QHBoxLayout:
    """Return parts beside each other; a number is a stretch of that weight."""
    return _filled(QHBoxLayout(), parts, gap, margin)


def _filled(box: Box, parts: Iterable[QWidget | QLayout | int], gap: int, margin: int) -> Box:
    box.setSpacing(gap)
    box.setContentsMargins(margin, margin, margin, margin)
    for part in parts:
        if isinstance(part, int):
            box.addStretch(part)
        elif isinstance(part, QLayout):
            box.addLayout(part)
        else:
            box.addWidget(part)
    return box


def scrolling(content: QWidget, *, focus: bool = False) -> QScrollArea:
    """Return a part that scrolls up and down when there is no room for it.

    `focus` lets the keyboard scroll it, where nothing in it takes the keyboard.
    """
    made = QScrollArea()
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus if focus else Qt.FocusPolicy.NoFocus)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.viewport().setAutoFillBackground(False)
    content.setAutoFillBackground(False)
    made.setWidget(content)
    return made


def mark(widget: QWidget, **properties: str) -> None:
    """Set properties that the style sheet asks for, and have it look again."""
    for name, value in properties.items():
        widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def empty(layout: QLayout) -> None:
    """Take everything out of a layout."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)
            inner.deleteLater()
