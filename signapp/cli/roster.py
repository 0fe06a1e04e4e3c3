"""The commands that found a register and change its roster; two registrars do each."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.line import line
from signapp.cli.log import VerifiedLog
from signapp.cli.registrar import ASKED, REGISTRAR, go_on, registrar, with_options
from signapp.cli.roster_lines import few_registrars_lines, plan_lines, waiting_lines
from signapp.cli.terminal import FILE, FOLDER, PLACE, Terminal, with_terminal
from signapp.domain.acts import NumberingPolicy, Purpose
from signapp.domain.errors import NotAuthorisedError, RosterProposalUnknown
from signapp.domain.offices import Roster
from signapp.services.desk import Desk
from signapp.services.key_choice import home_of
from signapp.services.register import Founder, Founding, confirm_roster_change
from signapp.services.roster import (
    few_registrars,
    plan_binding,
    plan_file,
    propose,
    reject,
    waiting,
)
from signapp.services.roster_file import RosterPlan, RosterReader
from signapp.services.roster_words import RosterWords

Command = Callable[..., None]

ROSTER_FILE = """\b
A roster file is TOML. Each entry is one table; a file holds as many as needed:
  [[office]]      code kind fi fi_genitive sv en since, and assists (of an assistant)
                  kind: mayor deputy_mayor office_holder body presenter preparer
                        registrar auditor assistant
  [[person]]      code name identity, and if they apply: office since until
                  session signature (files of certificates), renamed = true
                  identity: identity_document strong_identification staff_record
                            known_in_person
  [[holder]]      person office since until
  [[certificate]] person purpose (session or signature) file
  [[deputies]]    office deputies (a list of offices in their order) since until basis
  [[substitute]]  person office since until basis
  [[provision]]   code office citation since, and basis if it was delegated
  [[provision_ended]] code last_day
  [[publication]] code office since until citation (the standing decision to publish)
  [[policy]]      policy in_force (true or false) basis, and hours where it counts them
                  policy: no_self_authorisation warn_without_stamp stop_without_stamp
  [[leaves]]      person office last_day
  [[dissolved]]   office last_day basis, and successor if there is one
  [[lost_certificate]] sha256
Days are written 2017-08-29; files are looked for beside the roster file.
\b
  [[person]]
  code = "mayor"
  name = "Päivi Pormestari"
  identity = "identity_document"
  office = "U510VH1"
  since = 2017-06-07
  until = 2021-07-31
  session = "mayor-session.pem"
  signature = "mayor-signature.pem"
"""


@click.command("found", epilog=ROSTER_FILE)
@click.argument("folder", type=PLACE)
@click.option("--city", required=True, help="Name of the city, as it is printed.")
@click.option("--prefix", default="HEL", show_default=True, help="Beginning of case numbers.")
@click.option(
    "--numbering",
    type=click.Choice([one.value for one in NumberingPolicy]),
    default=NumberingPolicy.OWN.value,
    show_default=True,
    help="Whether the register gives § and case numbers, or the city's case management.",
)
@click.option("--roster", type=FILE, required=True, help="The first roster (TOML, see below).")
@click.option("--trust", type=FILE, required=True, help="Trust anchors (PEM).")
@click.option(
    "--registrar",
    "registrars",
    nargs=2,
    multiple=True,
    metavar="CODE KEY",
    help="A first registrar and their session key; given twice.",
)
@with_options(ASKED)
@with_terminal
def found(terminal: Terminal, folder: Path, registrars: Any, **given: Any) -> None:
    """Found a real register in a folder.

    Two registrars of the first roster sign the founding with their session keys, one after the
    other.
    """
    if len(registrars) != 2:
        raise click.UsageError("--registrar is given exactly twice.")
    asking = Asking(terminal.texts, given["pin_stdin"], given["agreed"])
    with terminal.program.reading() as tools:
        trust, now = tools.trust(given["trust"]), tools.clock.now()
    plan = RosterReader(Roster(), {}, trust, now).read(given["roster"])
    names = {one.commitment: one.text for one in plan.texts}
    words = RosterWords(terminal.texts, Roster(), names.__getitem__)
    terminal.say(plan_lines(words, plan.changes))
    go_on(asking)
    first, second = (
        Founder(person, home_of(key), asking.pin(person)) for person, key in registrars
    )
    founding = Founding(
        city=given["city"],
        demo=False,
        changes=plan.changes,
        founders=(first, second),
        texts=plan.texts,
        case_prefix=given["prefix"],
        numbering=NumberingPolicy(given["numbering"]),
    )
    terminal.program.found_register(folder, founding, plan.certificates, trust)
    with terminal.program.working(folder) as desk:
        _say(terminal, "terminal.founded", register=desk.journal.name, folder=str(folder))
        _warn(terminal, desk)


@click.command("enrol", epilog=ROSTER_FILE)
@click.argument("folder", type=FOLDER)
@click.argument("roster_file", type=FILE)
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def enrol(terminal: Terminal, folder: Path, roster_file: Path, **given: Any) -> None:
    """Propose the changes of a roster file; another registrar confirms them."""
    with terminal.program.working(folder) as desk:
        _propose(terminal, desk, plan_file(desk, roster_file), given)


@click.command("bind")
@click.argument("folder", type=FOLDER)
@click.argument("person")
@click.argument("purpose", type=click.Choice([one.value for one in Purpose]))
@click.argument("certificate", type=FILE)
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def bind(terminal: Terminal, folder: Path, person: str, certificate: Path, **given: Any) -> None:
    """Propose to bind a certificate (PEM or DER) to a person; another registrar confirms it."""
    with terminal.program.working(folder) as desk:
        plan = plan_binding(desk, person, Purpose(given["purpose"]), certificate)
        _propose(terminal, desk, plan, given)


@click.command("waiting")
@click.argument("folder", type=FOLDER)
@with_terminal
def list_waiting(terminal: Terminal, folder: Path) -> None:
    """List the proposed changes that wait for a second registrar."""
    with terminal.program.reading() as tools:
        log = VerifiedLog.read(tools.register(folder))
        proposals = [one for one in log.state.proposed.values() if one.is_open]
        words = RosterWords(terminal.texts, log.state.roster, log.text)
        terminal.say(waiting_lines(words, proposals))
        if not proposals:
            _say(terminal, "terminal.roster.nothing_waits")


@click.command("confirm")
@click.argument("folder", type=FOLDER)
@click.argument("proposal", required=False)
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def confirm(terminal: Terminal, folder: Path, proposal: str | None, **given: Any) -> None:
    """Confirm what another registrar proposed: it takes effect now.

    PROPOSAL is its code; it may be left out while one proposal alone waits.
    """
    with terminal.program.working(folder) as desk:
        code = _shown(terminal, desk, proposal)
        with registrar(terminal, desk, given) as who:
            confirm_roster_change(desk, who, code)
        _say(terminal, "terminal.roster.confirmed")
        _warn(terminal, desk)


@click.command("reject")
@click.argument("folder", type=FOLDER)
@click.argument("proposal", required=False)
@with_options((*REGISTRAR, *ASKED))
@with_terminal
def set_aside(terminal: Terminal, folder: Path, proposal: str | None, **given: Any) -> None:
    """Set a proposed change aside, one's own or another registrar's."""
    with terminal.program.working(folder) as desk:
        code = _shown(terminal, desk, proposal)
        with registrar(terminal, desk, given) as who:
            reject(desk, who, code)
        _say(terminal, "terminal.roster.rejected")


COMMANDS = (found, enrol, bind, list_waiting, confirm, set_aside)


def _propose(terminal: Terminal, desk: Desk, plan: RosterPlan, given: dict[str, Any]) -> None:
    journal, texts = desk.journal, {one.commitment: one.text for one in plan.texts}

    def reveal(commitment: str) -> str:
        return texts.get(commitment) or journal.text(commitment)

    words = RosterWords(terminal.texts, journal.state.roster, reveal)
    terminal.say(plan_lines(words, plan.changes))
    with registrar(terminal, desk, given) as who:
        code = propose(desk, who, plan)
    _say(terminal, "terminal.roster.proposed", proposal=code)
    _warn(terminal, desk)


def _shown(terminal: Terminal, desk: Desk, proposal: str | None) -> str:
    """Show the proposal that is meant; return its code. Raises NotAuthorisedError."""
    found = [one for one in waiting(desk) if proposal in (None, one.proposal)]
    if len(found) != 1:
        raise NotAuthorisedError((RosterProposalUnknown(proposal=proposal or "–"),))
    words = RosterWords(terminal.texts, desk.journal.state.roster, desk.journal.text)
    terminal.say(waiting_lines(words, found))
    return found[0].proposal


def _say(terminal: Terminal, key: str, **facts: str) -> None:
    terminal.say([line(terminal.texts.say(key, **facts))])


def _warn(terminal: Terminal, desk: Desk) -> None:
    terminal.say(few_registrars_lines(terminal.texts, few_registrars(desk)))
