"""The style sheet: a few restrained rules on top of Fusion, filled in for one theme."""

from collections.abc import Callable, Mapping

from signapp.resources import resource

RULES = """
QWidget {{ color: {text}; }}
QMainWindow, QWidget[role="ground"] {{ background: {ground}; }}
QWidget[role="bar"] {{ background: {surface}; border: 0; border-bottom: 1px solid {border}; }}
QWidget[role="side"] {{ background: {surface}; border: 0; border-right: 1px solid {border}; }}
QWidget[role="foot"] {{ background: {surface}; border: 0; border-top: 1px solid {border}; }}
QFrame[role="card"] {{ background: {surface}; border: 1px solid {border};
    border-radius: {px8}px; }}
QFrame[role="line"] {{ background: {border}; border: 0; max-height: 1px; min-height: 1px; }}
QFrame[role="problem"] {{ background: {danger_soft}; border: 1px solid {danger};
    border-radius: {px8}px; }}
QFrame[role="note"] {{ background: {primary_soft}; border: 1px solid {primary};
    border-radius: {px8}px; }}
QFrame[role="warning"] {{ background: {warning_soft}; border: 1px solid {warning};
    border-radius: {px8}px; }}
QScrollArea:focus {{ border: 2px solid {primary}; border-radius: {px8}px; }}
QScrollArea, QWidget[role="plain"] {{ background: transparent; border: 0; }}

QLabel {{ background: transparent; border: 0; font-size: {px15}px; }}
QLabel[type="title"] {{ font-size: {px24}px; font-weight: 600; }}
QLabel[type="section"] {{ font-size: {px16}px; font-weight: 600; }}
QLabel[type="strong"] {{ font-weight: 600; }}
QLabel[type="step"] {{ font-size: {px13}px; }}
QLabel[type="caption"] {{ font-size: {px12}px; color: {muted}; }}
QLabel[type="code"] {{ font-size: {px13}px; font-family: monospace; }}
QLabel[tone="muted"] {{ color: {muted}; }}
QLabel[tone="success"] {{ color: {success}; }}
QLabel[tone="warning"] {{ color: {warning}; }}
QLabel[tone="danger"] {{ color: {danger}; }}
QLabel[type="chip"] {{ font-size: {px13}px; font-weight: 600; border-radius: {px6}px;
    padding: {px2}px {px8}px; background: {sunken}; color: {muted}; }}
QLabel[type="chip"][tone="primary"] {{ background: {primary_soft}; color: {primary}; }}
QLabel[type="chip"][tone="success"] {{ background: {success_soft}; color: {success}; }}
QLabel[type="chip"][tone="warning"] {{ background: {warning_soft}; color: {warning}; }}
QLabel[type="chip"][tone="danger"] {{ background: {danger_soft}; color: {danger}; }}

QPushButton, QToolButton {{ font-size: {px15}px; background: {surface}; color: {text};
    border: 1px solid {border_strong}; border-radius: {px6}px; padding: 0 {px12}px;
    min-height: {px34}px; icon-size: {px18}px; }}
QPushButton:hover, QToolButton:hover {{ background: {sunken}; }}
QPushButton:pressed, QToolButton:pressed {{ background: {border}; }}
QPushButton:focus, QToolButton:focus {{ border: 2px solid {primary}; padding: 0 {px11}px; }}
QPushButton:disabled, QToolButton:disabled {{ color: {muted}; border-color: {border};
    background: {sunken}; }}
QPushButton[kind="primary"] {{ background: {primary}; color: {on_primary};
    border: 1px solid {primary}; font-weight: 600; padding: 0 {px20}px; min-height: {px38}px; }}
QPushButton[kind="primary"]:hover {{ background: {primary_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {text}; padding: 0 {px19}px; }}
QPushButton[kind="primary"]:disabled {{ background: {sunken}; color: {muted};
    border: 1px solid {border}; }}
QPushButton[kind="quiet"], QToolButton {{ background: transparent;
    border-color: transparent; }}
QPushButton[kind="link"] {{ background: transparent; border-color: transparent;
    color: {primary}; font-size: {px13}px; text-decoration: underline; padding: 0 {px4}px;
    min-height: {px24}px; }}
QPushButton[kind="link"]:focus {{ border: 2px solid {primary}; padding: 0 {px4}px; }}
QToolButton {{ padding: 0 {px8}px; }}
QToolButton[kind="icon"], QToolButton[kind="icon"]:focus {{ padding: 0; min-width: {px34}px; }}
QToolButton[kind="menu"] {{ background: {surface}; border-color: {border_strong}; }}
QToolButton:disabled {{ background: transparent; border-color: transparent; }}
QToolButton[tone="success"]:disabled {{ color: {success}; }}
QToolButton:focus {{ padding: 0 {px7}px; }}
QToolButton::menu-indicator {{ image: none; width: 0; }}

QRadioButton, QCheckBox {{ font-size: {px15}px; spacing: {px8}px; min-height: {px34}px; }}
QRadioButton:focus, QCheckBox:focus {{ color: {primary}; }}
QRadioButton:disabled {{ color: {muted}; }}
QRadioButton::indicator {{ width: {px16}px; height: {px16}px; border-radius: {px8}px;
    border: 1px solid {border_strong}; background: {surface}; }}
QRadioButton::indicator:checked {{ width: {px10}px; height: {px10}px;
    border: {px4}px solid {primary}; }}
QRadioButton::indicator:disabled {{ border: 1px solid {border}; background: {sunken}; }}
QCheckBox::indicator {{ width: {px16}px; height: {px16}px; border-radius: {px4}px;
    border: 1px solid {border_strong}; background: {surface}; }}
QCheckBox::indicator:checked {{ border: 1px solid {primary}; background: {primary};
    image: url("{check}"); }}
QDateEdit, QTimeEdit, QComboBox, QSpinBox, QDoubleSpinBox {{ font-size: {px16}px;
    background: {surface}; color: {text};
    border: 1px solid {border_strong}; border-radius: {px6}px; padding: 0 {px10}px;
    min-height: {px36}px; selection-background-color: {primary};
    selection-color: {on_primary}; }}
QDateEdit:focus, QTimeEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {{
    border: 2px solid {primary}; padding: 0 {px9}px; }}
QTimeEdit::up-button, QTimeEdit::down-button {{ width: 0; border: 0; }}
QSpinBox QLineEdit, QDoubleSpinBox QLineEdit {{ border: 0; padding: 0 {px8}px;
    background: transparent; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: 0; }}
QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {{ width: 0; border: 0; }}
QDateEdit::drop-down, QComboBox::drop-down {{ subcontrol-origin: border;
    subcontrol-position: center right;
    width: {px36}px; border: 0; }}
QDateEdit::down-arrow {{ image: url("{calendar}"); width: {px18}px; height: {px18}px; }}
QComboBox::down-arrow {{ image: url("{chevron}"); width: {px18}px; height: {px18}px; }}
QComboBox QLineEdit {{ border: 0; padding: 0; background: transparent; }}
QComboBox QAbstractItemView {{ background: {surface}; color: {text};
    border: 1px solid {border_strong}; selection-background-color: {primary};
    selection-color: {on_primary}; }}
QPlainTextEdit {{ font-size: {px15}px; background: {surface}; color: {text};
    border: 1px solid {border_strong}; border-radius: {px6}px; padding: {px6}px;
    selection-background-color: {primary}; selection-color: {on_primary}; }}
QPlainTextEdit:focus {{ border: 2px solid {primary}; }}
QLineEdit {{ font-size: {px16}px; background: {surface}; color: {text};
    border: 1px solid {border_strong}; border-radius: {px6}px; padding: 0 {px10}px;
    min-height: {px36}px; selection-background-color: {primary};
    selection-color: {on_primary}; }}
QLineEdit:focus {{ border: 2px solid {primary}; padding: 0 {px9}px; }}
QLineEdit:disabled {{ background: {sunken}; color: {muted}; }}

QAbstractItemView {{ background: transparent; border: 1px solid transparent; outline: 0;
    font-size: {px15}px; }}
QListWidget[role="navigation"]::item {{ border-radius: {px6}px; padding: 0 {px8}px;
    color: {text}; }}
QListWidget[role="navigation"]::item:hover {{ background: {sunken}; }}
QListWidget[role="navigation"]::item:selected {{ background: {primary_soft}; color: {text};
    font-weight: 600; }}
QListWidget[role="navigation"]:focus {{ border: 2px solid {primary};
    border-radius: {px6}px; }}
QAbstractItemView:focus {{ border: 1px solid transparent; }}
QTextBrowser {{ background: {surface}; border: 0; font-size: {px15}px;
    selection-background-color: {primary}; selection-color: {on_primary}; }}
QTextBrowser:focus {{ border: 2px solid {primary}; }}
QMenu {{ background: {surface}; border: 1px solid {border_strong}; padding: {px4}px;
    font-size: {px15}px; }}
QMenu::item {{ padding: {px6}px {px24}px {px6}px {px12}px; border-radius: {px4}px; }}
QMenu::item:selected {{ background: {primary_soft}; color: {text}; }}
QMenu::item:checked {{ font-weight: 600; color: {primary}; }}
QMenu::item:disabled {{ color: {muted}; }}

QTableView {{ background: {surface}; border: 0; selection-background-color: {primary_soft};
    selection-color: {text}; }}
QTableView::item {{ padding: 0 {px8}px; border-bottom: 1px solid {border}; }}
QTableView::item:selected {{ background: {primary_soft}; color: {text}; }}
QTableView:focus {{ border: 2px solid {primary}; }}
QHeaderView, QTableCornerButton::section {{ background: {surface}; border: 0; }}
QHeaderView::section {{ background: {surface}; color: {muted}; font-size: {px13}px;
    font-weight: 600; border: 0; border-bottom: 1px solid {border_strong};
    padding: {px6}px {px8}px; }}
QTabWidget::pane {{ border: 0; }}

QTabBar {{ background: transparent; }}
QTabBar::tab {{ font-size: {px15}px; color: {muted}; background: transparent; border: 0;
    border-bottom: 3px solid transparent; padding: {px8}px {px12}px; margin-right: {px4}px; }}
QTabBar::tab:selected {{ color: {text}; border-bottom: 3px solid {primary}; }}
QTabBar::tab:hover {{ color: {text}; }}
QTabBar:focus {{ border: 0; }}
QTabBar::tab:selected:focus {{ background: {primary_soft}; }}

QProgressBar {{ background: {border}; border: 0; border-radius: {px2}px;
    max-height: {px4}px; min-height: {px4}px; }}
QProgressBar::chunk {{ background: {primary}; border-radius: {px2}px; }}

QScrollBar:vertical {{ background: transparent; width: {px12}px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: {px12}px; margin: 0; }}
QScrollBar::handle {{ background: {border_strong}; border-radius: {px4}px;
    margin: {px2}px; min-height: {px36}px; min-width: {px36}px; }}
QScrollBar::handle:hover {{ background: {muted}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QSplitter::handle {{ background: transparent; }}
QToolTip {{ background: {text}; color: {surface}; border: 0; padding: {px4}px;
    font-size: {px13}px; }}
"""
SIZES = (2, 4, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16, 18, 19, 20, 24, 34, 36, 38)


def stylesheet(colours: Mapping[str, str], px: Callable[[float], int], *, dark: bool) -> str:
    """Return the style sheet in these colours, with lengths enlarged by `px`."""
    theme = "dark" if dark else "light"
    calendar = resource("icons", f"calendar-{theme}.svg").as_posix()
    chevron = resource("icons", f"chevron-down-{theme}.svg").as_posix()
    sizes = {f"px{size}": px(size) for size in SIZES}
    check = resource("icons", f"check-{theme}.svg").as_posix()
    return RULES.format(**colours, **sizes, calendar=calendar, chevron=chevron, check=check)
