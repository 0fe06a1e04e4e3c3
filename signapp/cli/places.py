"""The command on where the parties sign an attachment that is prepared for it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.line import Line, Styled, line
from signapp.cli.registrar import ASKED, go_on, with_options
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.domain.situation import Duty
from signapp.services.desk import Desk
from signapp.services.key_choice import home_of
from signapp.services.place_words import party_words, place_words
from signapp.services.register import sign_out
from signapp.services.roster import enter_for
from signapp.services.signature_places import (
    named_places,
    place_again,
    read_places,
    what_is_covered,
)
from signapp.services.usual_places import (
    LAST_TIME,
    Corner,
    UsualPlace,
    arranged,
    boxes_of,
    templates,
)
from signapp.texts.catalogue import Texts

FIELD = re.compile(
    r"(?P<party>[^:.\x00-\x1f]{1,60}):(?P<page>first|last|[1-9]\d{0,4}):"
    r"(?P<where>invisible|[\d.]+,[\d.]+,[\d.]+,[\d.]+)"
)
FORM = "PARTY:PAGE:LEFT,BOTTOM,WIDTH,HEIGHT"
NAMES = (*(one.name for one in templates()), LAST_TIME)


def _read_fields(
    _: click.Context, __: click.Parameter, given: tuple[str, ...]
) -> tuple[UsualPlace, ...]:
    """Return the places that are given as texts, or refuse the call."""
    return tuple(map(_read_field, given))


def _read_field(given: str) -> UsualPlace:
    """Return a place given as `City:last:20,20,70,25`, or as `City:last:invisible`."""
    found = FIELD.fullmatch(given)
    try:
        where = found["where"] if found else ""
        lengths = "0,0,0,0" if where == "invisible" else where
        x, y, width, height = map(float, lengths.split(","))
    except ValueError as e:
        raise click.BadParameter(f"{given!r} is not {FORM} or PARTY:PAGE:invisible.") from e
    assert found is not None
    return UsualPlace(found["party"], found["page"], Corner.BOTTOM_LEFT, x, y, width, height)


OPTIONS = (
    click.option("--show", is_flag=True, help="Only tell where the places are now."),
    click.option("--template", type=click.Choice(NAMES), help="Usual places."),
    click.option(
        "--field", "fields", multiple=True, metavar=FORM, callback=_read_fields,
        help="A place, in millimetres from the lower left corner of the page as it is shown.",
    ),
    click.option("--as", "person", help="Code of the preparer who does it."),
    click.option("--key", help="Their session key: a PKCS#12 file or a pkcs11 URI."),
)  # fmt: skip


@click.command("places")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.argument("attachment", type=click.IntRange(1))
@with_options((*OPTIONS, *ASKED))
@with_terminal
def places(terminal: Terminal, folder: Path, number: str, attachment: int, **given: Any) -> None:
    """Choose where each party signs an attachment, until the proposal is submitted.

    PAGE is first, last or a number; PARTY:PAGE:invisible makes a signature without a mark. The
    city comes first. The attachment is prepared anew from the file that was attached.
    """
    wanted = bool(given["template"]) + bool(given["fields"])
    if wanted != (0 if given["show"] else 1):
        raise click.UsageError("Give one of --show, --template and --field.")
    with terminal.program.working(folder) as desk:
        desk.journal.case(number)
        if not given["show"]:
            _place(terminal, desk, number, attachment, given)
        terminal.say(_told(terminal.texts, desk, number, attachment))


def _place(
    terminal: Terminal, desk: Desk, number: str, attachment: int, given: dict[str, Any]
) -> None:
    """Put the places where they are wanted, as the preparer who gives their PIN."""
    if not given["person"] or not given["key"]:
        raise click.UsageError("--as and --key tell who does it.")
    pages = read_places(desk, number, attachment).pages
    named = given["template"]
    boxes = (
        arranged(named_places(desk, named), pages) if named else boxes_of(given["fields"], pages)
    )
    asking = Asking(terminal.texts, given["pin_stdin"], given["agreed"])
    go_on(asking)
    person = given["person"]
    who = enter_for(desk, person, home_of(given["key"]), asking.pin(person), Duty.PREPARE)
    try:
        place_again(desk, who, number, attachment, boxes)
    finally:
        sign_out(desk, who.session)


def _told(texts: Texts, desk: Desk, number: str, attachment: int) -> Iterator[Line]:
    """Yield where each party signs, what is hidden there, and the bytes that are decided on."""
    now = read_places(desk, number, attachment)
    prepared = desk.journal.case(number).attachments[attachment - 1].prepared
    assert prepared is not None  # it was read above
    yield line(texts.say("terminal.places", attachment=attachment))
    for box in now.boxes:
        words = place_words(texts, box, len(now.pages))
        yield line(
            "  ", Styled(party_words(texts, box.name), bold=True), f" [{box.name}]  {words}"
        )
    for one in what_is_covered(desk, now.file, now.pages, now.boxes):
        key = "places.covers_text" if one.words else "places.covers_lines"
        party = party_words(texts, one.field)
        yield line("  ", Styled(texts.say(key, party=party, words=one.words), "yellow"))
    yield line(f"SHA-256 {prepared.prepared.sha256}")
