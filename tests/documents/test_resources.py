"""Data files are found in every way the program can be installed."""

import sys
from pathlib import Path

import pytest

from signapp import resources
from signapp.resources import resource


def test_a_file_and_a_folder_of_the_tree_are_found() -> None:
    assert resource("typst", "minutes.typ").is_file()
    assert resource("fonts").is_dir()


def test_an_installed_package_keeps_its_own_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside = tmp_path / "signapp" / "resources" / "typst"
    inside.mkdir(parents=True)
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "signapp")
    assert resource("typst") == inside


@pytest.mark.parametrize("folder", ["resources", "signapp/resources"])
def test_a_frozen_program_looks_where_it_was_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str
) -> None:
    inside = tmp_path / folder / "typst"
    inside.mkdir(parents=True)
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resource("typst") == inside


def test_a_missing_file_tells_where_it_was_looked_for() -> None:
    with pytest.raises(FileNotFoundError, match=r"typst/none\.typ is in none of .*resources"):
        resource("typst", "none.typ")
