"""Verifies evidence at the terminal."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from signapp.cli import verdict_json
from signapp.cli.printing import evidence_lines
from signapp.cli.terminal import EXIT, Terminal
from signapp.services.anchors import Anchor
from signapp.services.evidence_check import Tools, check_evidence


@dataclass(frozen=True)
class EvidenceAsked:
    """The evidence, and what it is to be compared with."""

    file: Path
    trust: Path | None
    at: datetime | None
    register: Path | None
    anchors: tuple[Path, ...]


def verify_evidence(terminal: Terminal, asked: EvidenceAsked, *, as_json: bool) -> int:
    """Verify evidence, say what was found, and return the exit code.

    Raises ArchiveRefusedError, EvidenceUnreadableError, LedgerError, StorageError.
    """
    with terminal.program.reading() as tools, tools.archives.place() as store:
        register = tools.register(asked.register) if asked.register else None
        trust = tools.trust(asked.trust, asked.register)
        found = check_evidence(
            Tools(tools.archives, store, tools.pdf, trust, asked.at or tools.clock.now()),
            asked.file,
            [Anchor(str(one), one.read_text("utf-8", "replace")) for one in asked.anchors],
            register,
        )
    told_trust = bool(trust.roots)
    if as_json:
        click.echo(verdict_json.evidence(found, told_trust=told_trust))
    else:
        terminal.say(evidence_lines(terminal.texts, found, told_trust=told_trust))
    return EXIT[found.holds]
