"""The options by which the log is filtered, sampled and exported at the terminal."""

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from signapp.cli.registrar import ASKED
from signapp.domain.acts import Capacity
from signapp.domain.auditing import ExportKind, LogFilter, Result
from signapp.ledger.entries import ACTS
from signapp.services.log_rows import LogRow
from signapp.services.log_totals import Drawn, Sample, draw

DAY = click.DateTime(["%Y-%m-%d"])
OUT = click.Path(path_type=Path, dir_okay=False, writable=True)

FILTER = (
    click.option("--case", default="", help="Entries of one case."),
    click.option("--person", default="", help="Entries of one person, by their code."),
    click.option("--office", default="", help="Entries of one office, by its code."),
    click.option("--capacity", type=click.Choice([one.value for one in Capacity])),
    click.option("--from", "since", type=DAY, help="From this day of Helsinki on."),
    click.option("--to", "until", type=DAY, help="Until this day of Helsinki, it included."),
    click.option("--act", "acts", multiple=True, help="A kind of act, such as Decided."),
    click.option("--result", type=click.Choice([one.value for one in Result])),
)
SAMPLE = (
    click.option("--sample", type=click.IntRange(min=1), help="Draw so many at random."),
    click.option(
        "--of",
        type=click.Choice([one.value for one in Drawn]),
        default=Drawn.SIGNATURES.value,
        show_default=True,
        help="What the sample is drawn from.",
    ),
    click.option("--seed", default="", help="The sample's seed, such as a lottery's numbers."),
)
EXPORT = (
    click.option("--csv", "kind", flag_value="csv", help="As CSV (RFC 4180, UTF-8)."),
    click.option("--json", "kind", flag_value="json", help="As JSON (resources/docs)."),
    click.option("--pdf", "kind", flag_value="pdf", help="As PDF/A; needs --out."),
    click.option("--out", type=OUT, help="Into this file, its checksum beside it."),
    click.option("--bom", is_flag=True, help="Begin CSV with a byte order mark, for Excel."),
)
LOGGED = (
    click.option("--as", "auditor", help="Log the export as this auditor, by their code."),
    click.option("--key", help="Their session key: a PKCS#12 file or a pkcs11 URI."),
    *ASKED,
)


def filter_of(given: dict[str, Any]) -> LogFilter:
    """Return the filter that the options ask for. Raises BadParameter."""
    unknown = [act for act in given["acts"] if act not in ACTS]
    if unknown:
        raise click.BadParameter(f"{unknown[0]!r} is none of {', '.join(sorted(ACTS))}.")
    return LogFilter(
        case=given["case"],
        person=given["person"],
        office=given["office"],
        capacity=Capacity(given["capacity"]) if given["capacity"] else None,
        since=_day(given["since"]),
        until=_day(given["until"]),
        acts=given["acts"],
        result=Result(given["result"]) if given["result"] else None,
    )


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def sample_of(given: dict[str, Any], rows: tuple[LogRow, ...]) -> Sample | None:
    """Return the sample that the options ask for, if any. Raises SampleTooLargeError."""
    if given["sample"] is None:
        return None
    seed = given["seed"] or secrets.token_hex(8)
    return draw(rows, given["sample"], seed, Drawn(given["of"]))


def kind_of(given: dict[str, Any]) -> ExportKind | None:
    """Return the form of the export, if one is asked for. Raises UsageError."""
    kind = ExportKind(given["kind"]) if given["kind"] else None
    if kind is ExportKind.PDF and given["out"] is None:
        raise click.UsageError("--pdf needs --out.")
    if given["out"] and kind is None:
        raise click.UsageError("--out needs --csv, --json or --pdf.")
    if given["auditor"] and not (given["out"] and given["key"]):
        raise click.UsageError("--as needs --key and --out.")
    return kind
