"""The lines of the list of cases: what the ledger comes to, kept beside it to be found quickly."""

from datetime import datetime

from signapp.domain.acts import CaseOpened
from signapp.domain.decision import Case, evolve, open_case
from signapp.domain.values import to_plain
from signapp.ledger.entries import Entry
from signapp.ledger.verification import Replay
from signapp.services.ports import CaseRow


def row_after(ledger: Replay, entry: Entry) -> CaseRow | None:
    """Return the line of an entry's case after an entry that comes next; None without a case."""
    if not entry.case:
        return None
    if isinstance(entry.act, CaseOpened):
        case = open_case(entry.case, entry.act, entry.actor)
    else:
        case = evolve(ledger.case_before(entry), entry.act, entry.actor, entry.at)
    return case_row(case, entry)


def case_row(case: Case, last: Entry) -> CaseRow:
    """Return the line of a case in the list of cases, after its last entry."""
    return CaseRow(
        number=case.number,
        stage=case.stage.value,
        title=case.opened.title,
        section=case.begun.section if case.begun else 0,
        changed=to_plain(last.at, datetime),
        entries=last.case_entry,
    )
