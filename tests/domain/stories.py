"""A register in memory and the acts of one case, for trying the rules on."""

import hashlib
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from signapp.domain.acts import (
    DESK,
    Act,
    Actor,
    Capacity,
    CaseOpened,
    CertificateBound,
    ChosenAppeal,
    ClaimArrived,
    ClaimSettled,
    Corrected,
    CorrectionBegun,
    Decided,
    DecisionBegun,
    DocumentAttached,
    DocumentOpened,
    DocumentPrepared,
    DocumentRef,
    DocumentSigned,
    EnforcementJudgement,
    FinalityConfirmed,
    IdentityCheck,
    NoticeGiven,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeTitle,
    Outcome,
    PersonEnrolled,
    ProposalAmended,
    ProposalRemoved,
    ProposalReturned,
    ProposalSubmitted,
    ProposalTabled,
    ProposalWithdrawn,
    ProvisionListed,
    Purpose,
    RegisterFounded,
    RosterChange,
    SignaturePlace,
    SignedRevision,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.authorisation import AgreementFixed, Authorisation, AuthorisationKind, on_day
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.bilateral import (
    CounterpartySigned,
    InkConfirmed,
    InkRecorded,
    InkSignatory,
    SigningRefused,
    SigningVoided,
    SigningVoidProposed,
)
from signapp.domain.calendar import HELSINKI, Appeal, Ground, Method
from signapp.domain.checkout import CaseCheckedOut, CaseRecalled, CaseTakenIn, ReturnKept
from signapp.domain.claims import (
    EnforcementForbidden,
    EnforcementPermitted,
    EnforcementRejudged,
    Settlement,
)
from signapp.domain.custody import DraftHandedOver
from signapp.domain.deadlines import ClaimKind
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import Reason
from signapp.domain.publicity import (
    WHOLE_CASE,
    MinutesPublished,
    MinutesTakenDown,
    OutageRecorded,
    OutagesJudged,
    PersonalData,
    PublicationDecided,
    PublicationOrdered,
    PublicCopyMade,
    PublicityClass,
    PublicityClassed,
)
from signapp.domain.register import RegisterState

CASE, OTHER_CASE = "HEL 2017-008888", "HEL 2017-009999"
FIELD, BEIJING = "Helsinki", "Beijing"
DAY = date(2017, 8, 29)
WHENEVER = on_day(DAY, binding=False)
SINCE, UNTIL = date(2017, 6, 1), date(2021, 7, 31)
VALID_FROM, VALID_UNTIL = datetime(2017, 1, 1, tzinfo=UTC), datetime(2019, 1, 1, tzinfo=UTC)


def helsinki(moment: str) -> datetime:
    """Return a moment of Helsinki's clock, given as 2017-08-24T10:00."""
    return datetime.fromisoformat(moment).replace(tzinfo=HELSINKI)


PREPARED_AT = helsinki("2017-08-21T09:00:00")
PROPOSED_AT = helsinki("2017-08-22T13:00:00")
DECIDED_AT = helsinki("2017-08-24T10:00:00")
PUBLISHED_AT = helsinki("2017-08-25T09:00:00")
SIGNED_AT = helsinki("2017-08-29T14:00:00")
CLAIMED_AT = helsinki("2017-09-08T12:00:00")
PERIOD_ENDS = helsinki("2017-09-15T16:00:00")
FINAL_AT = helsinki("2017-09-16T00:00:00")


def holder(person: str, office: str) -> Actor:
    """Return a person who acts for an office."""
    return Actor(person, office, Capacity.HOLDER)


KINDS = {
    "mayor": OfficeKind.MAYOR,
    "culture": OfficeKind.DEPUTY_MAYOR,
    "education": OfficeKind.DEPUTY_MAYOR,
    "chief-executive": OfficeKind.PRESENTER,
    "international": OfficeKind.PREPARER,
    "registry": OfficeKind.REGISTRAR,
    "audit": OfficeKind.AUDITOR,
}
MAYOR = holder("paula", "mayor")
DEPUTY = holder("antti", "culture")
OTHER_DEPUTY = holder("elina", "education")
PRESENTER = holder("eero", "chief-executive")
PREPARER = holder("veera", "international")
REGISTRAR = holder("raija", "registry")
OTHER_REGISTRAR = holder("kari", "registry")
AUDITOR = holder("tuula", "audit")
EVERYBODY = (
    *(MAYOR, DEPUTY, OTHER_DEPUTY, PRESENTER, PREPARER),
    *(REGISTRAR, OTHER_REGISTRAR, AUDITOR),
)


def sha256(text: str) -> str:
    """Return the SHA-256 of a text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def document(name: str, length: int = 1000) -> DocumentRef:
    """Return a document that exists by name only."""
    return DocumentRef(sha256(name), length)


def certificate(person: str, purpose: Purpose) -> str:
    """Return the hash of a person's certificate."""
    return document(f"{person} {purpose.value}").sha256


def bound(
    person: str, purpose: Purpose, public_key: str = "", until: datetime = VALID_UNTIL
) -> CertificateBound:
    """Return the binding of a person's certificate."""
    return CertificateBound(
        person=person,
        purpose=purpose,
        certificate=document(f"{person} {purpose.value}"),
        public_key=public_key,
        not_before=VALID_FROM,
        not_after=until,
    )


def office(code: str, kind: OfficeKind, since: date = SINCE) -> OfficeFormed:
    """Return an office."""
    return OfficeFormed(code, kind, OfficeTitle(code, code, code, code), since)


IN_PERSON = IdentityCheck.KNOWN_IN_PERSON
PROVISION = ProvisionListed("provision-1", "mayor", "10 luku 1 §", SINCE, "")


def first_roster(public_keys: dict[str, str] | None = None) -> tuple[RosterChange, ...]:
    """Return the first roster; `public_keys` are those of the session certificates."""
    keys = public_keys or {}
    return (
        *(office(code, kind) for code, kind in KINDS.items()),
        *(PersonEnrolled(actor.person, sha256(actor.person), IN_PERSON) for actor in EVERYBODY),
        *(OfficeHeld(actor.person, actor.office, SINCE, UNTIL) for actor in EVERYBODY),
        *(bound(actor.person, Purpose.SESSION, keys.get(actor.person, "")) for actor in EVERYBODY),
        *(bound(actor.person, Purpose.SIGNATURE) for actor in EVERYBODY),
        PROVISION,
        ORDER,
    )


PLAN, PREPARED_PLAN = document("plan", 900), document("prepared plan", 1000)
MINUTES = document("minutes", 1100)
SIGNED_MINUTES, SIGNED_PLAN = document("signed minutes", 2000), document("signed plan", 2000)

CLASS_TITLE = "Kansainväliseen yhteistoimintaan osallistuminen"
OPENED = CaseOpened("04 03 01", sha256("title"), None, CLASS_TITLE)
ATTACHED = DocumentAttached(
    number=1,
    title=sha256("attachment"),
    language="en",
    original=PLAN,
    file_name=sha256("plan.pdf"),
    media_type="application/pdf",
    to_be_signed=True,
)
PREPARED = DocumentPrepared(
    1,
    PREPARED_PLAN,
    (
        SignaturePlace(FIELD, FIELD, 3, (10, 10, 200, 80)),
        SignaturePlace(BEIJING, BEIJING, 3, (210, 10, 400, 80)),
    ),
)
AUTHORISATION = Authorisation(
    kind=AuthorisationKind.EXACT,
    office="culture",
    counterparty="Beijing",
    attachment=1,
    document=PREPARED_PLAN,
    field=FIELD,
    days=on_day(DAY),
    place="Helsinki",
    conditions=(),
    sub_delegation=False,
    minor_changes=False,
)
FIXED = AgreementFixed(
    original=document("final plan"),
    document=document("prepared final plan"),
    field=FIELD,
    places=PREPARED.places,
    pages=(2,),
    difference=sha256("a date on page 2"),
    reason=sha256("the flight is late"),
)
TEXT, OTHER_TEXT = sha256("the text of the decision"), sha256("another text")
REASON = sha256("a reason")
INSTRUCTION = ChosenAppeal(
    "rectification-board", "fi", sha256("an instruction"), Appeal.RECTIFICATION_REQUEST
)
PROPOSAL = ProposalSubmitted(
    decision_maker="mayor",
    text=TEXT,
    provision=PROVISION.provision,
    authorisation=AUTHORISATION,
    enforcement=EnforcementJudgement(False, False, sha256("judgement")),
    appeals=(INSTRUCTION,),
    seen=(),
)
AMENDED = ProposalAmended(OTHER_TEXT)
WITHDRAWN, RETURNED = ProposalWithdrawn(REASON), ProposalReturned(REASON)
REMOVED = ProposalRemoved(REASON)
TABLED = ProposalTabled(date(2017, 8, 31), REASON)
BEGUN = DecisionBegun(
    outcome=Outcome.AS_PROPOSED,
    text=TEXT,
    impartial=True,
    section=1,
    year=2017,
    size=0,
    root="",
)
SHOWN_PLAN, SHOWN_MINUTES = DocumentOpened(PREPARED_PLAN), DocumentOpened(MINUTES)


def signing(who: Actor, shown: DocumentRef, field: str, at: datetime = SIGNED_AT) -> SigningBegun:
    """Return the beginning of a signature with the person's own signature certificate."""
    return SigningBegun(
        document=shown,
        field=field,
        certificate=certificate(who.person, Purpose.SIGNATURE),
        attributes=sha256(f"what {who.person} signs in {field}"),
        impartial=True,
        signed_at=at,
        utc_offset=180,
    )


def timely(act: Act, at: datetime) -> Act:
    """Return a signing that says no other moment than this; others only where a test says so."""
    usual = isinstance(act, SigningBegun) and act.signed_at in (DECIDED_AT, SIGNED_AT)
    return replace(act, signed_at=at) if usual else act


SIGNING_MINUTES = signing(MAYOR, MINUTES, MINUTES_FIELD, DECIDED_AT)
SIGNING_PLAN = signing(DEPUTY, PREPARED_PLAN, FIELD)
DECIDED = Decided(SignedRevision(SIGNED_MINUTES, sha256("cms of minutes"), "B-T"))
SIGNED = DocumentSigned(SignedRevision(SIGNED_PLAN, sha256("cms of plan"), "B-T"))
ORDER = PublicationOrdered("order-1", "mayor", "1 §", SINCE, UNTIL)
PUBLISHED = MinutesPublished(
    "https://www.example.org/1", SIGNED_MINUTES, ORDER.order, PUBLISHED_AT
)
NOTICE = NoticeGiven(
    addressee=sha256("an addressee"),
    method=Method.LETTER,
    ground=Ground.GENERAL,
    appeal=Appeal.RECTIFICATION_REQUEST,
    sent_on=date(2017, 8, 25),
    received_on=None,
    citation="",
)
CLAIM = ClaimArrived(ClaimKind.RECTIFICATION_REQUEST, CLAIMED_AT)
SETTLED = ClaimSettled(1, date(2017, 10, 2), Settlement.WITHDRAWN)
FORBIDDEN_ENFORCEMENT = EnforcementForbidden("city board")
CONFIRMED = FinalityConfirmed()
PERMITTED = EnforcementPermitted("city board")
REJUDGED = EnforcementRejudged(False, False, REASON)
CLASSED = PublicityClassed(
    WHOLE_CASE,
    PublicityClass.SECRET,
    ("JulkL (621/1999) 24.1 § 20 k",),
    PersonalData.SOME,
    REASON,
)
PUBLIC_COPY = document("public copy", 800)
COPIED = PublicCopyMade(PUBLIC_COPY, SIGNED_MINUTES, (), 0)
ORDERED = PublicationDecided(REASON)
OUTAGE = OutageRecorded(helsinki("2017-08-27T10:00:00"), helsinki("2017-08-27T12:00:00"))
OUTAGE_JUDGED = OutagesJudged(date(2017, 8, 25), REASON)
TAKEN_DOWN = MinutesTakenDown(helsinki("2017-09-15T16:05:00"))
HANDED_OVER = DraftHandedOver("eero", "chief-executive", REASON)
THEIRS = SignedRevision(document("theirs", 2500), sha256("their cms"), "B-B")
RETURNED_FILE = CounterpartySigned(SIGNED_PLAN, BEIJING, THEIRS, sha256("their certificate"))
INK_OF_BEIJING = InkSignatory(BEIJING, sha256("their name"), sha256("their title"))
INK = InkRecorded(
    documents=(PREPARED_PLAN,),
    city=DEPUTY,
    counterparts=(INK_OF_BEIJING,),
    signed_on=DAY,
    place=sha256("a place"),
    originals=2,
    languages=("en",),
    prevailing="en",
    kept_at=sha256("the archive"),
    scan=document("scan"),
    attested_by=sha256("a clerk"),
)
INK_CONFIRMED = InkConfirmed(impartial=True)
WILL_NOT_SIGN = SigningRefused(REASON)
VOID_PROPOSED = SigningVoidProposed(SIGNING_PLAN.attributes)
VOIDED = SigningVoided(SIGNING_PLAN.attributes)
BEGUN_CORRECTION = CorrectionBegun(
    sha256("the corrected text"), REASON, fair=True, impartial=True, size=0, root=""
)
CORRECTED = Corrected(
    SignedRevision(document("signed corrected minutes", 2200), sha256("new cms"), "B-T")
)
CHECKED_OUT = CaseCheckedOut("culture", REASON, sha256("the desk key away"))
RECALLED = CaseRecalled(REASON)
BACK = (CHECKED_OUT.desk_key, document("what was done away"), 40, sha256("its root"))
TAKEN_IN, KEPT = CaseTakenIn(*BACK), ReturnKept(*BACK)
STAMPED = TimestampAdded(
    SIGNED_MINUTES,
    SignedRevision(document("stamped minutes", 3000), sha256("cms of minutes"), "B-LTA"),
)

Step = tuple[Actor, Act, datetime]


def proposal(**changes: Any) -> ProposalSubmitted:
    """Return the proposal with some of its authorisation changed."""
    return replace(PROPOSAL, authorisation=replace(AUTHORISATION, **changes))


def steps(submitted: ProposalSubmitted = PROPOSAL) -> dict[str, tuple[Step, ...]]:
    """Return the case's acts in order, under the name of the situation that they lead to."""
    return {
        "draft": (
            (PREPARER, OPENED, PREPARED_AT),
            (PREPARER, ATTACHED, PREPARED_AT),
            (PREPARER, PREPARED, PREPARED_AT),
        ),
        "proposed": ((PRESENTER, submitted, PROPOSED_AT), (MAYOR, SHOWN_PLAN, DECIDED_AT)),
        "deciding": ((MAYOR, BEGUN, DECIDED_AT), (MAYOR, SHOWN_MINUTES, DECIDED_AT)),
        "signing minutes": ((MAYOR, SIGNING_MINUTES, DECIDED_AT),),
        "decided": ((MAYOR, DECIDED, DECIDED_AT), (DEPUTY, SHOWN_PLAN, SIGNED_AT)),
        "signing plan": ((DEPUTY, SIGNING_PLAN, SIGNED_AT),),
        "signed": ((DEPUTY, SIGNED, SIGNED_AT),),
    }


class Story:
    """A founded register to which acts are added, each of them allowed."""

    def __init__(self, *changes: RosterChange) -> None:
        self.state = RegisterState()
        founding = RegisterFounded("Helsinki", True, "", (*first_roster(), *changes), (), ())
        self.state.apply(DESK, PREPARED_AT, "", founding)

    @classmethod
    def of(
        cls, situation: str, *changes: RosterChange, submitted: ProposalSubmitted = PROPOSAL
    ) -> "Story":
        """Return the case's story up to a situation: a name in `steps`, or `nothing`."""
        story = cls(*changes)
        if situation != "nothing":
            for name, part in steps(submitted).items():
                for actor, act, at in part:
                    story.does(actor, act, at)
                if name == situation:
                    break
        return story

    @property
    def case(self) -> Case:
        """The case."""
        return self.state.cases[CASE]

    @property
    def stage(self) -> Stage:
        """The stage of the case."""
        return self.case.stage

    def refusals(
        self, actor: Actor, act: Act, at: datetime, number: str = CASE
    ) -> tuple[Reason, ...]:
        """Return every reason against an act."""
        return self.state.reasons_against(actor, at, number, timely(act, at))

    def codes(
        self, actor: Actor, act: Act, at: datetime = DECIDED_AT, number: str = CASE
    ) -> list[str]:
        """Return the codes of all reasons against an act."""
        return [reason.code for reason in self.refusals(actor, act, at, number)]

    def does(
        self, actor: Actor, act: Act, at: datetime = DECIDED_AT, number: str = CASE
    ) -> "Story":
        """Do an act that has to be allowed."""
        assert self.codes(actor, act, at, number) == []
        self.state.apply(actor, at, number, timely(act, at))
        return self

    def decides(self, number: str, section: int, at: datetime) -> "Story":
        """Walk a further case from its opening to the decision under a § number."""
        begun = replace(BEGUN, section=section, year=at.astimezone(HELSINKI).year)
        self.begins(number, begun, at)
        self.does(MAYOR, DECIDED, at, number)
        return self

    def begins(self, number: str, begun: DecisionBegun, at: datetime) -> "Story":
        """Walk a further case from its opening to the mayor's key."""
        self.proposes(number, at)
        for act in (begun, SHOWN_MINUTES, SIGNING_MINUTES):
            self.does(MAYOR, act, at, number)
        return self

    def proposes(
        self,
        number: str,
        at: datetime,
        submitted: ProposalSubmitted = PROPOSAL,
        opened: CaseOpened | None = None,
    ) -> "Story":
        """Walk a further case from its opening to the mayor's desk."""
        for actor, act in (
            (PREPARER, opened or OPENED),
            (PREPARER, ATTACHED),
            (PREPARER, PREPARED),
            (PRESENTER, submitted),
            (MAYOR, SHOWN_PLAN),
        ):
            self.does(actor, act, at, number)
        return self
