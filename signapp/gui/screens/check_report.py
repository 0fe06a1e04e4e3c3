"""Keeps the report on a checked file from the window, by the grounds of its verdict."""

from datetime import datetime
from functools import partial
from pathlib import Path

from signapp.gui.tools import Tools
from signapp.gui.widgets.file_verdict import FileVerdictView
from signapp.services.ports import TrustMaterial
from signapp.services.report import keep_report

Grounds = tuple[TrustMaterial, datetime]
"""The trust and the moment by which a file was judged."""


def report_shown(tools: Tools, view: FileVerdictView, grounds: Grounds | None, out: Path) -> None:
    """Keep the report on the file on view, and tell there where it is."""
    found = view.found
    if found is None or found.verdict is None or grounds is None:
        return

    def tell(beside: Path) -> None:
        if found is view.found:
            told = tools.language.say("trusted.report.saved", file=out.name, verdict=beside.name)
            view.show_saved(told)

    work = partial(keep_report, tools.desk.pdf, found.path, *grounds, found.verdict, out)
    tools.runner.draw(work, tell)
