"""A person's keys at this desk: which are in use, choosing others, and trying them."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QLineEdit, QVBoxLayout

from signapp.domain.acts import Purpose
from signapp.gui.screens.keys_reading import KeysReading, found_rows, read_keys
from signapp.gui.screens.screen import PersonalScreen
from signapp.gui.tools import Tools
from signapp.gui.widgets.file_field import FileField
from signapp.gui.widgets.form import Choices
from signapp.gui.widgets.key_notes import KeyNotes
from signapp.gui.widgets.parts import (
    busy_line,
    button,
    columns,
    empty,
    frame,
    label,
    panel,
    rows,
    scrolling,
)
from signapp.gui.widgets.row_list import RowList
from signapp.services.journal import SignedIn
from signapp.services.key_check import KeyCard
from signapp.services.key_choice import (
    PROFILES,
    FoundCertificate,
    certificates_in,
    certificates_on_cards,
    choose_key,
    home_of,
)
from signapp.services.trial import Trial, make_test_signature, trial_texts

ON_FILE, ON_CARD = "file", "card"


class KeysScreen(PersonalScreen):
    """Shows a signed-in person their own keys; another is chosen, or tried, here."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        look, language = tools.look, tools.language
        self._found: tuple[FoundCertificate, ...] = ()
        self._reading: KeysReading | None = None
        self._trial: Trial | None = None
        self._title, self._note = label("title"), label("", "muted")
        self._names = {one: label("section") for one in ("used", "trial", "other")}
        self._uses = {one: (label("strong"), label("step", "muted")) for one in Purpose}
        self._notes, self._trial_note = KeyNotes(language, look), label("step", "muted")
        self._pin_title, self.pin = label("strong"), QLineEdit()
        self._hint = label("step", "muted")
        self.try_key = button("primary", self._try)
        self._results = QVBoxLayout()
        self._results.setSpacing(look.px(4))
        self.where = Choices(look, (ON_FILE, ON_CARD))
        self.file = FileField(language, look, "PKCS#12 (*.p12 *.pfx)", "window.keys.drop")
        self._passphrase_title, self.passphrase = label("strong"), QLineEdit()
        self._module_title, self.module = label("strong"), QComboBox()
        self.look_there = button("", self._look_there)
        self.list = RowList(look, marks=True)
        self._chosen_notes = KeyNotes(language, look)
        self._nothing = label("step", "muted")
        self.use = button("primary", self._use)
        self._busy = busy_line()
        for secret, title in (
            (self.pin, self._pin_title), (self.passphrase, self._passphrase_title)
        ):  # fmt: skip
            secret.setEchoMode(QLineEdit.EchoMode.Password)
            title.setBuddy(secret)
        self.module.setEditable(True)
        self.module.addItems(tuple(PROFILES))
        self._module_title.setBuddy(self.module)
        self._lay_out()
        self._connect()
        self.where.choose(ON_FILE)
        self._nothing.hide()
        self._wait(on=False)
        self.dress()

    def _lay_out(self) -> None:
        px = self._tools.look.px
        used = [rows(*pair, gap=px(2)) for pair in self._uses.values()]
        current = rows(self._names["used"], *used, self._notes, gap=px(12), margin=px(16))
        pin = rows(self._pin_title, self.pin, self._hint, gap=px(4))
        trial = rows(
            self._names["trial"], self._trial_note, pin, self.try_key, self._results,
            gap=px(12), margin=px(16),
        )  # fmt: skip
        other = rows(
            self._names["other"], self.where, self.file,
            rows(self._passphrase_title, self.passphrase, gap=px(4)),
            rows(self._module_title, self.module, gap=px(4)),
            self.look_there, self._nothing, self.list, self._chosen_notes, self.use, 1,
            gap=px(12), margin=px(16),
        )  # fmt: skip
        left = rows(frame("card", current), frame("card", trial), 1, gap=px(16))
        halves = columns(left, rows(frame("card", other), 1), gap=px(16))
        halves.setStretch(0, 1)
        halves.setStretch(1, 1)
        page = rows(self._title, self._note, self._busy, halves, 1, gap=px(12), margin=px(24))
        self.setLayout(rows(scrolling(panel("ground", page))))

    def _connect(self) -> None:
        self.where.changed.connect(self._forget_found)
        self.file.changed.connect(self._arrange)
        self.passphrase.textChanged.connect(self._arrange)
        self.passphrase.returnPressed.connect(self._look_there)
        self.pin.textChanged.connect(self._arrange)
        self.pin.returnPressed.connect(self._try)
        self.list.selectionModel().currentChanged.connect(self._arrange)

    # --- reading ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read which keys are in use."""
        if self._who is not None:
            own = self._tools.credentials(self._who.actor.person)
            work = partial(read_keys, self._tools.desk, own)
            self._tools.runner.act(work, partial(self._show, self._who))

    def leave(self) -> None:
        """Forget the person, what was typed, and what was found."""
        super().leave()
        self._reading, self._trial, self._found = None, None, ()
        self.pin.clear()
        self.passphrase.clear()
        self.file.take(None)
        self.dress()

    def _show(self, who: SignedIn, reading: KeysReading) -> None:
        if who is self._who:
            self._reading = reading
            self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say = self._tools.language.say
        self._title.setText(say("window.keys.title"))
        self._note.setText(say("window.keys.note"))
        for part, heading in self._names.items():
            heading.setText(say(f"window.keys.{part}"))
        for purpose, (name, place) in self._uses.items():
            home = self._reading.homes.get(purpose) if self._reading else None
            name.setText(say(f"window.keys.purpose.{purpose.value}"))
            place.setText(home.location if home else say("window.keys.none"))
        self._notes.show_key(self._reading.card if self._reading else None)
        self._trial_note.setText(say("window.keys.trial.note"))
        self._pin_title.setText(say("window.pin.pin"))
        self.try_key.setText(say("window.keys.try"))
        self.where.name(lambda key: say(f"window.keys.where.{key}"))
        self._passphrase_title.setText(say("window.keys.passphrase"))
        self._module_title.setText(say("window.keys.module"))
        self.look_there.setText(say("window.keys.look"))
        self._nothing.setText(say("window.keys.nothing_found"))
        self.list.setAccessibleName(say("window.keys.found"))
        self.pin.setAccessibleName(self._pin_title.text())
        self.passphrase.setAccessibleName(self._passphrase_title.text())
        self.module.setAccessibleName(self._module_title.text())
        self._show_found()
        self._show_trial()
        self._arrange()

    def _show_found(self) -> None:
        self.list.show_rows(found_rows(self._tools.language, self._found))
        self.list.setFixedHeight(self._tools.look.px(64) * len(self._found) + 2)

    def _show_trial(self) -> None:
        empty(self._results)
        if self._trial is None:
            return
        texts = self._tools.language.texts
        for kind, told in (
            ("strong", texts.say("trial.done")),
            *(("step", one) for one in trial_texts(texts, self._trial)),
        ):
            made = label(kind, "success" if kind == "strong" else "")
            made.setText(told)
            self._results.addWidget(made)

    @Slot()
    def _arrange(self) -> None:
        """Show the fields of what is chosen, and turn the buttons on that can be pressed."""
        file, free = self.where.chosen == ON_FILE, not self._busy.isVisibleTo(self)
        for widget in (self.file, self._passphrase_title, self.passphrase):
            widget.setVisible(file)
        self._module_title.setVisible(not file)
        self.module.setVisible(not file)
        given = self.file.file is not None and bool(self.passphrase.text())
        self.look_there.setEnabled(free and (given or not file))
        self.list.setVisible(bool(self._found))
        chosen, say = self._current(), self._tools.language.say
        self.use.setVisible(chosen is not None)
        self._chosen_notes.show_key(KeyCard(chosen.card, chosen.state, None) if chosen else None)
        if chosen:
            self.use.setText(say(f"window.keys.use.{chosen.purpose.value}"))
            self.use.setEnabled(free and not chosen.card.against)
        reading = self._reading
        signs = reading is not None and reading.homes.get(Purpose.SIGNATURE) is not None
        card = reading.card if reading else None
        pad = card is not None and card.state.pin_pad
        for widget in (self.pin, self._pin_title):
            widget.setVisible(not pad)
        hint = reading.hint if reading else ""
        self._hint.setVisible(bool(hint) and not pad)
        self._hint.setText(say("window.pin.demo_hint", pin=hint))
        may = signs and card is not None and not card.against
        self.try_key.setEnabled(free and may and (pad or bool(self.pin.text())))

    def _current(self) -> FoundCertificate | None:
        key = self.list.current_key
        return next((one for one in self._found if one.sha256 == key), None)

    # --- acting -----------------------------------------------------------------------------

    def _wait(self, *, on: bool) -> None:
        self._busy.setVisible(on)
        for widget in (self.pin, self.passphrase, self.module, self.where, self.file):
            widget.setEnabled(not on)
        self._arrange()

    @Slot()
    def _rest(self) -> None:
        self._wait(on=False)

    @Slot()
    def _forget_found(self) -> None:
        self._found = ()
        self._nothing.setVisible(False)
        self._show_found()
        self._arrange()

    @Slot()
    def _look_there(self) -> None:
        if self._who is None or not self.look_there.isEnabled():
            return
        desk, person = self._tools.desk, self._who.actor.person
        if self.where.chosen == ON_FILE:
            home = home_of(str(self.file.file or Path()))
            work = partial(certificates_in, desk, person, home, self.passphrase.text())
        else:
            work = partial(certificates_on_cards, desk, person, self.module.currentText())
        self.passphrase.clear()
        self._found = ()
        self._nothing.setVisible(False)
        self._wait(on=True)
        task = self._tools.runner.act(work, partial(self._show_there, self._who))
        task.finished.connect(self._rest)

    def _show_there(self, who: SignedIn, found: tuple[FoundCertificate, ...]) -> None:
        if who is not self._who:
            return
        self._found = found
        self._nothing.setVisible(not found)
        self._show_found()
        if found:
            self.list.set_current(found[0].sha256)
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _use(self) -> None:
        chosen = self._current()
        if self._who is None or chosen is None:
            return
        work = partial(choose_key, self._tools.desk, self._who.actor.person, chosen)
        self._wait(on=True)
        task = self._tools.runner.act(work)
        task.succeeded.connect(self.refresh)
        task.finished.connect(self._rest)

    @Slot()
    def _try(self) -> None:
        if self._who is None or not self.try_key.isEnabled():
            return
        own, pin = self._tools.credentials(self._who.actor.person), self.pin.text()
        self.pin.clear()
        self._trial = None
        self._show_trial()
        self._wait(on=True)
        work = partial(make_test_signature, self._tools.desk, own, pin)
        task = self._tools.runner.act(work, partial(self._tried, self._who))
        task.finished.connect(self._rest)

    def _tried(self, who: SignedIn, trial: Trial) -> None:
        if who is self._who:
            self._trial = trial
            self._show_trial()
            self.refresh()
