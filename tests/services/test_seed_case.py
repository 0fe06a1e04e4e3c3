"""The seed case from end to end, read from what the demo left on the disk.

Decided on 24 August 2017 as proposed, published on the 25th, signed on the 29th by the judgement
of Kuntalaki 143 §, before it was final; the period was over on 15 September at 16:00; final only
when the registry had confirmed it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

import pypdfium2
import pytest

from signapp.bootstrap import reading
from signapp.demo.people import DEPUTY_MAYOR, MAYOR
from signapp.demo.scene import CASE, seed_text
from signapp.domain.acts import (
    Actor,
    Capacity,
    Decided,
    DocumentSigned,
    FinalityConfirmed,
    Outcome,
    ProposalSubmitted,
)
from signapp.domain.calendar import HELSINKI, helsinki_day
from signapp.domain.decision import Case, Stage
from signapp.domain.publicity import MinutesPublished
from signapp.ledger.entries import Entry
from signapp.ledger.verification import Replay
from signapp.services.files import verify_files
from signapp.services.ports import Holds
from signapp.storage.register import SqliteRegister


class Story:
    """The seed case, entry by entry: each with the state of the case after it."""

    def __init__(self, folder: Path) -> None:
        read, self.told = Replay(), list[tuple[Entry, Case | None]]()
        register = SqliteRegister(folder / "register", read_only=True)
        try:
            for stored in register.entries():
                entry = read.take(stored.body, stored.signature)
                assert entry
                self.told.append((entry, read.state.cases.get(CASE)))
        finally:
            register.close()
        assert read.findings == []
        self.case = read.state.cases[CASE]

    def when(self, kind: type) -> tuple[Entry, Case]:
        """Return the one entry of a kind, and the case just after it."""
        ((entry, case),) = [(one, case) for one, case in self.told if isinstance(one.act, kind)]
        assert case
        return entry, case


@pytest.fixture(scope="module")
def story(walked_demo: Path) -> Story:
    return Story(walked_demo)


@contextmanager
def words(path: Path) -> Iterator[str]:
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    yield " ".join(text.split())


def test_it_was_decided_on_24_august_as_proposed(story: Story, walked_demo: Path) -> None:
    entry, case = story.when(Decided)
    proposed, _ = story.when(ProposalSubmitted)
    assert helsinki_day(entry.at) == date(2017, 8, 24)
    assert entry.actor == Actor("mayor", MAYOR, Capacity.HOLDER)
    assert proposed.actor.person == "presenter"
    assert case.begun
    assert (case.begun.outcome, case.begun.section) == (Outcome.AS_PROPOSED, 1)
    assert case.begun.text == proposed.act.text
    assert case.stage is Stage.DECIDED
    with words(walked_demo / "out" / "minutes.pdf") as text:
        assert "24.8.2017" in text
        assert "Päätös on ehdotuksen mukainen" in text


def test_it_was_published_on_25_august(story: Story) -> None:
    entry, case = story.when(MinutesPublished)
    assert helsinki_day(entry.at) == date(2017, 8, 25)
    assert case.published_at
    assert helsinki_day(case.published_at) == date(2017, 8, 25)


def test_it_was_signed_on_29_august_before_it_was_final_by_the_judgement(
    story: Story, walked_demo: Path
) -> None:
    entry, case = story.when(DocumentSigned)
    assert helsinki_day(entry.at) == date(2017, 8, 29)
    assert entry.actor == Actor("deputy-mayor", DEPUTY_MAYOR, Capacity.HOLDER)
    assert case.final_on is None
    assert case.proposal
    assert case.proposal.enforcement.allows
    obstacles = case.finality.why_not(entry.at, helsinki_day(entry.at))
    assert "period_running" in {one.why.value for one in obstacles}
    with words(walked_demo / "out" / "minutes.pdf") as text:
        assert " ".join(seed_text().enforcement_reason.split()[:6]) in text


def test_the_period_was_over_on_15_september_at_four(story: Story) -> None:
    _, case = story.when(MinutesPublished)
    assert story.case.finality.ends_at == datetime(2017, 9, 15, 16, 0, tzinfo=HELSINKI)
    assert case.finality.ends_at == datetime(2017, 9, 15, 16, 0, tzinfo=HELSINKI)
    assert story.case.finality.earliest_day == date(2017, 9, 16)


def test_it_is_final_only_since_the_registry_confirmed_it(story: Story) -> None:
    entry, case = story.when(FinalityConfirmed)
    assert entry.actor.person == "registrar-1"
    assert case.final_on == helsinki_day(entry.at) == date(2017, 9, 18)
    before = [one for read, one in story.told if one and read.number < entry.number]
    assert before
    assert all(one.final_on is None for one in before)


def test_an_outsider_verifies_the_two_files(walked_demo: Path) -> None:
    files = [walked_demo / "out" / name for name in ("minutes.pdf", "action-plan-signed.pdf")]
    with reading() as tools:
        trust = tools.trust(walked_demo / "out" / "trust.pem")
        verdicts = verify_files(tools.pdf, files, trust, datetime(2017, 9, 20, tzinfo=HELSINKI))
    assert [found.holds for found in verdicts] == [Holds.YES, Holds.YES]
    levels = [one.level for found in verdicts if found.verdict for one in found.verdict.signatures]
    assert levels == ["B-LTA", "B-LTA"]


def test_no_file_is_left_where_signing_worked(walked_demo: Path) -> None:
    assert list((walked_demo / "register" / "work").iterdir()) == []
