"""Filling the draft of a case from a decision text, at the terminal."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.line import Line, Styled, line, lines
from signapp.cli.registrar import go_on, with_options
from signapp.cli.terminal import FILE, FOLDER, Terminal, with_terminal
from signapp.domain.acts import Actor, Capacity
from signapp.domain.situation import DUTIES, Duty
from signapp.services.desk import Desk
from signapp.services.import_draft import Imported, answered, import_file, keep_import, knowledge
from signapp.services.import_values import Reading
from signapp.services.import_words import (
    balance,
    found_rows,
    left_rows,
    missing_rows,
    readings,
)
from signapp.services.journal import SignedIn
from signapp.services.key_choice import home_of
from signapp.services.register import sign_in, sign_out
from signapp.services.roles import roles_now
from signapp.texts.catalogue import Texts

OPTIONS = (
    click.option("--as", "person", required=True, help="Code of the person who prepares."),
    click.option("--key", required=True, help="Their session key: PKCS#12 file or pkcs11 URI."),
    click.option(
        "--joins",
        type=click.Choice(["ask", "accept"]),
        default="ask",
        show_default=True,
        help="Ask about each word that a line's end cut in doubt, or accept what is proposed.",
    ),
    click.option("--pin-stdin", is_flag=True, help="Read answers and PINs from standard input."),
    click.option("--yes", "agreed", is_flag=True, help="Do not ask whether to fill the draft."),
)


@click.command("import")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.argument("file", type=FILE)
@with_options(OPTIONS)
@with_terminal
def import_text(terminal: Terminal, folder: Path, number: str, file: Path, **given: Any) -> None:
    """Fill the draft of case NUMBER from a decision text: plain text, PDF or Word (DOCX).

    What was found is shown first, with every word that a line's end cut in doubt, and with what
    was not recognised. Nothing is written before that was agreed to.
    """
    asking = Asking(terminal.texts, given["pin_stdin"], given["agreed"])
    with terminal.program.working(folder) as desk:
        desk.journal.case(number)
        imported = import_file(desk, file)
        if given["joins"] == "ask":
            imported = _ask_joins(terminal, asking, desk, imported)
        terminal.say(import_lines(terminal.texts, desk, imported))
        go_on(asking)
        who = _enter(desk, given["person"], given["key"], asking.pin(given["person"]))
        try:
            whole = keep_import(desk, who, number, imported.decision)
        finally:
            sign_out(desk, who.session)
    key = "filled" if whole else "text_filled"
    terminal.say([line(terminal.texts.say(f"import.{key}", case=number))])


def _ask_joins(terminal: Terminal, asking: Asking, desk: Desk, imported: Imported) -> Imported:
    """Ask about each cut word in doubt, and understand the text anew with the answers."""
    answers: dict[int, Reading] = {}
    for place in imported.decision.doubtful:
        joined, kept = readings(imported.decision.joins[place])
        question = terminal.texts.say("import.ask", joined=joined[1], kept=kept[1])
        answers[place] = joined[0] if asking.says_yes(question) else kept[0]
    return answered(desk, imported, answers) if answers else imported


def _enter(desk: Desk, person: str, key: str, pin: str) -> SignedIn:
    """Sign a person in for an office in which they prepare: their own first."""
    session = sign_in(desk, person, home_of(key), pin)
    offices = desk.journal.state.roster.offices
    there = roles_now(desk, person)
    roles = [one for one in there if Duty.PREPARE in DUTIES[offices[one.office].kind]] or [*there]
    role = roles[0] if roles else Actor(person, "", Capacity.HOLDER)
    return session.acting_for(role.office, role.capacity)


def import_lines(texts: Texts, desk: Desk, imported: Imported) -> Iterator[Line]:
    """Yield what was found, the cut words, what has no place, and what was not recognised."""
    decision = imported.decision
    yield line(Styled(texts.say("import.found"), bold=True))
    for row in found_rows(texts, decision, knowledge(desk)):
        yield line("  ", Styled(row.label, bold=True))
        yield from (line("    ", one) for one in row.value.split("\n"))
    missing = list(missing_rows(texts, decision))
    if missing:
        yield line("  ", Styled(texts.say("import.missing", what=", ".join(missing)), "yellow"))
    yield from _joins(texts, imported)
    left = list(left_rows(texts, decision))
    if left:
        yield line(Styled(texts.say("import.left_over"), bold=True))
    for row in left:
        yield line("  ", Styled(row.label, bold=True))
        yield from (line("    ", one) for one in row.value.split("\n"))
    for key, some in (("unrecognised", decision.unrecognised), ("pages", decision.page_lines)):
        if some:
            yield line(Styled(texts.say(f"import.{key}"), "yellow", bold=True))
            yield from (line("  ", one) for one in dict.fromkeys(some))
    for remark in decision.remarks:
        yield from lines(texts.say(f"import.remark.{remark.value}"))
    yield line(balance(texts, decision))


def _joins(texts: Texts, imported: Imported) -> Iterator[Line]:
    joins, asked = imported.decision.joins, dict(imported.answers)
    if joins:
        yield line(Styled(texts.count("import.joins", len(joins)), bold=True))
    for place, one in enumerate(joins):
        doubt = f"  {texts.say('import.doubtful')}" if one.doubtful and place not in asked else ""
        yield line(f"  {one.before}-  {one.after}  →  {one.read()}", Styled(doubt, "yellow"))
