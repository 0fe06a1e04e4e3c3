"""The command that exports decisions in the shape of the city's open decision data."""

from pathlib import Path
from typing import Any

import click

from signapp.cli.line import line
from signapp.cli.registrar import with_options
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.services.open_decisions import Wanted, open_decisions
from signapp.services.whole_files import whole

DAY = click.DateTime(["%Y-%m-%d"])
CHOSEN = (
    click.option("--from", "since", type=DAY, help="Decided on this day of Helsinki or later."),
    click.option("--to", "until", type=DAY, help="Decided on this day at the latest."),
    click.option("--office", default="", help="Decisions of one office, by its code."),
    click.option("--case", "number", default="", help="The decision of one case."),
    click.option("--unpublished", is_flag=True, help="Also what was never published."),
    click.option("--without-names", is_flag=True, help="Leave the names of officials out, too."),
    click.option("--force", "over", is_flag=True, help="Write over a file of that name."),
)


@click.command("decisions")
@click.argument("folder", type=FOLDER)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@with_options(CHOSEN)
@with_terminal
def decisions(terminal: Terminal, folder: Path, file: Path, **given: Any) -> None:
    """Write published decisions to FILE in the shape of the city's open decision data (JSON).

    What is secret is replaced; nothing leaves that the public may not see, so nobody signs in.
    """
    wanted = Wanted(
        number=given["number"],
        office=given["office"],
        since=given["since"].date() if given["since"] else None,
        until=given["until"].date() if given["until"] else None,
        unpublished=given["unpublished"],
        names=not given["without_names"],
    )
    with terminal.program.working(folder) as desk:
        made = open_decisions(desk, wanted)
    with whole(made.to_json(), file, over=given["over"]) as ref:
        told = terminal.texts.count("open.written", len(made.decisions), file=str(file))
    terminal.say([line(told), line(f"SHA-256 {ref.sha256}")])
