"""The commands on what waits for time stamps and revocation data, and on what is to be renewed."""

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import click

from signapp.cli.line import Line, Styled, line
from signapp.cli.terminal import EXIT, FOLDER, Terminal, with_terminal
from signapp.domain.errors import SignappError
from signapp.services import outbox
from signapp.services.anchor_age import AgeState, age_told, anchor_age
from signapp.services.desk import Desk
from signapp.services.outbox import Sent, Waiting
from signapp.services.ports import Holds
from signapp.services.stamping import stamp_now
from signapp.texts.catalogue import Texts

YEAR = 365


@click.command("outbox")
@click.argument("folder", type=FOLDER)
@click.option("--send", is_flag=True, help="Ask the services now.")
@with_terminal
def show_outbox(terminal: Terminal, folder: Path, *, send: bool) -> None:
    """List the signed files that wait for a time stamp or revocation data, and since when.

    Then tell whether acts of legal effect wait for a time stamp over the register itself; with
    --send one is asked for that covers them all.

    Exits with 0 when nothing waits any more, and with 3 when something does.
    """
    with terminal.program.working(folder) as desk:
        waits = _show_or_send(terminal, desk, outbox.waiting(desk), "outbox", send=send)
        waits = _stamp(terminal, desk, send=send) or waits
    if waits:
        sys.exit(EXIT[Holds.NOT_KNOWN])


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
        waits = _show_or_send(terminal, desk, due, "renewal", send=send)
    if waits:
        sys.exit(EXIT[Holds.NOT_KNOWN])


COMMANDS = (show_outbox, renew)


def _show_or_send(
    terminal: Terminal, desk: Desk, files: tuple[Waiting, ...], what: str, *, send: bool
) -> bool:
    """Show what waits, or send it; tell whether something waits still."""
    texts = terminal.texts
    if not files:
        terminal.say([line(texts.say(f"terminal.{what}.nothing"))])
        return False
    if not send:
        terminal.say(_waiting_line(texts, one, what) for one in files)
        return True
    sent = outbox.send(desk, files, _progress if sys.stderr.isatty() else _silently)
    terminal.say(_sent_lines(texts, sent))
    return any(one.problem for one in sent)


def _stamp(terminal: Terminal, desk: Desk, *, send: bool) -> bool:
    """Tell how old the last stamp over the register is, or ask for one; tell whether acts wait."""
    problem = None
    if send:
        try:
            stamp_now(desk)
        except SignappError as e:
            problem = terminal.texts.error(e)
    age = anchor_age(desk.journal.state, desk.journal.clock.now())
    colour = "yellow" if age.is_over else None
    terminal.say([line(Styled(age_told(terminal.texts, age), colour))])
    if problem:
        terminal.say(map(line, (problem.cause, problem.remedy)))
    return age.state is not AgeState.COVERED


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
