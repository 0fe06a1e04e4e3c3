"""A window on a demo of the test's own, and hands to work it."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from signapp.bootstrap import opened_demo
from signapp.demo.scene import Scene
from tests.gui.driver import Driver, shown

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def scene(demo_folder: Path) -> Iterator[Scene]:
    """A founded demo with its workers."""
    with opened_demo(demo_folder) as opened:
        yield opened


@pytest.fixture
def driver(qapp: QApplication, scene: Scene) -> Iterator[Driver]:
    """A window in Finnish, shown."""
    with shown(qapp, scene) as driver:
        yield driver
