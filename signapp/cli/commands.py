"""The terminal's commands. Exit codes: 0 holds, 1 does not hold, 2 usage, 3 can't be told."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any

import click

from signapp.cli.printing import (
    case_lines,
    error_lines,
    file_lines,
    list_lines,
    log_lines,
    print_json,
    register_lines,
)
from signapp.cli.program import Program
from signapp.domain.errors import SignappError
from signapp.services.audit import log, verify_register
from signapp.services.files import verify_files
from signapp.services.ports import Holds, worst
from signapp.texts.catalogue import DEFAULT, LANGUAGES, Texts

EXIT = {Holds.YES: 0, Holds.NO: 1, Holds.NOT_KNOWN: 3}
FILE = click.Path(path_type=Path, exists=True, dir_okay=False)
FOLDER = click.Path(path_type=Path, exists=True, file_okay=False)
FAILED = 1


@dataclass(frozen=True)
class Terminal:
    """The program and the language of its answers."""

    program: Program
    texts: Texts

    def say(self, line: str) -> None:
        """Print a line."""
        click.echo(line)

    @contextmanager
    def telling_errors(self) -> Iterator[None]:
        """Tell an error in words and end with the exit code for failure.

        An error that is not known is a bug: its report is kept for those who mend it.
        """
        try:
            yield
        except SignappError as e:
            for line in error_lines(self.texts, e):
                click.echo(line, err=True)
            sys.exit(FAILED)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except Exception as e:  # noqa: BLE001  (the top level of the terminal)
            report = self.program.keep_crash_report(e)
            click.echo(self.texts.say("terminal.bug", report=str(report)), err=True)
            sys.exit(FAILED)


def with_terminal(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the terminal, in which its known errors are told."""

    def run(*arguments: Any, **options: Any) -> None:
        terminal = click.get_current_context().find_object(Terminal)
        assert terminal is not None  # the group below made it
        with terminal.telling_errors():
            command(terminal, *arguments, **options)

    return update_wrapper(run, command)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
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
@click.option("--dir", "folder", type=click.Path(path_type=Path), help="Where the demo lives.")
@click.option("--headless", is_flag=True, help="Walk the seed case here instead of in a window.")
@with_terminal
def demo(terminal: Terminal, folder: Path | None, headless: bool) -> None:
    """Found a demo register with invented people, and open the seed case."""
    place = folder or terminal.program.demo_folder()
    if headless or not terminal.program.has_screen():
        if not headless:
            terminal.say(terminal.texts.say("walk.no_screen"))
        terminal.say(terminal.texts.say("walk.demo"))
        holds = terminal.program.walk_demo(place, terminal.texts.language, terminal.say)
        sys.exit(0 if holds else FAILED)
    sys.exit(terminal.program.show_demo(place, terminal.texts.language))


@signapp.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--trust", type=FILE, help="Trust anchors (PEM).")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@with_terminal
def verify(terminal: Terminal, files: tuple[Path, ...], trust: Path | None, as_json: bool) -> None:
    """Verify signed PDF files; minutes and agreement are checked against each other.

    Exits with 0 when all hold, 1 when one does not hold, 3 when it can't be told.
    """
    with terminal.program.reading() as tools:
        verdicts = verify_files(tools.pdf, files, tools.trust(trust), tools.clock.now())
    if as_json:
        print_json(verdicts)
    else:
        for verdict in verdicts:
            for line in file_lines(terminal.texts, verdict):
                terminal.say(line)
    sys.exit(EXIT[worst(*(verdict.holds for verdict in verdicts))])


@signapp.group()
def register() -> None:
    """Verify a register, list its log, rebuild its lists."""


@register.command("verify")
@click.argument("folder", type=FOLDER)
@click.option("--trust", type=FILE, help="Trust anchors (PEM); else those of the register.")
@with_terminal
def register_verify(terminal: Terminal, folder: Path, trust: Path | None) -> None:
    """Verify everything: A integrity, B authority, C documents."""
    with terminal.program.reading() as tools:
        anchors = tools.trust(trust, folder)
        verdict = verify_register(tools.register(folder), tools.pdf, anchors, tools.clock.now())
    for line in register_lines(terminal.texts, verdict):
        terminal.say(line)
    sys.exit(0 if verdict.holds else FAILED)


@register.command("log")
@click.argument("folder", type=FOLDER)
@with_terminal
def register_log(terminal: Terminal, folder: Path) -> None:
    """List the entries: when, who, in which office, what."""
    with terminal.program.reading() as tools:
        opened = tools.register(folder)
        for line in log_lines(terminal.texts, opened, log(opened)):
            terminal.say(line)


@register.command("rebuild")
@click.argument("folder", type=FOLDER)
@with_terminal
def register_rebuild(terminal: Terminal, folder: Path) -> None:
    """Drop the lists of a register and make them anew from its ledger."""
    terminal.program.rebuild(folder)
    terminal.say(terminal.texts.say("terminal.rebuilt"))


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
        opened = tools.register(folder)
        if number is None:
            lines = list_lines(terminal.texts, opened)
        else:
            lines = case_lines(terminal.texts, opened, number, log(opened, number))
        for line in lines:
            terminal.say(line)
