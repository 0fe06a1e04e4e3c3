"""Demos that several parts of the suite look at: founded, and walked to the end."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from signapp.bootstrap import opened_demo, walk_demo
from signapp.demo.walk import Walk
from signapp.texts.catalogue import Texts
from tests import effort

STEPS = ("prepare", "propose", "decide", "publish", "sign")

profile = {"deadline": None, "derandomize": bool(os.environ.get("CI"))}
settings.register_profile("signapp", **profile)
settings.register_profile("signapp-full", max_examples=effort.FULL_FACTOR * 100, **profile)
settings.load_profile("signapp")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let the whole count be asked for."""
    whole = "the whole count of generated examples, mutations, kills and faults"
    parser.addoption("--full", action="store_true", help=whole)


def pytest_configure(config: pytest.Config) -> None:
    """Ask for it before any test is collected."""
    config.addinivalue_line("markers", "walked(step): how far the demo's case has come")
    if config.getoption("--full"):
        effort.try_everything()


@pytest.fixture(autouse=True)
def _own_profile(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Give each test a profile of its own, in which nothing is remembered of any register."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("profile")))


@contextmanager
def no_umask() -> Iterator[None]:
    """Take away the mask, so that private files are private by the program's own doing."""
    old = os.umask(0)
    try:
        yield
    finally:
        os.umask(old)


@pytest.fixture(scope="session")
def founded_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo that was founded and nothing else; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("founded") / "demo"
    with no_umask(), opened_demo(folder):
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
    with no_umask():
        assert walk_demo(folder, "fi", lambda _: None)
    return folder


@pytest.fixture(scope="session")
def stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Folders of one demo after each step of the walk."""
    made, folder = {}, tmp_path_factory.mktemp("stages") / "founded"
    with opened_demo(folder):
        pass
    for step in ("founded", *STEPS):
        if step != "founded":
            with opened_demo(folder) as scene:
                getattr(Walk(scene, Texts("en"), lambda _: None), step)()
        made[step] = folder.parent / f"after-{step}"
        shutil.copytree(folder, made[step])
    return made
