"""The auditor's command: the log filtered, added up, sampled, verified and exported."""

import sys
from pathlib import Path
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.line import Styled, line
from signapp.cli.log_lines import harmless, report_lines
from signapp.cli.log_options import (
    EXPORT,
    FILTER,
    LOGGED,
    SAMPLE,
    filter_of,
    kind_of,
    sample_of,
)
from signapp.cli.printing import error_lines
from signapp.cli.program import Reading
from signapp.cli.progress import Progress
from signapp.cli.registrar import go_on, with_options
from signapp.cli.terminal import EXIT, FILE, FOLDER, Terminal, with_terminal
from signapp.domain.auditing import ExportKind
from signapp.domain.situation import Duty
from signapp.services.anchors import Anchor
from signapp.services.audit import verify_register
from signapp.services.audit_export import Wanted, content_of, export, export_and_log
from signapp.services.audit_report import AuditReport, Exported
from signapp.services.key_choice import home_of
from signapp.services.log_rows import Names, read_verified, select
from signapp.services.log_totals import totals
from signapp.services.log_words import LogWords
from signapp.services.ports import Holds, Register
from signapp.services.register import sign_out
from signapp.services.roster import enter_for

ANCHOR = "A checkpoint or receipt from elsewhere, which the register must continue."


@click.command("log")
@click.argument("folder", type=FOLDER)
@with_options((*FILTER, *SAMPLE, *EXPORT))
@click.option("--verify", "whole", is_flag=True, help="Verify documents and signatures too.")
@click.option("--trust", type=FILE, help="Trust anchors (PEM); else those of the register.")
@click.option("--anchor", "kept", type=FILE, multiple=True, help=ANCHOR)
@with_options(LOGGED)
@with_terminal
def audit_log(terminal: Terminal, folder: Path, **given: Any) -> None:
    """Show what the log of a register says, and what it adds up to; or export it.

    Nothing is written into the register, which is opened for reading only; but with --as the
    export is logged after it was made. Integrity and authority are verified each time. Exits
    with 1 when something does not hold.
    """
    kind = kind_of(given)
    with terminal.program.reading() as tools:
        report = _report(terminal, tools, folder, given)
        words = LogWords(terminal.texts, report.names)
        if kind is None:
            terminal.say(report_lines(words, report))
        elif given["out"] is None:
            content = content_of(report, terminal.texts, tools.pdf, Wanted(kind, folder))
            text = content.decode("utf-8")
            click.echo(harmless(text, escaped=kind is ExportKind.JSON), nl=False)
        elif not given["auditor"]:
            made = export(report, terminal.texts, tools.pdf, _wanted(kind, given))
            _tell(terminal, made)
            terminal.say([line(terminal.texts.say(report.logging, number=report.size - 1))])
    if given["auditor"] and kind:
        _export_logged(terminal, folder, report, _wanted(kind, given), given)
    sys.exit(EXIT[_holds(terminal, report)])


def _wanted(kind: ExportKind, given: dict[str, Any]) -> Wanted:
    return Wanted(kind, given["out"], given["bom"])


def _report(
    terminal: Terminal, tools: Reading, folder: Path, given: dict[str, Any]
) -> AuditReport:
    register, progress = tools.register(folder), Progress(terminal.texts)
    verified = read_verified(register, progress.entries)
    rows = select(verified.rows, filter_of(given))
    verdict = None
    if given["whole"] or given["kept"] or verified.findings:
        kept = given["kept"]
        seen = tuple(Anchor(str(one), one.read_text("utf-8", "replace")) for one in kept)
        trust, now = tools.trust(given["trust"], folder), tools.clock.now()
        verdict = verify_register(register, tools.pdf, trust, now, seen, progress.verifying)
    progress.clear()
    founded = verified.state.founded
    return AuditReport(
        register=verified.register,
        city=founded.city if founded else "",
        demo=founded is not None and founded.demo,
        size=verified.size,
        root=verified.root,
        made_at=tools.clock.now(),
        filter=filter_of(given),
        rows=rows,
        names=Names.of(verified.state, _text_of(register)),
        totals=totals(rows),
        sample=sample_of(given, rows),
        verdict=verdict,
        read_only=not given["auditor"],
    )


def _text_of(register: Register) -> Any:
    def text(commitment: str) -> str:
        found = register.text(commitment)
        return found.text if found else "…"

    return text


def _export_logged(
    terminal: Terminal, folder: Path, report: AuditReport, wanted: Wanted, given: dict[str, Any]
) -> None:
    """Export as an auditor, whose entry follows."""
    asking = Asking(terminal.texts, given["pin_stdin"], given["agreed"])
    go_on(asking)
    person = given["auditor"]
    with terminal.program.working(folder) as desk:
        pin = asking.pin(person)
        who = enter_for(desk, person, home_of(given["key"]), pin, Duty.AUDIT)
        try:
            made, entry = export_and_log(desk, who, report, terminal.texts, wanted)
        finally:
            sign_out(desk, who.session)
    _tell(terminal, made)
    terminal.say([line(terminal.texts.say("log.export.logged", number=entry.number))])


def _tell(terminal: Terminal, made: Exported) -> None:
    say = terminal.texts.say
    terminal.say([
        line(say("log.export.written", file=str(made.file))),
        line(f"SHA-256 {made.sha256}"),
        line(say("log.export.checksum", file=str(made.checksum))),
    ])  # fmt: skip


def _holds(terminal: Terminal, report: AuditReport) -> Holds:
    """Tell on the error output what does not hold, and return the state of it all."""
    verdict = report.verdict
    if verdict is None:
        return Holds.YES
    for finding in verdict.findings:
        for one in error_lines(terminal.texts, finding):
            click.echo(one, err=True)
    text = terminal.texts.say(f"holds.{verdict.holds.value}")
    label = terminal.texts.say("log.verdict")
    click.echo(line(f"{label}: ", Styled(text, bold=True)), err=True)
    return verdict.holds
