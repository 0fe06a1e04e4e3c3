"""Looks at a register: its folder, its ledger, its documents, what is unfinished, its backups."""

from collections.abc import Iterator
from datetime import date, timedelta

from signapp.domain.acts import CertificateBound, Purpose
from signapp.domain.errors import SignappError
from signapp.domain.offices import Roster
from signapp.domain.register import RegisterState
from signapp.domain.roster_rules import WANTED_REGISTRARS, registrars
from signapp.services.anchor_age import AgeState, AnchorAge, anchor_age
from signapp.services.backup_values import Told, silently
from signapp.services.condition import FolderFacts, Row, State, StoredFiles, Upkeep, failed
from signapp.services.desk import Desk
from signapp.services.sweep import orphans_among
from signapp.services.whole import Whole, read_whole, text_findings

LEAST_SPACE = 1 << 30
"""Below this many free bytes (1 GiB) a warning is given, below a tenth of it the row fails."""
BACKUP_DAYS, CERTIFICATE_DAYS = 7, 60
"""After so many days without a backup, and so many before a certificate ends, it is said."""


def folder_rows(facts: FolderFacts) -> Iterator[Row]:
    """Yield what is seen of the folder: its drive, who may read it, and the room on it."""
    if facts.network:
        yield Row("drive", "network", State.FAILED, {"system": facts.system})
    elif facts.synchronised:
        yield Row("drive", "synchronised", State.WARNING, {"service": facts.synchronised})
    elif facts.roams:
        yield Row("drive", "roams", State.WARNING)
    else:
        yield Row("drive", "local", facts={"system": facts.system})
    if facts.open_files:
        told = {"number": len(facts.open_files), "first": facts.open_files[0]}
        yield Row("modes", "open", State.WARNING, told)
    else:
        yield Row("modes", "private")
    megabytes = {"megabytes": facts.free >> 20}
    if facts.free < LEAST_SPACE // 10:
        yield Row("space", "none", State.FAILED, megabytes)
    elif facts.free < LEAST_SPACE:
        yield Row("space", "little", State.WARNING, megabytes)
    else:
        yield Row("space", "enough", facts=megabytes)


def register_rows(desk: Desk, upkeep: StoredFiles, told: Told = silently) -> Iterator[Row]:
    """Yield what is found in a register: the ledger, its texts, every document's hash, and work.

    Raises what `told` raises.
    """
    try:
        whole = read_whole(desk.journal.register)
    except SignappError as e:
        yield failed("register", e)
        return
    problems = list(text_findings(desk.journal.register, whole.history, whole.ledger))
    if problems:
        yield failed("register", problems[0])
    else:
        yield Row("register", "holds", facts={"size": whole.size})
    yield _documents(desk, whole, told)
    state = whole.ledger.state
    yield from _unfinished_rows(state)
    yield _orphans(upkeep, whole)
    yield from _kept(desk, state, whole.size)
    yield from _people(desk, state)


def quick_rows(desk: Desk, upkeep: Upkeep) -> tuple[Row, ...]:
    """Return what is seen without reading everything: the ledger was verified at its opening.

    Raises StorageError, LedgerError.
    """
    desk.journal.catch_up()
    state = desk.journal.state
    found = [*folder_rows(upkeep.facts()), *_unfinished_rows(state)]
    found += _kept(desk, state, desk.journal.size)
    found += _people(desk, state)
    return tuple(found)


def _documents(desk: Desk, whole: Whole, told: Told) -> Row:
    bad: list[str] = []
    for number, ref in enumerate(whole.documents):
        told(number, len(whole.documents))
        try:
            desk.journal.register.document(ref)
        except SignappError:
            bad.append(ref.sha256)
    told(len(whole.documents), len(whole.documents))
    if bad:
        facts = {"number": len(bad), "first": bad[0][:16]}
        return Row("documents", "missing", State.FAILED, facts)
    return Row("documents", "all", facts={"number": len(whole.documents)})


def _orphans(upkeep: StoredFiles, whole: Whole) -> Row:
    try:
        found = orphans_among(upkeep, whole)
    except SignappError as e:
        return failed("orphans", e)
    if found:
        return Row("orphans", "some", State.WARNING, {"number": len(found)})
    return Row("orphans", "none")


def _unfinished_rows(state: RegisterState) -> Iterator[Row]:
    begun = [number for number, case in state.cases.items() if case.signing]
    if begun:
        yield Row("unfinished", "open", State.WARNING, {"cases": ", ".join(begun)})
    else:
        yield Row("unfinished", "none")


def _restore(state: RegisterState) -> Iterator[Row]:
    waiting = state.keeping.waiting
    if waiting:
        facts = {"at": waiting.at, "size": waiting.act.size}
        yield Row("restore", "waits", State.WARNING, facts)


def _kept(desk: Desk, state: RegisterState, size: int) -> Iterator[Row]:
    """Yield whether a restore waits, and how old the last anchor and the last backup are."""
    yield from _restore(state)
    yield _anchor(anchor_age(state, desk.journal.clock.now()))
    if not state.keeping.backups:
        yield Row("backup", "never", State.WARNING)
        return
    at, last = state.keeping.backups[-1]
    days = (desk.journal.clock.now() - at) // timedelta(days=1)
    facts = {"at": at, "size": last.size, "behind": size - last.size}
    old = days >= BACKUP_DAYS
    yield Row("backup", "old" if old else "recent", _warn_if(old), facts)


def _anchor(age: AnchorAge) -> Row:
    """Return how long acts of legal effect have waited for a time stamp from outside."""
    if age.state is AgeState.COVERED:
        return Row("anchor", "covered" if age.last else "nothing_yet", facts={"last": age.last})
    hours = age.stop_after if age.state is AgeState.STOPS else age.warn_after
    facts = {"number": age.waiting, "since": age.since, "hours": hours}
    return Row("anchor", age.state.value, _warn_if(age.is_over), facts)


def _people(desk: Desk, state: RegisterState) -> Iterator[Row]:
    """Yield how many registrars there are, and whose certificates end soon."""
    roster = state.roster
    keepers = registrars(roster, desk.today())
    names = sorted(desk.journal.text(roster.persons[one].name) for one in keepers)
    few = len(keepers) < WANTED_REGISTRARS
    facts = {"number": len(keepers), "names": ", ".join(names)}
    yield Row("registrars", "few" if few else "enough", _warn_if(few), facts)
    yield from _certificates(desk, roster)


def _certificates(desk: Desk, roster: Roster) -> Iterator[Row]:
    bound = list(_in_use(roster, desk.today()))
    ending = [row for one in bound if (row := _ending(desk, roster, one))]
    yield from ending
    if bound and not ending:
        first = min(one.not_after for one in bound)
        yield Row("certificates", "valid", facts={"day": first.date()})


def _in_use(roster: Roster, today: date) -> Iterator[CertificateBound]:
    """Yield the certificates of all who hold an office."""
    for person in roster.persons:
        if roster.offices_of(person, today):
            bound = (roster.certificate_of(person, purpose) for purpose in Purpose)
            yield from (one for one in bound if one)


def _ending(desk: Desk, roster: Roster, bound: CertificateBound) -> Row | None:
    """Return the row of a certificate that ends soon, or has ended."""
    now = desk.journal.clock.now()
    days = (bound.not_after - now) // timedelta(days=1)
    if days >= CERTIFICATE_DAYS:
        return None
    name = desk.journal.text(roster.persons[bound.person].name)
    facts = {"name": name, "day": bound.not_after.date(), "days": max(days, 0)}
    ended = bound.not_after < now
    code = f"{'ended' if ended else 'soon'}.{bound.purpose.value}"
    return Row("certificates", code, State.FAILED if ended else State.WARNING, facts)


def _warn_if(bad: bool) -> State:
    return State.WARNING if bad else State.OK
