"""A window on a demo of the test's own, and hands to work it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from signapp.bootstrap import opened_demo
from signapp.demo.scene import Scene
from tests.gui.driver import Driver, shown

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture
def scene(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Scene]:
    """A founded demo with its workers, walked as far as `pytest.mark.walked` says."""
    mark = request.node.get_closest_marker("walked")
    step = mark.args[0] if mark else "founded"
    wanted = "founded_template" if step == "founded" else "stages"
    found = request.getfixturevalue(wanted)
    template = found if step == "founded" else found[step]
    with opened_demo(Path(shutil.copytree(template, tmp_path / "demo"))) as opened:
        yield opened


@pytest.fixture
def driver(qapp: QApplication, scene: Scene) -> Iterator[Driver]:
    """A window in Finnish, shown."""
    with shown(qapp, scene) as driver:
        yield driver
