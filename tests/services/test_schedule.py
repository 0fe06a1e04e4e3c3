"""The days of a case: backwards from the signing, and as a calendar that others read."""

from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import icalendar
import pytest

from signapp.demo.clock import FINAL, SIGNED
from signapp.demo.scene import CASE, SIGNING_DAY, seed_text
from signapp.domain.publicity import WHOLE_CASE, PersonalData, PublicityClass, RecordTitle
from signapp.services.publicity import Class, case_title, class_record
from signapp.services.publish import take_down
from signapp.services.schedule import (
    LONGEST_LINE,
    backwards,
    backwards_line,
    calendar_of,
    events,
    export_calendar,
)
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.cli.running import signapp
from tests.services.conftest import Stand, StandAt

PERIOD_ENDS = datetime(2017, 9, 15, 13, 0, tzinfo=UTC)
GROUND = "JulkL (621/1999) 24.1 § 20 k"
CHANGED = datetime(2017, 8, 25, 6, 0, tzinfo=UTC)


def read(content: bytes) -> list[icalendar.Event]:
    """Return the events of a calendar as an independent reader has them."""
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))


def content_of(stand: Stand, language: str = "fi", title: str = "") -> bytes:
    shown = RecordTitle(title) if title else case_title(stand.desk, stand.case)
    return calendar_of(stand.journal.name, stand.case, shown, Texts(language), CHANGED)


def test_backwards_from_the_signing_day_publishing_came_too_late(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    found = backwards(stand.desk, stand.case)
    assert found
    assert (found.signing_day, found.publish_by) == (SIGNING_DAY, date(2017, 8, 4))
    assert not found.in_time
    for language in LANGUAGES:
        line = backwards_line(Texts(language), found)
        assert Texts(language).date(date(2017, 8, 4)) in line
        assert "143" in line


def test_it_is_said_backwards_already_in_the_draft(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    found = backwards(stand.desk, stand.case)
    assert found
    assert found.publish_by == date(2017, 8, 4)


def test_after_publishing_nothing_is_said_backwards(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    assert backwards(stand.desk, stand.case) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_independent_reader_finds_the_days(stand_at: StandAt, language: str) -> None:
    stand = stand_at("publish")
    signing, ends, taking_down = sorted(
        read(content_of(stand, language)),
        key=lambda one: ["signing", "period_ends", "take_down"].index(
            str(one["UID"]).split(".")[0]
        ),
    )
    assert signing["DTSTART"].dt == SIGNING_DAY
    assert signing["DTEND"].dt == SIGNING_DAY + timedelta(days=1)
    assert ends["DTSTART"].dt == PERIOD_ENDS
    assert ends["DTSTART"].dt.utcoffset() == timedelta(0)
    assert taking_down["DTSTART"].dt == date(2017, 9, 15)
    for event in (signing, ends, taking_down):
        assert CASE in str(event["SUMMARY"])
        assert str(event["DESCRIPTION"]) == seed_text().title
        assert event["DTSTAMP"].dt == CHANGED
    assert len({str(one["UID"]) for one in (signing, ends, taking_down)}) == 3


def test_the_same_case_gives_the_same_bytes_and_each_case_its_own_names(
    stand_at: StandAt,
) -> None:
    stand = stand_at("publish")
    assert content_of(stand) == content_of(stand)
    other = calendar_of("another/register", stand.case, RecordTitle("x"), Texts("fi"), CHANGED)
    assert {str(one["UID"]) for one in read(other)}.isdisjoint(
        {str(one["UID"]) for one in read(content_of(stand))}
    )


@pytest.mark.parametrize(
    "title",
    [
        "Sopimus; pilkku, kenoviiva \\ ja\nrivi",
        "北京市与赫尔辛基市行动计划" * 12,
        "ä" * 200,
        "X\r\nBEGIN:VALARM",
    ],
)
def test_any_title_survives_folding_and_escaping(stand_at: StandAt, title: str) -> None:
    content = content_of(stand_at("publish"), title=title)
    for line in content.split(b"\r\n"):
        assert len(line) <= LONGEST_LINE
        line.decode()
        assert b"\n" not in line
    described = {str(one["DESCRIPTION"]) for one in read(content)}
    assert described == {title.replace("\r", "")}
    assert b"\r\nBEGIN:VALARM" not in content


def test_days_pass_out_of_the_calendar(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    assert [one.kind for one in events(stand.case)] == ["take_down", "period_ends"]
    stand.scene.clock.move_to(FINAL)
    take_down(stand.desk, stand.enter("preparer"), CASE)
    assert [one.kind for one in events(stand.case)] == ["period_ends"]


def test_a_secret_title_is_in_the_file_only_for_those_who_act(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    registrar = stand.enter("registrar-1")
    secret = Class(PublicityClass.SECRET, (GROUND,), PersonalData.SOME, "x")
    class_record(stand.desk, registrar, CASE, WHOLE_CASE, secret)
    texts = Texts("fi")
    seen = export_calendar(stand.desk, registrar, CASE, tmp_path, texts)
    assert seen.name == "HEL-2017-008888-calendar.ics"
    assert {str(one["DESCRIPTION"]) for one in read(seen.read_bytes())} == {seed_text().title}
    kept = export_calendar(stand.desk, stand.enter("auditor"), CASE, tmp_path, texts)
    described = {str(one["DESCRIPTION"]) for one in read(kept.read_bytes())}
    assert described == {f"Salassa pidettävä ({GROUND})"}


def test_the_terminal_writes_the_same_calendar(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    folder = stand.scene.place.folder
    printed = signapp("case", "calendar", folder, CASE, language="sv")
    assert printed.returncode == 0
    assert len(read(printed.stdout.encode())) == 3
    done = signapp("case", "calendar", folder, CASE, "--out", tmp_path / "out")
    assert done.returncode == 0
    (file,) = (tmp_path / "out").iterdir()
    assert str(file) in done.stdout
    moments = [one["DTSTART"].dt for one in read(file.read_bytes())]
    assert PERIOD_ENDS in moments
    beijing = timezone(timedelta(hours=8))
    assert PERIOD_ENDS.astimezone(beijing) in moments
    assert signapp("case", "calendar", folder, "HEL 2017-000001").returncode == 2
