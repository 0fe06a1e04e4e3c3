"""Runs the program as a person does: a real process, its output and its exit code."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
Done = subprocess.CompletedProcess[str]


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    return {**kept, **changes}


def command(*arguments: object, language: str = "en") -> list[str]:
    return [sys.executable, "-m", "signapp", "--language", language, *map(str, arguments)]


def signapp(*arguments: object, language: str = "en", **changes: str) -> Done:
    return subprocess.run(
        command(*arguments, language=language),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment(**changes),
    )
