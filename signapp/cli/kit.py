"""The command that makes the kit of a ceremony the day before."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.line import line
from signapp.cli.registrar import ASKED, REGISTRAR, registrar, with_options
from signapp.cli.terminal import FOLDER, PLACE, Terminal, with_terminal
from signapp.domain.printing import MOST_COPIES
from signapp.services.ceremony_kit import KitWish, write_kit

COPIES = click.IntRange(1, MOST_COPIES)
COUNT = "How many paper originals are printed of each document; it is recorded."


@click.command("kit")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.argument("out", type=PLACE)
@click.option("--copies", type=COPIES, required=True, help=COUNT)
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def kit(
    terminal: Terminal, folder: Path, number: str, out: Path, copies: int, **given: Any
) -> None:
    """Write the kit of a signing ceremony into a folder in OUT.

    It holds the originals to print (the bytes that were decided on), a page to sign by hand, a
    checklist, and their hashes.
    """
    wish = KitWish(copies, terminal.texts.language)
    with terminal.program.working(folder) as desk:
        desk.journal.case(number)
        with registrar(terminal, desk, given) as who:
            made = write_kit(desk, who, number, wish, out)
    terminal.say([line(terminal.texts.count("kit.written", copies, folder=str(made)))])
