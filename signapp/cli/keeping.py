"""The commands that keep a register safe: backing up, restoring, confirming a restore."""

import sys
from pathlib import Path
from typing import Any

import click

from signapp.cli.keeping_lines import backup_lines, restore_lines, waiting_restore_lines
from signapp.cli.line import line
from signapp.cli.registrar import ASKED, REGISTRAR, registrar, with_options
from signapp.cli.terminal import FILE, FOLDER, PLACE, Terminal, with_terminal
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.keeping_errors import NoRestoreWaits
from signapp.services.anchors import Anchor
from signapp.services.backup_values import Told, silently
from signapp.services.backups import confirm_restore, waiting_restore

NEW = click.Path(path_type=Path)


@click.command("backup")
@click.argument("folder", type=FOLDER)
@click.argument("place", type=NEW)
@with_terminal
def backup(terminal: Terminal, folder: Path, place: Path) -> None:
    """Make a verified backup of a register in a folder that is not there yet, or in a ZIP file.

    PLACE is one file where it ends in .zip.

    Others may go on working. The backup holds the register's desk key and all its texts: keep it
    as safe as the register itself, and elsewhere.
    """
    made = terminal.program.make_backup(folder, place, told(sys.stderr.isatty()))
    terminal.say(backup_lines(terminal.texts, made))


@click.command("restore")
@click.argument("backup", type=click.Path(path_type=Path, exists=True))
@click.argument("folder", type=PLACE)
@click.option("--lost", type=FOLDER, help="The damaged register, as far as there is one.")
@click.option(
    "--anchor",
    "kept",
    type=FILE,
    multiple=True,
    help="A checkpoint or receipt that was kept of the lost register.",
)
@with_terminal
def restore(
    terminal: Terminal, backup: Path, folder: Path, lost: Path | None, kept: tuple[Path, ...]
) -> None:
    """Set a register back from a backup (folder or file), in a folder that is not there yet.

    The lost register is only read: what it shows of the lost entries is recorded, and documents
    that it alone has are kept aside. Acts of legal effect wait for two registrars
    (confirm-restore).
    """
    seen = tuple(Anchor(str(file), file.read_text("utf-8", "replace")) for file in kept)
    made = terminal.program.restore(backup, folder, lost, seen, told(sys.stderr.isatty()))
    terminal.say(restore_lines(terminal.texts, made, folder))


@click.command("confirm-restore")
@click.argument("folder", type=FOLDER)
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def confirm(terminal: Terminal, folder: Path, **given: Any) -> None:
    """Confirm as a registrar what a restore lost; the second registrar ends the wait."""
    with terminal.program.working(folder) as desk:
        waiting = waiting_restore(desk)
        if waiting is None:
            raise NotAuthorisedError((NoRestoreWaits(),))
        terminal.say(waiting_restore_lines(terminal.texts, waiting))
        with registrar(terminal, desk, given) as who:
            left = confirm_restore(desk, who)
        key = "one" if left else "done"
        terminal.say([line(terminal.texts.say(f"terminal.restore.confirmed.{key}"))])


COMMANDS = (backup, restore, confirm)


def told(watched: bool) -> Told:
    """Return what tells how far the work is, where somebody watches."""
    return _progress if watched else silently


def _progress(done: int, of: int) -> None:
    click.echo(f"\r{done}/{of}", nl=done == of, err=True)
