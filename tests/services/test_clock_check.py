"""The clock is compared with stamps and with the time that passes, and that is remembered."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from signapp.domain.acts import DESK
from signapp.domain.anchoring import CheckpointStamped
from signapp.services.clock_check import ClockCheck, ClockDifference, ClockJump
from signapp.services.clock_warnings import clock_warnings
from signapp.services.journal import Journal
from signapp.storage.kept import FolderKept
from signapp.texts.catalogue import Texts
from tests.services.conftest import StandAt
from tests.services.miniature import miniature

MORNING = datetime(2017, 8, 21, 6, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_a_difference_is_known_again_after_the_program_began_anew(tmp_path: Path) -> None:
    with miniature(MORNING) as office:

        def memory() -> Journal:
            kept = FolderKept(tmp_path / "profile")
            return Journal(office.register, office.clock, office.desk_key, kept=kept)

        first = ClockCheck(office.clock, memory().memory)
        assert first.difference is None
        first.stamped(MORNING + 7 * MINUTE)
        again = ClockCheck(office.clock, memory().memory)
        assert again.difference == ClockDifference(MORNING, MORNING + 7 * MINUTE)
        again.stamped(MORNING)  # it is right now
        assert ClockCheck(office.clock, memory().memory).difference is None


def test_a_clock_that_is_moved_while_the_program_runs_is_told() -> None:
    with miniature(MORNING) as office:
        passed = [0.0]
        check = ClockCheck(office.clock, elapsed=lambda: passed[0])
        office.clock.moment += 30 * MINUTE
        passed[0] += 30 * 60
        assert check.jump is None
        office.clock.moment -= 20 * MINUTE
        assert check.jump == ClockJump(MORNING + 10 * MINUTE, MORNING + 30 * MINUTE)
        office.clock.moment += 21 * MINUTE
        assert check.jump is None  # a minute is tolerated


def test_a_clock_before_what_a_stamp_proves_is_told(stand_at: StandAt) -> None:
    desk, texts = stand_at("founded").desk, Texts("en")
    now = desk.journal.clock.now()
    assert list(clock_warnings(desk, texts)) == []
    for minutes, told in ((4, 0), (60, 1)):
        act = CheckpointStamped(0, "", b"", now + minutes * MINUTE)
        desk.journal.state.apply(DESK, now, "", act)
        warnings = list(clock_warnings(desk, texts))
        assert len(warnings) == told
    assert texts.moment(now + 60 * MINUTE) in warnings[0]
