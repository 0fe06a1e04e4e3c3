"""Demos that several parts of the suite look at: founded, and walked to the end."""

import shutil
from pathlib import Path

import pytest

from signapp.bootstrap import opened_demo, walk_demo


@pytest.fixture(scope="session")
def founded_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that was founded and nothing else; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("founded") / "demo"
    with opened_demo(folder):
        pass
    return folder


@pytest.fixture
def demo_folder(founded_template: Path, tmp_path: Path) -> Path:
    """A founded demo of the test's own."""
    return Path(shutil.copytree(founded_template, tmp_path / "demo"))


@pytest.fixture(scope="session")
def walked_demo(founded_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that was walked to the end; to be read, not changed."""
    folder = tmp_path_factory.mktemp("walked") / "demo"
    shutil.copytree(founded_template, folder)
    assert walk_demo(folder, "fi", lambda _: None)
    return folder
