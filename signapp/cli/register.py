"""The commands on a whole register: verifying it, its log, its lists."""

import sys
from pathlib import Path

import click

from signapp.cli.appeals import COMMANDS as APPEALS
from signapp.cli.cleaning import COMMANDS as CLEANING
from signapp.cli.keeping import COMMANDS as KEEPING
from signapp.cli.line import line
from signapp.cli.log import VerifiedLog
from signapp.cli.outbox import COMMANDS as OUTBOX
from signapp.cli.printing import log_lines, register_lines
from signapp.cli.roster import COMMANDS
from signapp.cli.terminal import EXIT, FILE, FILE_OR_FOLDER, FOLDER, Terminal, with_terminal
from signapp.services.anchors import Anchor, last_checkpoint, receipt
from signapp.services.audit import verify_register

ANCHOR = "A checkpoint or receipt from elsewhere, which the register must continue."


@click.group()
def register() -> None:
    """Found a register, change its roster; verify it, list its log, rebuild its lists."""


for made in (*COMMANDS, *APPEALS, *OUTBOX, *KEEPING, *CLEANING):
    register.add_command(made)


@register.command("verify")
@click.argument("folder", type=FILE_OR_FOLDER)
@click.option("--trust", type=FILE, help="Trust anchors (PEM); else those of the register.")
@click.option("--anchor", "kept", type=FILE, multiple=True, help=ANCHOR)
@with_terminal
def register_verify(
    terminal: Terminal, folder: Path, trust: Path | None, kept: tuple[Path, ...]
) -> None:
    """Verify everything: A integrity, B authority, C documents. FOLDER may be a case file, too.

    Exits with 0 when everything holds, 1 when something does not hold, 2 when called wrongly, and
    3 when it can't be told: without trust anchors, for instance, or when there is no register.
    """
    with terminal.program.reading() as tools:
        anchors = tools.trust(trust, folder)
        seen = tuple(Anchor(str(file), file.read_text("utf-8", "replace")) for file in kept)
        register, now = tools.register(folder), tools.clock.now()
        verdict = verify_register(register, tools.pdf, anchors, now, seen)
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


@register.command("checkpoint")
@click.argument("folder", type=FOLDER)
@with_terminal
def register_checkpoint(terminal: Terminal, folder: Path) -> None:
    """Print the last checkpoint (a signed note), to be kept outside of the register."""
    with terminal.program.reading() as tools:
        click.echo(last_checkpoint(tools.register(folder)), nl=False)


@register.command("receipt")
@click.argument("folder", type=FOLDER)
@click.argument("entry", type=click.IntRange(min=0))
@with_terminal
def register_receipt(terminal: Terminal, folder: Path, entry: int) -> None:
    """Print the receipt of an entry (from 0): the proof that it is in the register."""
    with terminal.program.reading() as tools:
        click.echo(receipt(tools.register(folder), entry), nl=False)
