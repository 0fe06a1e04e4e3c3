"""Lines for the terminal, in the same words as the window's."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

import click

from signapp.domain.errors import SignappError
from signapp.domain.register import RegisterState
from signapp.domain.values import to_plain
from signapp.ledger.entries import Entry
from signapp.ledger.verification import replay
from signapp.services.audit import RegisterVerdict
from signapp.services.document_audit import DocumentVerdict
from signapp.services.files import FileVerdict
from signapp.services.ports import Holds, Part, Register, SignatureVerdict, Verdict
from signapp.texts.catalogue import ErrorText, Texts

COLOURS = {Holds.YES: "green", Holds.NOT_KNOWN: "yellow", Holds.NO: "red"}
WIDTH = 22


def error_lines(texts: Texts, error: SignappError) -> Iterator[str]:
    """Yield what a person reads of an error: first what is true now, then cause and remedy."""
    told = texts.error(error)
    if told.standing:
        yield click.style(told.standing, bold=True)
    yield from _told(told, "")


def _told(told: ErrorText, margin: str) -> Iterator[str]:
    yield f"{margin}{click.style(told.heading, fg='red', bold=True)}  [{told.code}]"
    yield f"{margin}{told.cause}"
    yield f"{margin}{told.remedy}"
    for reason in told.reasons:
        yield from _told(reason, margin + "  ")


def file_lines(texts: Texts, found: FileVerdict) -> Iterator[str]:
    """Yield the verdict on a file: the whole first, then each signature's three lines."""
    yield f"{click.style(found.path.name, bold=True)}  {_state(texts, found.holds)}"
    yield from _verdict_lines(texts, found.verdict)
    if found.authority:
        yield from _part(texts, "authority", found.authority)
    yield ""


def _verdict_lines(texts: Texts, verdict: Verdict) -> Iterator[str]:
    if not verdict.signatures:
        yield f"  {texts.say('verdict.no_signatures')}"
    for made in verdict.signatures:
        yield from _signature_lines(texts, made)
    if verdict.decided:
        yield from _part(texts, "decided", verdict.decided)


def _signature_lines(texts: Texts, made: SignatureVerdict) -> Iterator[str]:
    yield f"  {made.field}: {click.style(made.signer, bold=True)}"
    level = texts.say("part.level").ljust(WIDTH)
    yield f"    {level}{made.level}, {texts.say(f'level.{made.level}')}"
    yield from _part(texts, "content", made.content)
    yield from _part(texts, "person", made.person)
    yield from _part(texts, "time", made.time)
    for change in made.changes:
        yield f"    · {texts.remark(change.code, change.facts)}"


def _part(texts: Texts, name: str, part: Part) -> Iterator[str]:
    label = texts.say(f"part.{name}").ljust(WIDTH)
    sentences = [texts.remark(remark.code, remark.facts) for remark in part.remarks] or [""]
    yield f"    {label}{_state(texts, part.holds)}  {sentences[0]}"
    for sentence in sentences[1:]:
        yield f"    {' ' * WIDTH}{sentence}"


def _state(texts: Texts, holds: Holds) -> str:
    return click.style(texts.say(f"holds.{holds.value}"), fg=COLOURS[holds])


def register_lines(texts: Texts, found: RegisterVerdict) -> Iterator[str]:
    """Yield the verdict on a register, level by level, and what was not checked."""
    yield click.style(texts.say("terminal.register", register=found.register), bold=True)
    if found.demo:
        yield texts.say("terminal.demo_register")
    yield texts.say("terminal.entries", size=found.size, root=found.root)
    for level, findings in (("integrity", found.integrity), ("authority", found.authority)):
        holds = Holds.NO if findings else Holds.YES
        yield f"{texts.say(f'terminal.level.{level}').ljust(WIDTH)}{_state(texts, holds)}"
        for finding in findings:
            yield from _told(texts.error(finding), "  ")
    holds = Holds.YES if all(one.holds for one in found.documents) else Holds.NO
    yield f"{texts.say('terminal.level.documents').ljust(WIDTH)}{_state(texts, holds)}"
    for document in found.documents:
        yield from _document_lines(texts, document)
    yield texts.say("terminal.no_anchor")


def _document_lines(texts: Texts, document: DocumentVerdict) -> Iterator[str]:
    role = texts.say(f"terminal.role.{document.role}")
    holds = Holds.YES if document.holds else Holds.NO
    yield f"  {document.case}  {role}  {document.document.sha256[:16]}…  {_state(texts, holds)}"
    if document.problem:
        yield from _told(texts.error(document.problem), "    ")
    if document.verdict and not document.holds:
        yield from _verdict_lines(texts, document.verdict)
    if document.entry and document.entry.holds is not Holds.YES:
        yield from _part(texts, "entry", document.entry)


def log_lines(texts: Texts, register: Register, entries: Iterable[Entry]) -> Iterator[str]:
    """Yield one line an entry: number, moment, who, for which office, what, on which case."""
    state = _state_of(register)
    for entry in entries:
        what = texts.say(f"act.{type(entry.act).__name__}")
        who = _who(texts, register, state, entry)
        moment = texts.moment(entry.at)
        yield f"{entry.number:>5}  {moment:<26}  {what}  {click.style(entry.case, dim=True)}"
        yield f"{'':>5}  {'':<26}  {click.style(who, dim=True)}"


def list_lines(texts: Texts, register: Register) -> Iterator[str]:
    """Yield the list of cases."""
    for row in register.case_rows():
        title = register.text(row.title)
        stage = texts.say(f"stage.{row.stage}")
        yield f"{row.number}  {stage}  {title.text if title else ''}"


def case_lines(
    texts: Texts, register: Register, number: str, entries: tuple[Entry, ...]
) -> Iterator[str]:
    """Yield a case: what it is, where it is in its life, and everything done in it."""
    row = next((row for row in register.case_rows() if row.number == number), None)
    if row:
        title = register.text(row.title)
        yield click.style(f"{number}  {title.text if title else ''}", bold=True)
        yield texts.say(f"stage.{row.stage}")
    yield from log_lines(texts, register, entries)


def _state_of(register: Register) -> RegisterState:
    return replay((one.body, one.signature) for one in register.entries()).state


def _who(texts: Texts, register: Register, state: RegisterState, entry: Entry) -> str:
    person = state.roster.persons.get(entry.actor.person)
    if person is None:
        return texts.say("capacity.desk")
    name = register.text(person.name)
    office = state.roster.offices.get(entry.actor.office)
    title = f", {texts.title(office.title)}" if office else ""
    return f"{name.text if name else '…'}{title}"


def print_json(verdicts: tuple[FileVerdict, ...]) -> None:
    """Print verdicts as JSON, the worst state of each file first."""
    plain: list[dict[str, Any]] = [
        {"holds": found.holds.value, **to_plain(found, FileVerdict)} for found in verdicts
    ]
    click.echo(json.dumps(plain, ensure_ascii=False, indent=2))
