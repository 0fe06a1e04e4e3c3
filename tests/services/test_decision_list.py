"""A meeting's list: begun case by case, seen, and signed in one go with one PIN."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12

from signapp.bootstrap import opened_demo
from signapp.demo.clock import PUBLISHED
from signapp.demo.people import SIGNATURE_PIN
from signapp.domain import errors
from signapp.domain.acts import Decided, DecisionBegun, DocumentOpened, Outcome, SigningBegun
from signapp.domain.decision import Stage
from signapp.domain.errors import Standing
from signapp.services import signature
from signapp.services.audit import verify_register
from signapp.services.decide import AS_PROPOSED, Ruling, begin_decision, decide
from signapp.services.decide_all import STOPPING, How, Progress, decide_all
from signapp.services.decision_list import DecisionList, Place
from signapp.services.journal import SignedIn
from signapp.services.outbox import add_missing_time_stamps
from signapp.services.ports import Holds, KeyHome
from signapp.services.prepare import amend_proposal, open_document
from signapp.services.signature import SigningKey
from tests.effort import effort
from tests.meeting import OTHERWISE, numbers, propose_list, read_plans
from tests.services.conftest import Stand, StandAt
from tests.signing.test_tokens import needs_softhsm
from tests.signing.tokens import PIN, Cards

MOST = 4
Meeting = tuple[Stand, SignedIn, tuple[str, ...]]
MakeMeeting = Callable[[int], Meeting]


@pytest.fixture(scope="session")
def proposed(founded_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo with four cases on the mayor's list; to be copied, not changed."""
    folder = tmp_path_factory.mktemp("meeting") / "demo"
    shutil.copytree(founded_template, folder)
    with opened_demo(folder) as scene:
        propose_list(scene, MOST)
    return folder


@pytest.fixture
def meeting(proposed: Path, tmp_path: Path) -> Iterator[MakeMeeting]:
    """Return the cases of a list, whose attachments the mayor has read."""
    folder = tmp_path / "demo"
    shutil.copytree(proposed, folder)
    with opened_demo(folder) as scene:

        def make(count: int) -> Meeting:
            stand, listed = Stand(scene), numbers(count)
            mayor = stand.enter("mayor")
            read_plans(stand.scene, mayor, listed)
            return stand, mayor, listed

        yield make


def holds(stand: Stand) -> bool:
    """Tell whether the whole register verifies: its bytes, its acts by the rules, its files."""
    desk = stand.desk
    verdict = verify_register(
        desk.journal.register, desk.pdf, desk.trust.material(), desk.journal.clock.now()
    )
    return verdict.holds is Holds.YES


def begin_all(stand: Stand, mayor: SignedIn, listed: tuple[str, ...]) -> DecisionList:
    """Reserve every § number in order, and read the minutes."""
    found = DecisionList(stand.desk, mayor)
    for number in listed:
        open_document(stand.desk, mayor, number, found.begin(number))
    return found


def sections(stand: Stand, listed: tuple[str, ...]) -> list[int]:
    begun = [stand.journal.case(one).begun for one in listed]
    return [one.section if one else 0 for one in begun]


def hows(end: Any) -> list[str]:
    return [one.how.value for one in end.cases]


def codes(caught: "pytest.ExceptionInfo[errors.NotAuthorisedError]") -> list[str]:
    return [reason.code for reason in caught.value.reasons]


def places(found: DecisionList, listed: tuple[str, ...]) -> dict[str, Place]:
    return {one.number: one.place for one in found.read(listed)}


def test_a_long_list_is_decided_with_one_pin(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    count = effort(6, 12)
    listed = propose_list(stand.scene, count)
    mayor = stand.enter("mayor")
    read_plans(stand.scene, mayor, listed)
    begin_all(stand, mayor, listed)
    assert sections(stand, listed) == list(range(1, count + 1))
    heard: list[Progress] = []
    end = decide_all(stand.desk, mayor, listed, stand.key("mayor"), heard.append)
    assert hows(end) == ["decided"] * count
    assert {one.level for one in end.cases} == {"B-LTA"}
    assert (end.stopped, end.cancelled) == (None, False)
    finished = [one.ended.number for one in heard if one.ended]
    assert finished == list(listed)
    acts = stand.entries()
    last_begun = max(one.number for one in acts if isinstance(one.act, DecisionBegun))
    first_key = min(one.number for one in acts if isinstance(one.act, SigningBegun))
    assert last_begun < first_key
    seen = {(one.case, one.act.document) for one in acts if isinstance(one.act, DocumentOpened)}
    signed = {(one.case, one.act.document) for one in acts if isinstance(one.act, SigningBegun)}
    assert signed <= seen  # what was shown are the very bytes that the key signed
    decided = [one.number for one in acts if isinstance(one.act, Decided)]
    archived = [one.number for one in acts if type(one.act).__name__ == "TimestampAdded"]
    assert max(decided) < min(archived)
    verdict = verify_register(
        stand.journal.register,
        stand.desk.pdf,
        stand.desk.trust.material(),
        stand.desk.journal.clock.now(),
    )
    assert verdict.holds is Holds.YES


def test_deviations_and_secret_cases_stand_first_and_the_summary_tells(
    meeting: MakeMeeting,
) -> None:
    stand, mayor, every = meeting(4)
    listed = every[:3]
    presenter = stand.enter("presenter")
    amend_proposal(stand.desk, presenter, listed[2], OTHERWISE)
    found = DecisionList(stand.desk, mayor)
    summary = found.read(listed)
    assert [one.number for one in summary] == [listed[2], listed[0], listed[1]]
    assert [one.deviates for one in summary] == [True, False, False]
    assert summary[0].outcome is Outcome.AMENDED_BY_PRESENTER
    assert [one.against for one in summary] == [(), (), ()]
    assert not any(one.ready for one in summary)
    first, second, _ = (one.number for one in summary)
    minutes = found.begin(first)
    found.begin(second, Ruling(Outcome.REJECTED, "Pormestari hylkäsi ehdotuksen.", impartial=True))
    again = {one.number: one for one in found.read()}
    assert again[first].section.number == 1
    assert again[first].minutes == minutes
    assert again[first].to_be_seen == (minutes,)
    assert again[second].outcome is Outcome.REJECTED
    assert again[second].deviates
    assert [one.number for one in found.read(listed)] == [first, second, listed[1]]
    assert OTHERWISE not in str(again)
    assert [one.number for one in found.read()] == [first, second, listed[1], every[3]]


def test_what_was_not_seen_stops_itself_and_no_other(meeting: MakeMeeting) -> None:
    stand, mayor, listed = meeting(3)
    found = DecisionList(stand.desk, mayor)
    for place, number in enumerate(listed):
        minutes = found.begin(number)
        if place != 1:
            open_document(stand.desk, mayor, number, minutes)
    assert [one.ready for one in found.read(listed)] == [True, False, True]
    end = decide_all(stand.desk, mayor, listed, stand.key("mayor"))
    assert hows(end) == ["decided", "failed", "decided"]
    failed = end.of(How.FAILED)[0]
    assert isinstance(failed.error, errors.NotAuthorisedError)
    assert [one.code for one in failed.error.reasons] == ["DocumentNotShown"]
    assert failed.error.standing is Standing.NOTHING_SIGNED
    assert end.stopped is None
    assert stand.journal.case(listed[1]).stage is Stage.DECIDING
    (left,) = found.read(listed[1:2])
    assert left.minutes
    open_document(stand.desk, mayor, listed[1], left.minutes)
    assert hows(decide_all(stand.desk, mayor, [listed[1]], stand.key("mayor"))) == ["decided"]
    assert sections(stand, listed) == [1, 2, 3]


def test_a_worker_that_dies_in_the_middle_holds_up_no_other(
    meeting: MakeMeeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, mayor, listed = meeting(3)
    begin_all(stand, mayor, listed)
    prepare = stand.desk.pdf.prepare

    def failing(order: Any) -> Any:
        if listed[1].replace(" ", "-") in str(order.output):
            raise errors.WorkerFailedError(worker="pdf")
        return prepare(order)

    with monkeypatch.context() as patch:
        patch.setattr(stand.desk.pdf, "prepare", failing)
        end = decide_all(stand.desk, mayor, listed, stand.key("mayor"))
    assert hows(end) == ["decided", "failed", "decided"]
    assert end.of(How.FAILED)[0].error.standing is Standing.NOTHING_SIGNED  # type: ignore[union-attr]
    again = decide_all(stand.desk, mayor, listed[1:2], stand.key("mayor"))
    assert hows(again) == ["decided"]
    assert stand.acts().count("Decided") == 3


def test_a_full_disk_after_the_key_was_used_ends_the_list(
    meeting: MakeMeeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, mayor, listed = meeting(3)
    found = begin_all(stand, mayor, listed)
    register, save = stand.journal.register, stand.journal.register.save_job

    def full(job: Any) -> None:
        if job.signature and job.case == listed[1]:
            raise errors.StorageError(cause="No space left on device")
        save(job)

    with monkeypatch.context() as patch:
        patch.setattr(register, "save_job", full)
        end = decide_all(stand.desk, mayor, listed, stand.key("mayor"))
    assert hows(end) == ["decided", "failed", "not_reached"]
    assert isinstance(end.stopped, errors.StorageError)
    assert end.stopped.standing is Standing.NOT_KNOWN
    assert places(found, listed) == {listed[1]: Place.NOT_KNOWN, listed[2]: Place.RESERVED}
    assert hows(decide_all(stand.desk, mayor, listed[1:], stand.key("mayor"))) == ["decided"] * 2


def counting(asked: list[str], ask: Callable[..., Any]) -> Callable[..., Any]:
    """Return a question to a key that notes each PIN that it is given."""

    def noted(home: KeyHome, pin: str, *rest: bytes) -> Any:
        asked.append(pin)
        return ask(home, pin, *rest)

    return noted


def test_a_wrong_pin_is_tried_once_and_no_case_is_touched(
    meeting: MakeMeeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, mayor, listed = meeting(3)
    found = begin_all(stand, mayor, listed)
    asked: list[str] = []
    for name in ("sign", "pin_use"):
        monkeypatch.setattr(stand.desk.keys, name, counting(asked, getattr(stand.desk.keys, name)))
    end = decide_all(stand.desk, mayor, listed, stand.key("mayor", "000000"))
    assert asked == ["000000"]
    assert hows(end) == ["failed", "not_reached", "not_reached"]
    assert isinstance(end.stopped, errors.WrongPinError)
    assert end.stopped.standing is Standing.NOTHING_SIGNED
    assert set(places(found, listed).values()) == {Place.RESERVED}
    assert "000000" not in str(end)
    end = decide_all(stand.desk, mayor, listed, stand.key("mayor"))
    assert hows(end) == ["decided"] * 3
    assert sections(stand, listed) == [1, 2, 3]


def test_it_is_cancelled_between_cases_and_goes_on_later(meeting: MakeMeeting) -> None:
    stand, mayor, listed = meeting(3)
    begin_all(stand, mayor, listed)
    done: list[str] = []
    end = decide_all(
        stand.desk,
        mayor,
        listed,
        stand.key("mayor"),
        lambda told: done.append(told.ended.number) if told.ended else None,
        lambda: len(done) < 1,
    )
    assert hows(end) == ["decided", "not_reached", "not_reached"]
    assert end.cancelled
    assert stand.journal.case(listed[0]).stage is Stage.DECIDED
    assert end.cases[0].level != "B-LTA"  # archiving was cancelled as well
    assert hows(decide_all(stand.desk, mayor, listed[1:], stand.key("mayor"))) == ["decided"] * 2
    add_missing_time_stamps(stand.desk)
    levels = [stand.journal.case(one).revisions[-1].level for one in listed]
    assert levels == ["B-LTA"] * 3


@pytest.mark.parametrize("phase", ["use_key", "store"])
def test_a_crash_in_the_middle_leaves_a_clear_list_and_nothing_is_decided_twice(
    meeting: MakeMeeting, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    stand, mayor, listed = meeting(4)
    begin_all(stand, mayor, listed[:3])
    real = getattr(signature, phase)

    def crash(desk: Any, who: Any, job: Any, *rest: Any) -> Any:
        if job.case == listed[1]:
            raise KeyboardInterrupt
        return real(desk, who, job, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(signature, phase, crash)
        with pytest.raises(KeyboardInterrupt):
            decide_all(stand.desk, mayor, listed[:3], stand.key("mayor"))
    stand.scene.clock.keep()
    with opened_demo(stand.scene.place.folder) as scene:
        later = Stand(scene)
        again = later.enter("mayor")
        found = DecisionList(scene.desk, again)
        signed = Place.SIGNED if phase == "store" else Place.RESERVED
        expected = {listed[1]: signed, listed[2]: Place.RESERVED, listed[3]: Place.WAITING}
        assert places(found, listed) == expected
        assert later.journal.case(listed[0]).stage is Stage.DECIDED
        with pytest.raises(errors.NotAuthorisedError) as caught:
            found.begin(listed[3])  # a key was asked: the list is closed
        assert codes(caught) == ["ListClosed"]
        pin = "no PIN needed" if phase == "store" else "123456"
        end = decide_all(scene.desk, again, [listed[1]], later.key("mayor", pin))
        assert hows(end) == ["decided"]
        assert found.give_up([listed[2]]) == {}
        begun = found.begin(listed[3])
        assert sections(later, (listed[0], listed[1], listed[3])) == [1, 2, 3]
        open_document(scene.desk, again, listed[3], begun)
        assert hows(decide_all(scene.desk, again, [listed[3]], later.key("mayor"))) == ["decided"]
        assert later.acts().count("Decided") == 3
        verdict = verify_register(
            scene.desk.journal.register,
            scene.desk.pdf,
            scene.desk.trust.material(),
            scene.clock.now(),
        )
        assert verdict.holds is Holds.YES


def test_a_number_given_up_in_the_middle_is_the_next_to_be_reserved(meeting: MakeMeeting) -> None:
    stand, mayor, listed = meeting(4)
    found = begin_all(stand, mayor, listed[:3])
    assert found.give_up([listed[1]]) == {}
    decide_all(stand.desk, mayor, [listed[0], listed[2]], stand.key("mayor"))
    assert sections(stand, (listed[0], listed[2])) == [1, 3]
    begin_decision(stand.desk, mayor, listed[3], AS_PROPOSED)
    assert sections(stand, (listed[3],)) == [2]


def test_what_a_key_has_touched_is_not_given_up(
    meeting: MakeMeeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, mayor, listed = meeting(2)
    found = begin_all(stand, mayor, listed)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(signature, "store", crash)
        with pytest.raises(KeyboardInterrupt):
            decide_all(stand.desk, mayor, listed, stand.key("mayor"))
    failed = found.give_up(listed)
    assert list(failed) == [listed[0]]
    assert isinstance(failed[listed[0]], errors.NotAuthorisedError)
    assert places(found, listed) == {listed[0]: Place.SIGNED, listed[1]: Place.WAITING}


def test_a_list_keeps_every_other_decision_out(meeting: MakeMeeting) -> None:
    stand, mayor, listed = meeting(3)
    begin_all(stand, mayor, listed[:2])
    with pytest.raises(errors.NotAuthorisedError) as caught:
        begin_decision(stand.desk, mayor, listed[2], AS_PROPOSED)
    assert codes(caught) == ["AnotherDecisionOpen"]
    stand.scene.clock.move_to(PUBLISHED)
    mayor = stand.enter("mayor")
    with pytest.raises(errors.NotAuthorisedError) as caught:
        DecisionList(stand.desk, mayor).begin(listed[2])
    assert codes(caught) == ["AnotherDecisionOpen"]
    end = decide_all(stand.desk, mayor, listed[:2], stand.key("mayor"))
    assert hows(end) == ["failed", "failed"]
    assert all(one.error and one.error.standing is Standing.NOTHING_SIGNED for one in end.cases)
    assert [
        [reason.code for reason in one.against]
        for one in DecisionList(stand.desk, mayor).read()[:2]
    ] == [["BegunOnAnotherDay"]] * 2


def test_each_case_of_a_list_is_finished_by_itself_too(meeting: MakeMeeting) -> None:
    stand, mayor, listed = meeting(2)
    begin_all(stand, mayor, listed)
    for number in reversed(listed):
        assert decide(stand.desk, mayor, number, stand.key("mayor")).holds is Holds.YES
    assert sections(stand, listed) == [1, 2]


def test_without_time_stamps_all_is_decided_and_archived_later(
    meeting: MakeMeeting, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, mayor, listed = meeting(3)
    begin_all(stand, mayor, listed)
    tries: list[Path] = []

    def nobody(source: Path, *_: object) -> None:
        tries.append(source)
        raise errors.TimeStampFailedError(cause="none")

    with monkeypatch.context() as patch:
        patch.setattr(stand.desk.pdf, "extend", nobody)
        end = decide_all(stand.desk, mayor, listed, stand.key("mayor"))
    assert hows(end) == ["decided"] * 3
    assert {one.level for one in end.cases} == {"B-T"}
    assert len(tries) == 1  # nobody waits for a service that is away, case after case
    add_missing_time_stamps(stand.desk)
    assert {stand.journal.case(one).revisions[-1].level for one in listed} == {"B-LTA"}


def test_a_session_that_has_ended_ends_the_list(
    meeting: MakeMeeting,
) -> None:
    stand, mayor, listed = meeting(2)
    begin_all(stand, mayor, listed)
    stand.scene.clock.move_to(PUBLISHED)
    end = decide_all(stand.desk, mayor, listed, stand.key("mayor"))
    assert hows(end) == ["failed", "not_reached"]
    assert isinstance(end.stopped, errors.NotAuthorisedError)


# --- tokens ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Moved:
    """The mayor's key, to be put on a token."""

    file: Path

    def pkcs12(self, passphrase: str) -> bytes:
        """Return it locked by another passphrase."""
        key, certificate, _ = pkcs12.load_key_and_certificates(
            self.file.read_bytes(), SIGNATURE_PIN.encode()
        )
        locked = BestAvailableEncryption(passphrase.encode())
        return pkcs12.serialize_key_and_certificates(b"", key, certificate, None, locked)  # type: ignore[arg-type]


@pytest.fixture
def cards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cards:
    monkeypatch.setenv("SOFTHSM2_CONF", "")  # put back at the end
    made = Cards(tmp_path / "cards")
    made.make()
    return made


def on_card(stand: Stand, cards: Cards, *, each_time: bool = False) -> SigningKey:
    """Return the mayor's key after it was moved to a token."""
    key = stand.key("mayor")
    moved: Any = Moved(Path(key.home.location))
    return replace(key, home=cards.issue("Mayor", moved, each_time=each_time), pin=PIN)


@needs_softhsm
def test_one_pin_of_a_card_signs_the_list(cards: Cards, meeting: MakeMeeting) -> None:
    stand, mayor, listed = meeting(3)
    begin_all(stand, mayor, listed)
    end = decide_all(stand.desk, mayor, listed, on_card(stand, cards))
    assert hows(end) == ["decided"] * 3
    assert not end.asks_again


@needs_softhsm
def test_a_card_that_asks_each_time_is_asked_each_time(cards: Cards, meeting: MakeMeeting) -> None:
    stand, mayor, listed = meeting(3)
    begin_all(stand, mayor, listed)
    key, left, pins = on_card(stand, cards, each_time=True), list(listed), 0
    while left:
        end, pins = decide_all(stand.desk, mayor, left, key), pins + 1
        assert hows(end) == ["decided", *["not_reached"] * (len(left) - 1)]
        assert end.asks_again == (len(left) > 1)
        left = left[1:]
    assert pins == 3
    assert sections(stand, listed) == [1, 2, 3]


@needs_softhsm
def test_a_card_pulled_out_in_the_middle_ends_the_list_and_goes_on_when_it_is_back(
    cards: Cards, meeting: MakeMeeting
) -> None:
    stand, mayor, listed = meeting(3)
    found = begin_all(stand, mayor, listed)
    key, away = on_card(stand, cards), cards.folder / "away"

    def pull(told: Progress) -> None:
        if told.ended and told.ended.number == listed[0]:
            cards.tokens.rename(away)

    end = decide_all(stand.desk, mayor, listed, key, pull)
    assert hows(end) == ["decided", "failed", "not_reached"]
    assert isinstance(end.stopped, STOPPING)
    assert end.stopped.standing in (Standing.NOTHING_SIGNED, Standing.NOT_KNOWN)
    assert stand.acts().count("Decided") == 1
    away.rename(cards.tokens)
    left = [one.number for one in found.read(listed)]
    assert left == list(listed[1:])
    assert hows(decide_all(stand.desk, mayor, left, key)) == ["decided"] * 2
    assert stand.acts().count("Decided") == 3
