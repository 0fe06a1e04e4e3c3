"""Founding a register, changing its roster, and signing in to it."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from signapp.domain import errors
from signapp.domain.acts import (
    DESK,
    Actor,
    Capacity,
    NumberingPolicy,
    Purpose,
    RegisterFounded,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
    SessionClosed,
    SessionOpened,
    SignInFailed,
)
from signapp.domain.calendar import helsinki_day
from signapp.domain.errors import Reason
from signapp.domain.offices import Roster
from signapp.domain.register import RegisterState
from signapp.domain.roster_rules import registrars
from signapp.ledger import statements
from signapp.ledger.entries import Entry, EntryKey
from signapp.ledger.tree import GrowingTree
from signapp.ledger.verification import LONGEST_SESSION, Replay
from signapp.services.desk import Desk
from signapp.services.journal import Session, SignedIn
from signapp.services.ports import Clock, KeyHome, Keys, Register, SaltedText, StoredEntry


@dataclass(frozen=True)
class Founder:
    """One of the first registrars: the person, and the session key that signs the founding."""

    person: str
    home: KeyHome
    pin: str


@dataclass(frozen=True)
class Founding:
    """What a register is founded with; `texts` are the names that the changes commit to."""

    city: str
    demo: bool
    changes: tuple[RosterChange, ...]
    founders: tuple[Founder, Founder]
    texts: tuple[SaltedText, ...]
    case_prefix: str = "HEL"
    numbering: NumberingPolicy = NumberingPolicy.OWN


def found(
    register: Register, clock: Clock, keys: Keys, desk_key: EntryKey, founding: Founding
) -> None:
    """Write the founding entry, signed by both registrars' session certificates.

    Raises NotAuthorisedError before a key is used, WrongPinError and other SigningErrors,
    StorageError.
    """
    name = f"signapp.register/{secrets.token_hex(8)}"
    act = RegisterFounded(
        city=founding.city,
        demo=founding.demo,
        desk_key=desk_key.public,
        changes=founding.changes,
        registrars=tuple(founder.person for founder in founding.founders),
        signatures=(),
        case_prefix=founding.case_prefix,
        numbering=founding.numbering,
    )
    _refuse_unlawful(act, clock.now())
    statement = statements.founding(name, act)
    roster, signatures = Roster().with_changes(founding.changes), []
    for founder in founding.founders:
        bound = roster.certificate_of(founder.person, Purpose.SESSION)
        assert bound is not None  # as was checked
        certificate = register.document(bound.certificate)
        signature = keys.sign(founder.home, founder.pin, certificate.read_bytes(), statement)
        signatures.append(signature.hex())
    signed = replace(act, signatures=tuple(signatures))
    register.append(0, b"", _first_entry(name, signed, clock.now(), desk_key), founding.texts)


def _first_entry(
    name: str, act: RegisterFounded, now: datetime, desk_key: EntryKey
) -> StoredEntry:
    """Return the first entry; raise what a verifier would find in it."""
    entry = Entry(
        register=name,
        number=0,
        at=now,
        actor=DESK,
        act=act,
        case="",
        case_entry=0,
        case_previous="",
        previous_root=GrowingTree().root().hex(),
        key=desk_key.public,
    )
    stored = StoredEntry(entry.body(), desk_key.sign(entry.body()))
    _, problem = Replay().examine(stored.body, stored.signature)
    if problem:
        raise problem
    return stored


def _refuse_unlawful(act: RegisterFounded, now: datetime) -> None:
    """Refuse a founding that no verifier would accept. Raises NotAuthorisedError."""
    reasons: list[Reason] = list(RegisterState().reasons_against(DESK, now, "", act))
    fit = registrars(Roster().with_changes(act.changes), helsinki_day(now)) if not reasons else ()
    for place, person in enumerate(act.registrars):
        if not reasons and (person not in fit or person in act.registrars[:place]):
            reasons.append(errors.FounderUnfit(person=person))
    if reasons:
        raise errors.NotAuthorisedError(tuple(reasons))


def sign_in(desk: Desk, person: str, home: KeyHome, pin: str) -> Session:
    """Open a session: the person's session certificate signs, once, for a fresh key.

    A failure is logged by the desk. Raises SignInRefusedError, WrongPinError and other
    SigningErrors.
    """
    try:
        return _open_session(desk, person, home, pin)
    except errors.SignappError as e:
        desk.journal.record_by_desk(SignInFailed(person, e.code))
        raise


def _open_session(desk: Desk, person: str, home: KeyHome, pin: str) -> Session:
    ref = desk.certificate(person, Purpose.SESSION)
    if ref is None:
        raise errors.SignInRefusedError(cause="CertificateNotBound")
    certificate = desk.read(ref)
    journal = desk.journal
    bound = journal.state.roster.certificates[ref.sha256]
    if not bound.not_before <= journal.clock.now() <= bound.not_after:
        raise errors.SignInRefusedError(cause="CertificateNotValid")
    until = journal.clock.now().astimezone(UTC) + LONGEST_SESSION  # hours that really pass
    session = Session(person, EntryKey(), until)

    def attempt() -> Entry:
        statement = statements.session(
            journal.name, person, session.key.public, session.until, journal.root
        )
        signature = desk.keys.sign(home, pin, certificate, statement).hex()
        act = SessionOpened(session.key.public, ref.sha256, session.until, signature)
        now = journal.clock.now()
        return journal.append(Actor(person, "", Capacity.HOLDER), act, "", session.key, now)

    journal.up_to_date(attempt)
    return session


def sign_out(desk: Desk, session: Session) -> None:
    """End a session: its key signs its own end and is forgotten."""
    desk.journal.record(
        SignedIn(session, Actor(session.person, "", Capacity.HOLDER)), SessionClosed()
    )


def propose_roster_change(
    desk: Desk, who: SignedIn, changes: tuple[RosterChange, ...], names: tuple[SaltedText, ...]
) -> str:
    """Propose a change of the roster; return its code. Nothing changes yet.

    `names` are the texts that the changes commit to. Raises NotAuthorisedError.
    """
    proposal = secrets.token_hex(8)
    desk.journal.record(who, RosterChangeProposed(proposal, changes), texts=names)
    return proposal


def confirm_roster_change(desk: Desk, who: SignedIn, proposal: str) -> None:
    """Confirm another registrar's proposal: it takes effect now. Raises NotAuthorisedError."""
    desk.journal.record(who, RosterChangeConfirmed(proposal))
