"""The commands on keys at this desk: which cards are there, which key is whose, does it sign."""

from collections.abc import Iterator
from pathlib import Path

import click

from signapp.cli.asking import Asking
from signapp.cli.line import Line, line
from signapp.cli.printing import notice_lines
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.domain.acts import Purpose
from signapp.domain.errors import KeyHomeMissingError
from signapp.services.certificate_rules import CertificateCard, certificate_card
from signapp.services.key_choice import (
    FoundCertificate,
    certificates_in,
    certificates_on_cards,
    choose_key,
    home_of,
    module_of,
)
from signapp.services.ports import TokenFacts
from signapp.services.trial import Trial, make_test_signature, trial_texts
from signapp.texts.catalogue import Texts


@click.command("cards")
@click.argument("module")
@click.option("--register", "folder", type=FOLDER, help="Compare with a register; needs --person.")
@click.option("--person", default="", help="Whose the cards are; needs --register.")
@with_terminal
def cards(terminal: Terminal, module: str, folder: Path | None, person: str) -> None:
    """List the cards that a PKCS#11 module reaches; MODULE is its file, or digisign or opensc.

    Told are validity, purpose and strength; with a register also who issued it, whether it is
    revoked, and whether it is bound to the person.
    """
    if bool(person) != bool(folder):
        raise click.UsageError("Give --register and --person together.")
    if folder is not None:
        with terminal.program.working(folder) as desk:
            desk.journal.catch_up()
            terminal.say(_found_lines(terminal.texts, certificates_on_cards(desk, person, module)))
        return
    found = terminal.program.tokens(module_of(module))
    if not found:
        terminal.say([line(terminal.texts.say("terminal.desk.no_cards"))])
    now = terminal.program.now()
    for token in found:
        terminal.say(_token_lines(terminal.texts, token))
        for content in token.certificates:
            card = certificate_card(content, Purpose.SIGNATURE, now)
            if card and card.purposes and Purpose.SIGNATURE not in card.purposes:
                card = certificate_card(content, Purpose.SESSION, now)
            if card:
                terminal.say(_certificate_lines(terminal.texts, card))


@click.command("choose")
@click.argument("folder", type=FOLDER)
@click.argument("person")
@click.option("--key", "place", help="PKCS#12 file, whose passphrase is asked.")
@click.option("--module", help="Or the cards of a PKCS#11 module: its file, digisign or opensc.")
@click.option("--pin-stdin", "from_input", is_flag=True, help="Read the passphrase from stdin.")
@click.option("--certificate", default="", help="Beginning of the SHA-256 of the one to choose.")
@with_terminal
def choose(
    terminal: Terminal, folder: Path, person: str, place: str | None, module: str | None,
    from_input: bool, certificate: str,
) -> None:  # fmt: skip
    """List a person's certificates in a file or on cards, and choose one for what it is for."""
    if bool(place) == bool(module):
        raise click.UsageError("Give either --key or --module.")
    with terminal.program.working(folder) as desk:
        desk.journal.catch_up()
        if place:
            asking = Asking(terminal.texts, from_input, agreed=True)
            found = certificates_in(desk, person, home_of(place), asking.pin(person))
        else:
            found = certificates_on_cards(desk, person, str(module))
        if not certificate:
            terminal.say(_found_lines(terminal.texts, found))
            return
        chosen = [one for one in found if one.sha256.startswith(certificate.casefold())]
        if len(chosen) != 1:
            raise click.BadParameter(certificate, param_hint="--certificate")
        choose_key(desk, person, chosen[0])
    told = terminal.texts.say(f"terminal.desk.chosen.{chosen[0].purpose.value}", person=person)
    terminal.say([line(told)])


@click.command("test-signature")
@click.argument("folder", type=FOLDER)
@click.argument("person")
@click.option("--pin-stdin", "from_input", is_flag=True, help="Read the PIN from stdin.")
@with_terminal
def test_signature(terminal: Terminal, folder: Path, person: str, from_input: bool) -> None:
    """Try a person's signature key on a page that is thrown away: nothing of it is kept."""
    with terminal.program.working(folder) as desk:
        desk.journal.catch_up()
        places = desk.key_places
        known = {one.person: one for one in places.people()} if places else {}
        if person not in known or known[person].signature is None:
            raise KeyHomeMissingError(home=person)
        pin = Asking(terminal.texts, from_input, agreed=True).pin(person)
        trial = make_test_signature(desk, known[person], pin)
    terminal.say(_trial_lines(terminal.texts, trial))


COMMANDS = (cards, choose, test_signature)


def _found_lines(texts: Texts, found: tuple[FoundCertificate, ...]) -> Iterator[Line]:
    if not found:
        yield line(texts.say("terminal.desk.no_certificates"))
    for one in found:
        yield line(one.label)
        yield line(f"  {one.home.location}")
        yield line(f"  {one.sha256}")
        yield line(f"  {texts.say(f'terminal.desk.purpose.{one.purpose.value}')}")
        yield from _certificate_lines(texts, one.card)


def _token_lines(texts: Texts, token: TokenFacts) -> Iterator[Line]:
    yield line(token.label)
    yield line(f"  {token.home.location}")
    yield line(f"  {texts.say(f'terminal.desk.tries.{token.tries.value}')}")
    if token.pin_pad:
        yield line(f"  {texts.say('window.key.pin_pad')}")


def _certificate_lines(texts: Texts, card: CertificateCard) -> Iterator[Line]:
    until = card.not_after.date()
    yield line(f"  {texts.say('terminal.desk.certificate', name=card.name, until=until)}")
    yield line(
        f"    {texts.say('window.key.until', key=card.key, day=until, days=card.days_left)}"
    )
    for reason in card.against:
        yield from notice_lines(texts, reason, "    ", "red")
    for notice in card.told:
        yield from notice_lines(texts, notice, "    ", "yellow")


def _trial_lines(texts: Texts, trial: Trial) -> Iterator[Line]:
    yield line(texts.say("trial.done"))
    for told in trial_texts(texts, trial):
        yield line(f"  {told}")
    for notice in trial.told:
        yield from notice_lines(texts, notice, "  ", "yellow")
