"""What every screen is given: the desk and the window's own tools."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.runner import Runner
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.ports import Credentials, MovableClock

Report = Callable[[BaseException], Path]
"""Keeps the report of a fault of the program, and returns its file."""


class DemoActs(Protocol):
    """What the demo's window offers beside its forms."""

    def open_case(self, who: SignedIn) -> None:
        """Open the seed case, attach the action plan and place the signature fields."""


@dataclass(frozen=True)
class Tools:
    """The desk, who may sign in at it, the demo's clock, and what runs, speaks and looks."""

    desk: Desk
    people: tuple[Credentials, ...]
    clock: MovableClock | None
    runner: Runner
    language: Language
    look: Look
    demo_acts: DemoActs | None = None
    report: Report | None = None

    def credentials(self, person: str) -> Credentials:
        """Return where a person's keys are."""
        places = self.desk.key_places
        known = (*(places.people() if places else ()), *self.people)
        return next(one for one in known if one.person == person)
