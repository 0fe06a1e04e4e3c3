"""The commands by which papers of a case leave: what can be made now, and one of them."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.line import Line, Styled, line
from signapp.cli.registrar import ASKED, go_on, with_options
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.services.key_choice import home_of
from signapp.services.paper_values import Choice, Options
from signapp.services.papers import Offered, offered, take_paper
from signapp.services.register import sign_out
from signapp.services.roster import enter
from signapp.texts.catalogue import LANGUAGES, Texts

OUT = click.Path(path_type=Path, dir_okay=False)
WHICH = "Which one, where there are several: the recipient, or the attachment's number."
CHOSEN = (
    click.option("--recipient", "--which", "which", default="", help=WHICH),
    click.option("--language", type=click.Choice(list(LANGUAGES)), help="Language of the paper."),
    click.option("--copies", type=click.IntRange(min=1), default=1, help="How many, for the log."),
    click.option("--force", "over", is_flag=True, help="Write over a file of that name."),
)
PERSON = (
    click.option("--as", "person", required=True, help="Code of the person who takes it out."),
    click.option(
        "--key", required=True, help="Their session key: a PKCS#12 file or a pkcs11 URI."
    ),
    click.option("--office", default="", help="Code of the office, where they act for several."),
)


@click.command("papers")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@with_terminal
def papers(terminal: Terminal, folder: Path, number: str) -> None:
    """List the papers that can be made of a case now, and why not the rest."""
    with terminal.program.working(folder) as desk:
        found = offered(desk, number)
    for one in found:
        terminal.say(_lines(terminal.texts, one))


def _lines(texts: Texts, one: Offered) -> list[Line]:
    code = one.paper.code
    told = [
        line(Styled(code, bold=True), f"  {texts.say(f'paper.{code}')} ({one.paper.ending})"),
        line(f"    {texts.say(f'paper.{code}.what')}"),
    ]
    for reason in one.against:
        said = texts.error(reason)
        told.append(line("    ", Styled(f"{said.heading} ({said.code})", colour="yellow")))
    if not one.against and len(one.choices) > 1:
        told += [line(f"    {_which(texts, each)}") for each in one.choices]
    return told


def _which(texts: Texts, one: Choice) -> str:
    """Return the option that says which one, and its name where that tells more."""
    name = texts.show(one.title)
    return f'--which "{one.key}"' if name == one.key else f"--which {one.key}: {name}"


@click.command("paper")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.argument("kind")
@click.argument("file", type=OUT)
@with_options((*CHOSEN, *PERSON, *ASKED))
@with_terminal
def paper(
    terminal: Terminal, folder: Path, number: str, kind: str, file: Path, **given: Any
) -> None:
    """Write one paper of a case to FILE; KIND is one of those that `papers` lists.

    Who took it out, and its hash, are recorded. No file is written over without --force.
    """
    asking = Asking(terminal.texts, given["pin_stdin"], given["agreed"])
    options = Options(given["which"], given["language"] or "", given["copies"])
    go_on(asking)
    with terminal.program.working(folder) as desk:
        pin = asking.pin(given["person"])
        who = enter(desk, given["person"], home_of(given["key"]), pin, given["office"])
        try:
            made = take_paper(desk, who, number, kind, file, options, over=given["over"])
        finally:
            sign_out(desk, who.session)
    told = terminal.texts.say("paper.taken", file=str(made.file), length=made.ref.length)
    terminal.say([line(told), line(f"SHA-256 {made.ref.sha256}")])
