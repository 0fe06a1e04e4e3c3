"""A case at the terminal says what is next, who is to do it, by when, and what is in the way."""

from pathlib import Path

from signapp.bootstrap import opened_demo
from signapp.demo.scene import CASE
from signapp.demo.walk import Walk
from signapp.texts.catalogue import Texts
from tests.cli.running import signapp


def test_what_is_next_stands_below_a_case(tmp_path: Path) -> None:
    """By the machine's own clock, the authorised day of 2017 is long past."""
    said: list[str] = []
    with opened_demo(tmp_path / "demo") as scene:
        walk = Walk(scene, Texts("en"), said.append)
        walk.prepare()
        walk.propose()
    assert "The text of the proposal was looked over: nothing looks wrong." in said
    done = signapp("case", "show", tmp_path / "demo", CASE)
    assert done.returncode == 0, done.stderr
    assert "Next: decision · mayor · by 29 August 2017" in done.stdout
    assert "[TooLate]" in done.stdout
