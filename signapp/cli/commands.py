"""The terminal's commands.

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

from signapp.cli.calendar import case_calendar, write_calendar
from signapp.cli.line import Line, line, lines
from signapp.cli.log import VerifiedLog
from signapp.cli.printing import (
    case_lines,
    error_lines,
    file_lines,
    json_text,
    list_lines,
    log_lines,
    register_lines,
)
from signapp.cli.program import Program
from signapp.domain.errors import LedgerError, Reason, SignappError, UsageError
from signapp.services.audit import verify_register
from signapp.services.files import verify_files
from signapp.services.ports import Holds, worst
from signapp.texts.catalogue import DEFAULT, LANGUAGES, Texts

EXIT = {Holds.YES: 0, Holds.NO: 1, Holds.NOT_KNOWN: 3}
CALLED_WRONGLY, NOT_JUDGED = 2, 3
BROKEN_OFF, NOBODY_READS = 130, 141
"""As a shell tells them: ended by Ctrl-C, or because the reader of the output went away."""

CODES = "Exit codes: 0 done, or holds; 1 does not hold; 2 called wrongly; 3 could not be judged."


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


FILE = RegularFile(exists=True, dir_okay=False)
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
        except SignappError as e:
            for one in error_lines(self.texts, e):
                click.echo(one, err=True)
            sys.exit(_exit_code(e))

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


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=CODES)
@click.version_option(package_name="signapp")
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default=DEFAULT,
    envvar="SIGNAPP_LANGUAGE",
    show_default=True,
    help="Language of the answers.",
)
@click.pass_context
def signapp(context: click.Context, language: str) -> None:
    """Walks a mayoral decision from proposal to the signed agreement, and proves every step."""
    context.obj = Terminal(context.obj, Texts(language))


@signapp.command()
@click.option("--dir", "folder", type=PLACE, help="Where the demo lives.")
@click.option("--headless", is_flag=True, help="Walk the seed case here instead of in a window.")
@with_terminal
def demo(terminal: Terminal, folder: Path | None, headless: bool) -> None:
    """Found a demo register with invented people, and open the seed case."""
    place = folder or terminal.program.demo_folder()
    if headless or not terminal.program.has_screen():
        if not headless:
            terminal.say(lines(terminal.texts.say("walk.no_screen")))
        terminal.say(lines(terminal.texts.say("walk.demo")))
        holds = terminal.program.walk_demo(
            place, terminal.texts.language, lambda step: terminal.say(lines(step))
        )
        sys.exit(EXIT[Holds.YES if holds else Holds.NO])
    sys.exit(terminal.program.show_demo(place, terminal.texts.language))


@signapp.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--trust", type=FILE, help="Trust anchors (PEM).")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@with_terminal
def verify(terminal: Terminal, files: tuple[Path, ...], trust: Path | None, as_json: bool) -> None:
    """Verify signed PDF files; minutes and agreement are checked against each other.

    Exits with 0 when all hold, 1 when one does not hold, 2 when called wrongly, and 3 when it
    can't be told: without trust anchors, for instance, or when a file can't be read as a PDF.
    """
    with terminal.program.reading() as tools:
        verdicts = verify_files(tools.pdf, files, tools.trust(trust), tools.clock.now())
    if as_json:
        click.echo(json_text(verdicts))
    else:
        for verdict in verdicts:
            terminal.say(file_lines(terminal.texts, verdict))
    sys.exit(EXIT[worst(*(verdict.holds for verdict in verdicts))])


@signapp.group()
def register() -> None:
    """Verify a register, list its log, rebuild its lists."""


@register.command("verify")
@click.argument("folder", type=FOLDER)
@click.option("--trust", type=FILE, help="Trust anchors (PEM); else those of the register.")
@with_terminal
def register_verify(terminal: Terminal, folder: Path, trust: Path | None) -> None:
    """Verify everything: A integrity, B authority, C documents.

    Exits with 0 when everything holds, 1 when something does not hold, 2 when called wrongly, and
    3 when it can't be told: without trust anchors, for instance, or when there is no register.
    """
    with terminal.program.reading() as tools:
        anchors = tools.trust(trust, folder)
        verdict = verify_register(tools.register(folder), tools.pdf, anchors, tools.clock.now())
    terminal.say(register_lines(terminal.texts, verdict, trust))
    sys.exit(EXIT[verdict.holds])


@register.command("log")
@click.argument("folder", type=FOLDER)
@with_terminal
def register_log(terminal: Terminal, folder: Path) -> None:
    """List the entries: when, who, in which office, what."""
    with terminal.program.reading() as tools:
        log = VerifiedLog.read(tools.register(folder))
        terminal.say(log_lines(terminal.texts, log, log.entries))


@register.command("rebuild")
@click.argument("folder", type=FOLDER)
@with_terminal
def register_rebuild(terminal: Terminal, folder: Path) -> None:
    """Drop the lists of a register and make them anew from its ledger."""
    terminal.program.rebuild(folder)
    terminal.say([line(terminal.texts.say("terminal.rebuilt"))])


@signapp.group()
def case() -> None:
    """Show a case."""


@case.command("show")
@click.argument("folder", type=FOLDER)
@click.argument("number", required=False)
@with_terminal
def case_show(terminal: Terminal, folder: Path, number: str | None) -> None:
    """Show a case with everything that was done in it, or the list of cases."""
    with terminal.program.reading() as tools:
        log = VerifiedLog.read(tools.register(folder))
        if number is None:
            terminal.say(list_lines(terminal.texts, log))
        else:
            terminal.say(case_lines(terminal.texts, log, number))


@case.command("calendar")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.option("--out", type=PLACE, help="Folder to write the file into; else it is printed.")
@with_terminal
def show_calendar(terminal: Terminal, folder: Path, number: str, out: Path | None) -> None:
    """Write the days of a case as a calendar file (iCalendar, RFC 5545).

    They are the day of the signing, the end of the appeal period, and the day by which personal
    data must be gone from the network.
    """
    with terminal.program.reading() as tools:
        log = VerifiedLog.read(tools.register(folder))
        content = case_calendar(terminal.texts, log, number)
    if out is None:
        click.echo(content, nl=False)
    else:
        terminal.say([line(str(write_calendar(content, log, number, out)))])
