"""The catalogue of appeal instructions: reading it, giving it other words, approving a version.

What was chosen for a decision keeps its words, whatever becomes of the catalogue (R25).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from signapp.domain import errors
from signapp.domain.acts import AppealTextApproved, AppealTextWritten
from signapp.domain.appeals import AppealTexts
from signapp.services.appeal_text import AppealText, shipped
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted


@dataclass(frozen=True)
class CatalogueEntry:
    """An instruction as it would be chosen now; `written_by` is empty for the shipped words."""

    text: AppealText
    written_by: str


def appeal_catalogue(
    state: AppealTexts, words: Callable[[str], str | None], language: str
) -> tuple[CatalogueEntry, ...]:
    """Return all instructions of a language in the words in force, each a draft or approved.

    `words` returns the text of a commitment. Raises TextErasedError.
    """
    return tuple(_in_force(state, words, one) for one in shipped(language))


def _in_force(
    state: AppealTexts, words: Callable[[str], str | None], text: AppealText
) -> CatalogueEntry:
    written = state.newest(text.chosen)
    if written is not None:
        content = words(written.text)
        if content is None:
            raise errors.TextErasedError(case=text.code)
        text = AppealText.of_json(content)
    is_draft = text.chosen not in state.approved
    return CatalogueEntry(replace(text, draft=is_draft), written.by if written else "")


def appeals_now(desk: Desk, language: str) -> tuple[CatalogueEntry, ...]:
    """Return the catalogue of the desk's register in a language. Raises TextErasedError."""
    desk.journal.catch_up()

    def words(commitment: str) -> str | None:
        stored = desk.journal.register.text(commitment)
        return stored.text if stored else None

    return appeal_catalogue(desk.journal.state.appeal_texts, words, language)


def appeal_now(desk: Desk, code: str, language: str) -> CatalogueEntry:
    """Return one instruction. Raises NotAuthorisedError where there is none, TextErasedError."""
    for entry in appeals_now(desk, language):
        if entry.text.code == code:
            return entry
    raise errors.NotAuthorisedError((errors.AppealTextUnknown(instruction=code),))


@dataclass(frozen=True)
class AppealWords:
    """What a registrar writes of an instruction; `body` has headings behind `## `."""

    name: str
    authority: str
    body: str


def write_appeal(desk: Desk, who: SignedIn, code: str, language: str, words: AppealWords) -> None:
    """Give an instruction other words: a new version, which is a draft until it is approved.

    Raises NotAuthorisedError.
    """
    now = appeal_now(desk, code, language).text
    new = now.with_words(words.name.strip(), words.authority.strip(), words.body)
    text = salted(new.to_json())
    same = new.version == now.version
    against = (errors.AppealTextUnchanged(instruction=code),) if same else ()
    act = AppealTextWritten(new.chosen, text.commitment)
    desk.journal.record(who, act, "", (text,), against)


def approve_appeal(desk: Desk, who: SignedIn, code: str, language: str, review: str) -> None:
    """Approve the words in force for use; `review` says who looked at them, and when.

    Contact details that are still the shipped ones are refused. Raises NotAuthorisedError.
    """
    now, said = appeal_now(desk, code, language).text, salted(review.strip())
    invented = now.has_invented_contact
    against = (errors.ContactInvented(instruction=code),) if invented else ()
    act = AppealTextApproved(now.chosen, said.commitment)
    desk.journal.record(who, act, "", (said,), against)
