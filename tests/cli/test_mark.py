"""The visible mark, chosen in the terminal."""

from pathlib import Path

import pytest

from tests.cli.running import signapp

EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{}<path d="M1 1h7v7z"/></svg>'


@pytest.mark.parametrize("active", [False, True])
def test_a_mark_is_chosen_and_a_picture_that_acts_is_refused(
    demo_folder: Path, tmp_path: Path, *, active: bool
) -> None:
    picture = tmp_path / "emblem.svg"
    picture.write_text(EMBLEM.format("<script/>" if active else ""))
    chosen = ("--form", "compact", "--language", "zh", "--picture", picture)
    done = signapp("--language", "en", "desk", "mark", demo_folder, "mayor", *chosen)
    shown = signapp("--language", "en", "desk", "mark", demo_folder, "mayor")
    if active:
        assert done.returncode == 3
        assert "script" in done.stdout + done.stderr
        assert shown.stdout.strip() == "mayor: Compact, Chinese, without a picture."
    else:
        assert done.returncode == 0, done.stdout + done.stderr
        assert shown.stdout.strip() == "mayor: Compact, Chinese, with a picture."
