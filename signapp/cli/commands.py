"""The terminal's commands.

Exit codes: 0 done, or holds; 1 does not hold; 2 called wrongly; 3 could not be judged or done.
"""

import sys
from pathlib import Path

import click

from signapp.cli.aftermath import COMMANDS as AFTERMATH
from signapp.cli.attach import attach
from signapp.cli.audit_log import audit_log
from signapp.cli.calendar import case_calendar, write_calendar
from signapp.cli.checkout import COMMANDS as CHECKOUT
from signapp.cli.checkout import checkout
from signapp.cli.decide_list import decide_list
from signapp.cli.desk import desk
from signapp.cli.doctor import doctor
from signapp.cli.evidence import evidence
from signapp.cli.import_text import import_text
from signapp.cli.kit import kit
from signapp.cli.line import line, lines
from signapp.cli.log import VerifiedLog
from signapp.cli.open_decisions import decisions
from signapp.cli.papers import paper, papers
from signapp.cli.places import places
from signapp.cli.preflight import preflight
from signapp.cli.printing import case_lines, list_lines
from signapp.cli.reading_pack import reading_pack
from signapp.cli.register import register
from signapp.cli.terminal import EXIT, FOLDER, PLACE, Terminal, with_terminal
from signapp.cli.trust import trust as trust_commands
from signapp.cli.verify import verify
from signapp.services.ports import Holds
from signapp.texts.catalogue import DEFAULT, LANGUAGES, Texts

CODES = "Exit codes: 0 done, or holds; 1 does not hold; 2 called wrongly; 3 could not be judged."


@click.group(context_settings={"help_option_names": ["-h", "--help"]}, epilog=CODES)
@click.version_option(package_name="signapp")
@click.option(
    "--language",
    type=click.Choice(list(LANGUAGES)),
    default=DEFAULT,
    envvar="SIGNAPP_LANGUAGE",
    show_default=True,
    help="Language of the answers.",
)
@click.pass_context
def signapp(context: click.Context, language: str) -> None:
    """Walks a mayoral decision from proposal to the signed agreement, and proves every step."""
    context.obj = Terminal(context.obj, Texts(language))


@signapp.command()
@click.option("--dir", "folder", type=PLACE, help="Where the demo lives.")
@click.option("--headless", is_flag=True, help="Walk the seed case here instead of in a window.")
@with_terminal
def demo(terminal: Terminal, folder: Path | None, headless: bool) -> None:
    """Found a demo register with invented people, and open the seed case."""
    place = folder or terminal.program.demo_folder()
    if headless or not terminal.program.has_screen():
        if not headless:
            terminal.say(lines(terminal.texts.say("walk.no_screen")))
        terminal.say(lines(terminal.texts.say("walk.demo")))
        holds = terminal.program.walk_demo(
            place, terminal.texts.language, lambda step: terminal.say(lines(step))
        )
        sys.exit(EXIT[Holds.YES if holds else Holds.NO])
    sys.exit(terminal.program.show_demo(place, terminal.texts.language))


signapp.add_command(preflight)
signapp.add_command(verify)
signapp.add_command(register)
signapp.add_command(reading_pack)
register.add_command(decisions)
signapp.add_command(audit_log)
signapp.add_command(desk)
signapp.add_command(checkout)
signapp.add_command(trust_commands)
signapp.add_command(doctor)


@signapp.command("open")
@click.argument("folder", type=FOLDER)
@with_terminal
def open_register(terminal: Terminal, folder: Path) -> None:
    """Open a register's window."""
    sys.exit(terminal.program.show_register(folder, terminal.texts.language))


@signapp.command("audit")
@click.argument("folder", type=FOLDER)
@with_terminal
def open_copy(terminal: Terminal, folder: Path) -> None:
    """Open the auditor's window on a register for reading only; nobody signs in."""
    sys.exit(terminal.program.show_copy(folder, terminal.texts.language))


@signapp.group()
def case() -> None:
    """Show a case, and record what happens to its decision."""


@case.command("show")
@click.argument("folder", type=FOLDER)
@click.argument("number", required=False)
@with_terminal
def case_show(terminal: Terminal, folder: Path, number: str | None) -> None:
    """Show a case with everything that was done in it, or the list of cases."""
    with terminal.program.reading() as tools:
        log = VerifiedLog.read(tools.register(folder))
        if number is None:
            terminal.say(list_lines(terminal.texts, log))
        else:
            terminal.say(case_lines(terminal.texts, log, number, tools.clock.now()))


@case.command("calendar")
@click.argument("folder", type=FOLDER)
@click.argument("number")
@click.option("--out", type=PLACE, help="Folder to write the file into; else it is printed.")
@with_terminal
def show_calendar(terminal: Terminal, folder: Path, number: str, out: Path | None) -> None:
    """Write the days of a case as a calendar file (iCalendar, RFC 5545).

    They are the day of the signing, the end of the appeal period, and the day by which personal
    data must be gone from the network.
    """
    with terminal.program.reading() as tools:
        log = VerifiedLog.read(tools.register(folder))
        content = case_calendar(terminal.texts, log, number)
    if out is None:
        click.echo(content, nl=False)
    else:
        terminal.say([line(str(write_calendar(content, log, number, out)))])


FURTHER = (attach, decide_list, evidence, papers, paper, import_text, kit, places)
for further in (*AFTERMATH, *CHECKOUT, *FURTHER):
    case.add_command(further)
