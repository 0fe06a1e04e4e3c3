"""Deciding a meeting's list at the terminal: minutes to read, a summary, one PIN, the results."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from shutil import copyfile
from typing import Any

import click

from signapp.cli.asking import Asking
from signapp.cli.line import Line, Styled, line
from signapp.cli.printing import error_lines
from signapp.cli.registrar import with_options
from signapp.cli.terminal import FOLDER, NOT_JUDGED, PLACE, Terminal, with_terminal
from signapp.domain.acts import Actor, Capacity, DocumentRef, Purpose
from signapp.domain.errors import CertificateNotBound, NotAuthorisedError, SignappError
from signapp.domain.situation import DUTIES, Duty
from signapp.services.decide_all import CaseEnd, How, Progress, decide_all
from signapp.services.decision_list import DecisionList, ListedCase, Place
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.key_choice import home_of
from signapp.services.prepare import open_document
from signapp.services.register import sign_in, sign_out
from signapp.services.roles import roles_now
from signapp.services.signature import SigningKey

OPTIONS = (
    click.option("--as", "person", required=True, help="Code of the person who decides."),
    click.option("--key", required=True, help="Their session key: PKCS#12 file or pkcs11 URI."),
    click.option(
        "--signature", required=True, help="Their signature key: PKCS#12 file or pkcs11 URI."
    ),
    click.option(
        "--out", type=PLACE, required=True, help="Folder for what is to be read before signing."
    ),
    click.option("--pin-stdin", is_flag=True, help="Read answers and PINs from standard input."),
)


@click.command("decide-list")
@click.argument("folder", type=FOLDER)
@click.argument("numbers", nargs=-1)
@with_options(OPTIONS)
@with_terminal
def decide_list(terminal: Terminal, folder: Path, numbers: tuple[str, ...], **given: Any) -> None:
    """Decide cases as proposed, and sign all minutes in one go; NUMBERS, or all that wait.

    Attachments and then the minutes are written into a folder, and it is asked whether they were
    read, before anything is signed. Exits with 0 when all were decided, and with 3 when not.
    """
    asking = Asking(terminal.texts, given["pin_stdin"], agreed=False)
    with terminal.program.working(folder) as desk:
        for number in numbers:
            desk.journal.case(number)
        person = given["person"]
        who = _enter(desk, person, given["key"], asking.pin(person))
        try:
            table = _Table(terminal, asking, desk, who, given["out"])
            done = table.decide(numbers, given["signature"])
        finally:
            sign_out(desk, who.session)
    if not done:
        sys.exit(NOT_JUDGED)


def _enter(desk: Desk, person: str, key: str, pin: str) -> SignedIn:
    """Sign a person in for the office for which they decide today: their own first."""
    session = sign_in(desk, person, home_of(key), pin)
    offices = desk.journal.state.roster.offices
    roles = [
        one for one in roles_now(desk, person) if Duty.DECIDE in DUTIES[offices[one.office].kind]
    ]
    role = roles[0] if roles else Actor(person, "", Capacity.HOLDER)
    return session.acting_for(role.office, role.capacity)


class _Table:
    """The table at which one list is read and signed."""

    def __init__(
        self, terminal: Terminal, asking: Asking, desk: Desk, who: SignedIn, out: Path
    ) -> None:
        self._terminal = terminal
        self._texts = terminal.texts
        self._asking = asking
        self._desk = desk
        self._who = who
        self._out = out
        self._list = DecisionList(desk, who)

    def decide(self, numbers: tuple[str, ...], signature: str) -> bool:
        """Go through the whole list; tell whether every case was decided."""
        cases = self._list.read(numbers)
        if not cases:
            self._say([line(self._texts.say("window.list.empty"))])
            return True
        if not self._read(cases, "attachments"):
            return False
        for one in self._list.read(numbers):
            if not one.begun and not one.against:
                self._list.begin(one.number)
        if not self._read(self._list.read(numbers), "minutes"):
            return False
        listed = self._list.read(numbers)
        for one in listed:
            self._say(self._summary(one))
        ready = [one for one in listed if one.ready]
        ready.sort(key=lambda one: one.place is not Place.SIGNED)
        if not ready or not self._asking.goes_on():
            return False
        ends = self._sign(ready, signature)
        self._say(line_ for end in ends for line_ in self._result(end))
        return len(ends) == len(listed) and all(end.how is How.DECIDED for end in ends)

    def _say(self, told: Iterable[Line]) -> None:
        self._terminal.say(told)

    def _read(self, cases: tuple[ListedCase, ...], what: str) -> bool:
        """Write what is to be read, ask whether it was, and log that it was shown (R32)."""
        unread = [(one.number, ref) for one in cases for ref in one.to_be_seen if not one.against]
        if not unread:
            return True
        self._say([line(self._texts.say(f"terminal.list.read.{what}"))])
        for number, ref in unread:
            self._say([line("  ", str(self._write(number, ref, what)))])
        if not self._asking.goes_on():
            return False
        for number, ref in unread:
            open_document(self._desk, self._who, number, ref)
        return True

    def _write(self, number: str, ref: DocumentRef, what: str) -> Path:
        self._out.mkdir(parents=True, exist_ok=True)
        name = re.sub(r"[^A-Za-z0-9-]", "-", number)
        path = self._out / f"{name}-{what}-{ref.sha256[:8]}.pdf"
        copyfile(self._desk.journal.register.document(ref), path)
        return path

    def _summary(self, one: ListedCase) -> Iterable[Line]:
        texts, said = self._texts, [one.number, self._texts.say(f"outcome.{one.outcome.value}")]
        if one.deviates:
            said.append(texts.say("window.list.deviates"))
        if one.secret:
            said.append(texts.say("window.list.secret"))
        if one.remarks:
            said.append(texts.count("window.list.remarks", len(one.remarks)))
        title = texts.title_of(one.title)
        yield line(Styled(f"{texts.section(one.section)}  {title}", bold=True))
        yield line("  ", " · ".join(said))
        for reason in one.against:
            yield from error_lines(texts, reason)

    def _sign(self, ready: list[ListedCase], signature: str) -> list[CaseEnd]:
        """Sign what is ready, asking for the PIN as often as the key does."""
        certificate = self._desk.certificate(self._who.actor.person, Purpose.SIGNATURE)
        if certificate is None:
            raise NotAuthorisedError((CertificateNotBound(certificate=""),))
        home, left, ends = home_of(signature), [one.number for one in ready], list[CaseEnd]()
        needs_key = any(one.place is not Place.SIGNED for one in ready)
        while left:
            key = f"terminal.list.pin.{'next' if ends else 'first'}"
            self._say([line(self._texts.count(key, len(left)))])
            pin = self._asking.pin(self._who.actor.person) if needs_key else ""
            made = SigningKey(home, pin, certificate, impartial=True)
            end = decide_all(self._desk, self._who, left, made, self._progress)
            if not end.asks_again:
                return [*ends, *end.cases]
            ends += [one for one in end.cases if one.how is not How.NOT_REACHED]
            left = [one.number for one in end.cases if one.how is How.NOT_REACHED]
        return ends

    def _progress(self, told: Progress) -> None:
        if told.ended is None and not told.archiving:
            say = self._texts.say
            self._say([line(say("terminal.list.now", done=told.done + 1, total=told.total,
                                case=told.now))])  # fmt: skip

    def _result(self, end: CaseEnd) -> Iterable[Line]:
        colours = {How.DECIDED: "green", How.FAILED: "red", How.NOT_REACHED: "yellow"}
        how = Styled(self._texts.say(f"window.list.end.{end.how.value}"), colours[end.how])
        level = f"  {end.level}" if end.level else ""
        yield line(f"{self._texts.section(end.section)}  {end.number}  ", how, level)
        error: SignappError | None = end.error
        if error is not None:
            yield from error_lines(self._texts, error)
