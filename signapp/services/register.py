"""Founding a register, changing its roster, and signing in to it."""

import secrets
from dataclasses import dataclass, replace
from datetime import UTC

from signapp.domain import errors
from signapp.domain.acts import (
    DESK,
    Actor,
    Capacity,
    CertificateBound,
    DocumentRef,
    Purpose,
    RegisterFounded,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
    SessionClosed,
    SessionOpened,
    SignInFailed,
)
from signapp.ledger import statements
from signapp.ledger.entries import Entry, EntryKey
from signapp.ledger.tree import GrowingTree
from signapp.ledger.verification import LONGEST_SESSION
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


def found(
    register: Register, clock: Clock, keys: Keys, desk_key: EntryKey, founding: Founding
) -> None:
    """Write the founding entry, signed by both registrars' session certificates.

    Raises WrongPinError and other SigningErrors, StorageError.
    """
    name = f"signapp.register/{secrets.token_hex(8)}"
    act = RegisterFounded(
        city=founding.city,
        demo=founding.demo,
        desk_key=desk_key.public,
        changes=founding.changes,
        registrars=tuple(founder.person for founder in founding.founders),
        signatures=(),
    )
    statement = statements.founding(name, act)
    signatures = []
    for founder in founding.founders:
        certificate = register.document(_session_certificate(founding.changes, founder.person))
        signature = keys.sign(founder.home, founder.pin, certificate.read_bytes(), statement)
        signatures.append(signature.hex())
    entry = Entry(
        register=name,
        number=0,
        at=clock.now(),
        actor=DESK,
        act=replace(act, signatures=tuple(signatures)),
        case="",
        case_entry=0,
        case_previous="",
        previous_root=GrowingTree().root().hex(),
        key=desk_key.public,
    )
    stored = StoredEntry(entry.body(), desk_key.sign(entry.body()))
    register.append(0, b"", stored, founding.texts)


def _session_certificate(changes: tuple[RosterChange, ...], person: str) -> DocumentRef:
    return next(
        change.certificate
        for change in changes
        if isinstance(change, CertificateBound)
        and change.person == person
        and change.purpose is Purpose.SESSION
    )


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
