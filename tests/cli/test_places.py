"""Places of signatures at the terminal: shown, chosen from usual ones, given in millimetres."""

import shutil
from pathlib import Path

import pytest
from click import BadParameter

from signapp.bootstrap import opened_demo
from signapp.cli.places import _read_field
from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import CASE
from signapp.demo.walk import Walk
from signapp.texts.catalogue import Texts
from tests.cli.city import answering
from tests.cli.running import Done, signapp


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, founded_template: Path) -> Path:
    """A demo whose case is a draft with an attachment."""
    folder = tmp_path_factory.mktemp("draft") / "demo"
    shutil.copytree(founded_template, folder)
    with opened_demo(folder) as scene:
        Walk(scene, Texts("en"), lambda _: None).prepare()
    return folder


def place(demo: Path, *options: str) -> Done:
    key = demo / "keys" / "preparer-session.p12"
    asked = ("--as", "preparer", "--key", key, "--pin-stdin", "--yes")
    return answering(f"{SESSION_PIN}\n", "case", "places", demo, CASE, 1, *options, *asked)


def test_places_are_given_in_millimetres_and_shown_with_what_they_hide(demo: Path) -> None:
    done = place(demo, "--field", "City:1:20,150,70,25", "--field", "Beijing:last:invisible")
    assert done.returncode == 0, done.stderr
    shown = signapp("case", "places", demo, CASE, 1, "--show")
    assert shown.stdout == done.stdout
    assert "City [City]  Page 1 of 6, 20 mm from the left, 150 mm from the bottom" in shown.stdout
    assert "Beijing [Beijing]  Invisible signature" in shown.stdout
    assert "City covers text: " in shown.stdout


@pytest.mark.parametrize(
    "given",
    ["City:0:1,1,70,25", "City:last:1,1,70", "City:1:1.1.1,2,70,25", "Ci.ty:1:1,2,70,25",
     ":1:1,2,70,25", "City:last:-1,1,70,25", "City:1:nan,1,70,25", "City"],
)  # fmt: skip
def test_a_malformed_place_is_refused(given: str) -> None:
    with pytest.raises(BadParameter):
        _read_field(given)
