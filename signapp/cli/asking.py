"""What the terminal asks a person: whether to go on, and a PIN, which is never an argument."""

import sys
from dataclasses import dataclass
from getpass import getpass

import click

from signapp.cli.line import line
from signapp.domain.errors import PinNotGivenError
from signapp.texts.catalogue import Texts

YES = {"y", "yes", "k", "kyllä", "j", "ja"}


@dataclass(frozen=True)
class Asking:
    """Asks on the terminal, or reads the answers line by line from the standard input.

    With `from_input` a script gives the answers; with `agreed` nothing but PINs is asked.
    """

    texts: Texts
    from_input: bool
    agreed: bool

    def goes_on(self) -> bool:
        """Ask whether to go on with what was shown."""
        if self.agreed:
            return True
        self._require_somebody()
        click.echo(line(self.texts.say("terminal.go_on"), " "), nl=False)
        answer = sys.stdin.readline().strip().casefold()
        if answer not in YES:
            click.echo(line(self.texts.say("terminal.nothing_changed")))
        return answer in YES

    def says_yes(self, question: str) -> bool:
        """Ask a question of its own; only a word for yes is a yes."""
        self._require_somebody()
        click.echo(line(question, " "), nl=False)
        return sys.stdin.readline().strip().casefold() in YES

    def pin(self, person: str) -> str:
        """Ask for the PIN of a person's session key. Raises PinNotGivenError."""
        self._require_somebody()
        if self.from_input:
            return sys.stdin.readline().rstrip("\r\n")
        return getpass(line(self.texts.say("terminal.pin", person=person), " "))

    def _require_somebody(self) -> None:
        if not self.from_input and not sys.stdin.isatty():
            raise PinNotGivenError
