"""The everyday changes of the register: somebody is away, stands in, or leaves an office."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from signapp.domain.acts import SubstituteNamed
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.form import (
    Answer,
    Form,
    choice_field,
    day_field,
    day_in,
    line_field,
    qt_day,
    titled,
)
from signapp.gui.widgets.parts import label
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.registry import Registry, let_leave, name_substitute, record_absence


def of_no_case(act: Callable[[Desk, SignedIn], Any]) -> Answer:
    """Return an act on the register itself as a form's answer, which is given a case number."""
    return lambda desk, who, _: act(desk, who)


class RegistryForm(Form):
    """A form about the register itself; its texts stand under `name`."""

    name = ""

    def __init__(self, language: Language, look: Look, *titles: str) -> None:
        super().__init__(language, look)
        self._titles = {key: label("strong") for key in titles}
        self._fields: dict[str, QWidget] = {}

    def _arrange(self, **fields: QWidget) -> None:
        self._fields = fields
        self._lay_out(
            *(titled(self._titles[key], field, self._look) for key, field in fields.items())
        )
        self.dress()

    def start(self, registry: Registry) -> None:
        """Begin anew with the register as it is."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        """Return the field at the top."""
        return next(iter(self._fields.values()))

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say(f"window.registry.{self.name}"))
        self._note.setText(say(f"window.registry.{self.name}.note"))
        for key, title in self._titles.items():
            title.setText(say(f"window.registry.field.{key}"))
            if key in self._fields:
                self._fields[key].setAccessibleName(title.text())
        self.confirm.setText(say(f"window.registry.{self.name}.confirm"))
        super().dress()


class AbsenceForm(RegistryForm):
    """Somebody is away for some days: counts at once."""

    name = "absence"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look, "person", "since", "until")
        self.person = choice_field()
        self.since, self.until = day_field(self._follow), day_field(self.look_at_fields)
        self._arrange(person=self.person, since=self.since, until=self.until)

    def start(self, registry: Registry) -> None:
        """Begin with today."""
        self.person.clear()
        for person, name in registry.people:
            self.person.addItem(name, person)
        for field in (self.since, self.until):
            field.setDate(qt_day(registry.today))
        self.work(on=False)

    @Slot()
    def _follow(self) -> None:
        """Let the last day be no earlier than the first."""
        self.until.setMinimumDate(self.since.date())
        self.look_at_fields()

    def answer(self) -> Answer | None:
        """Return the recording, once somebody is chosen."""
        person = self.person.currentData()
        days = day_in(self.since), day_in(self.until)
        if not person:
            return None
        return of_no_case(partial(record_absence, person=person, since=days[0], until=days[1]))


class SubstituteForm(RegistryForm):
    """Somebody is named by a decision of its own; another registrar confirms it."""

    name = "substitute"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look, "office", "person", "since", "until", "basis")
        self._registry: Registry | None = None
        self.office, self.person = choice_field(), choice_field()
        self.since, self.until = day_field(self._follow), day_field(self.look_at_fields)
        self.basis = line_field(self.look_at_fields)
        self._arrange(
            office=self.office,
            person=self.person,
            since=self.since,
            until=self.until,
            basis=self.basis,
        )

    def start(self, registry: Registry) -> None:
        """Begin with today."""
        self._registry = registry
        self.office.clear()
        for one in registry.offices:
            self.office.addItem(self._language.texts.title(one.office.title), one.office.office)
        self.person.clear()
        for person, name in registry.people:
            self.person.addItem(name, person)
        for field in (self.since, self.until):
            field.setDate(qt_day(registry.today))
        self.basis.clear()
        self.work(on=False)

    @Slot()
    def _follow(self) -> None:
        self.until.setMinimumDate(self.since.date())
        self.look_at_fields()

    def answer(self) -> Answer | None:
        """Return the proposal, once its basis is written."""
        office, person = self.office.currentData(), self.person.currentData()
        basis = self.basis.text().strip()
        if not (office and person and basis):
            return None
        days = day_in(self.since), day_in(self.until)
        named = SubstituteNamed(person, office, days[0], days[1], basis)
        return of_no_case(partial(name_substitute, named=named))


class LeavingForm(RegistryForm):
    """Somebody leaves an office before the day that was said; another registrar confirms it."""

    name = "leaving"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look, "holder", "last_day")
        self.holder = choice_field()
        self.last_day = day_field(self.look_at_fields)
        self._arrange(holder=self.holder, last_day=self.last_day)

    def start(self, registry: Registry) -> None:
        """Begin with today."""
        self.holder.clear()
        for holder, office in registry.holdings:
            title = self._language.texts.title(office.title)
            self.holder.addItem(f"{holder.name}, {title}", (holder.person, office.office))
        self.last_day.setDate(qt_day(registry.today))
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the proposal, once somebody is chosen."""
        chosen = self.holder.currentData()
        if not chosen:
            return None
        person, office = chosen
        last_day = day_in(self.last_day)
        return of_no_case(partial(let_leave, person=person, office=office, last_day=last_day))
