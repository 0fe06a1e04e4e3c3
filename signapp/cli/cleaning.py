"""The commands that take something away: erasing a text, sweeping files that nothing names."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.keeping_lines import erasable_lines, erased_lines, orphan_lines
from signapp.cli.line import line
from signapp.cli.registrar import ASKED, REGISTRAR, go_on, registrar, with_options
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.domain.keeping import ErasureGround
from signapp.services.erase import erasable_texts, erase
from signapp.services.sweep import find_orphans, sweep

GROUNDS = click.Choice([one.value for one in ErasureGround])


@click.command("texts")
@click.argument("folder", type=FOLDER)
@with_terminal
def list_texts(terminal: Terminal, folder: Path) -> None:
    """List the texts that may be erased: the beginning of their commitment, case and words.

    The decision itself, its grounds and who made it stay; notes and addressees may go.
    """
    with terminal.program.working(folder) as desk:
        terminal.say(erasable_lines(terminal.texts, erasable_texts(desk)))


@click.command("erase")
@click.argument("folder", type=FOLDER)
@click.argument("commitment")
@click.option("--ground", type=GROUNDS, required=True, help="Why the text is erased.")
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def erase_text(
    terminal: Terminal, folder: Path, commitment: str, ground: str, **given: Any
) -> None:
    """Erase a text for ever; COMMITMENT is its commitment, or the beginning of it.

    Its entries and every proof hold without it. Backups that were made before still hold it.
    """
    with terminal.program.working(folder) as desk:
        found = erasable_texts(desk, commitment)
        if len(found) > 1:
            raise click.BadParameter("fits several texts", param_hint="COMMITMENT")
        terminal.say(erasable_lines(terminal.texts, found))
        meant = found[0].commitment if found else commitment
        with registrar(terminal, desk, given) as who:
            backups = erase(desk, who, meant, ErasureGround(ground))
        terminal.say(erased_lines(terminal.texts, backups))


@click.command("sweep")
@click.argument("folder", type=FOLDER)
@with_options(ASKED)
@with_terminal
def sweep_files(terminal: Terminal, folder: Path, **given: Any) -> None:
    """Remove files among the documents that no entry, draft or unfinished work names.

    They are listed first. Files younger than 24 hours are left, since somebody may be working.
    """
    with terminal.program.working(folder) as desk:
        assert desk.upkeep is not None
        found = find_orphans(desk, desk.upkeep)
        terminal.say(orphan_lines(terminal.texts, found))
        if found:
            go_on(Asking(terminal.texts, given["pin_stdin"], given["agreed"]))
            count = sweep(desk, desk.upkeep, found)
            terminal.say([line(terminal.texts.count("terminal.swept", count))])


COMMANDS = (list_texts, erase_text, sweep_files)
