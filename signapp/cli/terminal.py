"""The terminal: where commands answer, and the one place where their errors end.

Exit codes: 0 done, or holds; 1 does not hold; 2 called wrongly; 3 could not be judged or done.
"""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, update_wrapper
from pathlib import Path
from typing import Any

import click

from signapp.cli.line import Line, line
from signapp.cli.printing import error_lines
from signapp.cli.program import Program
from signapp.domain.damage_errors import told
from signapp.domain.errors import LedgerError, Reason, SignappError, UsageError
from signapp.services.ports import Holds
from signapp.texts.catalogue import Texts

EXIT = {Holds.YES: 0, Holds.NO: 1, Holds.NOT_KNOWN: 3}
CALLED_WRONGLY, NOT_JUDGED = 2, 3
BROKEN_OFF, NOBODY_READS = 130, 141
"""As a shell tells them: ended by Ctrl-C, or because the reader of the output went away."""


class RegularFile(click.Path):
    """A file whose reading has an end: no folder, pipe or device."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the path, or refuse the call."""
        path = Path(os.fsdecode(super().convert(value, param, ctx)))
        if not path.is_file():
            self.fail(f"{str(path)!r} is not a regular file.", param, ctx)
        return path


class FileOrFolder(RegularFile):
    """A file whose reading has an end, or a folder."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Path:
        """Return the path, or refuse the call."""
        path = Path(os.fsdecode(value))
        return path if path.is_dir() else super().convert(value, param, ctx)


FILE = RegularFile(exists=True, dir_okay=False)
FILE_OR_FOLDER = FileOrFolder(exists=True, dir_okay=False)
PLACE = click.Path(path_type=Path, file_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)


@dataclass(frozen=True)
class Terminal:
    """The program, made when it is first needed, and the language of its answers."""

    make_program: Callable[[], Program]
    texts: Texts

    @cached_property
    def program(self) -> Program:
        """The joined parts."""
        return self.make_program()

    def say(self, what: Iterable[Line]) -> None:
        """Print lines."""
        for one in what:
            click.echo(one)

    @contextmanager
    def telling_errors(self) -> Iterator[None]:
        """Tell an error in words and end with the exit code for it.

        An error that is not known is a bug: its report is kept for those who mend it.
        """
        try:
            with self._telling_known_errors():
                yield
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except KeyboardInterrupt:
            sys.exit(BROKEN_OFF)
        except BrokenPipeError:
            _close_output()
            sys.exit(NOBODY_READS)
        except Exception as e:  # noqa: BLE001  (the top level of the terminal)
            click.echo(line(self._bug(e)), err=True)
            sys.exit(NOT_JUDGED)

    @contextmanager
    def _telling_known_errors(self) -> Iterator[None]:
        try:
            yield
        except BrokenPipeError:
            raise
        except (SignappError, OSError) as e:
            error = told(e)
            assert isinstance(error, SignappError)
            for one in error_lines(self.texts, error):
                click.echo(one, err=True)
            sys.exit(_exit_code(error))

    def _bug(self, error: Exception) -> str:
        try:
            report = self.program.keep_crash_report(error)
        except OSError:
            return self.texts.say("terminal.bug_not_kept", kind=type(error).__name__)
        return self.texts.say("terminal.bug", report=str(report))


def _exit_code(error: SignappError) -> int:
    match error:
        case LedgerError():
            return EXIT[Holds.NO]
        case UsageError() | Reason():  # a case that is not in the register, for instance
            return CALLED_WRONGLY
    return NOT_JUDGED


def _close_output() -> None:
    """Send what is still unwritten nowhere, so that the end of the program does not stumble."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())


def with_terminal(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the terminal, in which its known errors are told."""

    def run(*arguments: Any, **options: Any) -> None:
        terminal = click.get_current_context().find_object(Terminal)
        assert terminal is not None  # the group below made it
        with terminal.telling_errors():
            command(terminal, *arguments, **options)

    return update_wrapper(run, command)
