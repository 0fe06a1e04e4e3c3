"""The forms of publicity and preparing: class, public copy, publishing, handing over, days."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot

from signapp.domain.acts import OfficeTitle
from signapp.domain.decision import Stage
from signapp.domain.handling import cites_the_law
from signapp.domain.publicity import (
    MINUTES,
    WHOLE_CASE,
    PersonalData,
    PublicityClass,
    Record,
    RecordKind,
    attachment,
)
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import Answer, Choices, line_field, text_field
from signapp.gui.widgets.parts import panel
from signapp.gui.widgets.ticks import Ticks
from signapp.services.handover import Preparer, hand_over
from signapp.services.public_copy import make_public_copy, said_in
from signapp.services.public_copy_values import LeftOut
from signapp.services.publicity import Class, class_record
from signapp.services.publish import decide_publication
from signapp.services.schedule import events, export_calendar
from signapp.services.word_forms import other_forms

CLASSES = tuple(one.value for one in PublicityClass)
DATA = tuple(one.value for one in PersonalData)
PARTS = (
    *("title", "decision", "consideration", "rationale"),
    *("further_information", "extracts", "distribution", "signer"),
)
"""What a public copy can leave out whole."""
MOST = 8
"""So many attachments or colleagues a form can offer."""


class ClassForm(KeyedForm):
    """Asks for a record's publicity class, its grounds, its personal data, and why."""

    key = "class"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._numbers: tuple[int, ...] = ()
        numbers = (str(number) for number in range(1, MOST + 1))
        self.record = Choices(look, (RecordKind.CASE.value, RecordKind.MINUTES.value, *numbers))
        self.publicity, self.data = Choices(look, CLASSES), Choices(look, DATA)
        self.grounds = line_field(self.look_at_fields)
        self.grounds.setPlaceholderText("JulkL (621/1999) 24.1 § 20 k")
        self.reason = line_field(self.look_at_fields)
        self._lay_out(
            self._field("record", self.record),
            self._field("publicity", self.publicity, "publicity"),
            self._field("grounds", self.grounds),
            self._field("data", self.data, "personal_data"),
            self._field("reason", self.reason),
        )
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to preparers and the registry, but while minutes wait for a signature."""
        acts = reading.registers or reading.around.prepares
        return acts and reading.case.stage is not Stage.DECIDING

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the whole case as it is classed now."""
        count = len(reading.case.attachments)
        self._numbers = tuple(range(1, min(count, MOST) + 1))
        for number in range(1, MOST + 1):
            self.record.buttons[str(number)].setVisible(number <= count)
        self.record.choose(RecordKind.CASE.value)
        self.publicity.choose(reading.case.publicity.of(WHOLE_CASE).value)
        self.grounds.setText("; ".join(reading.case.publicity.grounds(WHOLE_CASE)))
        self.data.choose(PersonalData.SOME.value)
        self.reason.clear()
        self.work(on=False)
        self.dress()

    def _record(self) -> Record:
        chosen = self.record.chosen
        if chosen.isdigit():
            return attachment(int(chosen))
        return MINUTES if chosen == RecordKind.MINUTES.value else WHOLE_CASE

    def answer(self) -> Answer | None:
        """Return the classing, once its grounds cite the law and it has a reason."""
        publicity, reason = PublicityClass(self.publicity.chosen or CLASSES[0]), self.reason.text()
        grounds = tuple(one.strip() for one in self.grounds.text().split(";") if one.strip())
        public = publicity is PublicityClass.PUBLIC
        fits = not grounds if public else bool(grounds) and all(map(cites_the_law, grounds))
        if not fits or not reason.strip() or not self.data.chosen:
            return None
        given = Class(publicity, grounds, PersonalData(self.data.chosen), reason.strip())
        return partial(class_record, record=self._record(), given=given)

    def dress(self) -> None:
        """Say everything in the language of now."""
        super().dress()
        say = self._language.say
        self.record.name(
            lambda key: (
                say("window.more.class.attachment", number=key)
                if key.isdigit()
                else say(f"record.{key}")
            )
        )


class PublicCopyForm(KeyedForm):
    """Asks what a public copy of the minutes leaves out."""

    key = "copy"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._said: list[str] = []
        self._found: tuple[str, ...] = ()
        self.parts = Ticks(look, PARTS)
        self.passages = text_field(look, self._look_for_forms)
        self.forms = Ticks(look, tuple(str(number) for number in range(MOST)))
        self._forms = panel("plain", self._field("forms", self.forms))
        self._lay_out(
            self._field("parts", self.parts),
            self._field("passages", self.passages),
            self._forms,
        )
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to preparers and the registry after the decision."""
        acts = reading.registers or reading.around.prepares
        return acts and reading.case.decided is not None

    def show_case(self, reading: CaseReading) -> None:
        """Begin with nothing left out."""
        self._said = said_in(reading.text) if reading.text else []
        self.parts.tick(())
        self.passages.clear()
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the making of the copy, which leaves out the forms that are ticked, too."""
        forms = tuple(self._found[int(key)] for key in self.forms.ticked)
        passages = (*self._passages(), *forms)
        return partial(make_public_copy, left_out=LeftOut(self.parts.ticked, passages))

    def _passages(self) -> tuple[str, ...]:
        return tuple(filter(None, map(str.strip, self.passages.toPlainText().splitlines())))

    @Slot()
    def _look_for_forms(self) -> None:
        """Offer other forms of the words, each to be left out unless somebody says no."""
        kept = {self._found[int(key)] for key in self.forms.ticked}
        refused = set(self._found) - kept
        self._found = other_forms(self._said, self._passages())[:MOST]
        self.forms.tick(tuple(str(n) for n, one in enumerate(self._found) if one not in refused))
        for number, box in enumerate(self.forms.boxes.values()):
            box.setText(self._found[number] if number < len(self._found) else "")
            box.setVisible(number < len(self._found))
        self._forms.setVisible(bool(self._found))
        self.look_at_fields()

    def dress(self) -> None:
        """Say everything in the language of now."""
        super().dress()
        self._look_for_forms()
        self.parts.name(lambda key: self._language.say(f"window.more.copy.part.{key}"))


class PublicationForm(KeyedForm):
    """Asks the decision-maker why these minutes are to be published."""

    key = "publication"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.reason = line_field(self.look_at_fields)
        self._lay_out(self._field("reason", self.reason))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to whoever decided, until it is decided or done."""
        publication = reading.case.publication
        decided = reading.case.decided is not None and reading.around.decides
        return decided and not publication.decided and not publication.is_visible

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with no reason."""
        self.reason.clear()
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the decision to publish, once it has a reason."""
        reason = self.reason.text().strip()
        return partial(decide_publication, reason=reason) if reason else None


class HandOverForm(KeyedForm):
    """Asks to whom a draft is handed over, and why."""

    key = "hand_over"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._colleagues: tuple[Preparer, ...] = ()
        self.to = Choices(look, tuple(str(number) for number in range(MOST)))
        self.reason = line_field(self.look_at_fields)
        self._lay_out(self._field("to", self.to), self._field("reason", self.reason))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it for a draft where there is somebody to take it."""
        return reading.case.stage is Stage.DRAFT and bool(reading.around.colleagues)

    def show_case(self, reading: CaseReading) -> None:
        """Begin with nobody chosen."""
        self._colleagues = reading.around.colleagues[:MOST]
        for number, choice in enumerate(self.to.buttons.values()):
            choice.setVisible(number < len(self._colleagues))
        self.to.choose("")
        self.reason.clear()
        self.work(on=False)
        self.dress()

    def answer(self) -> Answer | None:
        """Return the handing over, once somebody is chosen and there is a reason."""
        chosen, reason = self.to.chosen, self.reason.text().strip()
        if not chosen or not reason:
            return None
        return partial(hand_over, to=self._colleagues[int(chosen)], reason=reason)

    def dress(self) -> None:
        """Say everything in the language of now."""
        super().dress()
        names = [f"{one.name}, {self._titled(one.title)}" for one in self._colleagues]
        self.to.name(lambda key: names[int(key)] if int(key) < len(names) else "")

    def _titled(self, title: OfficeTitle) -> str:
        return self._language.texts.title(title)


class CalendarForm(KeyedForm):
    """Asks into which folder a case's days are written as a calendar file."""

    key = "calendar"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.folder = line_field(self.look_at_fields)
        self._lay_out(self._field("folder", self.folder))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it where a day is known."""
        return bool(events(reading.case)) and not reading.withheld

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with the folder for downloads."""
        place = QStandardPaths.StandardLocation.DownloadLocation
        self.folder.setText(QStandardPaths.writableLocation(place))
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the writing of the file."""
        folder = self.folder.text().strip()
        texts = self._language.texts
        return partial(export_calendar, folder=Path(folder), texts=texts) if folder else None
