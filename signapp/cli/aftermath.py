"""The registry's commands after a decision: claims, prohibitions, outages, finality."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import click

from signapp.cli.line import line
from signapp.cli.registrar import ASKED, REGISTRAR, registrar, with_options
from signapp.cli.terminal import FOLDER, Terminal, with_terminal
from signapp.domain.calendar import HELSINKI
from signapp.domain.claims import Settlement
from signapp.domain.deadlines import ClaimKind
from signapp.services.notify import (
    Certificate,
    Settled,
    confirm_finality,
    forbid_enforcement,
    permit_enforcement,
    record_claim,
    settle_claim,
)
from signapp.services.publish import record_outage, take_down

Act = Callable[..., object]
DAY = click.DateTime(["%Y-%m-%d"])
MOMENT = click.DateTime(["%Y-%m-%dT%H:%M"])
KINDS = click.Choice([kind.value for kind in ClaimKind])
ENDS = click.Choice([one.value for one in Settlement])


def _on_case(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command its register and case, and the registrar who does it."""
    with_case = click.argument("number")(
        with_options((*REGISTRAR, *ASKED))(with_terminal(command))
    )
    return click.argument("folder", type=FOLDER)(with_case)


def _do(terminal: Terminal, folder: Path, number: str, given: dict[str, Any], act: Act) -> None:
    """Do an act of the registry on a case, and say that it was recorded."""
    with terminal.program.working(folder) as desk:
        desk.journal.case(number)
        with registrar(terminal, desk, given) as who:
            act(desk, who, number)
    terminal.say([line(terminal.texts.say("terminal.recorded", case=number))])


def _there(moment: datetime) -> datetime:
    """Return a moment as Helsinki's clocks show it."""
    return moment.replace(tzinfo=HELSINKI)


@click.command("claim")
@click.option("--kind", type=KINDS, required=True, help="What arrived.")
@click.option("--arrived", type=MOMENT, required=True, help="When, as 2017-09-08T12:00.")
@_on_case
def claim(terminal: Terminal, folder: Path, number: str, **given: Any) -> None:
    """Record a claim that arrived, or that the board took the case up; finality stops at once."""
    kind, arrived = ClaimKind(given["kind"]), _there(given["arrived"])
    act = partial(record_claim, kind=kind, arrived_at=arrived)
    _do(terminal, folder, number, given, act)


@click.command("settle")
@click.option("--claim", type=int, required=True, help="Number of the claim, from 1.")
@click.option("--how", type=ENDS, required=True, help="How it came to nothing.")
@click.option("--on", type=DAY, required=True, help="On which day, as 2017-10-02.")
@_on_case
def settle(terminal: Terminal, folder: Path, number: str, **given: Any) -> None:
    """Record that a claim came to nothing."""
    settled = Settled(given["on"].date(), Settlement(given["how"]))
    act = partial(settle_claim, claim=given["claim"], settled=settled)
    _do(terminal, folder, number, given, act)


@click.command("forbid")
@click.option("--body", required=True, help="Who forbade enforcement.")
@_on_case
def forbid(terminal: Terminal, folder: Path, number: str, **given: Any) -> None:
    """Record that a body forbade enforcement (section 143 of the Local Government Act)."""
    _do(terminal, folder, number, given, partial(forbid_enforcement, body=given["body"]))


@click.command("permit")
@click.option("--body", required=True, help="Who lifted their prohibition.")
@_on_case
def permit(terminal: Terminal, folder: Path, number: str, **given: Any) -> None:
    """Record that a body lifted its prohibition of enforcement."""
    _do(terminal, folder, number, given, partial(permit_enforcement, body=given["body"]))


@click.command("outage")
@click.option("--since", type=MOMENT, required=True, help="From when, as 2017-08-27T10:00.")
@click.option("--until", type=MOMENT, required=True, help="Until when.")
@_on_case
def outage(terminal: Terminal, folder: Path, number: str, **given: Any) -> None:
    """Record that the published minutes could not be seen."""
    since, until = _there(given["since"]), _there(given["until"])
    _do(terminal, folder, number, given, partial(record_outage, since=since, until=until))


@click.command("final")
@click.option("--court", default="", help="The court that certified finality.")
@click.option("--certified", type=DAY, help="The day of its certificate.")
@_on_case
def final(terminal: Terminal, folder: Path, number: str, **given: Any) -> None:
    """Confirm finality, or record what a court certified after a board's or court's decision."""
    told = None
    if given["court"] or given["certified"]:
        if not (given["court"] and given["certified"]):
            raise click.UsageError("--court and --certified go together.")
        told = Certificate(given["court"], given["certified"].date())
    _do(terminal, folder, number, given, partial(confirm_finality, certificate=told))


@click.command("taken-down")
@_on_case
def taken_down(terminal: Terminal, folder: Path, number: str, **given: Any) -> None:
    """Record that the personal data of published minutes were removed from the network."""
    _do(terminal, folder, number, given, take_down)


COMMANDS = (claim, settle, forbid, permit, outage, final, taken_down)
