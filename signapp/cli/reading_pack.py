"""The command that writes all cases that wait for a decision as one PDF to read."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.line import line
from signapp.cli.papers import OUT, PERSON
from signapp.cli.registrar import ASKED, go_on, with_options
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.services.key_choice import home_of
from signapp.services.reading_pack import write_pack
from signapp.services.register import sign_out
from signapp.services.roster import enter

OVER = click.option("--force", "over", is_flag=True, help="Write over a file of that name.")


@click.command("reading-pack")
@click.argument("folder", type=FOLDER)
@click.argument("file", type=OUT)
@with_options((OVER, *PERSON, *ASKED))
@with_terminal
def reading_pack(terminal: Terminal, folder: Path, file: Path, **given: Any) -> None:
    """Write all cases that wait for a decision to FILE, one PDF for a tablet or for paper.

    It is a copy for reading: nobody has opened a document by it. Who took it out is recorded.
    """
    asking = Asking(terminal.texts, given["pin_stdin"], given["agreed"])
    go_on(asking)
    with terminal.program.working(folder) as desk:
        pin = asking.pin(given["person"])
        who = enter(desk, given["person"], home_of(given["key"]), pin, given["office"])
        try:
            made = write_pack(desk, who, file, terminal.texts, over=given["over"])
        finally:
            sign_out(desk, who.session)
    facts = {"file": str(made.file), "cases": made.cases, "pages": made.pages}
    terminal.say([line(terminal.texts.count("pack.written", made.cases, **facts))])
    terminal.say([line(f"SHA-256 {made.ref.sha256}")])
