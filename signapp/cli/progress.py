"""A line on the terminal that says how far the work is; where nobody looks it is not written."""

import sys
import time
from pathlib import Path

import click

from signapp.cli.line import line
from signapp.services.audit_progress import AuditStep
from signapp.services.ports import Judging
from signapp.texts.catalogue import Texts

BACK, ERASE = "\r", "\x1b[K"
BETWEEN = 0.1
"""Seconds between two states of the line."""


class Progress:
    """How many files are done and how long the rest will take; quiet unless on a terminal."""

    def __init__(self, texts: Texts) -> None:
        self._texts = texts
        self._shown = sys.stderr.isatty()
        self._last, self._begun, self._written = 0.0, time.monotonic(), False

    def looked(self, done: int, total: int) -> None:
        """Tell how many files have been looked at."""
        self._write("check.looking", done=done, total=total)
        self._begun = time.monotonic()

    def checked(self, done: int, total: int) -> None:
        """Tell how many files are judged, and about how long the others take."""
        left = (time.monotonic() - self._begun) / max(1, done) * (total - done)
        minutes, seconds = divmod(round(left), 60)
        clock = f"{minutes}:{seconds:02d}"
        self._write("check.checking", done=done, total=total, left=clock)

    def judging(self, path: Path, judging: Judging) -> None:
        """Tell how far the judging of one file is."""
        key = f"check.{judging.step.value}"
        self._write(key, file=path, done=judging.done, total=judging.total)

    def entries(self, done: int, _: int) -> None:
        """Tell how many entries are verified."""
        self._write("log.verifying.entries", done=done)

    def verifying(self, step: AuditStep, done: int, _: int) -> None:
        """Tell how far the verifying of a register is."""
        self._write(f"log.verifying.{step.value}", done=done)

    def clear(self) -> None:
        """Take the line away, so that something else can be written."""
        if self._written:
            click.echo(BACK + ERASE, nl=False, err=True)
            self._written = False

    def _write(self, key: str, **facts: object) -> None:
        now = time.monotonic()
        if self._shown and now - self._last >= BETWEEN:
            self._last, self._written = now, True
            text = line(self._texts.say(key, **facts))
            click.echo(f"{BACK}{text}{ERASE}", nl=False, err=True)
