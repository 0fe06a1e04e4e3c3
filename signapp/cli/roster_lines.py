"""Lines about the roster: what would change, what waits, and a warning of few registrars."""

from collections.abc import Iterable, Iterator

from signapp.cli.line import Line, Styled, line
from signapp.domain.acts import RosterChange
from signapp.domain.errors import RosterFileRefusedError
from signapp.domain.offices import RosterProposal
from signapp.services.roster_words import RosterWords
from signapp.texts.catalogue import Texts


def plan_lines(words: RosterWords, changes: tuple[RosterChange, ...]) -> Iterator[Line]:
    """Yield what would change, a line each."""
    count = words.texts.count("terminal.roster.changes", len(changes))
    yield line(Styled(count, bold=True))
    for number, sentence in enumerate(words.sentences(changes), 1):
        yield line(f"{number:>4}  {sentence}")


def waiting_lines(words: RosterWords, proposals: Iterable[RosterProposal]) -> Iterator[Line]:
    """Yield each proposal that waits: its code, who proposed it and when, and what it changes."""
    for proposal in proposals:
        who, at = words.name(proposal.person), proposal.at
        said = words.texts.say("terminal.roster.proposed_by", name=who, at=at)
        yield line(Styled(proposal.proposal, bold=True), f"  {said}")
        yield from plan_lines(words, proposal.changes)


def few_registrars_lines(texts: Texts, count: int | None) -> Iterator[Line]:
    """Yield a warning when there are too few registrars; a warning, and no refusal."""
    if count is not None:
        yield line(Styled(texts.count("roster.few_registrars", count), "yellow"))


def problem_lines(texts: Texts, error: RosterFileRefusedError) -> Iterator[Line]:
    """Yield every problem of a roster file: where it is, what it is, and the remedy."""
    for problem in error.problems:
        told = texts.error(problem.reason)
        entry = f"[[{problem.kind}]] {problem.number}" if problem.kind else ""
        place = f"{error.facts['file'].name}:{problem.line}" if problem.line else ""
        yield line(f"  {place}  {entry}  ", Styled(told.heading, "red"), f"  [{told.code}]")
        yield line(f"    {told.cause} {told.remedy}")
