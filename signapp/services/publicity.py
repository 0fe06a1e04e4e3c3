"""How public the records of a case are, and which of their titles a reader may see.

Every title that a person reads, and the name of every file that is written, comes from here. A
withheld title leaves this module as its class and grounds only, never as text: the reader's
language says "Salassa pidettävä (JulkL …)" in its place.
"""

from dataclasses import dataclass

from signapp.domain.acts import DocumentAttached
from signapp.domain.decision import Case
from signapp.domain.publicity import (
    MINUTES,
    WHOLE_CASE,
    PersonalData,
    PublicityClass,
    PublicityClassed,
    Record,
    RecordTitle,
    attachment,
)
from signapp.domain.situation import DUTIES, Duty
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted


@dataclass(frozen=True)
class Class:
    """What a record is classed as: its class, the grounds in law, its personal data, and why."""

    publicity: PublicityClass
    grounds: tuple[str, ...]
    personal_data: PersonalData
    reason: str


def class_record(desk: Desk, who: SignedIn, number: str, record: Record, given: Class) -> None:
    """Give a record its publicity class (JulkL 621/1999); each change is logged with its reason.

    Raises NotAuthorisedError.
    """
    reason = salted(given.reason)
    grounds = tuple(ground.strip() for ground in given.grounds if ground.strip())
    act = PublicityClassed(
        record, given.publicity, grounds, given.personal_data, reason.commitment
    )
    desk.journal.record(who, act, number, (reason,))


def acts_in(desk: Desk, who: SignedIn, case: Case) -> bool:
    """Tell whether a person acts in a case, and so may see what is secret in it.

    They do who prepare or present cases or keep the register, and the offices that decide and
    sign in this one. Auditors and assistants do not: what they check and see needs no secret
    title, only hashes, and the log shows them what it shows the public (R51).
    """
    office = desk.journal.state.roster.offices.get(who.actor.office)
    duties = DUTIES[office.kind] if office else frozenset()
    if who.actor.person in case.prepared_by or Duty.REGISTER in duties:
        return True
    if case.proposal is None:
        return bool(duties & {Duty.PREPARE, Duty.PRESENT})
    wanted = case.proposal.authorisation.office
    signatory = desk.journal.state.roster.in_charge(wanted, desk.today()) or wanted
    concerned = (case.proposal.decision_maker, wanted, signatory)
    return who.actor.office in concerned or Duty.PRESENT in duties


def case_title(desk: Desk, case: Case, who: SignedIn | None = None) -> RecordTitle:
    """Return the title of a case as a person may see it; as the public may, without one."""
    may_see = who is not None and acts_in(desk, who, case)
    text = desk.journal.text(case.opened.title)
    return case.publicity.title(WHOLE_CASE, text, may_see=may_see)


def public_title(case: Case, text: str) -> RecordTitle:
    """Return the title of a case, `text`, as the public may see it."""
    return case.publicity.title(WHOLE_CASE, text, may_see=False)


def minutes_title(desk: Desk, case: Case, text: str, who: SignedIn | None = None) -> RecordTitle:
    """Return the title of minutes, `text`, as a person, or else the public, may see it."""
    may_see = who is not None and acts_in(desk, who, case)
    return case.publicity.title(MINUTES, text, may_see=may_see)


def attachment_title(
    desk: Desk, case: Case, attached: DocumentAttached, who: SignedIn | None = None
) -> RecordTitle:
    """Return the title of an attachment as a person, or else the public, may see it."""
    may_see = who is not None and acts_in(desk, who, case)
    text = desk.journal.text(attached.title)
    return case.publicity.title(attachment(attached.number), text, may_see=may_see)


def withheld_from(desk: Desk, who: SignedIn, case: Case, record: Record) -> bool:
    """Tell whether a record as a whole is kept from a person."""
    return case.publicity.of(record).withholds_all and not acts_in(desk, who, case)


def file_name(case: Case, kind: str) -> str:
    """Return the name of a file that is written out: no title, whatever the class."""
    return f"{case.number.replace(' ', '-')}-{kind}"
