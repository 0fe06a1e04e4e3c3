"""The commands on this desk: where people's keys are, which cards are there, who stamps times."""

import re
from pathlib import Path

import click
from cryptography import x509
from cryptography.x509.oid import NameOID

from signapp.cli.asking import key_home
from signapp.cli.line import Line, line
from signapp.cli.mark import mark
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.services.ports import TokenFacts

HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:]+")
"""A host's name or number, without scheme, port or path."""

PROFILES = {
    "digisign": (
        *("/usr/lib/libcryptoki.so", "/usr/lib64/libcryptoki.so"),
        *("/usr/lib/x86_64-linux-gnu/libcryptoki.so", "/usr/local/lib/libcryptoki.dylib"),
        "C:/Windows/System32/cryptoki.dll",
    ),
    "opensc": (
        *("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib64/opensc-pkcs11.so"),
        *("/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so", "/usr/local/lib/opensc-pkcs11.so"),
        "C:/Program Files/OpenSC Project/OpenSC/pkcs11/opensc-pkcs11.dll",
    ),
}
"""Where the modules of known card programs usually are."""


@click.group()
def desk() -> None:
    """Set up this desk: keys, cards, time stamp services and visible marks."""


@desk.command("key")
@click.argument("folder", type=FOLDER)
@click.argument("person")
@click.option("--session", required=True, help="Session key: PKCS#12 file or pkcs11 URI.")
@click.option("--signature", help="Signature key: PKCS#12 file or pkcs11 URI.")
@with_terminal
def key(
    terminal: Terminal, folder: Path, person: str, session: str, signature: str | None
) -> None:
    """Say where a person's keys are, so that they can sign in at this desk."""
    terminal.program.keep_keys(
        folder, person, key_home(_absolute(session)),
        key_home(_absolute(signature)) if signature else None,
    )  # fmt: skip
    terminal.say([line(terminal.texts.say("terminal.desk.key_kept", person=person))])


@desk.command("stamps")
@click.argument("folder", type=FOLDER)
@click.argument("addresses", nargs=-1)
@with_terminal
def stamps(terminal: Terminal, folder: Path, addresses: tuple[str, ...]) -> None:
    """Set the time stamp services (http or https), in the order of asking; none for no stamps."""
    wrong = [one for one in addresses if not one.startswith(("http://", "https://"))]
    if wrong:
        raise click.BadParameter(wrong[0], param_hint="ADDRESSES")
    terminal.program.keep_time_stamps(folder, addresses)
    key = "terminal.desk.stamps" if addresses else "terminal.desk.no_stamps"
    terminal.say([line(terminal.texts.say(key, services=", ".join(addresses)))])


@desk.command("hosts")
@click.argument("folder", type=FOLDER)
@click.argument("hosts", nargs=-1)
@click.option("--near", multiple=True, help="A host in the city's own network, to be asked too.")
@with_terminal
def hosts(terminal: Terminal, folder: Path, hosts: tuple[str, ...], near: tuple[str, ...]) -> None:
    """Set the hosts that may be asked for revocation data and lists; none to stay offline.

    A certificate or a setting says what is asked there; nobody else is ever asked.
    """
    wrong = [one for one in (*hosts, *near) if not HOST.fullmatch(one)]
    if wrong:
        raise click.BadParameter(wrong[0], param_hint="HOSTS")
    terminal.program.keep_hosts(folder, _lower(hosts), _lower(near))
    allowed = dict.fromkeys((*_lower(hosts), *_lower(near)))
    key = "terminal.desk.hosts" if allowed else "terminal.desk.no_hosts"
    terminal.say([line(terminal.texts.say(key, hosts=", ".join(allowed)))])


@desk.command("cards")
@click.argument("module")
@with_terminal
def cards(terminal: Terminal, module: str) -> None:
    """List the cards that a PKCS#11 module reaches; MODULE is its file, or digisign or opensc."""
    found = terminal.program.tokens(_module(module))
    if not found:
        terminal.say([line(terminal.texts.say("terminal.desk.no_cards"))])
    for token in found:
        for told in _card_lines(terminal, token):
            click.echo(told)


def _card_lines(terminal: Terminal, token: TokenFacts) -> list[Line]:
    say = terminal.texts.say
    lines = [line(token.label), line(f"  {token.home.location}")]
    lines.append(line(f"  {say(f'terminal.desk.tries.{token.tries.value}')}"))
    for content in token.certificates:
        certificate = x509.load_der_x509_certificate(content)
        names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        name = str(names[0].value) if names else certificate.subject.rfc4514_string()
        until = certificate.not_valid_after_utc.date()
        lines.append(line(f"  {say('terminal.desk.certificate', name=name, until=until)}"))
    return lines


def _lower(hosts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(host.lower() for host in hosts)


def _module(given: str) -> str:
    """Return the file of a module; a known program's first one that is there."""
    places = PROFILES.get(given.casefold(), (given,))
    return next((place for place in places if Path(place).exists()), places[0])


def _absolute(place: str) -> str:
    """Return a key's place as it is found from anywhere."""
    return place if place.startswith("pkcs11:") else str(Path(place).absolute())


desk.add_command(mark)
