"""Runs the program as a person does: a real process, its output and its exit code."""

import os
import shutil
import sqlite3
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


def damaged(walked_demo: Path, tmp_path: Path, *statements: str) -> Path:
    """Return a copy of the register, changed by somebody who owns the file."""
    folder = tmp_path / "register"
    shutil.copytree(walked_demo / "register", folder)
    with sqlite3.connect(folder / "register.sqlite") as connection:
        guards = dict(
            connection.execute("select name, sql from sqlite_master where type = 'trigger'")
        )
        for guard in guards:
            connection.execute(f"drop trigger {guard}")
        for statement in statements:
            connection.execute(statement)
        for sql in guards.values():
            connection.execute(sql)
    connection.close()
    return folder
