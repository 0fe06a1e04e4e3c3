"""How long an auditor waits: reading and filtering 100,000 entries, exporting 5,000 of them."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.documents.typesetting import typeset
from signapp.domain.acts import Actor, AttemptRefused, Capacity
from signapp.domain.auditing import LogFilter, Result
from signapp.ledger.entries import Entry, EntryKey
from signapp.services.audit_pdf import to_pdf
from signapp.services.audit_report import AuditReport
from signapp.services.audit_tables import to_csv, to_json
from signapp.services.log_rows import LogRow, Names, row_of, select
from signapp.services.log_totals import totals
from signapp.services.log_words import LogWords
from signapp.services.ports import StoredEntry
from signapp.texts.catalogue import Texts

BEGIN = datetime(2017, 3, 1, tzinfo=UTC)
WORDS = LogWords(Texts("fi"), Names({"mayor": "Päivi Pormestari"}, {}))


@pytest.fixture(scope="module")
def stored() -> StoredEntry:
    """One entry as it is stored: a refused attempt."""
    key = EntryKey()
    entry = Entry(
        "signapp.register/0123456789abcdef", 7, BEGIN, Actor("mayor", "U1", Capacity.HOLDER),
        AttemptRefused("Decided", ("PreparerMayNotDecide",)), "", 0, "", "00" * 32, key.public,
    )  # fmt: skip
    return StoredEntry(entry.body(), key.sign(entry.body()))


@pytest.fixture(scope="module")
def rows(stored: StoredEntry) -> tuple[LogRow, ...]:
    first = row_of(stored)
    people = ("mayor", "deputy", "auditor")
    return tuple(
        replace(first, number=n, at=BEGIN + timedelta(minutes=n), person=people[n % 3])
        for n in range(100_000)
    )


def report(rows: tuple[LogRow, ...]) -> AuditReport:
    return AuditReport(
        "signapp.register/0123456789abcdef", "Esimerkki", False, len(rows), "00" * 32, BEGIN,
        LogFilter(), rows, WORDS.names, totals(rows),
    )  # fmt: skip


@pytest.mark.benchmark(group="100,000 entries")
def test_read_a_thousand_of_them(benchmark: BenchmarkFixture, stored: StoredEntry) -> None:
    benchmark(lambda: [row_of(stored) for _ in range(1000)])


@pytest.mark.benchmark(group="100,000 entries")
def test_filter_and_add_up(benchmark: BenchmarkFixture, rows: tuple[LogRow, ...]) -> None:
    days = {"since": BEGIN.date(), "until": (BEGIN + timedelta(days=40)).date()}
    wanted = LogFilter(person="mayor", acts=("Decided",), result=Result.REFUSED, **days)
    assert benchmark(lambda: totals(select(rows, wanted))).entries > 10_000


@pytest.mark.benchmark(group="export 5,000 entries")
def test_export_csv(benchmark: BenchmarkFixture, rows: tuple[LogRow, ...]) -> None:
    assert benchmark(to_csv, report(rows[:5000]), WORDS, mark=False)


@pytest.mark.benchmark(group="export 5,000 entries")
def test_export_json(benchmark: BenchmarkFixture, rows: tuple[LogRow, ...]) -> None:
    assert benchmark(to_json, report(rows[:5000]), WORDS)


@pytest.mark.benchmark(group="export 5,000 entries")
def test_export_a_document(benchmark: BenchmarkFixture, rows: tuple[LogRow, ...]) -> None:
    class Pdf:
        typeset = staticmethod(typeset)

    made = report(rows[:5000])
    pdf = benchmark.pedantic(to_pdf, (made, WORDS, Pdf()), rounds=1)  # type: ignore[arg-type]
    assert pdf.startswith(b"%PDF")
