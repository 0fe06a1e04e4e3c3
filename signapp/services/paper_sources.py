"""The papers that are there already: stored documents, sheets of the evidence, the case's log."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from shutil import copyfile

from signapp.domain.acts import CaseAct, DocumentRef
from signapp.domain.auditing import LogFilter
from signapp.domain.decision import Case
from signapp.domain.errors import EntryMalformed, Reason
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.paper_errors import NothingToTakeOut
from signapp.domain.publicity import WHOLE_CASE, Record, RecordTitle, attachment
from signapp.services.audit_pdf import to_pdf
from signapp.services.audit_report import AuditReport
from signapp.services.desk import Desk
from signapp.services.evidence import Sheet, sheet, write_evidence
from signapp.services.extracts import (
    extract_of,
    files_beside,
    no_recipient,
    recipients,
    sent_extract,
    write_beside,
)
from signapp.services.journal import SignedIn
from signapp.services.log_rows import Names, read_verified, select
from signapp.services.log_totals import totals
from signapp.services.log_words import LogWords
from signapp.services.minutes import read_record
from signapp.services.paper_values import Choice, Made, PaperOrder, decided
from signapp.services.public_copy import copy_in_force
from signapp.services.publicity import attachment_title


def minutes(order: PaperOrder) -> Made:
    """Return the signed minutes in force, in their newest revision."""
    signed = order.case.minutes_in_force
    assert signed is not None  # asked before
    return _file(order.desk, order.case.latest(signed).document)


def record(order: PaperOrder) -> Made:
    """Return the decision record that the signed minutes in force embed, as they embed it."""
    signed = order.case.minutes_in_force
    assert signed is not None  # asked before
    content = order.desk.pdf.embedded_record(_file(order.desk, signed.document))
    if content is None:
        raise EntryMalformed
    read_record(content)
    return content


def public_copy(order: PaperOrder) -> Made:
    """Return the newest public copy of the minutes in force."""
    made = copy_in_force(order.case)
    assert made is not None  # asked before
    return _file(order.desk, made.copy)


def extract(order: PaperOrder) -> Made:
    """Return the extract that was sent to a recipient; a new one, as long as none was sent."""
    desk, number = order.desk, order.case.number
    ref = sent_extract(desk, number, order.which)
    ref = ref or extract_of(desk, order.who, number, order.which)
    beside = bool(files_beside(desk, number, order.which))
    stored = _file(desk, ref)
    if not beside:
        return stored

    def written(place: Path) -> None:
        copyfile(stored, place)
        write_beside(desk, number, order.which, place)

    return written


def extract_recipients(desk: Desk, _: SignedIn | None, case: Case) -> tuple[Choice, ...]:
    """Return who gets an extract of the minutes."""
    return tuple(Choice(one, RecordTitle(one)) for one in recipients(desk, case.number))


def no_extract(desk: Desk, case: Case) -> Iterator[Reason]:
    """Refuse it before the decision, and where the decision names no recipient."""
    yield from decided(desk, case)
    if case.decided is not None:
        yield from no_recipient(desk, case.number)


def no_public_copy(_: Desk, case: Case) -> Iterator[Reason]:
    """Refuse it before a copy was made of the minutes in force, as they are classed now."""
    if copy_in_force(case) is None:
        yield NothingToTakeOut()


def agreement(order: PaperOrder) -> Made:
    """Return an attachment or original in its newest revision: signed, where somebody signed."""
    return _file(order.desk, _newest(order.case)[int(order.which)])


def no_attachment(_: Desk, case: Case) -> Iterator[Reason]:
    """Refuse it where nothing is attached."""
    if not _newest(case):
        yield NothingToTakeOut()


def attachments(desk: Desk, who: SignedIn | None, case: Case) -> tuple[Choice, ...]:
    """Return the attachments by their numbers, with the titles that a person may see."""
    titles = {
        one.attached.number: attachment_title(desk, case, one.attached, who)
        for one in case.attachments
    }
    return tuple(Choice(str(number), titles[number]) for number in _newest(case))


def of_attachment(_: Case, which: str) -> tuple[Record, ...]:
    """An attachment is withheld as its own class says."""
    own = (attachment(int(which)),) if which.isdecimal() else ()
    return (WHOLE_CASE, *own)


def _newest(case: Case) -> dict[int, DocumentRef]:
    """Return the newest revision of each attachment; of a draft, the text that was fixed."""
    wanted = case.authorises
    found = dict[int, DocumentRef]()
    for one in case.attachments:
        number = one.attached.number
        ref = one.prepared.prepared if one.prepared else one.attached.original
        if wanted and wanted.attachment == number and case.to_sign:
            ref = case.to_sign.document
        found[number] = case.agreement.newest(ref)
    return found


def of_everything(case: Case, _: str) -> tuple[Record, ...]:
    """What holds the whole case is withheld as the strictest of its records is."""
    return (WHOLE_CASE, *case.publicity.classes)


def _file(desk: Desk, ref: DocumentRef) -> Path:
    return desk.journal.register.document(ref)


def sheet_of(make: Sheet) -> Callable[[PaperOrder], Made]:
    """Return the maker of one sheet of the evidence."""

    def made(order: PaperOrder) -> Made:
        return sheet(order.desk, order.case.number, make, order.desk.document_texts.language)

    return made


def evidence(*, public: bool) -> Callable[[PaperOrder], Made]:
    """Return the maker of the evidence, whole or without personal data."""

    def made(order: PaperOrder) -> Made:
        archives = order.desk.archives
        assert archives is not None  # every desk for acts has it
        return partial(write_evidence, order.desk, archives, order.case.number, public=public)

    return made


def evidence_taken(*, public: bool) -> Callable[[str, str, int], CaseAct]:
    """Return what makes the entry on evidence that was taken."""
    return lambda _, sha256, __: EvidenceTaken(sha256, public)


def case_report(desk: Desk, number: str) -> AuditReport:
    """Return the log of one case, verified just now, as exports tell it. Raises StorageError."""
    found = read_verified(desk.journal.register)
    wanted = LogFilter(case=number)
    rows, founded = select(found.rows, wanted), found.state.founded
    return AuditReport(
        register=found.register,
        city=founded.city if founded else "",
        demo=founded is not None and founded.demo,
        size=found.size,
        root=found.root,
        made_at=desk.journal.clock.now(),
        filter=wanted,
        rows=rows,
        names=Names.of(found.state, desk.journal.text),
        totals=totals(rows),
    )


def log(order: PaperOrder) -> Made:
    """Return the log of the case as a document."""
    report = case_report(order.desk, order.case.number)
    return to_pdf(report, LogWords(order.desk.document_texts, report.names), order.desk.pdf)
