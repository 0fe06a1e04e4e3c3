"""The one place where documents leave: every kind of paper that can be made of a case.

A further kind is one line in `PAPERS`, and its texts `paper.CODE` (its name) and
`paper.CODE.what` (one sentence on what it is) in resources/locale/*/papers.po:

    Paper("certificate", certificate, against=not_final, languages=True),

where `certificate(order: PaperOrder)` returns the bytes (or the stored file) and
`not_final(desk, case)` yields the reasons why it can't be made now. Everything else follows from
it: the terminal lists and writes it (`signapp case papers`, `signapp case paper`), the window
offers it under "Documents", its file gets a name that tells no title, secret records are kept
from whoever does not act in the case, and the log says who took it out. Kinds that the registry
alone gives out stand in `domain.papers.OF_REGISTRY`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.domain.decision import Case
from signapp.domain.errors import Reason
from signapp.domain.paper_errors import (
    NothingToTakeOut,
    PaperHasItsLanguage,
    PaperNotWrittenOverError,
    PaperUnknownError,
    PaperWithheld,
    WhichOneMissing,
)
from signapp.services import paper_sources as of
from signapp.services.archive_package import archive_package
from signapp.services.desk import Desk
from signapp.services.document_language import in_its_language
from signapp.services.evidence_words import circulation, summary
from signapp.services.journal import SignedIn
from signapp.services.open_decisions import open_decision
from signapp.services.paper_values import (
    Choice,
    Options,
    Paper,
    PaperOrder,
    decided,
    of_nothing,
)
from signapp.services.publicity import file_name, withheld_from
from signapp.services.sheet_papers import SHEETS
from signapp.services.whole_files import whole
from signapp.texts.catalogue import Texts

PAPERS = (
    Paper("minutes", of.minutes, decided),
    Paper("extract", of.extract, of.no_extract, choices=of.extract_recipients),
    Paper("record", of.record, decided, ending="json"),
    Paper("open-decision", open_decision, decided, ending="json", records=of_nothing),
    Paper("public-copy", of.public_copy, of.no_public_copy, records=of_nothing),
    Paper(
        *("agreement", of.agreement, of.no_attachment),
        records=of.of_attachment,
        choices=of.attachments,
    ),
    Paper("summary", of.sheet_of(summary), languages=True),
    Paper("circulation", of.sheet_of(circulation), languages=True),
    *SHEETS,
    Paper("log", of.log, languages=True),
    Paper(
        *("evidence", of.evidence(public=False)),
        ending="zip",
        records=of.of_everything,
        noted=of.evidence_taken(public=False),
    ),
    Paper(
        *("evidence-public", of.evidence(public=True)),
        ending="zip",
        records=of_nothing,
        noted=of.evidence_taken(public=True),
    ),
    Paper("archive", archive_package, ending="zip", records=of.of_everything),
)
"""In the order in which they are offered."""
NO_HASH = "0" * 64
PLAIN = Options()


@dataclass(frozen=True)
class Offered:
    """A kind of paper as it stands for a case: which ones there are, and what is against it.

    `language` is that of the documents made here.
    """

    paper: Paper
    case: Case
    language: str
    choices: tuple[Choice, ...]
    against: tuple[Reason, ...]

    def name(self, options: Options = PLAIN) -> str:
        """Return the name of its file: always the same, and telling no title or name (R53).

        One of several is told by its place in the list.
        """
        parts, keys = [self.paper.code], [one.key for one in self.choices]
        if options.which in keys and len(keys) > 1:
            parts.append(str(keys.index(options.which) + 1))
        if self.paper.languages:
            parts.append(options.language or self.language)
        return file_name(self.case, f"{'-'.join(parts)}.{self.paper.ending}")


@dataclass(frozen=True)
class Taken:
    """A paper that was written: its file, and its bytes."""

    file: Path
    ref: DocumentRef


def paper_of(code: str) -> Paper:
    """Return a kind of paper by its code. Raises PaperUnknownError."""
    for one in PAPERS:
        if one.code == code:
            return one
    raise PaperUnknownError(code=code, known=", ".join(one.code for one in PAPERS))


def offered(desk: Desk, number: str, who: SignedIn | None = None) -> tuple[Offered, ...]:
    """Return every kind of paper of a case with what stands against it now, for a person.

    Without one only what stands against it whoever asks is told. Raises NotAuthorisedError where
    there is no such case.
    """
    case = desk.journal.case(number)
    return tuple(_offered(desk, case, one, who) for one in PAPERS)


def _offered(desk: Desk, case: Case, paper: Paper, who: SignedIn | None) -> Offered:
    choices = paper.choices(desk, who, case)
    against = tuple(paper.against(desk, case))
    if who is not None:
        act, now = paper.noted(paper.code, NO_HASH, 1), desk.journal.clock.now()
        rules = desk.journal.state.reasons_against(who.actor, now, case.number, act)
        keys = [one.key for one in choices] or [""]
        if all(_withheld(desk, who, case, paper, key) for key in keys):
            against, choices = (PaperWithheld(), *against), ()
        against = (*rules, *against)
    language = in_its_language(desk, case.number).document_texts.language
    return Offered(paper, case, language, choices, against)


def _withheld(desk: Desk, who: SignedIn, case: Case, paper: Paper, which: str) -> bool:
    return any(withheld_from(desk, who, case, one) for one in paper.records(case, which))


def take_paper(
    desk: Desk,
    who: SignedIn,
    number: str,
    code: str,
    file: Path,
    options: Options = PLAIN,
    *,
    over: bool = False,
) -> Taken:
    """Write a paper of a case to a file, and log who took it out with its hash (R47).

    The file appears whole or not at all, and `over` another one only when told. Raises
    PaperUnknownError, NotAuthorisedError, PaperNotWrittenOverError, DocumentErrors, StorageError.
    """
    paper, case = paper_of(code), desk.journal.case(number)
    which, missing = _chosen(paper.choices(desk, who, case), options.which)
    against = (*missing, *_against_this(desk, who, case, paper, replace(options, which=which)))
    desk.journal.require(who, paper.noted(code, NO_HASH, options.copies), number, against)
    if not over and file.exists():
        raise PaperNotWrittenOverError(file=file)
    made = paper.make(PaperOrder(_speaking(desk, number, options), who, case, which))
    with whole(made, file, over=over) as ref:
        desk.journal.record(who, paper.noted(code, ref.sha256, options.copies), number)
    return Taken(file, ref)


def _speaking(desk: Desk, number: str, options: Options) -> Desk:
    """Return the desk with documents in the language that is wanted, or else the case's own."""
    if options.language:
        return replace(desk, document_texts=Texts(options.language))
    return in_its_language(desk, number)


def _against_this(
    desk: Desk, who: SignedIn, case: Case, paper: Paper, options: Options
) -> Iterator[Reason]:
    yield from paper.against(desk, case)
    if _withheld(desk, who, case, paper, options.which):
        yield PaperWithheld()
    if options.language and not paper.languages:
        yield PaperHasItsLanguage()


def _chosen(choices: tuple[Choice, ...], wanted: str) -> tuple[str, tuple[Reason, ...]]:
    """Return which one is meant, or why that can't be told."""
    keys = [one.key for one in choices]
    if wanted in keys:
        return wanted, ()
    if not keys:
        return "", (NothingToTakeOut(),) if wanted else ()
    if not wanted and len(keys) == 1:
        return keys[0], ()
    return "", (WhichOneMissing(names=", ".join(keys)),)
