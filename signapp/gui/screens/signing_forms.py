"""The forms about signatures: the other party's file, ink on paper, and refusing to sign."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QSpinBox, QVBoxLayout, QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.case_slots import SlotsReading
from signapp.gui.widgets.file_field import FileField
from signapp.gui.widgets.form import (
    Answer,
    Choices,
    day_field,
    day_in,
    line_field,
    qt_day,
    text_field,
    titled,
)
from signapp.gui.widgets.parts import columns, label, panel, rows
from signapp.services.counterparty import receive_signed
from signapp.services.ink import PaperSignatory, SignedPaper, record_ink
from signapp.services.refusal import refuse_to_sign

BOTH, CITY, OTHER = "both", "city", "other"


class ReceiveForm(CaseForm):
    """Asks for the file that the other party signed."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.file = FileField(language, look)
        self.file.changed.connect(self.look_at_fields)
        self._lay_out(self.file)
        self.dress()

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with no file."""
        self.file.take(None)
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the button that chooses a file."""
        return self.file.choose

    def answer(self) -> Answer | None:
        """Return the receiving, once there is a file."""
        file = self.file.file
        return partial(receive_signed, file=file) if file else None

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.receive.heading"))
        self._note.setText(say("window.receive.note"))
        self.confirm.setText(say("window.receive.confirm"))
        super().dress()


class RefuseForm(CaseForm):
    """Asks why a person refuses to sign."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._title = label("strong")
        self.reason = text_field(look, self.look_at_fields)
        self._lay_out(titled(self._title, self.reason, look))
        self.dress()

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Forget what was written."""
        self.reason.clear()
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the reason."""
        return self.reason

    def answer(self) -> Answer | None:
        """Return the refusal, once there is a reason."""
        reason = self.reason.toPlainText().strip()
        return partial(refuse_to_sign, reason=reason) if reason else None

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.refuse.heading"))
        self._note.setText(say("window.refuse.note"))
        self._title.setText(say("window.refuse.reason"))
        self.reason.setAccessibleName(self._title.text())
        self.confirm.setText(say("window.refuse.confirm"))
        super().dress()


class InkForm(CaseForm):
    """Asks what was signed by hand: by whom, when, where, and for the copy of the paper."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._slots: SlotsReading | None = None
        self._titles = {name: label("strong") for name in _FIELDS}
        self.scan = FileField(language, look)
        self.who = Choices(look, (BOTH, CITY, OTHER))
        self._city = label("step", "muted")
        self.name, self.title = line_field(self.look_at_fields), line_field(self.look_at_fields)
        self.signed_on = day_field(self.look_at_fields)
        self.place = line_field(self.look_at_fields)
        self.originals = QSpinBox()
        self.originals.setRange(1, 99)
        self.kept_at = line_field(self.look_at_fields)
        self.attested_by = line_field(self.look_at_fields)
        px = look.px
        named = columns(self._titled("name"), self._titled("title"), gap=px(8))
        self._other = panel("plain", named)
        day = columns(self._titled("signed_on"), self._titled("place"), gap=px(8))
        kept = columns(self._titled("originals"), self._titled("kept_at"), gap=px(8))
        for pair in (named, day, kept):
            pair.setStretch(1, 1)
        named.setStretch(0, 1)
        self._lay_out(
            self.scan,
            rows(self.who, self._city, gap=px(4)),
            self._other,
            day,
            kept,
            self._titled("attested_by"),
        )
        self.scan.changed.connect(self.look_at_fields)
        self.who.changed.connect(self._arrange)
        self.dress()

    def _titled(self, name: str) -> QVBoxLayout:
        return titled(self._titles[name], getattr(self, name), self._look)

    def show_case(self, reading: CaseReading) -> None:
        """Begin with what the decision says, and with everybody who has still to sign."""
        found = self._slots = reading.slots
        if found is None:
            return
        city, other = found.city_open, bool(found.open_parties)
        for key, possible in ((BOTH, city and other), (CITY, city), (OTHER, other)):
            self.who.buttons[key].setVisible(possible)
        self.who.choose(BOTH if city and other else CITY if city else OTHER)
        self.scan.take(None)
        for field, text in (
            (self.name, found.their_name), (self.title, ""), (self.place, found.place),
            (self.kept_at, ""), (self.attested_by, found.own_name),
        ):  # fmt: skip
            field.setText(text)
            field.setCursorPosition(0)
        decided = reading.decided_on or reading.today
        self.signed_on.setDateRange(qt_day(decided), qt_day(reading.today))
        self.signed_on.setDate(qt_day(found.day))
        self.originals.setValue(2)
        self.work(on=False)
        self.dress()
        self._arrange()

    def first_field(self) -> QWidget:
        """Return the button that chooses the scan."""
        return self.scan.choose

    @Slot()
    def _arrange(self) -> None:
        self._other.setVisible(self.who.chosen != CITY)
        self._city.setVisible(self.who.chosen != OTHER and bool(self._city.text()))
        self.look_at_fields()

    def answer(self) -> Answer | None:
        """Return the record, once nothing is missing."""
        scan, found = self.scan.file, self._slots
        paper = self._paper(found) if found else None
        return partial(record_ink, paper=paper, scan=Path(scan)) if paper and scan else None

    def _paper(self, found: SlotsReading) -> SignedPaper | None:
        by_other = self.who.chosen != CITY
        named = [self.name.text().strip(), self.title.text().strip()] if by_other else []
        texts = [one.text().strip() for one in (self.place, self.kept_at, self.attested_by)]
        if not self.who.chosen or not all((*named, *texts)):
            return None
        parties = found.open_parties[:1] if by_other else ()
        return SignedPaper(
            by_city=self.who.chosen != OTHER,
            counterparts=tuple(PaperSignatory(party, *named) for party in parties),
            signed_on=day_in(self.signed_on),
            place=texts[0],
            originals=self.originals.value(),
            languages=found.languages,
            prevailing=found.languages[0],
            kept_at=texts[1],
            attested_by=texts[2],
        )

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say, found = self._language.say, self._slots
        self._heading.setText(say("window.ink.heading"))
        self._note.setText(say("window.ink.note"))
        party = found.open_parties[0] if found and found.open_parties else ""
        self.who.name(lambda key: say(f"window.ink.who.{key}", party=party))
        signatory = found.signatory if found else None
        self._city.setText(
            say("window.ink.signatory", name=signatory.name, office=signatory.title)
            if signatory
            else ""
        )
        for name, title in self._titles.items():
            title.setText(say(f"window.ink.{name}"))
            getattr(self, name).setAccessibleName(title.text())
        self.confirm.setText(say("window.ink.confirm"))
        super().dress()


_FIELDS = ("name", "title", "signed_on", "place", "originals", "kept_at", "attested_by")
