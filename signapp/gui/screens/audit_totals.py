"""The totals of a part of the log, and the acts of a case or a day on a line of time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from html import escape

from signapp.domain.auditing import LogFilter, Result
from signapp.gui.widgets.timeline import Moment
from signapp.services.log_rows import LogRow
from signapp.services.log_totals import SIGNATURES, Totals
from signapp.services.log_words import Lines, LogWords

TONES = {Result.DONE: "border_strong", Result.REFUSED: "warning", Result.SIGN_IN_FAILED: "danger"}
LONG = timedelta(hours=1)


def totals_html(found: Totals, words: LogWords) -> str:
    """Return totals as a page: the sums first, then a table of each kind of count."""
    parts = [_table(words.texts.say("log.totals"), words.sums(found))]
    parts += [_table(heading, lines) for heading, lines in words.tables(found)]
    return "".join(parts)


def _table(heading: str, lines: Lines) -> str:
    cells = "".join(
        f'<tr><td class="name">{escape(label)}</td><td class="count" align="right">'
        f"{escape(count)}</td></tr>"
        for label, count in lines
    )
    return f'<p class="head">{escape(heading)}</p><table cellspacing="0">{cells}</table>'


def is_line(wanted: LogFilter) -> bool:
    """Tell whether a filter names one case or one day, whose acts make a line of time."""
    return bool(wanted.case) or (wanted.since is not None and wanted.since == wanted.until)


def moments_of(
    rows: tuple[LogRow, ...], words: LogWords, proven: Mapping[str, datetime]
) -> tuple[Moment, ...]:
    """Return rows as moments; `proven` tells by signature what time stamps prove."""
    made, before = list[Moment](), None
    for row in rows:
        gap = row.at - before if before else timedelta()
        before = row.at
        signature = row.result is Result.DONE and row.act in SIGNATURES
        details = (words.who(row), row.case, words.particulars(row))
        made.append(
            Moment(
                number=row.number,
                at=words.texts.moment(row.at),
                title=words.act(row),
                detail=" · ".join(part for part in details if part),
                proven=_proven(row, words, proven) if signature else "",
                gap=_gap(gap, words) if gap >= LONG else "",
                tone="primary" if signature else TONES[row.result],
            )
        )
    return tuple(made)


def _proven(row: LogRow, words: LogWords, proven: Mapping[str, datetime]) -> str:
    at = proven.get(row.cms)
    if at is None:
        return words.texts.say("log.timeline.not_proven")
    return words.texts.say("log.timeline.proven", at=at)


def _gap(gap: timedelta, words: LogWords) -> str:
    if gap.days:
        return words.texts.count("log.timeline.days", gap.days)
    return words.texts.count("log.timeline.hours", gap.seconds // 3600)
