"""Taking in what was done away: verified entry by entry, then all of it or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import (
    COMMITMENT,
    CheckpointIssued,
)
from signapp.domain.checkout import (
    CaseCheckedOut,
    CaseTakenIn,
    ReturnKept,
)
from signapp.domain.checkout_errors import NoCaseFileError, ReturnRefusedError
from signapp.domain.errors import LedgerError
from signapp.domain.values import marked
from signapp.ledger.away import Away, Rows, descend, write_rows
from signapp.ledger.entries import Entry, read_entry
from signapp.ledger.verification import CLOCK_TOLERANCE, Replay, replay
from signapp.services.anchor_proofs import AnchorJudge
from signapp.services.anchors import Anchor, leaves_of
from signapp.services.case_files import (
    CaseFile,
    archives_of,
    entries_of,
    read_case_file,
)
from signapp.services.desk import Desk
from signapp.services.document_audit import DocumentAudit
from signapp.services.files import FileJudge
from signapp.services.history import History
from signapp.services.journal import SignedIn
from signapp.services.ports import Holds, SaltedText, StoredEntry
from signapp.services.whole import documents_in


@dataclass(frozen=True)
class Returned:
    """What came back: the case, and what was done away. `kept` tells that it came too late."""

    case: str
    entries: tuple[Entry, ...]
    kept: bool = False


def take_in(desk: Desk, who: SignedIn, path: Path, anchors: Iterable[Anchor] = ()) -> Returned:
    """Take in what was done away: all of it, or nothing.

    Raises NotAuthorisedError, ReturnRefusedError, ArchiveRefusedError, LedgerError, StorageError.
    """
    file, act, number = _back(desk, path)
    desk.journal.require(who, act, number)
    away = _verified(desk, file, act, number, tuple(anchors))
    texts = _bring(desk, file, away)
    _judge(desk, number, away)
    desk.journal.record(who, act, number, texts)
    return Returned(number, away.entries)


def keep_return(desk: Desk, who: SignedIn, path: Path, anchors: Iterable[Anchor] = ()) -> Returned:
    """Keep, as evidence, what came back after the recall; it changes nothing here.

    Raises as `take_in`.
    """
    file, back, number = _back(desk, path)
    act = ReturnKept(back.desk_key, back.ledger, back.size, back.root)
    desk.journal.require(who, act, number)
    away = _verified(desk, file, back, number, tuple(anchors))
    desk.journal.record(who, act, number, _bring(desk, file, away))
    return Returned(number, away.entries, kept=True)


def look_into(desk: Desk, path: Path) -> Returned:
    """Return what was done away by a file that came back, verified; nothing is stored.

    Raises as `take_in`.
    """
    file, act, number = _back(desk, path)
    away = _verified(desk, file, act, number, ())
    late = desk.journal.case(number).checkouts.open_key != act.desk_key
    return Returned(number, away.entries, kept=late)


def _back(desk: Desk, path: Path) -> tuple[CaseFile, CaseTakenIn, str]:
    """Open a case file whose beginning is the ledger here; return it, and what takes it in."""
    desk.journal.catch_up()
    file = read_case_file(archives_of(desk), path)
    here = tuple((one.body, one.signature) for one in desk.journal.register.entries())
    if not file.before or here[: file.opens] != file.before:
        raise ReturnRefusedError(what="other_register", entry="–", name="–")
    leaving = read_entry(file.before[-1][0])
    last = _last_checkpoint(file.away)
    if not isinstance(leaving.act, CaseCheckedOut):
        raise ReturnRefusedError(what="other_register", entry="–", name="–")
    content = write_rows(file.away)
    ref = desk.journal.register.put(content)
    return file, CaseTakenIn(leaving.act.desk_key, ref, last.size, last.root), leaving.case


def _last_checkpoint(rows: Rows) -> CheckpointIssued:
    try:
        last = read_entry(rows[-1][0]).act
    except errors.EntryMalformed as e:
        raise NoCaseFileError(name="ledger.txt") from e
    if not isinstance(last, CheckpointIssued):
        raise ReturnRefusedError(what="no_checkpoint", entry="–", name="–")
    return last


def _verified(
    desk: Desk, file: CaseFile, act: CaseTakenIn, number: str, anchors: tuple[Anchor, ...]
) -> Away:
    """Verify what was done away from the check-out on, and that all its texts are there."""
    journal = desk.journal
    left = journal.ledger.away.get(number)
    if left is None or left.leaving[1] != act.desk_key:
        left = replay(file.before, file.read).away[number]
    until = journal.clock.now() + CLOCK_TOLERANCE
    away = descend(left.fork, write_rows(file.away), act, journal.state.roster, until)
    if away.wrong:
        raise ReturnRefusedError(what="ledger", entry=away.at, name=away.wrong)
    for finding in _against(desk, file, act, anchors):
        raise finding
    texts = {one.commitment for one in file.texts}
    for entry in away.entries:
        for commitment in marked(entry.act, COMMITMENT):
            if commitment not in texts:
                raise ReturnRefusedError(
                    what="text_missing", entry=entry.number, name=commitment[:16]
                )
    return away


def _against(
    desk: Desk, file: CaseFile, act: CaseTakenIn, anchors: tuple[Anchor, ...]
) -> Iterable[LedgerError]:
    opened = read_entry(file.away[0][0])
    ledger = Replay(register=opened.register, desk_key=act.desk_key)
    leaves = leaves_of([StoredEntry(*row) for row in file.rows])
    files = FileJudge(desk.pdf, desk.trust.material(), desk.journal.clock.now())
    proofs = AnchorJudge(ledger, leaves, files).proofs(anchors)
    return (one.problem for one in proofs if one.problem)


def _bring(desk: Desk, file: CaseFile, away: Away) -> tuple[SaltedText, ...]:
    """Store the documents of what was done away; return its texts.

    Raises ReturnRefusedError when one of the documents is not there.
    """
    register = desk.journal.register
    for entry in away.entries:
        for ref in documents_in(entry.act):
            content = file.read(ref)
            if content is not None:
                register.put(content)
            try:
                register.document(ref)
            except errors.StorageError as e:
                raise ReturnRefusedError(
                    what="document_missing", entry=entry.number, name=ref.sha256[:16]
                ) from e
    wanted = {one for entry in away.entries for one in marked(entry.act, COMMITMENT)}
    return tuple(one for one in file.texts if one.commitment in wanted)


def _judge(desk: Desk, number: str, away: Away) -> None:
    """Look at every file that was signed away, as at home before it is recorded.

    Raises ReturnRefusedError.
    """
    journal, history = desk.journal, History()
    for entry in (*entries_of(journal.register, number), *away.entries):
        history.take(entry)
    case = away.case or journal.case(number)
    now = journal.clock.now()
    audit = DocumentAudit(
        *(journal.register, desk.pdf, desk.trust.material(), now),
        *(journal.state, history, journal.origin),
    )
    made = {ref for entry in away.entries for ref in documents_in(entry.act)}
    for found in audit.of_case(case):
        if found.document in made and found.holds is Holds.NO:
            raise ReturnRefusedError(
                what="document_wrong", entry="–", name=found.document.sha256[:16]
            )
