"""The command that verifies files: one, a few, or folders with thousands."""

import signal
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from pathlib import Path
from typing import Any

import click

from signapp.cli import verdict_json
from signapp.cli.evidence_verify import EvidenceAsked, verify_evidence
from signapp.cli.line import line
from signapp.cli.printing import file_lines, summary_lines
from signapp.cli.progress import Progress
from signapp.cli.terminal import (
    BROKEN_OFF,
    EXIT,
    FILE,
    FILE_OR_FOLDER,
    FOLDER,
    Terminal,
    with_terminal,
)
from signapp.domain.calendar import HELSINKI
from signapp.domain.checking_errors import NothingToCheckError
from signapp.services.evidence_check import is_archive
from signapp.services.files import FileJudge, FileVerdict, verify_each
from signapp.services.known_documents import KnownDocuments
from signapp.services.pdf_files import pdf_files
from signapp.services.ports import Checker, Holds, PdfWork, TrustMaterial, worst
from signapp.services.report import keep_report

ANCHOR = "A checkpoint or receipt from elsewhere, which evidence must agree with."
REPORT = "Write a report (ETSI TS 119 102-2, XML), and beside it the whole verdict (JSON)."
END_OF_DAY = time(23, 59, 59)

HELP = """Verify signed PDF files, or all PDF files in folders and below.

Minutes and agreement given together are checked against each other. In a folder a PDF is
known by its content; links out of the folder are not followed.

--trust says whom to trust: a PEM file, a folder of PEM files (.pem, .crt, .cer) and
revocation lists (.crl), or the folder of a register.

--at gives the verdict as of that moment: certificates, revocation data and time stamps are
judged as they stood then, with what is in the files and at hand now. A day means its end in
Helsinki. A day to come tells whether the signatures will still hold then, unless something is
added to the files or revoked in between.

--register finds what no file can tell by itself: that the register has a later revision, or
another document in this one's place. Without --trust the register's own anchors are used.

A ZIP is verified as evidence on a case: the archive, the ledger's proofs, the documents. The
anchors in it are not trusted; --anchor is a checkpoint or receipt that somebody else has kept.

--json prints one document (format signapp-verdicts, version 1): "files" in the order given,
then "summary". Each sentence stands in it as code, facts and text.

Exits with 0 when all hold, 1 when one does not hold, 2 when called wrongly, 3 when it can't be
told (without trust anchors, for instance, or when a file can't be read as a PDF), and 130
when broken off with Ctrl-C; the summary then speaks of what was checked so far.
"""


class Moment(click.ParamType[datetime]):
    """A day (its end in Helsinki), or a moment with its zone."""

    name = "date"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """Return the moment, or refuse the call."""
        if isinstance(value, datetime):
            return value
        try:
            if len(value) == len("2017-08-29"):
                return datetime.combine(date.fromisoformat(value), END_OF_DAY, HELSINKI)
            moment = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is neither a date nor a moment (ISO 8601).", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} says no zone, such as +03:00 or Z.", param, ctx)
        return moment.replace(microsecond=0)


@dataclass
class Answers:
    """Says the verdicts as they come, in words or as JSON, and remembers what the end needs."""

    terminal: Terminal
    at: datetime
    trust: TrustMaterial
    as_json: bool
    total: int
    counts: Counter[Holds] = field(default_factory=Counter)
    bad: list[tuple[Holds, Path]] = field(default_factory=list)

    def begin(self) -> None:
        """Say what comes before the first file."""
        if self.as_json:
            click.echo(verdict_json.head(self.terminal.texts, self.at, self.trust), nl=False)

    def say(self, found: FileVerdict) -> None:
        """Say the verdict on a file."""
        if self.as_json:
            first = not self.counts
            click.echo(verdict_json.one_file(self.terminal.texts, found, first=first), nl=False)
        else:
            self.terminal.say(file_lines(self.terminal.texts, found))
        self.counts[found.holds] += 1
        if found.holds is not Holds.YES:
            self.bad.append((found.holds, found.path))

    def end(self) -> None:
        """Say what was found altogether, also when not all files were checked."""
        unchecked = self.total - self.counts.total()
        if self.as_json:
            click.echo(verdict_json.tail(self.counts, self.bad, unchecked))
            return
        if self.total > 1:
            self.terminal.say(summary_lines(self.terminal.texts, self.counts, self.bad))
        if unchecked:
            text = self.terminal.texts.count("terminal.summary.unchecked", unchecked)
            self.terminal.say([line(text)])


@contextmanager
def _unbroken() -> Iterator[None]:
    """Let what is being said come to its end before Ctrl-C is heeded."""
    pressed = list[int]()
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if pressed:
        raise KeyboardInterrupt


@click.command(help=HELP)
@click.argument("files", nargs=-1, required=True, type=FILE_OR_FOLDER)
@click.option("--trust", type=FILE_OR_FOLDER, help="Trust anchors: a PEM file, or a folder.")
@click.option("--at", type=Moment(), help="Judge as of this date, or moment with zone (ISO 8601).")
@click.option("--register", "register", type=FOLDER, help="Compare with what a register knows.")
@click.option("--anchor", "kept", type=FILE, multiple=True, help=ANCHOR)
@click.option("--json", "as_json", is_flag=True, help="Print the verdicts as one JSON document.")
@click.option("--report", type=click.Path(path_type=Path, dir_okay=False), help=REPORT)
@with_terminal
def verify(
    terminal: Terminal,
    files: tuple[Path, ...],
    trust: Path | None,
    at: datetime | None,
    register: Path | None,
    **told: Any,
) -> None:
    """Verify files as HELP says. Raises NothingToCheckError, LedgerError, StorageError."""
    kept, report, as_json = told["kept"], told["report"], told["as_json"]
    if len(files) == 1 and is_archive(files[0]):
        if report:
            raise click.BadParameter("A report is on a PDF file.", param_hint="--report")
        asked = EvidenceAsked(files[0], trust, at, register, kept)
        sys.exit(verify_evidence(terminal, asked, as_json=as_json))
    if kept:
        raise click.BadParameter("An anchor is compared with evidence.", param_hint="--anchor")
    found = tuple(pdf_files(files))
    if not found:
        raise NothingToCheckError(folder=files[0])
    if report and len(found) != 1:
        raise click.BadParameter("A report is on one file.", param_hint="--report")
    with terminal.program.reading() as tools:
        known = KnownDocuments(tools.register(register)) if register else None
        if known:
            known.catch_up()
        material = tools.trust(trust, register)
        moment = at or tools.clock.now()
        answers = Answers(terminal, moment, material, as_json, len(found))
        progress = Progress(terminal.texts)
        judges = _judges(tools.checkers(len(found)), material, moment, known, progress)
        judged = verify_each(judges, found, progress.looked)
        if report:
            judged = _reported(judged, tools.pdf, report, material, moment)
        sys.exit(_told(answers, judged, progress))


def _reported(
    judged: Iterator[FileVerdict], pdf: PdfWork, out: Path, trust: TrustMaterial, at: datetime
) -> Iterator[FileVerdict]:
    """Keep a report on what is judged, before it is told."""
    for one in judged:
        if one.verdict:
            keep_report(pdf, one.path, trust, at, one.verdict, out)
        yield one


def _told(answers: Answers, judged: Iterator[FileVerdict], progress: Progress) -> int:
    """Tell all verdicts, or those up to Ctrl-C, and return the exit code."""
    code = BROKEN_OFF
    try:
        with _unbroken():
            answers.begin()
        for number, one in enumerate(judged, 1):
            progress.clear()
            with _unbroken():
                answers.say(one)
            progress.checked(number, answers.total)
        code = EXIT[worst(*answers.counts)]
    except KeyboardInterrupt:
        pass
    progress.clear()
    answers.end()
    return code


def _judges(
    checkers: tuple[Checker, ...],
    trust: TrustMaterial,
    at: datetime,
    known: KnownDocuments | None,
    progress: Progress,
) -> tuple[FileJudge, ...]:
    """Return a judge for each worker; the only one tells how far it is with each file."""
    if len(checkers) > 1:
        return tuple(FileJudge(pdf, trust, at, known) for pdf in checkers)
    (only,) = checkers

    def telling(path: Path) -> AbstractContextManager[None]:
        return only.telling(partial(progress.judging, path))

    return (FileJudge(only, trust, at, known, telling),)
