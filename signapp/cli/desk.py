"""The commands on this desk: where people's keys are, which cards are there, who stamps times."""

import re
from pathlib import Path

import click

from signapp.cli.desk_keys import COMMANDS as KEYS
from signapp.cli.line import line
from signapp.cli.mark import mark
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.services.key_choice import home_of

HOST = re.compile(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:]+")
"""A host's name or number, without scheme, port or path."""


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
        folder, person, home_of(session), home_of(signature) if signature else None
    )  # fmt: skip
    terminal.say([line(terminal.texts.say("terminal.desk.key_kept", person=person))])


@desk.command("stamps")
@click.argument("folder", type=FOLDER)
@click.argument("addresses", nargs=-1)
@click.option("--every", type=click.IntRange(1), default=60, show_default=True, metavar="MINUTES")
@with_terminal
def stamps(terminal: Terminal, folder: Path, addresses: tuple[str, ...], every: int) -> None:
    """Set the time stamp services (http or https), in the order of asking; none for no stamps.

    A stamp over the register itself is asked for at most once in --every minutes.
    """
    wrong = [one for one in addresses if not one.startswith(("http://", "https://"))]
    if wrong:
        raise click.BadParameter(wrong[0], param_hint="ADDRESSES")
    terminal.program.keep_time_stamps(folder, addresses, every)
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


def _lower(hosts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(host.lower() for host in hosts)


for further in (*KEYS, mark):
    desk.add_command(further)
