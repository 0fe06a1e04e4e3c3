"""The commands on appeal instructions: reading them, giving them other words, approving them."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.line import Line, Styled, line, lines
from signapp.cli.log import VerifiedLog
from signapp.cli.registrar import ASKED, REGISTRAR, registrar, with_options
from signapp.cli.terminal import FILE, FOLDER, Terminal, with_terminal
from signapp.domain.errors import AppealTextUnknown, StorageError
from signapp.services.appeals import (
    AppealWords,
    CatalogueEntry,
    appeal_catalogue,
    approve_appeal,
    write_appeal,
)
from signapp.texts.catalogue import DEFAULT, LANGUAGES, Texts

_OF = click.option(
    "--of",
    "language",
    type=click.Choice(list(LANGUAGES)),
    default=DEFAULT,
    show_default=True,
    help="Language of the instruction.",
)


@click.command("appeals")
@click.argument("folder", type=FOLDER)
@click.argument("code", required=False)
@_OF
@with_terminal
def list_appeals(terminal: Terminal, folder: Path, code: str | None, language: str) -> None:
    """List the appeal instructions, or print the words of one.

    What is printed of one can be edited in a file and given to `appeal-write`: its name, its
    authority, and its parts, each below a heading that begins with `## `.
    """
    with terminal.program.reading() as tools:
        log = VerifiedLog.read(tools.register(folder))
        found = appeal_catalogue(log.state.appeal_texts, log.text, language)
    if code is None:
        terminal.say([_in_list(terminal.texts, entry) for entry in found])
        return
    meant = [entry.text for entry in found if entry.text.code == code]
    if not meant:
        raise AppealTextUnknown(instruction=code)
    terminal.say(lines(f"{meant[0].name}\n{meant[0].authority}\n\n{meant[0].body}"))


def _in_list(texts: Texts, entry: CatalogueEntry) -> Line:
    text = entry.text
    state = texts.say("appeals.draft" if text.draft else "appeals.approved")
    shown = Styled(state, "yellow" if text.draft else "green")
    written = texts.say("appeals.edited" if entry.written_by else "appeals.shipped")
    return line(f"{text.code:<26}{text.version[:12]}  ", shown, f"  {written}  {text.name}")


@click.command("appeal-write")
@click.argument("folder", type=FOLDER)
@click.argument("code")
@click.argument("file", type=FILE)
@_OF
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def write(
    terminal: Terminal, folder: Path, code: str, file: Path, language: str, **given: Any
) -> None:
    """Give an appeal instruction the words of a file: a new version, a draft until approved.

    The file has the form in which `appeals` prints one. Decisions keep the words they have.
    """
    words = _words(file)
    with terminal.program.working(folder) as desk, registrar(terminal, desk, given) as who:
        write_appeal(desk, who, code, language, words)
    terminal.say([line(terminal.texts.say("appeals.written", code=code))])


def _words(file: Path) -> AppealWords:
    try:
        name, _, rest = file.read_text(encoding="utf-8").strip().partition("\n")
    except (OSError, UnicodeDecodeError) as e:
        raise StorageError(cause=str(e)) from e
    authority, _, body = rest.partition("\n")
    return AppealWords(name, authority, body)


@click.command("appeal-approve")
@click.argument("folder", type=FOLDER)
@click.argument("code")
@click.option("--review", required=True, help="Who looked at the words, and when.")
@_OF
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def approve(
    terminal: Terminal, folder: Path, code: str, review: str, language: str, **given: Any
) -> None:
    """Approve the words of an appeal instruction for use; another registrar wrote them."""
    with terminal.program.working(folder) as desk, registrar(terminal, desk, given) as who:
        approve_appeal(desk, who, code, language, review)
    terminal.say([line(terminal.texts.say("appeals.now_approved", code=code))])


COMMANDS = (list_appeals, write, approve)
