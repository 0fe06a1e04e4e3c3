"""The log in lines for the terminal: entries, totals, a sample, and what can't be proven."""

import json
from collections.abc import Iterable, Iterator

from signapp.cli.line import Line, Styled, is_printable, line
from signapp.domain.auditing import Result
from signapp.services.audit_report import AuditReport
from signapp.services.audit_tables import limits_of
from signapp.services.log_rows import LogRow
from signapp.services.log_totals import Sample
from signapp.services.log_words import Lines, LogWords

WIDTH = 26
INDENT = " " * 36


def entry_lines(words: LogWords, rows: Iterable[LogRow]) -> Iterator[Line]:
    """Yield an entry's number, moment, act and case; then who did it, and what more it says."""
    for row in rows:
        moment = f"{row.place:>6}  {words.texts.moment(row.at):<26}  "
        colour = None if row.result is Result.DONE else "yellow"
        yield line(moment, Styled(words.act(row), colour), "  ", Styled(row.case, dim=True))
        yield line(INDENT, Styled(words.who(row), dim=True))
        if more := words.particulars(row):
            yield line(INDENT, Styled(more, colour))


def report_lines(words: LogWords, report: AuditReport) -> Iterator[Line]:
    """Yield the entries of a report, what they add up to, its sample and its limits."""
    say = words.texts.say
    if not report.rows:
        yield line(say("log.nothing_fits"))
    yield from entry_lines(words, report.rows)
    yield line("")
    yield line(Styled(say("log.filter"), bold=True))
    yield from _pairs(words.filter_lines(report.filter))
    yield line(Styled(say("log.totals"), bold=True))
    yield from _pairs(words.sums(report.totals))
    for heading, rows in words.tables(report.totals):
        yield line(f"  {heading}")
        yield from _pairs(rows, "    ")
    if report.sample:
        yield from sample_lines(words, report.sample)
    yield from limit_lines(words, report)


def sample_lines(words: LogWords, sample: Sample) -> Iterator[Line]:
    """Yield how a sample was drawn, the entries, and what is to be checked of each."""
    say = words.texts.say
    yield line(Styled(say("log.sample"), bold=True))
    yield from _pairs(words.sample_lines(sample))
    for one in sample.entries:
        yield from entry_lines(words, (one.row,))
        for check in one.checks:
            yield line(INDENT, "☐ ", say(f"log.check.{check.value}"))


def limit_lines(words: LogWords, report: AuditReport) -> Iterator[Line]:
    """Yield what can't be proven with the anchors at hand."""
    yield line(Styled(words.texts.say("not_provable"), bold=True))
    for limit in limits_of(report):
        yield line("  – ", words.limit(limit))


def _pairs(rows: Lines, margin: str = "  ") -> Iterator[Line]:
    for label, value in rows:
        yield line(f"{margin}{label:<{WIDTH}}  {value}")


def harmless(text: str, *, escaped: bool) -> str:
    """Return an export for a terminal: what that would obey is escaped (JSON) or left out."""
    return "".join(
        one
        if one in "\r\n\ufeff" or is_printable(one)
        else (json.dumps(one)[1:-1] if escaped else "\N{REPLACEMENT CHARACTER}")
        for one in text
    )
