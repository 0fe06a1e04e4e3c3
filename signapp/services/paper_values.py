"""What a kind of paper is: a code, what it is made of, and what stands in the way of making it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from signapp.domain.acts import CaseAct
from signapp.domain.decision import Case
from signapp.domain.errors import Reason
from signapp.domain.paper_errors import NotYetDecided
from signapp.domain.papers import PaperTaken
from signapp.domain.publicity import MINUTES, WHOLE_CASE, Record, RecordTitle
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn

Made = bytes | Path | Callable[[Path], object]
"""A paper that was made: its bytes, the stored file that it is, or what writes it to a place."""

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "json": "application/json",
    "zip": "application/zip",
}
"""By the ending of the file's name."""


@dataclass(frozen=True)
class Options:
    """What is asked for besides the kind of paper.

    `which` says which one, where there are several: the key of a `Choice`, such as the recipient
    of an extract or the number of an attachment. `language` is empty for that of the documents
    made at this desk. `copies` are the printed or handed over, which are only counted in the log.
    """

    which: str = ""
    language: str = ""
    copies: int = 1


@dataclass(frozen=True)
class PaperOrder:
    """A paper to be made: at which desk, for whom, of which case, and which one.

    The desk's `document_texts` are in the language that was asked for.
    """

    desk: Desk
    who: SignedIn
    case: Case
    which: str


@dataclass(frozen=True)
class Choice:
    """One of several papers of a kind: the key that says which, and its name for people."""

    key: str
    title: RecordTitle


def nothing_against(_: Desk, __: Case) -> Iterator[Reason]:
    """Let a paper be made at any time."""
    yield from ()


def decided(_: Desk, case: Case) -> Iterator[Reason]:
    """Let a paper be made once the decision was made, which is when its minutes were signed."""
    if case.decided is None:
        yield NotYetDecided()


def only_one(_: Desk, __: SignedIn | None, ___: Case) -> tuple[Choice, ...]:
    """There is only one of this paper."""
    return ()


def of_minutes(_: Case, __: str) -> tuple[Record, ...]:
    """What tells of the decision is withheld as its minutes are."""
    return (WHOLE_CASE, MINUTES)


def of_nothing(_: Case, __: str) -> tuple[Record, ...]:
    """What tells nothing that is secret is withheld from nobody."""
    return ()


@dataclass(frozen=True)
class Paper:
    """A kind of paper that can be made of a case.

    `code` stands in file names, at the terminal and in the log; its texts are `paper.CODE` and
    `paper.CODE.what`. `make` makes it of a case that nothing is `against`; `records` are those
    whose secrecy it shares, of the chosen one; `choices` are which ones there are, where there
    can be several. `languages` tells that it is made in a language of choice. `noted` is the
    entry that says who took it out.
    """

    code: str
    make: Callable[[PaperOrder], Made]
    against: Callable[[Desk, Case], Iterator[Reason]] = nothing_against
    ending: str = "pdf"
    records: Callable[[Case, str], tuple[Record, ...]] = of_minutes
    choices: Callable[[Desk, SignedIn | None, Case], tuple[Choice, ...]] = only_one
    languages: bool = False
    noted: Callable[[str, str, int], CaseAct] = PaperTaken

    @property
    def media_type(self) -> str:
        """The media type of its file."""
        return MEDIA_TYPES[self.ending]
