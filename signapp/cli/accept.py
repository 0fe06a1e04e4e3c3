"""The command by which a registrar answers for a register that is not what this desk had seen."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.line import line
from signapp.cli.printing import notice_lines
from signapp.cli.registrar import ASKED, REGISTRAR, registrar, with_options
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.domain.anchor_errors import HistoryContinues
from signapp.domain.errors import NotAuthorisedError
from signapp.services.accepting import accept_history

REASON = "Why the register is another one now: it was restored from a backup, for instance."


@click.command("accept")
@click.argument("folder", type=FOLDER)
@click.option("--reason", required=True, help=REASON)
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def accept(terminal: Terminal, folder: Path, reason: str, **given: Any) -> None:
    """Accept a register that does not continue what this desk had seen of it.

    Shows what is missing, asks, and records who accepted it and why. Until then nothing else is
    recorded from this desk. Other desks that had seen no more than this one accept it too.
    """
    with terminal.program.working(folder) as desk:
        broken = desk.journal.memory.broken
        if broken is None:
            raise NotAuthorisedError((HistoryContinues(),))
        terminal.say(notice_lines(terminal.texts, broken, "", "yellow"))
        with registrar(terminal, desk, given) as who:
            accept_history(desk, who, reason)
        terminal.say([line(terminal.texts.say("terminal.history_accepted"))])
