"""Ledgers in memory with real keys: an honest one, and the means to forge others from it."""

import copy
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signapp.domain.acts import (
    DESK,
    Act,
    Actor,
    CertificateBound,
    DecisionBegun,
    Purpose,
    RegisterFounded,
    RosterChange,
    SessionClosed,
    SessionOpened,
)
from signapp.domain.errors import LedgerError
from signapp.ledger import statements
from signapp.ledger.entries import Entry, EntryKey, entry_hash, read_entry
from signapp.ledger.heads import CaseHead
from signapp.ledger.tree import GrowingTree
from signapp.ledger.verification import LONGEST_SESSION, Replay, replay
from tests.domain.stories import (
    CASE,
    EVERYBODY,
    OTHER_CASE,
    OTHER_REGISTRAR,
    PREPARED_AT,
    PREPARER,
    PUBLISHED,
    REGISTRAR,
    STAMPED,
    certificate,
    first_roster,
    steps,
)

NAME = "signapp.register/0123456789abcdef"

Row = tuple[bytes, bytes]
"""Body and signature, as they are stored."""


@cache
def certificate_key(person: str) -> ec.EllipticCurvePrivateKey:
    """Return the key of a person's session certificate (P-256)."""
    return ec.generate_private_key(ec.SECP256R1())


def public_key(person: str) -> str:
    """Return the public half as the roster binds it."""
    key = certificate_key(person).public_key()
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo).hex()


def certified(person: str, statement: bytes) -> str:
    """Return a person's signature over a statement."""
    return certificate_key(person).sign(statement, ec.ECDSA(SHA256())).hex()


def founding(
    desk: EntryKey,
    registrars: tuple[str, ...] = (REGISTRAR.person, OTHER_REGISTRAR.person),
    change: Callable[[CertificateBound], CertificateBound] = lambda bound: bound,
    more: tuple[RosterChange, ...] = (),
) -> RegisterFounded:
    """Return a founding act, signed by the registrars; `change` is done to each certificate.

    `more` is added to the first roster.

    A person's two certificates have one key here, so that only the purpose tells them apart.
    """
    changes = tuple(
        change(replace(one, public_key=public_key(one.person)))
        if isinstance(one, CertificateBound)
        else one
        for one in (*first_roster(), *more)
    )
    act = RegisterFounded("Helsinki", True, desk.public, changes, registrars, ())
    statement = statements.founding(NAME, act)
    return replace(act, signatures=tuple(certified(one, statement) for one in registrars))


def replay_fork(read: Replay) -> Replay:
    """Return what a verifier has read so far, to be read on from in another direction."""
    twin = _twin(read)
    twin.tree, twin.state = _twin(read.tree), _twin(read.state)
    twin.state.stamping = _twin(read.state.stamping)
    return twin


def _twin(thing: Any) -> Any:
    """Return a copy whose lists and dictionaries are its own; what they hold never changes."""
    twin = copy.copy(thing)
    for name, value in vars(twin).items():
        if isinstance(value, dict | list):
            object.__setattr__(twin, name, copy.copy(value))
    return twin


@dataclass
class Ledger:
    """Entries as stored, with every key that ever signed one."""

    rows: list[Row] = field(default_factory=list)
    desk: EntryKey = field(default_factory=EntryKey)
    keys: dict[str, EntryKey] = field(default_factory=dict)

    def copy(self) -> "Ledger":
        """Return a ledger that grows on its own, with the same keys."""
        return Ledger(list(self.rows), self.desk, dict(self.keys))

    def fork(self) -> "Ledger":
        """Return a ledger that goes on alone from here, with what was verified of it so far."""
        twin = self.copy()
        twin.__dict__["so_far"] = replay_fork(self.so_far)
        return twin

    @cached_property
    def so_far(self) -> Replay:
        """What a verifier has read; it grows with the ledger."""
        return replay(self.rows)

    @property
    def findings(self) -> list[LedgerError]:
        """What a verifier finds in the rows, read from the beginning."""
        return replay(self.rows).findings

    def found(self, act: RegisterFounded | None = None) -> None:
        """Write the founding entry."""
        self.keys[self.desk.public] = self.desk
        self.add(DESK, act or founding(self.desk), PREPARED_AT, key=self.desk)

    def add(
        self, actor: Actor, act: Act, at: datetime, case: str = "", *, key: EntryKey, **forged: Any
    ) -> Entry:
        """Append an entry without asking any rule; `forged` replaces fields of it."""
        head = self.so_far.head(case)
        entry = Entry(
            register=NAME,
            number=len(self.rows),
            at=at,
            actor=actor,
            act=act,
            case=case,
            case_entry=head.entries + 1 if case else 0,
            case_previous=head.hash,
            previous_root=self.so_far.root,
            key=key.public,
        )
        entry = replace(entry, **forged)
        self.store(entry.body(), key)
        return entry

    def store(self, body: bytes, key: EntryKey) -> None:
        """Append any body, signed by the key."""
        row = (body, key.sign(body))
        self.so_far.take(*row)
        self.rows.append(row)

    def sign_in(self, person: str, at: datetime, until: datetime | None = None) -> EntryKey:
        """Open a session as it should be."""
        key = EntryKey()
        self.keys[key.public] = key
        self.add(Actor(person, "", EVERYBODY[0].capacity), self.opening(person, key, at, until),
                 at, key=key)  # fmt: skip
        return key

    def opening(
        self,
        person: str,
        key: EntryKey,
        at: datetime,
        until: datetime | None = None,
        by: str = "",
        purpose: Purpose = Purpose.SESSION,
    ) -> SessionOpened:
        """Return the opening of a session, certified by the key of `by` (or the person's)."""
        until = until or at + LONGEST_SESSION
        statement = statements.session(NAME, person, key.public, until, self.so_far.root)
        code = certificate(by or person, purpose)
        return SessionOpened(key.public, code, until, certified(by or person, statement))

    def sign_out(self, actor: Actor, at: datetime, key: EntryKey) -> None:
        """Close a session."""
        self.add(replace(actor, office=""), SessionClosed(), at, key=key)

    def does(self, actor: Actor, act: Act, at: datetime, case: str) -> Entry:
        """Do one act in a session of its own (of the desk, without one)."""
        if actor == DESK:
            return self.add(actor, act, at, case, key=self.desk)
        return self.add(actor, act, at, case, key=self.sign_in(actor.person, at))

    def entries(self) -> list[Entry]:
        """Return what the entries say."""
        return [read_entry(body) for body, _ in self.rows]

    def of_case(self, case: str) -> list[Row]:
        """Return the rows of one case."""
        return [row for row in self.rows if read_entry(row[0]).case == case]


def story(until: str = "signed") -> Iterator[tuple[Actor, Act, datetime]]:
    """Yield the seed case's acts up to a situation (see `tests.domain.stories.steps`)."""
    for name, part in steps().items():
        yield from part
        if name == until:
            return


def told(until: str = "signed") -> Ledger:
    """Return an honest ledger: two cases, the first of them walked up to a situation."""
    ledger = Ledger()
    ledger.found()
    sessions: dict[str, tuple[EntryKey, datetime]] = {}
    for number, (actor, act, at) in enumerate(story(until)):
        key, since = sessions.get(actor.person, (ledger.desk, at))
        if key is ledger.desk or at > since + LONGEST_SESSION:
            key = ledger.sign_in(actor.person, at)
            sessions[actor.person] = key, at
        made = _now(ledger, act)
        ledger.add(actor, made, at, CASE, key=key)
        if number < 2:  # the other case is opened in between
            ledger.add(actor, made, at, OTHER_CASE, key=key)
    return ledger


@cache
def _whole() -> Ledger:
    ledger = told()
    at = ledger.entries()[-1].at
    ledger.add(DESK, STAMPED, at, CASE, key=ledger.desk)
    ledger.does(PREPARER, PUBLISHED, at, CASE)
    ledger.sign_out(PREPARER, at, ledger.keys[ledger.entries()[-1].key])
    return ledger


def whole() -> Ledger:
    """Return the honest ledger of the whole walk."""
    return _whole().copy()


def _now(ledger: Ledger, act: Act) -> Act:
    if isinstance(act, DecisionBegun):
        return replace(act, size=len(ledger.rows), root=ledger.so_far.root)
    return act


def linked_anew(
    ledger: Ledger,
    entries: Iterable[Entry],
    change: Callable[[Entry, Entry], Entry] = lambda _, new: new,
) -> list[Row]:
    """Return rows that were numbered, linked and signed again by the keys in force.

    So would somebody forge who holds every key; the chains of the cases are forged with them.
    `change` takes the entry as it was and as it is to be signed, and may change the latter.
    """
    tree, heads, rows = GrowingTree(), dict[str, CaseHead](), list[Row]()
    for number, old in enumerate(entries):
        entry = replace(old, number=number, previous_root=tree.root().hex())
        head = heads.get(entry.case, CaseHead(0, ""))
        if entry.case:
            entry = replace(entry, case_entry=head.entries + 1, case_previous=head.hash)
        entry = change(old, replace(entry, act=_certified_anew(entry)))
        body = entry.body()
        rows.append((body, ledger.keys[entry.key].sign(body)))
        tree.append(entry_hash(*rows[-1]))
        if entry.case:
            heads[entry.case] = CaseHead(head.entries + 1, entry_hash(*rows[-1]).hex())
    return rows


def _certified_anew(entry: Entry) -> Act:
    """Return the act with what hangs on its place in the ledger made to fit."""
    act, root = entry.act, entry.previous_root
    if isinstance(act, SessionOpened):
        person = entry.actor.person
        statement = statements.session(NAME, person, act.session_key, act.until, root)
        return replace(act, signature=certified(person, statement))
    if isinstance(act, DecisionBegun):
        return replace(act, size=entry.number, root=root)
    return act
