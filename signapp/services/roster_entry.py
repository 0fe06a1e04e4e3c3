"""One entry of a roster file: its fields read one by one, and what is wrong with them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, TypeVar

from signapp.domain import errors
from signapp.domain.errors import Reason, RosterProblem

Chosen = TypeVar("Chosen")


@dataclass
class RosterEntry:
    """An entry of a kind, its number among them, its line in the file, and its fields.

    A field that is missing or malformed is kept as a problem, and a stand-in is returned: an
    entry with problems is not used.
    """

    kind: str
    number: int
    line: int
    fields: Mapping[str, Any]
    problems: list[RosterProblem] = field(default_factory=list)

    def told(self, reason: Reason) -> RosterProblem:
        """Return a reason together with the place of this entry."""
        return RosterProblem(self.kind, self.number, self.line, reason)

    def refuse(self, reason: Reason) -> None:
        """Keep a reason against this entry."""
        self.problems.append(self.told(reason))

    def has(self, name: str) -> bool:
        """Tell whether the entry has a field."""
        return name in self.fields

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text of one line; without a default it must be there."""
        value = self._value(name, default)
        if isinstance(value, str) and "\n" not in value:
            normal = unicodedata.normalize("NFC", value).strip()
            if normal or default is not None:
                return normal
        self._malformed(name, "text")
        return ""

    def day(self, name: str) -> date:
        """Return a day, written as 2017-08-29."""
        value = self._value(name, None)
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        self._malformed(name, "day")
        return date.min

    def codes(self, name: str) -> tuple[str, ...]:
        """Return a list of codes."""
        value = self._value(name, None)
        if isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            return tuple(unicodedata.normalize("NFC", one) for one in value)
        self._malformed(name, "codes")
        return ()

    def flag(self, name: str) -> bool:
        """Return true or false; false when it is not said."""
        value = self._value(name, False)
        if not isinstance(value, bool):
            self._malformed(name, "flag")
        return value is True

    def hours(self, name: str) -> int:
        """Return a whole number of hours; 0 when it is not said."""
        value = self._value(name, 0)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self._malformed(name, "hours")
        return 0

    def choice(self, name: str, among: Mapping[str, Chosen]) -> Chosen:
        """Return what a word stands for."""
        value = self._value(name, None)
        if isinstance(value, str) and value in among:
            return among[value]
        self._malformed(name, ", ".join(among))
        return next(iter(among.values()))

    def _value(self, name: str, default: Any) -> Any:
        return self.fields.get(name, default)

    def _malformed(self, name: str, expected: str) -> None:
        if self.has(name):
            self.refuse(errors.RosterFieldMalformed(field=name, expected=expected))
        else:
            self.refuse(errors.RosterFieldMissing(field=name))
