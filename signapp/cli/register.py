"""The commands on a whole register: verifying it, its log, its lists."""

import sys
from pathlib import Path

import click

from signapp.cli.accept import accept
from signapp.cli.appeals import COMMANDS as APPEALS
from signapp.cli.cleaning import COMMANDS as CLEANING
from signapp.cli.keeping import COMMANDS as KEEPING
from signapp.cli.line import line
from signapp.cli.log import VerifiedLog
from signapp.cli.outbox import COMMANDS as OUTBOX
from signapp.cli.printing import log_lines, register_lines
from signapp.cli.register_json import register_json
from signapp.cli.roster import COMMANDS
from signapp.cli.terminal import EXIT, FILE, FILE_OR_FOLDER, FOLDER, Terminal, with_terminal
from signapp.services.anchors import (
    last_checkpoint,
    read_anchor,
    receipt,
    stamped_checkpoint,
    write_stamped,
)
from signapp.services.audit import verify_register
from signapp.services.desk_anchor import own_anchor, remember_reading

ANCHOR = "A checkpoint, receipt, time stamp or signed minutes that the register must continue."
STAMPED = "Write the newest checkpoint with a time stamp here, and the time stamp beside it."


@click.group()
def register() -> None:
    """Found a register, change its roster; verify it, list its log, rebuild its lists."""


for made in (*COMMANDS, *APPEALS, *OUTBOX, *KEEPING, *CLEANING, accept):
    register.add_command(made)


@register.command("verify")
@click.argument("folder", type=FILE_OR_FOLDER)
@click.option("--trust", type=FILE, help="Trust anchors (PEM); else those of the register.")
@click.option("--anchor", "given", type=FILE, multiple=True, help=ANCHOR)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as a JSON document.")
@with_terminal
def register_verify(
    terminal: Terminal, folder: Path, trust: Path | None, given: tuple[Path, ...], *, as_json: bool
) -> None:
    """Verify everything: A integrity, B authority, C documents. FOLDER may be a case file, too.

    Exits with 0 when everything holds, 1 when something does not hold, 2 when called wrongly, and
    3 when it can't be told: without trust anchors, for instance, or when there is no register.
    """
    with terminal.program.reading() as tools:
        material, kept = tools.trust(trust, folder), tools.kept(folder)
        register, now = tools.register(folder), tools.clock.now()
        anchors = (*own_anchor(kept, register), *map(read_anchor, given))
        verdict = verify_register(register, tools.pdf, material, now, anchors)
        if not verdict.findings:
            remember_reading(kept, register, tools.clock)
    if as_json:
        click.echo(register_json(terminal.texts, verdict))
    else:
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
@click.option("--stamped", type=click.Path(path_type=Path, dir_okay=False), help=STAMPED)
@with_terminal
def register_checkpoint(terminal: Terminal, folder: Path, stamped: Path | None) -> None:
    """Print the last checkpoint (a signed note), to be kept outside of the register.

    With --stamped FILE the newest one that has a time stamp is written to FILE and the time
    stamp to FILE.tsr: `openssl ts -verify -data FILE -in FILE.tsr -CAfile ...` checks it.
    """
    with terminal.program.reading() as tools:
        register = tools.register(folder)
        if stamped is None:
            click.echo(last_checkpoint(register), nl=False)
            return
        made = stamped_checkpoint(register)
        written = write_stamped(made, stamped)
    said = {"size": made.size, "at": made.proven, "file": written}
    terminal.say([line(terminal.texts.say("terminal.stamped_checkpoint", **said))])


@register.command("receipt")
@click.argument("folder", type=FOLDER)
@click.argument("entry", type=click.IntRange(min=0))
@with_terminal
def register_receipt(terminal: Terminal, folder: Path, entry: int) -> None:
    """Print the receipt of an entry (from 0): the proof that it is in the register."""
    with terminal.program.reading() as tools:
        click.echo(receipt(tools.register(folder), entry), nl=False)
