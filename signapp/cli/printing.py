"""Lines for the terminal, in the same words as the window's."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from signapp.cli.anchor_lines import anchor_lines
from signapp.cli.attachment_lines import attachment_lines
from signapp.cli.keeping_lines import kept_lines
from signapp.cli.line import Line, Styled, line
from signapp.cli.log import VerifiedLog
from signapp.cli.roster_lines import few_registrars_lines, problem_lines
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.domain.errors import RosterFileRefusedError, SignappError
from signapp.ledger.away import is_away
from signapp.ledger.entries import Entry
from signapp.services.audit import RegisterVerdict
from signapp.services.correction_marks import REMARKS as MARKS
from signapp.services.correction_marks import mark_on_entry
from signapp.services.document_audit import DocumentVerdict
from signapp.services.evidence_check import EvidenceVerdict
from signapp.services.files import FileVerdict
from signapp.services.ports import Holds, Part, SignatureVerdict, Verdict, worst
from signapp.services.publicity import public_title
from signapp.services.steps import day_of, next_step, obstacles, office_of
from signapp.texts.catalogue import ErrorText, Texts

COLOURS = {Holds.YES: "green", Holds.NOT_KNOWN: "yellow", Holds.NO: "red"}
WIDTH = 22


def error_lines(texts: Texts, error: SignappError) -> Iterator[Line]:
    """Yield what a person reads of an error: first what is true now, then cause and remedy."""
    told = texts.error(error)
    if told.standing:
        yield line(Styled(told.standing, bold=True))
    yield from _told(told, "")
    if isinstance(error, RosterFileRefusedError):
        yield from problem_lines(texts, error)


def notice_lines(texts: Texts, notice: SignappError, margin: str, colour: str) -> Iterator[Line]:
    """Yield what a person reads of something that is told on the way, in its own colour."""
    yield from _told(texts.error(notice), margin, colour)


def _told(told: ErrorText, margin: str, colour: str = "red") -> Iterator[Line]:
    yield line(margin, Styled(told.heading, colour, bold=True), f"  [{told.code}]")
    yield line(margin, told.cause)
    yield line(margin, told.remedy)
    for reason in told.reasons:
        yield from _told(reason, margin + "  ", colour)


def file_lines(texts: Texts, found: FileVerdict) -> Iterator[Line]:
    """Yield the verdict on a file: the whole first, then each signature's three lines."""
    yield line(Styled(str(found.path), bold=True), "  ", _state(texts, found.holds))
    if found.problem:
        yield from _told(texts.error(found.problem), "  ")
    if found.verdict:
        yield from _verdict_lines(texts, found.verdict)
    if found.authority:
        yield from _part(texts, "authority", found.authority)
    if found.entry:
        yield from _part(texts, "entry", found.entry)
    yield line("")


def summary_lines(
    texts: Texts, counts: Mapping[Holds, int], bad: list[tuple[Holds, Path]]
) -> Iterator[Line]:
    """Yield how many files hold and how many do not, and the names of these, the worst first."""
    yield line(Styled(texts.say("terminal.summary"), bold=True))
    for holds in reversed(list(Holds)):
        count = texts.number(counts.get(holds, 0))
        yield line("  ", _state(texts, holds), f": {count}")
        yield from (line(f"    {path}") for state, path in bad if state is holds)


def _verdict_lines(texts: Texts, verdict: Verdict) -> Iterator[Line]:
    if not verdict.signatures:
        yield line("  ", texts.say("verdict.no_signatures"))
    for made in verdict.signatures:
        yield from _signature_lines(texts, made)
    if verdict.decided:
        yield from _part(texts, "decided", verdict.decided)


def _signature_lines(texts: Texts, made: SignatureVerdict) -> Iterator[Line]:
    yield line(f"  {made.field}: ", Styled(made.signer, bold=True))
    level = texts.say("part.level").ljust(WIDTH)
    yield line(f"    {level}{made.level}, ", texts.say(f"level.{made.level}"))
    yield from _part(texts, "content", made.content)
    yield from _part(texts, "person", made.person)
    if made.kind:
        label = " " * WIDTH
        yield line(f"    {label}{texts.remark(made.kind.code, made.kind.facts)}")
    yield from _part(texts, "time", made.time)
    if made.standard:
        yield from _part(texts, "standard", made.standard)
    for change in sorted(made.changes, key=lambda one: one.facts.get("harmless", "")):
        yield line("    · ", texts.remark(change.code, change.facts))


def _part(texts: Texts, name: str, part: Part) -> Iterator[Line]:
    label = texts.say(f"part.{name}").ljust(WIDTH)
    sentences = [texts.remark(remark.code, remark.facts) for remark in part.remarks] or [""]
    yield line(f"    {label}", _state(texts, part.holds), f"  {sentences[0]}")
    for sentence in sentences[1:]:
        yield line(f"    {' ' * WIDTH}{sentence}")


def _state(texts: Texts, holds: Holds) -> Styled:
    return Styled(texts.say(f"holds.{holds.value}"), COLOURS[holds])


def register_lines(texts: Texts, found: RegisterVerdict, trust: Path | None) -> Iterator[Line]:
    """Yield the verdict on a register, level by level, and what was not checked.

    `trust` is the file that the trust anchors were given in, if they were.
    """
    yield line(Styled(texts.say("terminal.register", register=found.register), bold=True))
    if found.demo:
        yield line(texts.say("terminal.demo_register"))
    yield line(texts.say("terminal.entries", size=found.size, root=found.root))
    yield from _origin_lines(texts, found, trust)
    for level, findings in (("integrity", found.integrity), ("authority", found.authority)):
        yield _level(texts, level, Holds.NO if findings else Holds.YES)
        for finding in findings:
            yield from _told(texts.error(finding), "  ")
    holds = worst(Holds.YES, *(document.holds for document in found.documents))
    yield _level(texts, "documents", holds)
    for document in found.documents:
        yield from _document_lines(texts, document)
    yield from kept_lines(texts, found)
    yield from few_registrars_lines(texts, found.few_registrars)
    yield from anchor_lines(texts, found)


def evidence_lines(texts: Texts, found: EvidenceVerdict, *, told_trust: bool) -> Iterator[Line]:
    """Yield the verdict on evidence: archive, ledger, documents, and what was not checked.

    `told_trust` says that whoever checks told whom they trust.
    """
    yield line(Styled(str(found.path), bold=True), "  ", _state(texts, found.holds))
    if found.contents:
        variant = texts.say("evidence.public" if found.contents.public else "evidence.whole")
        title = texts.say("evidence.summary.title", case=found.contents.case)
        yield line(f"{title} · {variant}")
        yield line(texts.say("terminal.entries", size=found.size, root=found.root))
        yield line(texts.say("evidence.nothing_after", moment=found.contents.made))
    for level, problems in (("archive", found.damaged), ("integrity", found.findings)):
        yield _level(texts, level, Holds.NO if problems else Holds.YES)
        for problem in problems:
            yield from _told(texts.error(problem), "  ")
    if found.documents:
        yield _level(texts, "documents", worst(*(one.holds for one in found.documents)))
    for document in found.documents:
        yield from _document_lines(texts, document)
    for code in found.remarks(told_trust=told_trust):
        yield line("· ", texts.say(f"evidence.remark.{code}", **found.facts))


def _origin_lines(texts: Texts, found: RegisterVerdict, trust: Path | None) -> Iterator[Line]:
    """Yield by what the register is recognised; an auditor compares it with what they know."""
    yield line(texts.say("terminal.founding", hash=found.founding))
    yield line(texts.say("terminal.registrars", names=", ".join(found.registrars)))
    if not found.anchors:
        yield line(Styled(texts.say("terminal.anchors.none"), "yellow"))
    elif trust:
        yield line(texts.say("terminal.anchors.file", file=str(trust)))
    else:
        yield line(Styled(texts.say("terminal.anchors.register"), "yellow"))
    for fingerprint in found.anchors:
        yield line(f"  SHA-256 {fingerprint}")


def _level(texts: Texts, level: str, holds: Holds) -> Line:
    return line(texts.say(f"terminal.level.{level}").ljust(WIDTH), _state(texts, holds))


def _document_lines(texts: Texts, document: DocumentVerdict) -> Iterator[Line]:
    role = texts.say(f"terminal.role.{document.role}")
    what = f"  {document.case}  {role}  {document.document.sha256[:16]}…  "
    holds = document.holds
    yield line(what, _state(texts, holds))
    if document.problem:
        yield from _told(texts.error(document.problem), "    ")
    if document.verdict and holds is not Holds.YES:
        yield from _verdict_lines(texts, document.verdict)
    if document.entry and (document.entry.holds is not Holds.YES or _is_marked(document.entry)):
        yield from _part(texts, "entry", document.entry)


def _is_marked(part: Part) -> bool:
    """Tell whether it says of minutes that others took their place."""
    return any(remark.code in MARKS.values() for remark in part.remarks)


def log_lines(texts: Texts, log: VerifiedLog, entries: Iterable[Entry]) -> Iterator[Line]:
    """Yield one line an entry: number, moment, who, for which office, what, on which case."""
    for entry in entries:
        what = texts.say(f"act.{type(entry.act).__name__}")
        moment = texts.moment(entry.at)
        where = f" · {texts.say('log.away')}" if is_away(entry.register) else ""
        case = Styled(entry.case + where, dim=True)
        yield line(f"{entry.number:>5}  {moment:<26}  {what}  ", case)
        yield line(f"{'':>5}  {'':<26}  ", Styled(_who(texts, log, entry), dim=True))
        mark = mark_on_entry(log.state, entry)
        if mark:
            said = texts.remark(mark.remark.code, mark.remark.facts)
            yield line(f"{'':>5}  {'':<26}  ", Styled(said, "yellow"))


def list_lines(texts: Texts, log: VerifiedLog) -> Iterator[Line]:
    """Yield the list of cases."""
    for case in log.cases():
        stage = texts.say(f"stage.{case.stage.value}")
        yield line(f"{case.number}  {stage}  {_title(texts, log, case)}")


def _title(texts: Texts, log: VerifiedLog, case: Case) -> str:
    """Return a title as the public may see it: the terminal does not know who reads."""
    return texts.title_of(public_title(case, log.text(case.opened.title)))


def case_lines(texts: Texts, log: VerifiedLog, number: str, now: datetime) -> Iterator[Line]:
    """Yield a case: what it is, where it is in its life, what is next, everything done in it.

    Raises CaseUnknown.
    """
    case = log.case(number)
    yield line(Styled(f"{number}  {_title(texts, log, case)}", bold=True))
    yield line(texts.say(f"stage.{case.stage.value}"))
    yield from _next_lines(texts, log, case, now)
    if case.printed:
        yield line(texts.count("window.signatures.printed", case.copies_printed))
    yield from attachment_lines(texts, log, case)
    yield from log_lines(texts, log, log.of_case(number))


def _next_lines(texts: Texts, log: VerifiedLog, case: Case, now: datetime) -> Iterator[Line]:
    """Yield what is next, whose step it is and by when; and each reason that stands in its way."""
    succeeded = log.state.has_successor(case.number)
    step, today = next_step(case, now, succeeded=succeeded), helsinki_day(now)
    office = log.state.roster.offices.get(office_of(log.state, case, step, today))
    day = day_of(case, step, today)
    parts = [texts.say(f"step.{step.value}"), texts.title(office.title) if office else ""]
    parts.append(texts.say("window.by", day=day) if day else "")
    yield line(Styled(" · ".join(part for part in parts if part), bold=True))
    for reason in obstacles(log.state, case, step, now):
        yield from _told(texts.error(reason), "  ")


def _who(texts: Texts, log: VerifiedLog, entry: Entry) -> str:
    person = log.state.roster.persons.get(entry.actor.person)
    if person is None:
        return texts.say("capacity.desk")
    office = log.state.roster.offices.get(entry.actor.office)
    title = f", {texts.title(office.title)}" if office else ""
    return f"{log.text(person.name)}{title}"
