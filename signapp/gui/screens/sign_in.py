"""Signing in: the people at this desk, and the PIN of the one who comes."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit

from signapp.domain.acts import Actor, OfficeFormed, OfficeKind, OfficeTitle
from signapp.domain.situation import DUTIES, Duty
from signapp.gui.icons import icon
from signapp.gui.screens.screen import Screen
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import button, columns, frame, label, panel, rows, scrolling
from signapp.gui.widgets.row_list import Row, RowList
from signapp.services.clock_warnings import clock_warnings
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.ports import Credentials
from signapp.services.register import sign_in
from signapp.services.roles import roles_now


@dataclass(frozen=True)
class Role:
    """An office that a person acts for, and in which capacity."""

    actor: Actor
    title: OfficeTitle
    kind: OfficeKind


@dataclass(frozen=True)
class Person:
    """A person who may sign in, with the offices they act for today, their own first."""

    code: str
    name: str
    roles: tuple[Role, ...]


@dataclass(frozen=True)
class Present:
    """A person who has signed in, and for which office they act."""

    who: SignedIn
    person: Person

    @property
    def role(self) -> Role:
        """The office that they act for now."""
        return next(role for role in self.person.roles if role.actor == self.who.actor)

    @property
    def duties(self) -> frozenset[Duty]:
        """What the office is there to do that they act for now."""
        return DUTIES[self.role.kind]

    def acting_in(self, role: Role) -> "Present":
        """Return the same person acting for another office."""
        who = self.who.session.acting_for(role.actor.office, role.actor.capacity)
        return Present(who, self.person)


class SignInScreen(Screen):
    """Lets one of the people at this desk sign in; `signed_in` carries a `Present`."""

    signed_in = Signal(object)

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._people: tuple[Person, ...] = ()
        self._reason = ""
        self._title, self._note = label("title"), label()
        self._why = label()
        self._why_frame = frame("note", rows(self._why, margin=tools.look.px(12)))
        self._list = RowList(tools.look, marks=True)
        self._name, self._office = label("section"), label("step", "muted")
        self._pin_title, self._hint = label("strong"), label("step", "muted")
        self._pin = QLineEdit()
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin_title.setBuddy(self._pin)
        self._enter = button("primary", self._sign_in)
        self._lay_out()
        self._list.selectionModel().currentChanged.connect(self._chose)
        self._list.chosen.connect(self._pin.setFocus)
        self._pin.textChanged.connect(self._typed)
        self._pin.returnPressed.connect(self._sign_in)
        self.dress()

    def _lay_out(self) -> None:
        px = self._tools.look.px
        form = rows(
            rows(self._name, self._office, gap=px(2)),
            rows(self._pin_title, self._pin, self._hint, gap=px(4)),
            self._enter,
            1,
            gap=px(20),
            margin=px(20),
        )
        people = frame("card", rows(self._list, 1, margin=px(8)))
        people.setMinimumWidth(px(300))
        halves = columns(people, frame("card", form), gap=px(16))
        halves.setStretch(0, 1)
        halves.setStretch(1, 1)
        page = rows(self._title, self._note, self._why_frame, halves, gap=px(12), margin=px(24))
        page.addStretch(1)
        middle = frame("", page)
        middle.setMaximumWidth(px(860))
        across = columns(1, middle, 1, gap=0)
        across.setStretch(1, 100)
        self.setLayout(rows(scrolling(panel("plain", across))))

    def enter(self, reason: str = "") -> None:
        """Show the screen; `reason` is the key of a text that says why it is shown."""
        self._reason = reason
        self._pin.clear()
        self.dress()
        self.refresh()
        self._list.setFocus(Qt.FocusReason.OtherFocusReason)

    def refresh(self) -> None:
        """Read who may sign in today."""
        work = partial(people_today, self._tools.desk, self._tools.people)
        self._tools.runner.act(work, self._show)

    @Slot(object)
    def _show(self, people: tuple[Person, ...]) -> None:
        self._people = people
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        language = self._tools.language
        self._title.setText(language.say("window.sign_in.title"))
        self._note.setText(language.say("window.sign_in.note"))
        reason = self._reason if self._tools.people else "window.sign_in.nobody"
        told = [language.say(reason)] if reason else []
        told += clock_warnings(self._tools.desk, language.texts)
        self._why.setText("\n".join(told))
        self._why_frame.setVisible(bool(told))
        self._list.setAccessibleName(language.say("window.sign_in.people"))
        self._list.show_rows([
            Row(
                title=person.name,
                detail=", ".join(self._offices(person))
                or language.say("window.sign_in.no_office"),
                key=person.code,
            )
            for person in self._people
        ])  # fmt: skip
        self._list.setFixedHeight(self._tools.look.px(60) * len(self._people) + 2)
        self._pin_title.setText(language.say("window.sign_in.pin"))
        self._pin.setAccessibleName(language.say("window.sign_in.pin"))
        self._enter.setText(language.say("window.sign_in.enter"))
        self._enter.setIcon(
            icon("lock", self._tools.look.colours.on_primary, self._tools.look.colours.muted)
        )
        self._describe()

    def _describe(self) -> None:
        person, language = self._current(), self._tools.language
        if person is None:
            return
        hint = self._tools.credentials(person.code).session_pin_hint
        self._name.setText(person.name)
        self._office.setText("\n".join(self._offices(person)))
        self._hint.setText(language.say("window.pin.demo_hint", pin=hint) if hint else "")
        self._typed()

    def _offices(self, person: Person) -> list[str]:
        return [self._tools.language.role(r.title, r.actor.capacity) for r in person.roles]

    def _current(self) -> Person | None:
        key = self._list.current_key
        return next((person for person in self._people if person.code == key), None)

    @Slot()
    def _chose(self) -> None:
        self._pin.clear()
        self._describe()

    @Slot()
    def _typed(self) -> None:
        person = self._current()
        may = person is not None and bool(person.roles) and self._pin.isEnabled()
        self._enter.setEnabled(may and bool(self._pin.text()))

    @Slot()
    def _sign_in(self) -> None:
        person, pin = self._current(), self._pin.text()
        if person is None or not self._enter.isEnabled():
            return
        self._wait(on=True)
        credentials = self._tools.credentials(person.code)
        work = partial(enter_desk, self._tools.desk, credentials, person, pin)
        task = self._tools.runner.act(work, self.signed_in.emit)
        task.finished.connect(self._answered)

    @Slot()
    def _answered(self) -> None:
        self._wait(on=False)
        if self.isVisible():
            self._pin.setFocus(Qt.FocusReason.OtherFocusReason)

    def _wait(self, *, on: bool) -> None:
        self._pin.clear()
        self._pin.setEnabled(not on)
        self._list.setEnabled(not on)
        self._typed()


def people_today(desk: Desk, people: tuple[Credentials, ...]) -> tuple[Person, ...]:
    """Return who may sign in, with the offices that each acts for today."""
    desk.journal.catch_up()
    return tuple(_person(desk, one.person) for one in people)


def _person(desk: Desk, person: str) -> Person:
    roster = desk.journal.state.roster
    roles = (_role(one, roster.offices[one.office]) for one in roles_now(desk, person))
    return Person(person, desk.journal.text(roster.persons[person].name), tuple(roles))


def _role(actor: Actor, office: OfficeFormed) -> Role:
    return Role(actor, office.title, office.kind)


def enter_desk(desk: Desk, credentials: Credentials, person: Person, pin: str) -> Present:
    """Sign a person in for the first office they act for. Raises as `sign_in` does."""
    session = sign_in(desk, person.code, credentials.session, pin)
    now = _person(desk, person.code)
    first = (now.roles or person.roles)[0].actor
    return Present(session.acting_for(first.office, first.capacity), now)
