"""The commands of cases that are checked out: they leave, are recalled, and are taken in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from signapp.cli.line import Line, Styled, line
from signapp.cli.registrar import ASKED, REGISTRAR, registrar, with_options
from signapp.cli.terminal import FILE, FOLDER, PLACE, Terminal, with_terminal
from signapp.domain.checkout_errors import AlreadyTakenIn, RecalledMeanwhile
from signapp.domain.errors import NotAuthorisedError
from signapp.services.anchors import Anchor
from signapp.services.checkout import Destination, check_out, recall, write_return
from signapp.services.take_in import Returned, keep_return, look_into, take_in
from signapp.texts.catalogue import Texts

NEW_FILE = click.Path(path_type=Path, dir_okay=False)
LATE = (RecalledMeanwhile, AlreadyTakenIn)


@click.command("check-out")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.argument("file", type=NEW_FILE)
@click.option("--office", required=True, help="Code of the office that the case goes to.")
@click.option("--reason", required=True, help="Why it goes; this stands in the log.")
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def case_check_out(
    terminal: Terminal, folder: Path, number: str, file: Path, **given: Any
) -> None:
    """Check a decided case out into FILE, to be signed away without a network.

    Until it returns or is recalled nobody acts on it here. For a case that is away already the
    same file is written once more. The file holds the desk key of the register away: whoever has
    it can open that, but sign for nobody.
    """
    to = Destination(given["office"], given["reason"])
    with terminal.program.working(folder) as desk:
        desk.journal.case(number)
        with registrar(terminal, desk, given) as who:
            check_out(desk, who, number, to, file)
    terminal.say([line(terminal.texts.say("terminal.checked_out", case=number, file=str(file)))])


@click.command("recall")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.option("--reason", required=True, help="Why it is recalled; this stands in the log.")
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def case_recall(terminal: Terminal, folder: Path, number: str, reason: str, **given: Any) -> None:
    """Recall a case that is away: it is acted on here again, and its return is not taken in."""
    with terminal.program.working(folder) as desk:
        desk.journal.case(number)
        with registrar(terminal, desk, given) as who:
            recall(desk, who, number, reason)
    terminal.say([line(terminal.texts.say("terminal.recorded", case=number))])


@click.command("take-in")
@click.argument("folder", type=FOLDER)
@click.argument("file", type=FILE)
@click.option(
    "--anchor", "kept", type=FILE, multiple=True, help="A checkpoint that was sent home."
)
@click.option("--keep", is_flag=True, help="Keep, as evidence, what came back too late.")
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def case_take_in(
    terminal: Terminal, folder: Path, file: Path, kept: tuple[Path, ...], keep: bool, **given: Any
) -> None:
    """Take in what was done away: verified entry by entry, all of it or nothing.

    When the case was recalled meanwhile, it is shown what was done away, and nothing is taken in.
    """
    seen = tuple(Anchor(str(one), one.read_text("utf-8", "replace")) for one in kept)
    with terminal.program.working(folder) as desk, registrar(terminal, desk, given) as who:
        try:
            done = (keep_return if keep else take_in)(desk, who, file, seen)
        except NotAuthorisedError as e:
            if any(isinstance(one, LATE) for one in e.reasons):
                terminal.say(_away_lines(terminal.texts, look_into(desk, file)))
            raise
        terminal.say(_away_lines(terminal.texts, done))
        key = "terminal.kept_aside" if keep else "terminal.taken_in"
        terminal.say([line(terminal.texts.say(key, case=done.case))])


def _away_lines(texts: Texts, back: Returned) -> Iterator[Line]:
    """Yield what was done away, in its order."""
    yield line(Styled(texts.say("terminal.done_away", case=back.case), bold=True))
    for entry in back.entries:
        act = texts.say(f"act.{type(entry.act).__name__}")
        yield line(f"{entry.number:>5}  {texts.moment(entry.at):<26}  {act}")


@click.group()
def checkout() -> None:
    """Work, away, with a case that was checked out."""


@checkout.command("open")
@click.argument("file", type=FILE)
@click.argument("folder", type=PLACE)
@with_terminal
def checkout_open(terminal: Terminal, file: Path, folder: Path) -> None:
    """Make the register of a checked-out case from FILE in an empty FOLDER.

    It is opened, worked in and verified as every other register.
    """
    terminal.program.open_checkout(file, folder)
    terminal.say([line(terminal.texts.say("terminal.checkout_opened", folder=str(folder)))])


@checkout.command("return")
@click.argument("folder", type=FOLDER)
@click.argument("file", type=NEW_FILE)
@with_terminal
def checkout_return(terminal: Terminal, folder: Path, file: Path) -> None:
    """Write the FILE that is taken in at home. It can be verified by itself."""
    with terminal.program.working(folder) as desk:
        write_return(desk, file)
    terminal.say([line(terminal.texts.say("terminal.checkout_returned", file=str(file)))])


COMMANDS = (case_check_out, case_recall, case_take_in)
