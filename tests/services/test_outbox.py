"""What waits for time stamps is told and sent later; what ages is renewed; stored bytes stay."""

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest

from signapp.demo.clock import SIGNED
from signapp.demo.scene import CASE
from signapp.domain.errors import TimeStampServicesError
from signapp.domain.network_errors import Failure, Failures
from signapp.services.outbox import add_missing_time_stamps, due, send, waiting
from signapp.services.ports import Holds
from signapp.services.prepare import open_document
from signapp.services.sign import sign_agreement
from tests.services.conftest import Stand, StandAt

YEARS = timedelta(days=40 * 365)
AWAY = Failures([Failure("aika.example", "slow")])


class Services:
    """The time stamp services of a stand, which can be away."""

    def __init__(self, stand: Stand) -> None:
        self.answers = stand.desk.pdf.process._answers
        self._stamp = self.answers["stamp"]
        self.answers["stamp"] = self.stamp
        self.away, self.asked = False, 0

    def stamp(self, request: bytes) -> bytes:
        self.asked += 1
        if self.away:
            raise TimeStampServicesError(failures=AWAY)
        return self._stamp(request)


def sign(stand: Stand) -> None:
    stand.scene.clock.move_to(SIGNED)
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.plan)
    sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))


def stored(stand: Stand) -> dict[Path, str]:
    folder = stand.scene.place.register / "documents"
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_what_was_signed_while_the_service_was_away_is_sent_when_it_is_back(
    stand_at: StandAt,
) -> None:
    stand = stand_at("publish")
    assert waiting(stand.desk) == ()
    services = Services(stand)
    services.away = True
    sign(stand)
    (waits,) = waiting(stand.desk)
    assert (waits.case, waits.newest.level) == (CASE, "B-B")
    assert SIGNED <= waits.since < SIGNED + timedelta(minutes=2)  # the demo's clock goes on
    before = stored(stand)

    (tried,) = add_missing_time_stamps(stand.desk)
    assert (tried.level, tried.waiting) == ("B-B", waits)
    assert isinstance(tried.problem, TimeStampServicesError)
    assert tried.problem.facts["failures"] == AWAY  # the true cause, from the main process
    assert stored(stand) == before

    services.away = False
    told: list[tuple[int, int]] = []
    (sent,) = add_missing_time_stamps(stand.desk, lambda done, of: told.append((done, of)))
    assert (sent.level, sent.problem) == ("B-LTA", None)
    assert told == [(0, 1), (1, 1)]
    assert waiting(stand.desk) == ()
    after = stored(stand)
    assert before.items() <= after.items()
    assert len(after) == len(before) + 1
    assert stand.acts()[-1] == "TimestampAdded"
    latest = stand.case.latest(stand.case.signed.signed)
    assert stand.desk.judge(latest.document).holds is Holds.YES


def test_a_service_that_is_silent_is_not_asked_for_every_file(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    services, before = Services(stand), stored(stand)
    services.away = True
    files = due(stand.desk, YEARS)
    assert len(files) == 2
    sent = send(stand.desk, files)
    assert services.asked == 1
    assert [type(one.problem) for one in sent] == [TimeStampServicesError] * 2
    assert stored(stand) == before


def test_files_whose_stamp_ages_are_renewed(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    assert due(stand.desk, timedelta(days=365)) == ()
    files, acts = due(stand.desk, YEARS), stand.acts()
    assert [one.newest.level for one in files] == ["B-LTA", "B-LTA"]  # minutes and agreement
    sent = send(stand.desk, files)
    assert [(one.level, one.problem) for one in sent] == [("B-LTA", None)] * 2
    assert stand.acts() == [*acts, "TimestampAdded", "TimestampAdded"]
    for one in files:
        register = stand.journal.register
        latest = stand.case.latest(one.newest)
        old, new = (register.document(each.document) for each in (one.newest, latest))
        assert new.read_bytes().startswith(old.read_bytes())
        assert stand.desk.judge(latest.document, one.decided).holds is Holds.YES


@pytest.mark.parametrize("level", ["B-T", "B-LT"])
def test_a_service_that_goes_away_in_the_middle(stand_at: StandAt, level: str) -> None:
    """The signature was stamped; the archive stamp could not be had, and then nothing or all."""
    stand = stand_at("publish")
    services = Services(stand)
    real, asked = services._stamp, list[bytes]()

    def once(request: bytes) -> bytes:
        asked.append(request)
        if len(asked) > 1:
            raise TimeStampServicesError(failures=AWAY)
        return real(request)

    services._stamp = once
    sign(stand)
    latest = stand.case.latest(stand.case.signed.signed)
    assert (stand.case.signed.signed.level, latest.level) == ("B-T", "B-LT")
    (waits,) = waiting(stand.desk)
    assert waits.newest == latest
    if level == "B-LT":
        (tried,) = add_missing_time_stamps(stand.desk)
        assert tried.problem is not None
        assert stand.acts().count("TimestampAdded") == 2  # the minutes' and this one, not again
    services._stamp = real
    (sent,) = add_missing_time_stamps(stand.desk)
    assert sent.level == "B-LTA"
    assert stand.desk.judge(stand.case.latest(latest).document).holds is Holds.YES
