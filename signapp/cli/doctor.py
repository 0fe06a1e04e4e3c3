"""The command that looks whether program, register and desk are as they should be."""

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from signapp.cli.keeping import told
from signapp.cli.line import Line, Styled, escaped_json, line
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.services.condition import Row, State, worst_state
from signapp.services.condition_words import sentences
from signapp.texts.catalogue import Texts

EXIT = {State.OK: 0, State.WARNING: 1, State.FAILED: 2}
COLOURS = {State.OK: "green", State.WARNING: "yellow", State.FAILED: "red"}
CODES = """Exit codes, as monitoring programs expect them: 0 all is well; 1 there are warnings;
2 something failed, or the command was called wrongly; 3 it could not be done."""


@click.command("doctor", epilog=CODES)
@click.argument("folder", type=FOLDER, required=False)
@click.option("--json", "as_json", is_flag=True, help="For programs: a list of rows as JSON.")
@with_terminal
def doctor(terminal: Terminal, folder: Path | None, *, as_json: bool) -> None:
    """Look at the program and, where FOLDER names one, at a register and its desk.

    Everything is looked at, documents by their hashes; nothing is changed and nobody is asked for
    a PIN.
    """
    rows = terminal.program.doctor(folder, told(sys.stderr.isatty()))
    if as_json:
        click.echo(escaped_json([_plain(terminal.texts, row) for row in rows]))
    else:
        terminal.say(_lines(terminal.texts, rows))
    sys.exit(EXIT[worst_state(rows)])


def _lines(texts: Texts, rows: tuple[Row, ...]) -> Iterator[Line]:
    names = {state: texts.say(f"condition.state.{state.value}") for state in State}
    width = max(map(len, names.values())) + 2
    for row in rows:
        sentence, remedy = sentences(texts, row)
        state = Styled(names[row.state].ljust(width), COLOURS[row.state])
        title = texts.say(f"condition.{row.name}")
        yield line(state, Styled(f"{title}: ", bold=True), sentence)
        if remedy:
            yield line(" " * width, remedy)


def _plain(texts: Texts, row: Row) -> dict[str, Any]:
    sentence, remedy = sentences(texts, row)
    facts = {name: _fact(fact) for name, fact in row.facts.items()}
    code = row.error.code if row.error else row.code
    return {
        "row": row.name,
        "state": row.state.value,
        "code": code,
        "sentence": sentence,
        "remedy": remedy,
        "facts": facts,
    }


def _fact(fact: Any) -> Any:
    return fact.isoformat() if isinstance(fact, date | datetime) else fact
