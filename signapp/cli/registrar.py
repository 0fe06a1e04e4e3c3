"""A registrar at the terminal: their key, their PIN, and their session for one command."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import reduce
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.terminal import NOT_JUDGED, Terminal
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.key_choice import home_of
from signapp.services.register import sign_out
from signapp.services.roster import enter_registry

Command = Callable[..., None]
Decorator = Callable[[Command], Command]

ASKED = (
    click.option("--pin-stdin", is_flag=True, help="Read answers and PINs from standard input."),
    click.option("--yes", "agreed", is_flag=True, help="Do not ask whether to go on."),
)
REGISTRAR = (
    click.option("--as", "registrar", required=True, help="Code of the registrar who does it."),
    click.option(
        "--key", required=True, help="Their session key: a PKCS#12 file or a pkcs11 URI."
    ),
)


def with_options(
    options: tuple[Callable[[Command], Command], ...],
) -> Callable[[Command], Command]:
    """Return a decorator that gives a command these options."""
    return lambda command: reduce(lambda made, option: option(made), reversed(options), command)


@contextmanager
def registrar(terminal: Terminal, desk: Desk, given: dict[str, Any]) -> Iterator[SignedIn]:
    """Ask whether to go on, and for the registrar's PIN; sign them in, and out again."""
    asking = Asking(terminal.texts, given["pin_stdin"], given["agreed"])
    go_on(asking)
    person = given["registrar"]
    who = enter_registry(desk, person, home_of(given["key"]), asking.pin(person))
    try:
        yield who
    finally:
        sign_out(desk, who.session)


def go_on(asking: Asking) -> None:
    """Ask whether to go on, and end the program where not."""
    if not asking.goes_on():
        sys.exit(NOT_JUDGED)
