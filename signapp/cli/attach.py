"""The command that attaches a file to a case in preparation."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.line import line
from signapp.cli.registrar import ASKED, go_on, with_options
from signapp.cli.terminal import FILE, FOLDER, Terminal, with_terminal
from signapp.domain.situation import Duty
from signapp.services.arrival_findings import findings_of
from signapp.services.attachments import kind_words
from signapp.services.desk import Desk
from signapp.services.drafting import NewAgreement, attach_placed
from signapp.services.intake import Came, attach_to_read, convert, look_at_arrival
from signapp.services.key_choice import home_of
from signapp.services.register import sign_out
from signapp.services.roster import enter_for

LANGUAGES = ("fi", "sv", "en", "zh")
OPTIONS = (
    click.option("--title", required=True, help="Title of the attachment."),
    click.option("--as", "person", required=True, help="Code of the preparer who does it."),
    click.option("--key", required=True, help="Their session key: PKCS#12 file or pkcs11 URI."),
    click.option(
        "--in", "written", type=click.Choice(LANGUAGES), default="fi", show_default=True,
        help="Language of the file.",
    ),
    click.option("--only-read", is_flag=True, help="Nobody is to sign it."),
    click.option("--repaired", is_flag=True, help="A repaired copy of a damaged PDF stands in."),
)  # fmt: skip


@click.command("attach")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.argument("file", type=FILE)
@with_options((*OPTIONS, *ASKED))
@with_terminal
def attach(terminal: Terminal, folder: Path, number: str, file: Path, **given: Any) -> None:
    """Attach FILE to the draft of case NUMBER: PDF, DOCX, ODT, PNG, JPEG or TIFF.

    A text document is converted by an installed LibreOffice, pictures and scans become pages;
    the file itself is kept beside the PDF that is made of it, and both hashes are shown.
    """
    with terminal.program.working(folder) as desk:
        desk.journal.case(number)
        came = _convert(terminal, desk, file, given)
        asking = Asking(terminal.texts, given["pin_stdin"], given["agreed"])
        go_on(asking)
        person = given["person"]
        who = enter_for(desk, person, home_of(given["key"]), asking.pin(person), Duty.PREPARE)
        try:
            title, language = given["title"], given["written"]
            if given["only_read"]:
                attached = attach_to_read(desk, who, number, file, title, language, came)
            else:
                agreement = NewAgreement(file, title, language, given["repaired"], came)
                attached = attach_placed(desk, who, number, agreement)
        finally:
            sign_out(desk, who.session)
    say = terminal.texts.say
    terminal.say([line(say("terminal.attached", number=attached, title=given["title"]))])


def _convert(terminal: Terminal, desk: Desk, file: Path, given: dict[str, Any]) -> Came:
    """Make a PDF of the file, and show both hashes and what was found on the way."""
    texts = terminal.texts
    arrival = look_at_arrival(desk, file)
    came = convert(desk, file, arrival, (given["title"], given["written"]))
    kind = kind_words(texts, arrival.kind.value)
    terminal.say([line(f"{texts.say('intake.came')}: {file.name} · {kind}")])
    terminal.say([line(f"  SHA-256 {arrival.document.sha256}")])
    if came.document:
        terminal.say(
            [line(texts.say("intake.read" if given["only_read"] else "intake.converted"))]
        )
        terminal.say([line(f"  SHA-256 {came.document.sha256}")])
    for found in findings_of(arrival):
        sentence, remedy = texts.finding(found.code, found.facts)
        state = texts.say(f"severity.{found.severity.value}")
        terminal.say([line(f"{state}: {sentence}"), line(f"  {remedy}")])
    return came
