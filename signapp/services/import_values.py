"""A decision text that comes in from outside: its lines as they were read, and what they say.

Nothing of it is lost: every word of the text is in a part, in the head, among the lines that
belong to the pages, or among what was not recognised.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Protocol

from signapp.services.proposal_text import AttachmentLine, Contact, Extract

MOST_CHARACTERS = 1_500_000
"""A longer text is not that of one decision."""


class LineRole(Enum):
    """What a file tells of a line: nothing, or that it is a heading, or belongs to the page."""

    TEXT = "text"
    HEADING = "heading"
    PAGE = "page"


class Flow(Enum):
    """Whether a paragraph goes on after a line, as far as the file tells."""

    UNKNOWN = "unknown"
    ENDS = "ends"
    GOES_ON = "goes_on"


@dataclass(frozen=True)
class TextLine:
    """One line as it was read; columns of a table are apart by tabs. Pages count from 1."""

    text: str
    role: LineRole = LineRole.TEXT
    flow: Flow = Flow.UNKNOWN
    page: int = 0


class Remark(Enum):
    """What is to be told of a text that was read: it may not be quite as it was meant."""

    ENCODING_GUESSED = "encoding_guessed"
    CONTROL_CHARACTERS = "control_characters"
    DIRECTION_MARKS = "direction_marks"
    SOFT_HYPHENS = "soft_hyphens"
    EMPTY_PAGES = "empty_pages"
    TRACKED_CHANGES = "tracked_changes"
    UNREADABLE_CHARACTERS = "unreadable_characters"


@dataclass(frozen=True)
class ReadText:
    """The lines of a file, and what is to be told of them."""

    lines: tuple[TextLine, ...]
    remarks: tuple[Remark, ...] = ()


class TextReading(Protocol):
    """Reading the text of a file that anybody may have made."""

    def read_text(self, path: Path) -> ReadText:
        """Return the lines of a PDF, or of a DOCX file.

        Raises TextBinaryError, TooMuchTextError, NoTextError and other DocumentErrors.
        """

    def known_words(self, words: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return those of the words that a Finnish dictionary knows; None where there is none."""


class Reading(Enum):
    """How a word that a line's end cut in two is read: in one, with its hyphen, or as two."""

    JOINED = "joined"
    KEPT = "kept"
    APART = "apart"


@dataclass(frozen=True)
class Join:
    """A word that the end of a line cut in two at a hyphen, and how it is read.

    `doubtful` ones are asked about: they can be read in one, or with the hyphen. `cuts` is how
    many ends of lines cut the word; only the last one is asked about.
    """

    before: str
    after: str
    reading: Reading
    doubtful: bool
    cuts: int = 1

    def read(self, reading: Reading | None = None) -> str:
        """Return the word in a reading, or in its own."""
        between = {Reading.JOINED: "", Reading.KEPT: "-", Reading.APART: "- "}
        return f"{self.before}{between[reading or self.reading]}{self.after}"


class Part(Enum):
    """The parts of a decision text (DOMAIN 1.2)."""

    DECISION = "decision"
    OPINION = "opinion"
    MOTION = "motion"
    CONSIDERATION = "consideration"
    GROUNDS = "grounds"
    PROPOSAL = "proposal"
    RATIONALE = "rationale"
    SUMMARY = "summary"
    COMPETENCE = "competence"
    AUTHORISATION = "authorisation"
    ENFORCEMENT = "enforcement"
    SIGNATURE = "signature"
    PRESENTER = "presenter"
    FURTHER_INFORMATION = "further_information"
    ATTACHMENTS = "attachments"
    APPEAL = "appeal"
    EXTRACTS = "extracts"
    DISTRIBUTION = "distribution"
    HISTORY = "history"
    REFERENCE = "reference"
    LEDGER = "ledger"


@dataclass(frozen=True)
class Section:
    """A part of the text: its heading as it is written, and its paragraphs."""

    part: Part
    heading: str
    paragraphs: tuple[str, ...]

    @property
    def text(self) -> str:
        """The paragraphs, line by line."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True)
class Identity:
    """What the head of a decision says of it, each empty where it says nothing."""

    title: str = ""
    section: str = ""
    diary_number: str = ""
    day: date | None = None
    reference: str = ""
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wanted:
    """What the decision allows: who may sign, with whom, when, which attachment.

    `office` is the code of the office that the register has; `office_words` what stands in the
    text. `decision_maker` is the code of who decides.
    """

    office: str = ""
    office_words: str = ""
    counterparty: str = ""
    days: tuple[date, ...] = ()
    at_latest: bool = False
    attachment: int = 0
    decision_maker: str = ""


@dataclass(frozen=True)
class ImportedDecision:
    """A decision text as it was understood.

    `appeals` are the codes of instructions in the catalogue; `unrecognised` are paragraphs that
    stand in no part, `page_lines` those that are repeated on each page.
    """

    language: str
    identity: Identity
    sections: tuple[Section, ...]
    joins: tuple[Join, ...]
    unrecognised: tuple[str, ...]
    page_lines: tuple[str, ...]
    attachments: tuple[AttachmentLine, ...] = ()
    contacts: tuple[Contact, ...] = ()
    extracts: tuple[Extract, ...] = ()
    distribution: tuple[str, ...] = ()
    presenter: tuple[str, ...] = ()
    appeals: tuple[str, ...] = ()
    wanted: Wanted = Wanted()
    as_proposed: bool = False
    remarks: tuple[Remark, ...] = ()

    def section(self, *parts: Part) -> Section | None:
        """Return the first section of one of these parts, in their order, that says something."""
        for part in parts:
            for one in self.sections:
                if one.part is part and one.paragraphs:
                    return one
        return None

    def everything(self) -> Iterator[str]:
        """Yield all that was read, each word once."""
        yield from self.identity.lines
        for section in self.sections:
            yield section.heading
            yield from section.paragraphs
        yield from self.unrecognised
        yield from self.page_lines

    @property
    def doubtful(self) -> tuple[int, ...]:
        """The places, among the joins, of those that are to be asked about."""
        return tuple(place for place, one in enumerate(self.joins) if one.doubtful)
