"""The command that looks at files before anything is decided on or signed."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from signapp.cli.line import Line, Styled, escaped_json, line
from signapp.cli.terminal import EXIT, FILE, Terminal, with_terminal
from signapp.domain.values import to_plain
from signapp.services.file_fitness import card_line
from signapp.services.ports import Holds, Preflight, Severity
from signapp.texts.catalogue import Texts

COLOURS = {Severity.REFUSES: "red", Severity.WARNS: "yellow", Severity.TELLS: None}


@click.command()
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
@with_terminal
def preflight(terminal: Terminal, files: tuple[Path, ...], as_json: bool) -> None:
    """Look at PDF files before they are decided on or signed.

    Exits with 0 when all may be signed, 1 when one may not, 2 when called wrongly, and 3 when a
    file could not be looked at.
    """
    with terminal.program.reading() as tools:
        cards = [(file, tools.pdf.preflight(file)) for file in files]
    if as_json:
        click.echo(escaped_json([_plain(terminal.texts, *one) for one in cards]))
    else:
        for file, card in cards:
            terminal.say(card_lines(terminal.texts, file.name, card))
    refused = any(card.refused for _, card in cards)
    sys.exit(EXIT[Holds.NO if refused else Holds.YES])


def card_lines(texts: Texts, name: str, card: Preflight) -> Iterator[Line]:
    """Yield the card of a file: one line when nothing was found, else each finding."""
    yield line(Styled(name, bold=True), "  ", card_line(texts, card))
    if not card.findings:
        yield line("  ", Styled(texts.say("preflight.clean"), "green"))
    for found in card.findings:
        sentence, remedy = texts.finding(found.code, found.facts)
        state = texts.say(f"severity.{found.severity.value}")
        yield line(f"  {state}: ", Styled(sentence, COLOURS[found.severity]), f"  [{found.code}]")
        yield line(f"    {remedy}")
    if card.repairable:
        yield line("  ", texts.say("preflight.repairable"))
    yield line("")


def _plain(texts: Texts, file: Path, card: Preflight) -> dict[str, Any]:
    findings = []
    for found in card.findings:
        sentence, remedy = texts.finding(found.code, found.facts)
        said = {"sentence": sentence, "remedy": remedy}
        findings.append({**to_plain(found, type(found)), **said})
    plain: dict[str, Any] = to_plain(card, Preflight)
    return {"path": str(file), "refused": card.refused, **plain, "findings": findings}
