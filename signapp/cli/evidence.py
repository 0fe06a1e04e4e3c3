"""The command that takes the evidence on a case out of the register."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.line import line
from signapp.cli.registrar import ASKED, REGISTRAR, registrar, with_options
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.services.evidence import take_evidence

OUT = click.Path(path_type=Path, dir_okay=False, writable=True)
PUBLIC = "Leave personal data out; the proofs hold all the same."


@click.command("evidence")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.argument("file", type=OUT)
@click.option("--public", is_flag=True, help=PUBLIC)
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def evidence(
    terminal: Terminal, folder: Path, number: str, file: Path, public: bool, **given: Any
) -> None:
    """Write the evidence on a case to FILE, one ZIP that proves itself offline.

    It holds the decisive documents, every entry of the case with its proof, a page that says what
    is proven, and a verifier. Who took it, and its hash, are recorded.
    """
    with terminal.program.working(folder) as desk:
        desk.journal.case(number)
        assert desk.archives is not None  # a working desk has them
        with registrar(terminal, desk, given) as who:
            made = take_evidence(desk, desk.archives, who, number, file, public=public)
    told = terminal.texts.say("evidence.taken", file=file, length=made.length)
    terminal.say([line(told), line(f"SHA-256 {made.sha256}")])
