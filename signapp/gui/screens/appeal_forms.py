"""The forms of an appeal instruction: its words, and its approval for use."""

from functools import partial
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.form import Answer, Form, line_field, text_field, titled
from signapp.gui.widgets.parts import label
from signapp.services.appeal_text import AppealText
from signapp.services.appeals import AppealWords, approve_appeal, write_appeal
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn


class AppealForm(Form):
    """A form about one instruction."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._text: AppealText | None = None

    def show_text(self, text: AppealText) -> None:
        """Fill the form for an instruction, anew."""
        raise NotImplementedError


class WordsForm(AppealForm):
    """Shows the words in force; other ones can be saved as a new version."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._titles = {part: label("strong") for part in ("name", "authority", "body")}
        self.name = line_field(self.look_at_fields)
        self.authority = line_field(self.look_at_fields)
        self.body = text_field(look, self.look_at_fields)
        self.body.setFixedHeight(look.px(380))
        self._fields: dict[str, QWidget] = {
            "name": self.name,
            "authority": self.authority,
            "body": self.body,
        }
        self._lay_out(*(titled(self._titles[k], one, look) for k, one in self._fields.items()))
        self.dress()

    def show_text(self, text: AppealText) -> None:
        """Show the words of an instruction."""
        self._text = text
        self.name.setText(text.name)
        self.authority.setText(text.authority)
        self.name.setCursorPosition(0)
        self.authority.setCursorPosition(0)
        self.body.setPlainText(text.body)
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the words."""
        return self.body

    def answer(self) -> Answer | None:
        """Return the writing, once the words are other ones."""
        text, body = self._text, self.body.toPlainText()
        name, authority = self.name.text().strip(), self.authority.text().strip()
        if text is None or not (name and body.strip()):
            return None
        if text.with_words(name, authority, body).version == text.version:
            return None
        return partial(_write, text=text, words=AppealWords(name, authority, body))

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.appeals.write.heading"))
        self._note.setText(say("window.appeals.write.note"))
        for part, title in self._titles.items():
            title.setText(say(f"window.appeals.write.{part}"))
            self._fields[part].setAccessibleName(title.text())
        self.confirm.setText(say("window.appeals.write.confirm"))
        super().dress()


class ApprovalForm(AppealForm):
    """Asks who reviewed the words before they are approved for use."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._title = label("strong")
        self.review = line_field(self.look_at_fields)
        self._lay_out(titled(self._title, self.review, look))
        self.dress()

    def show_text(self, text: AppealText) -> None:
        """Ask for an instruction, anew."""
        self._text = text
        self.review.clear()
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return who reviewed it."""
        return self.review

    def answer(self) -> Answer | None:
        """Return the approval, once it is said who reviewed the words."""
        review = self.review.text().strip()
        return partial(_approve, text=self._text, review=review) if self._text and review else None

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.appeals.approve.heading"))
        self._note.setText(say("window.appeals.approve.note"))
        self._title.setText(say("window.appeals.approve.review"))
        self.review.setAccessibleName(self._title.text())
        self.confirm.setText(say("window.appeals.approve.confirm"))
        super().dress()


def _write(desk: Desk, who: SignedIn, _: str, *, text: AppealText, words: AppealWords) -> Any:
    write_appeal(desk, who, text.code, text.language, words)


def _approve(desk: Desk, who: SignedIn, _: str, *, text: AppealText, review: str) -> Any:
    approve_appeal(desk, who, text.code, text.language, review)
