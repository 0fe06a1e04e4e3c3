"""The commands on what waits for time stamps and revocation data, and on what is to be renewed."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from signapp.cli.line import Line, Styled, line
from signapp.cli.terminal import EXIT, FOLDER, Terminal, with_terminal
from signapp.services import outbox
from signapp.services.desk import Desk
from signapp.services.outbox import Sent, Waiting
from signapp.services.ports import Holds
from signapp.texts.catalogue import Texts

YEAR = 365


@click.command("outbox")
@click.argument("folder", type=FOLDER)
@click.option("--send", is_flag=True, help="Ask the services now.")
@with_terminal
def show_outbox(terminal: Terminal, folder: Path, *, send: bool) -> None:
    """List the signed files that wait for a time stamp or revocation data, and since when.

    Exits with 0 when nothing waits any more, and with 3 when something does.
    """
    with terminal.program.working(folder) as desk:
        _show_or_send(terminal, desk, outbox.waiting(desk), "outbox", send=send)


@click.command("renew")
@click.argument("folder", type=FOLDER)
@click.option("--within", type=click.IntRange(0), default=YEAR, show_default=True, metavar="DAYS")
@click.option("--send", is_flag=True, help="Stamp them anew now.")
@with_terminal
def renew(terminal: Terminal, folder: Path, within: int, *, send: bool) -> None:
    """List the files whose last time stamp stops counting within some days.

    Exits with 0 when no file is due any more, and with 3 when one is.
    """
    with terminal.program.working(folder) as desk:
        due = outbox.due(desk, timedelta(days=within))
        _show_or_send(terminal, desk, due, "renewal", send=send)


COMMANDS = (show_outbox, renew)


def _show_or_send(
    terminal: Terminal, desk: Desk, files: tuple[Waiting, ...], what: str, *, send: bool
) -> None:
    texts = terminal.texts
    if not files:
        terminal.say([line(texts.say(f"terminal.{what}.nothing"))])
        return
    if not send:
        terminal.say(_waiting_line(texts, one, what) for one in files)
        sys.exit(EXIT[Holds.NOT_KNOWN])
    sent = outbox.send(desk, files, _progress if sys.stderr.isatty() else _silently)
    terminal.say(_sent_lines(texts, sent))
    if any(one.problem for one in sent):
        sys.exit(EXIT[Holds.NOT_KNOWN])


def _waiting_line(texts: Texts, one: Waiting, what: str) -> Line:
    level, since = one.newest.level, one.since
    return line(texts.say(f"terminal.{what}.waits", case=one.case, level=level, since=since))


def _sent_lines(texts: Texts, sent: tuple[Sent, ...]) -> Iterator[Line]:
    """Yield what came of each file, and each thing that went wrong once."""
    for one in sent:
        shown = Styled(one.level, "yellow" if one.problem else "green")
        yield line(f"{one.waiting.case}  ", shown)
    problems = [texts.error(one.problem) for one in sent if one.problem]
    for told in dict.fromkeys((problem.cause, problem.remedy) for problem in problems):
        yield from map(line, told)


def _progress(done: int, of: int) -> None:
    click.echo(f"\r{done}/{of}", nl=done == of, err=True)


def _silently(_done: int, _of: int) -> None:
    """Say nothing: nobody is watching."""
