"""The commands on what a register trusts: showing it, and taking in trusted lists."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from signapp.cli.line import Line, Styled, line
from signapp.cli.terminal import FILE, FOLDER, Terminal, with_terminal
from signapp.services.trust_facts import TrustFacts, all_lists, days_old
from signapp.services.trust_values import TrustedList
from signapp.texts.catalogue import Texts


@click.group()
def trust() -> None:
    """Show what a register trusts, and take in the EU's trusted lists."""


@trust.command("show")
@click.argument("folder", type=FOLDER)
@with_terminal
def show(terminal: Terminal, folder: Path) -> None:
    """List anchors, revocation lists and trusted lists with their age and hash."""
    facts = terminal.program.trust_facts(folder)
    terminal.say(_lines(terminal.texts, facts, _now(terminal)))


@trust.command("lists")
@click.argument("folder", type=FOLDER)
@click.option("--from", "place", type=FOLDER, help="Folder with the lists (XML).")
@click.option("--fetch", is_flag=True, help="Get the lists over the network.")
@click.option("--territory", "territories", multiple=True, help="FI, SE …; else as last time.")
@click.option("--signers", type=FILE, help="Signers of the list of the lists (PEM).")
@with_terminal
def lists(
    terminal: Terminal, folder: Path, place: Path | None, fetch: bool,
    territories: tuple[str, ...], signers: Path | None,
) -> None:  # fmt: skip
    """Take in the list of the EU's lists and those of territories: Finland's, unless told.

    Every signature is checked. When one list is refused, all stay as they were.
    """
    if fetch == (place is not None):
        raise click.UsageError("Give either --from or --fetch.")
    wanted = tuple(one.upper() for one in territories)
    kept = terminal.program.take_lists(folder, place, wanted, signers)
    now = _now(terminal)
    terminal.say(told for one in all_lists(kept) for told in _list(terminal.texts, one, now))


def _now(terminal: Terminal) -> datetime:
    with terminal.program.reading() as tools:
        return tools.clock.now()


def _lines(texts: Texts, facts: TrustFacts, now: datetime) -> Iterator[Line]:
    yield line(Styled(texts.say("trusted.anchors"), bold=True))
    for anchor in facts.anchors:
        yield line("  ", texts.say("trusted.anchor", name=anchor.name, until=anchor.until))
        yield line(f"    SHA-256 {anchor.sha256}")
    if not facts.anchors:
        yield line("  ", texts.say("trusted.no_anchors"))
    yield line(Styled(texts.say("trusted.revocation"), bold=True))
    for one in facts.revocation_lists:
        until = one.following or "–"
        said = texts.say("trusted.crl", name=one.name, issued=one.issued, until=until)
        yield line("  ", said)
        yield line(f"    SHA-256 {one.sha256}")
    yield line(Styled(texts.say("trusted.lists"), bold=True))
    for listed in facts.lists:
        yield from _list(texts, listed, now)
    if not facts.lists:
        yield line("  ", texts.say("trusted.no_lists"))


def _list(texts: Texts, one: TrustedList, now: datetime) -> Iterator[Line]:
    age = texts.count("trusted.age", days_old(one, now))
    said = texts.say("trusted.list", list=one.territory, number=one.number, age=age)
    yield line("  ", said, *_warning(texts, one, now))
    until = one.next_update or "–"
    yield line("    ", texts.say("trusted.list.days", issued=one.issued, until=until))
    taken = one.taken or one.issued
    yield line("    ", texts.say("trusted.list.source", source=one.source, taken=taken))
    yield line(f"    SHA-256 {one.sha256}")


def _warning(texts: Texts, one: TrustedList, now: datetime) -> Iterator[Styled]:
    if one.is_out_of_date(now):
        yield Styled(f"  {texts.say('trusted.out_of_date')}", "red")
