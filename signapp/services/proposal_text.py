"""What a proposal says, section by section, and which section none may lack (R6)."""

from dataclasses import dataclass
from enum import Enum

from signapp.domain import errors
from signapp.domain.errors import Reason
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse
from signapp.services.appeal_text import AppealText


class TextKind(Enum):
    """What a text is: a decision, an opinion for another authority, or a motion to one above."""

    DECISION = "decision"
    OPINION = "opinion"
    MOTION = "motion"


@dataclass(frozen=True)
class Contact:
    """Who tells more about a case: at work, never at home (R56)."""

    name: str
    title: str = ""
    phone: str = ""
    email: str = ""

    @property
    def line(self) -> str:
        """All that is known, in one line."""
        return ", ".join(part for part in (self.name, self.title, self.phone, self.email) if part)


@dataclass(frozen=True)
class Extract:
    """Who gets an extract of the minutes, and what goes with it."""

    recipient: str
    enclosed: tuple[str, ...]


@dataclass(frozen=True)
class AttachmentLine:
    """An attachment as the text lists it."""

    number: int
    title: str


@dataclass(frozen=True)
class ProposalText:
    """The texts of a proposal: one canonical JSON document, which the entry commits to.

    `rationale` is the presenter's, or the grounds of whoever decides alone; `consideration` says
    what happened in the handling, `history` how the case was handled before. The competence
    provision is in the act itself. `language` is that of the text and of the documents made of
    it (`fi`, `sv`, `en`), that of the register where it says nothing.
    """

    title: str
    decision: str
    rationale: tuple[str, ...]
    counterparty: str = ""
    appeals: tuple[AppealText, ...] = ()
    enforcement_reason: str = ""
    further_information: tuple[Contact, ...] = ()
    extracts: tuple[Extract, ...] = ()
    distribution: tuple[str, ...] = ()
    attachments: tuple[AttachmentLine, ...] = ()
    consideration: tuple[str, ...] = ()
    history: tuple[str, ...] = ()
    reference: str = ""
    kind: TextKind = TextKind.DECISION
    notice: str = ""
    language: str = ""

    def to_json(self) -> str:
        """Return the canonical JSON that is committed to."""
        return canonical(to_plain(self, ProposalText)).decode()

    @classmethod
    def of_json(cls, content: str) -> "ProposalText":
        """Return the text that was written so. Raises MalformedValueError, EntryMalformed."""
        text: ProposalText = from_plain(parse(content.encode()), ProposalText)
        return text


def missing_sections(text: ProposalText) -> tuple[Reason, ...]:
    """Return a reason for each section that a decision must have and this text lacks (R6).

    That there is an appeal instruction is a rule of the act itself.
    """
    present = {
        "title": bool(text.title.strip()),
        "decision": bool(text.decision.strip()),
        "grounds": any(paragraph.strip() for paragraph in text.rationale),
        "further_information": any(contact.name.strip() for contact in text.further_information),
        "enforcement": bool(text.enforcement_reason.strip()),
    }
    return tuple(
        errors.SectionMissing(section=section) for section, there in present.items() if not there
    )
