"""Filters, totals, samples and tables of the log, on rows of every kind."""

import csv
import io
import json
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signapp.domain.acts import Capacity
from signapp.domain.auditing import LogFilter, Result
from signapp.domain.auditing_errors import SampleTooLargeError
from signapp.domain.calendar import HELSINKI
from signapp.domain.errors import CancelledError
from signapp.services.audit import verify_register
from signapp.services.audit_progress import AuditStep, Kept
from signapp.services.audit_report import AuditReport
from signapp.services.audit_tables import COLUMNS, to_csv, to_json
from signapp.services.log_rows import LogRow, LogRows, Names, select
from signapp.services.log_totals import Drawn, draw, totals
from signapp.services.log_words import LogWords
from signapp.storage.register import SqliteRegister
from signapp.texts.catalogue import Texts
from tests.cli.running import damaged
from tests.services.conftest import StandAt

BEGIN = datetime(2017, 3, 1, tzinfo=UTC)
ACTS = ("Decided", "DocumentSigned", "SessionOpened", "PagesViewed")
ROWS = st.builds(
    LogRow,
    number=st.integers(0, 10**6),
    at=st.integers(0, 400 * 24 * 60).map(lambda minutes: BEGIN + timedelta(minutes=minutes)),
    act=st.sampled_from(ACTS),
    result=st.sampled_from(Result),
    person=st.sampled_from(("mayor", "auditor", "")),
    office=st.sampled_from(("U1", "")),
    capacity=st.sampled_from(Capacity),
    case=st.sampled_from(("HEL 2017-000001", "HEL 2017-000002", "")),
    codes=st.just(()),
    leaf=st.just("00" * 32),
)
DAYS = st.none() | st.dates(date(2017, 3, 1), date(2018, 4, 1))
FILTERS = st.builds(
    LogFilter,
    case=st.sampled_from(("HEL 2017-000001", "")),
    person=st.sampled_from(("mayor", "")),
    office=st.sampled_from(("U1", "")),
    capacity=st.none() | st.sampled_from(Capacity),
    since=DAYS,
    until=DAYS,
    acts=st.sampled_from(((), ("Decided",), ("Decided", "SessionOpened"))),
    result=st.none() | st.sampled_from(Result),
)
NAMES = Names({"mayor": "=cmd|' /C calc'!A0", "auditor": '+\tå,"ä"\nö'}, {})


def row(number: int, **changes: object) -> LogRow:
    made = LogRow(
        number, BEGIN, "Decided", Result.DONE, "mayor", "", Capacity.HOLDER, "", (), "00" * 32
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def report(*rows: LogRow) -> AuditReport:
    return AuditReport(
        "signapp.register/0123456789abcdef", "Esimerkki", False, 9, "11" * 32, BEGIN,
        LogFilter(), rows, NAMES, totals(rows), read_only=True,
    )  # fmt: skip


# --- filters and totals ---------------------------------------------------------------------


@given(st.lists(ROWS, max_size=30), FILTERS)
def test_a_filter_lets_through_what_fits_all_of_it(rows: list[LogRow], wanted: LogFilter) -> None:
    def fits(one: LogRow) -> bool:
        day = one.at.astimezone(HELSINKI).date()
        return (
            (not wanted.case or one.case == wanted.case)
            and (not wanted.person or one.person == wanted.person)
            and (not wanted.office or one.office == wanted.office)
            and (wanted.capacity is None or one.capacity == wanted.capacity)
            and (wanted.since is None or day >= wanted.since)
            and (wanted.until is None or day <= wanted.until)
            and (not wanted.acts or one.act in wanted.acts)
            and (wanted.result is None or one.result == wanted.result)
        )

    assert select(rows, wanted) == tuple(one for one in rows if fits(one))


@pytest.mark.parametrize("day", [date(2017, 3, 26), date(2017, 10, 29)])
def test_a_day_on_which_clocks_change_is_a_whole_one(day: date) -> None:
    """23 and 25 hours long, from midnight to midnight of Helsinki."""
    hours = [BEGIN + timedelta(minutes=30 * step) for step in range(24 * 2 * 300)]
    wanted = LogFilter(since=day, until=day)
    found = select([row(n, at=at) for n, at in enumerate(hours)], wanted)
    assert len(found) == {3: 46, 10: 50}[day.month]


@given(st.lists(ROWS, max_size=40))
def test_totals_count_everything_once(rows: list[LogRow]) -> None:
    found = totals(tuple(rows))
    assert found.entries == len(rows) == sum(count for _, count in found.results)
    assert sum(count for _, count in found.months) == len(rows)
    done = Counter(one.act for one in rows if one.result is Result.DONE)
    assert dict(found.acts) == dict(done)
    assert found.signatures == done["Decided"] + done["DocumentSigned"]
    assert found.refusals == sum(one.result is Result.REFUSED for one in rows)
    assert found.failed_sign_ins == sum(one.result is Result.SIGN_IN_FAILED for one in rows)


# --- samples --------------------------------------------------------------------------------


def test_every_entry_has_the_same_chance() -> None:
    """4,000 seeds, 4 of 20: each entry is drawn 800 times, more or less."""
    rows = [row(number) for number in range(20)]
    drawn = Counter(
        one.row.number
        for seed in range(4000)
        for one in draw(rows, 4, str(seed), Drawn.DECISIONS).entries
    )
    assert set(drawn) == set(range(20))
    assert all(680 < count < 920 for count in drawn.values())  # five standard deviations


@given(st.integers(0, 20), st.text(max_size=20), st.randoms(use_true_random=False))
def test_a_sample_has_no_entry_twice_and_no_order_of_its_own(
    size: int, seed: str, random: object
) -> None:
    rows = [row(number) for number in range(20)]
    first = draw(rows, size, seed, Drawn.DECISIONS)
    random.shuffle(rows)  # type: ignore[attr-defined]
    assert draw(rows, size, seed, Drawn.DECISIONS) == first
    numbers = [one.row.number for one in first.entries]
    assert len(set(numbers)) == len(numbers) == size


def test_refused_attempts_are_no_signatures_to_draw() -> None:
    rows = [row(0), row(1, result=Result.REFUSED), row(2, act="DocumentSigned")]
    assert {one.row.number for one in draw(rows, 2, "s", Drawn.SIGNATURES).entries} == {0, 2}
    with pytest.raises(SampleTooLargeError) as refused:
        draw(rows, 2, "s", Drawn.DECISIONS)
    assert refused.value.facts == {"wanted": 2, "entries": 1}


# --- tables ---------------------------------------------------------------------------------


def test_cells_are_no_formulas_and_come_back_as_they_were() -> None:
    made = report(row(0), row(1, person="auditor", codes=("-1", "@x")))
    content = to_csv(made, LogWords(Texts("fi"), NAMES), mark=False).decode("utf-8")
    lines = list(csv.DictReader(io.StringIO(content, newline="")))
    assert lines[0]["name"] == "'" + NAMES.people["mayor"]
    assert lines[1]["name"] == "'" + NAMES.people["auditor"]
    assert lines[1]["reasons"] == "'-1; @x"
    whole = list(csv.reader(io.StringIO(content, newline="")))
    assert {len(line) for line in whole} == {len(COLUMNS)}
    assert not any(cell.startswith(tuple("=+-@\t\r")) for line in whole for cell in line)
    assert (
        json.loads(to_json(made, LogWords(Texts("fi"), NAMES)))["entries"][1]["name"]
        == (NAMES.people["auditor"])
    )


def test_json_has_the_members_that_are_documented() -> None:
    docs = Path(__file__).parents[2] / "resources" / "docs" / "log-export.md"
    told = docs.read_text("utf-8")
    made = json.loads(to_json(report(row(0)), LogWords(Texts("en"), NAMES)))
    for member in (*made, *made["entries"][0], *made["totals"], *made["filter"]):
        assert f"`{member}`" in told, member
    assert tuple(made["entries"][0]) == COLUMNS


# --- of a register --------------------------------------------------------------------------


def test_rows_are_read_once_and_then_what_is_new(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    rows, journal = LogRows(), stand.journal
    first = rows.catch_up(journal.register, journal.ledger.entries_away)
    assert (len(first), rows.root) == (journal.size, journal.root)
    stand.enter("mayor")
    more = rows.catch_up(journal.register, journal.ledger.entries_away)
    assert more[: len(first)] == first
    assert more[len(first)].act == "SessionOpened"
    assert (rows.tree.size, rows.root) == (journal.size, journal.root)


def test_a_second_verification_replays_only_what_is_new(stand_at: StandAt) -> None:
    stand, kept, steps = stand_at("propose"), Kept(), list[int]()

    def told(step: AuditStep, done: int, _: int) -> None:
        if step is AuditStep.ENTRIES:
            steps.append(done)

    def verify() -> object:
        desk, now = stand.desk, stand.journal.clock.now()
        trust = desk.trust.material()
        return verify_register(stand.journal.register, desk.pdf, trust, now, (), told, kept)

    first = verify()
    assert steps == [0]
    assert verify() == first
    assert steps == [0]


def test_bytes_that_were_changed_in_between_are_verified_anew(
    walked_demo: Path, tmp_path: Path, stand_at: StandAt
) -> None:
    stand, kept = stand_at("founded"), Kept()
    whole = SqliteRegister(walked_demo / "register", read_only=True)
    broken = SqliteRegister(
        damaged(walked_demo, tmp_path, "update entries set body = x'7b7d' where seq = 9"),
        read_only=True,
    )
    pdf, trust, now = stand.desk.pdf, stand.desk.trust.material(), stand.journal.clock.now()
    try:
        assert not verify_register(whole, pdf, trust, now, kept=kept).integrity
        assert verify_register(broken, pdf, trust, now, kept=kept).integrity
    finally:
        whole.close()
        broken.close()


def test_a_verification_is_broken_off(stand_at: StandAt) -> None:
    stand = stand_at("propose")

    def stop(_: AuditStep, __: int, ___: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        verify_register(
            stand.journal.register, stand.desk.pdf, stand.desk.trust.material(),
            stand.journal.clock.now(), told=stop,
        )  # fmt: skip
