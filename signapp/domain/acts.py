"""The acts on a register and on its cases, in the past tense, as the ledger keeps them.

Names, titles, reasons and texts are not here: an act holds their commitment (the SHA-256 of a
salted text, in hexadecimal), and the text itself stands where it can be erased.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum

from signapp.domain.anchoring import CheckpointStamped as CheckpointStamped
from signapp.domain.anchoring import HistoryAccepted as HistoryAccepted
from signapp.domain.auditing import AuditExported, PagesViewed
from signapp.domain.authorisation import Authorisation, AuthorisationAct
from signapp.domain.bilateral import BilateralAct
from signapp.domain.calendar import Appeal, Ground, Method
from signapp.domain.checkout import CheckoutAct, CheckoutOpened
from signapp.domain.claims import EnforcementAct, Settlement
from signapp.domain.custody import DraftHandedOver
from signapp.domain.deadlines import ClaimKind
from signapp.domain.evidence import CaseHeadSigned, EvidenceTaken
from signapp.domain.keeping import KeepingAct as KeepingAct
from signapp.domain.papers import PaperTaken
from signapp.domain.printing import OriginalsPrinted
from signapp.domain.publicity import PublicationAct, PublicationOrdered, PublicityAct
from signapp.domain.references import COMMITMENT as COMMITMENT
from signapp.domain.references import DESK as DESK
from signapp.domain.references import Actor as Actor
from signapp.domain.references import Capacity as Capacity
from signapp.domain.references import Commitment as Commitment
from signapp.domain.references import DocumentRef as DocumentRef
from signapp.domain.references import SignaturePlace as SignaturePlace
from signapp.domain.references import SignedRevision as SignedRevision
from signapp.domain.succession import Succession

# --- the register and its roster ------------------------------------------------------------


class OfficeKind(Enum):
    """The kinds of offices; `situation.DUTIES` says what each may do."""

    MAYOR = "mayor"
    DEPUTY_MAYOR = "deputy_mayor"
    OFFICE_HOLDER = "office_holder"
    BODY = "body"
    PRESENTER = "presenter"
    PREPARER = "preparer"
    REGISTRAR = "registrar"
    AUDITOR = "auditor"
    ASSISTANT = "assistant"


class NumberingPolicy(Enum):
    """Who gives § and case numbers: this register, or the city's own case management."""

    OWN = "own"
    EXTERNAL = "external"


class IdentityCheck(Enum):
    """How it was made sure who a person is before they were enrolled."""

    IDENTITY_DOCUMENT = "identity_document"
    STRONG_IDENTIFICATION = "strong_identification"
    STAFF_RECORD = "staff_record"
    KNOWN_IN_PERSON = "known_in_person"
    INVENTED = "invented"


class Purpose(Enum):
    """What a certificate is bound for."""

    SESSION = "session"
    SIGNATURE = "signature"


@dataclass(frozen=True)
class OfficeTitle:
    """The title of an office with the forms that sentences need (R58)."""

    fi: str
    fi_genitive: str
    sv: str
    en: str


@dataclass(frozen=True)
class OfficeFormed:
    """An office exists from `since` on; an assistant's `assists` another one."""

    office: str
    kind: OfficeKind
    title: OfficeTitle
    since: date
    assists: str = ""


@dataclass(frozen=True)
class OfficeDissolved:
    """An office ends on a day, the last one; `successor` takes its authorisations over, if any.

    `basis` is the decision that says so.
    """

    office: str
    last_day: date
    successor: str
    basis: str


@dataclass(frozen=True)
class DeputiesOrdered:
    """Who stands in for an office's holder: offices in their order, from `since` to `until`."""

    office: str
    deputies: tuple[str, ...]
    since: date
    until: date
    basis: str


@dataclass(frozen=True)
class SubstituteNamed:
    """A person named by a decision of its own (`basis`) for when all deputies are away."""

    person: str
    office: str
    since: date
    until: date
    basis: str


@dataclass(frozen=True)
class PersonEnrolled:
    """A person is known to the register; `identity` says how it was made sure who they are."""

    person: str
    name: Commitment
    identity: IdentityCheck


@dataclass(frozen=True)
class OfficeHeld:
    """A person holds an office from `since` to `until`, both days included."""

    person: str
    office: str
    since: date
    until: date


@dataclass(frozen=True)
class OfficeLeft:
    """A person leaves an office before the day that was said; `last_day` is the last one."""

    person: str
    office: str
    last_day: date


@dataclass(frozen=True)
class CertificateUnbound:
    """A certificate (SHA-256) is not its person's any more from a moment on."""

    certificate: str
    since: datetime


@dataclass(frozen=True)
class CertificateBound:
    """A certificate is bound to a person for one purpose.

    `certificate` is the DER form as a document, `public_key` the SubjectPublicKeyInfo in
    hexadecimal, with which a verifier checks without seeing the certificate.
    """

    person: str
    purpose: Purpose
    certificate: DocumentRef
    public_key: str
    not_before: datetime
    not_after: datetime


@dataclass(frozen=True)
class ProvisionListed:
    """A competence provision by which an office may decide, with its citation.

    Listed again under the same code it reads anew from `since` on. `basis` is the delegation
    decision that gives the competence, empty for one that the regulations give themselves.
    """

    provision: str
    office: str
    citation: str
    since: date
    basis: str


@dataclass(frozen=True)
class ProvisionEnded:
    """A competence provision is in force no longer; `last_day` is its last one."""

    provision: str
    last_day: date


class Policy(Enum):
    """What a register may decide to do otherwise than we propose."""

    NO_SELF_AUTHORISATION = "no_self_authorisation"
    """Whoever stands in for the decision-maker authorises no office of their own (R16)."""
    WARN_WITHOUT_STAMP = "warn_without_stamp"
    """After some hours without a time stamp from outside people are warned."""
    STOP_WITHOUT_STAMP = "stop_without_stamp"
    """After some hours without a time stamp from outside nothing binding is done any more."""
    CIRCULATION_OF_CHECKS = "circulation_of_checks"
    """The pages that people view before they decide or sign are noted; not so by itself."""

    @property
    def by_itself(self) -> bool:
        """Tell whether it is in force until a register decides otherwise."""
        return self not in (Policy.CIRCULATION_OF_CHECKS, Policy.STOP_WITHOUT_STAMP)


@dataclass(frozen=True)
class PolicySet:
    """A policy is in force, or no longer, from now on; `basis` is what was decided on it.

    `hours` is for policies that count them, and 0 for others.
    """

    policy: Policy
    in_force: bool
    basis: str
    hours: int = 0


RosterChange = (
    OfficeFormed
    | OfficeDissolved
    | DeputiesOrdered
    | SubstituteNamed
    | PersonEnrolled
    | OfficeHeld
    | OfficeLeft
    | CertificateBound
    | CertificateUnbound
    | ProvisionListed
    | PublicationOrdered
    | ProvisionEnded
    | PolicySet
)


@dataclass(frozen=True)
class RegisterFounded:
    """The register begins: the desk key and the first roster, signed by two registrars.

    `signatures` are the registrars' signatures in hexadecimal, by their session certificates,
    over the founding statement (`ledger.statements.founding`), in the order of `registrars`.
    Case numbers begin with `case_prefix`; `numbering` says who gives the numbers.
    """

    city: str
    demo: bool
    desk_key: str
    changes: tuple[RosterChange, ...]
    registrars: tuple[str, ...]
    signatures: tuple[str, ...]
    case_prefix: str = "HEL"
    numbering: NumberingPolicy = NumberingPolicy.OWN


@dataclass(frozen=True)
class RosterChangeProposed:
    """A registrar proposes changes of the roster; nothing changes yet."""

    proposal: str
    changes: tuple[RosterChange, ...]


@dataclass(frozen=True)
class RosterChangeConfirmed:
    """Another registrar confirms a proposed change, which takes effect now."""

    proposal: str


@dataclass(frozen=True)
class RosterChangeRejected:
    """A registrar sets a proposed change aside, their own or another's; it never takes effect."""

    proposal: str


@dataclass(frozen=True)
class AbsenceRecorded:
    """A person is prevented from `since` to `until`, both days included."""

    person: str
    since: date
    until: date


@dataclass(frozen=True)
class AbsenceWithdrawn:
    """A recorded absence of exactly these days counts no longer, from now on."""

    person: str
    since: date
    until: date


@dataclass(frozen=True)
class SessionOpened:
    """A session key acts for the person until `until`.

    `signature` is made by the session certificate's key over `ledger.statements.session`.
    """

    session_key: str
    certificate: str
    until: datetime
    signature: str


@dataclass(frozen=True)
class SessionClosed:
    """The session key was destroyed."""


@dataclass(frozen=True)
class SignInFailed:
    """Somebody failed to sign in as a person; `code` is the error's code. Signed by the desk."""

    person: str
    code: str


@dataclass(frozen=True)
class AttemptRefused:
    """An act was refused; `codes` are the reasons' codes (R11)."""

    attempted: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class CheckpointIssued:
    """The desk signed what the ledger is: `size` entries before this one, with this root.

    `signature` (hexadecimal) is over the checkpoint's text (`ledger.notes`), so that it proves
    outside the register what this entry proves in it.
    """

    size: int
    root: str
    signature: str


# --- appeal instructions --------------------------------------------------------------------


@dataclass(frozen=True)
class ChosenAppeal:
    """An appeal instruction of the catalogue: its code, language and version (content hash)."""

    code: str
    language: str
    version: str
    kind: Appeal


@dataclass(frozen=True)
class AppealTextWritten:
    """A registrar gave an appeal instruction new words; from now on this version is chosen."""

    instruction: ChosenAppeal
    text: Commitment


@dataclass(frozen=True)
class AppealTextApproved:
    """A version of an appeal instruction is no draft any more; `review` says who looked at it."""

    instruction: ChosenAppeal
    review: Commitment


# --- a case ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class CaseOpened:
    """A case is opened with its title and its function class, as code and title of the day.

    `succeeds` names an earlier case. `source` tells where the case number comes from when this
    register does not give it.
    """

    class_code: str
    title: Commitment
    succeeds: Succession | None
    class_title: str
    source: str = ""


@dataclass(frozen=True)
class DraftEdited:
    """Somebody edited the draft; everyone who ever did counts as preparer (R13)."""


@dataclass(frozen=True)
class DocumentAttached:
    """A document was attached under its number, as it came; `language` is a code such as `en`.

    `to_be_signed` tells an agreement from what is only to be read.
    """

    number: int
    title: Commitment
    language: str
    original: DocumentRef
    file_name: Commitment
    media_type: str
    to_be_signed: bool


@dataclass(frozen=True)
class DocumentPrepared:
    """These are the bytes that are decided on: with signature fields placed and tagged, or
    converted from what came; what is only to be read has no places.
    """

    number: int
    prepared: DocumentRef
    places: tuple[SignaturePlace, ...]


@dataclass(frozen=True)
class EnforcementJudgement:
    """May the decision be enforced before it is final? (Kuntalaki 143 §)"""

    request_would_become_useless: bool
    enforcement_forbidden: bool
    reason: Commitment

    @property
    def allows(self) -> bool:
        """True when neither obstacle of Kuntalaki 143 § exists."""
        return not (self.request_would_become_useless or self.enforcement_forbidden)


@dataclass(frozen=True)
class ProposalSubmitted:
    """The presenter proposes a decision; `text` is one canonical JSON document.

    `appeals` are the appeal instructions in it, `seen` the codes of the warnings that the
    presenter saw and let stand.
    """

    decision_maker: str
    text: Commitment
    provision: str
    authorisation: Authorisation
    enforcement: EnforcementJudgement
    appeals: tuple[ChosenAppeal, ...]
    seen: tuple[str, ...]


@dataclass(frozen=True)
class DocumentOpened:
    """A person was shown all pages of these bytes (R32)."""

    document: DocumentRef


@dataclass(frozen=True)
class ProposalAmended:
    """The presenter changed the proposal before it was decided; both texts are kept."""

    text: Commitment


@dataclass(frozen=True)
class ProposalWithdrawn:
    """The presenter took the proposal back: it is a draft again."""

    reason: Commitment


@dataclass(frozen=True)
class ProposalReturned:
    """The decision-maker sent the proposal back for new preparation."""

    reason: Commitment


@dataclass(frozen=True)
class ProposalTabled:
    """The decision-maker left the proposal on the table until a day."""

    until: date
    reason: Commitment


@dataclass(frozen=True)
class ProposalRemoved:
    """The decision-maker removed the proposal from the list: nothing will be decided on it."""

    reason: Commitment


@dataclass(frozen=True)
class DisqualificationDeclared:
    """The person may not handle the case; `ground` is 1 to 7 (Hallintolaki 28.1 §)."""

    ground: int


class Outcome(Enum):
    """How the proposal was decided (R12)."""

    AS_PROPOSED = "as_proposed"
    AMENDED_BY_PRESENTER = "amended_by_presenter"
    AMENDED = "amended"
    REJECTED = "rejected"
    NOTED = "noted"

    @property
    def opens_signing(self) -> bool:
        """True when the decision puts the signing authorisation into force."""
        return self not in (Outcome.REJECTED, Outcome.NOTED)


@dataclass(frozen=True)
class DecisionBegun:
    """The § number is reserved; minutes are rendered with the size and root of the ledger.

    `text` is what is decided: the proposal's own text, or another one that says so. With
    `impartial` the decision-maker declares not to be disqualified. `source` tells where the §
    comes from when this register does not give it. `follows` names the case whose decision was
    begun just before and still lies open, where a list is decided in one go (`decision_list`).
    """

    outcome: Outcome
    text: Commitment
    impartial: bool
    section: int
    year: int
    size: int
    root: str
    source: str = ""
    follows: str = ""


@dataclass(frozen=True)
class DecisionAbandoned:
    """Given up before a key was used: the § number is free again."""


@dataclass(frozen=True)
class SigningBegun:
    """A key is about to sign these bytes in this field with this certificate.

    `attributes` is the SHA-256 of the very bytes that the key signs (the CMS signed attributes).
    With `impartial` the signatory declares not to be disqualified. `signed_at` is the moment
    that the signature claims, `utc_offset` by how many minutes the desk's local time is ahead of
    UTC then, so that both local times are known (R31).
    """

    document: DocumentRef
    field: str
    certificate: str
    attributes: str
    impartial: bool
    signed_at: datetime
    utc_offset: int

    @property
    def local_time(self) -> datetime:
        """The moment by the desk's own clock."""
        return self.signed_at.astimezone(timezone(timedelta(minutes=self.utc_offset)))


@dataclass(frozen=True)
class SigningAbandoned:
    """The signing ended before a key was used; `code` is the error's code."""

    code: str


@dataclass(frozen=True)
class Decided:
    """The decision-maker signed the minutes: the case is decided."""

    signed: SignedRevision


@dataclass(frozen=True)
class CorrectionBegun:
    """A clerical error in the minutes is to be corrected; `text` is the whole corrected text.

    With `fair` the decision-maker judges that the correction is not unreasonable for a party
    (Hallintolaki 51 §). The § stays; minutes are rendered with the ledger's size and root.
    """

    text: Commitment
    reason: Commitment
    fair: bool
    impartial: bool
    size: int
    root: str


@dataclass(frozen=True)
class CorrectionAbandoned:
    """The correction was given up before a key was used."""


@dataclass(frozen=True)
class Corrected:
    """The corrected minutes were signed: they take the place of the earlier ones."""

    signed: SignedRevision


@dataclass(frozen=True)
class NoticeGiven:
    """The decision was sent to an addressee with its appeal instruction (Kuntalaki 139 §).

    `ground` says what allowed the method; `received_on` is a receipt that was shown; `extract`
    is the extract of the minutes that was sent, where it was made here.
    """

    addressee: Commitment
    method: Method
    ground: Ground
    appeal: Appeal
    sent_on: date
    received_on: date | None
    citation: str
    extract: DocumentRef | None = None


@dataclass(frozen=True)
class ClaimArrived:
    """A claim against the decision arrived, or the board took it up."""

    kind: ClaimKind
    arrived_at: datetime


@dataclass(frozen=True)
class ClaimSettled:
    """A claim (counted from 1 in its case) came to nothing on a day, and how."""

    claim: int
    settled_on: date
    how: Settlement


@dataclass(frozen=True)
class FinalityConfirmed:
    """The registry confirms that the periods are over and no claim stands.

    After a board's or court's decision it records what it was told: `certified_by` names the
    court that certified finality, `certified_on` the day of its certificate.
    """

    certified_by: str = ""
    certified_on: date | None = None


@dataclass(frozen=True)
class DocumentSigned:
    """The authorised office signed the agreement."""

    signed: SignedRevision


@dataclass(frozen=True)
class TimestampAdded:
    """A later revision of a signed document: time stamp and revocation data. By the desk."""

    before: DocumentRef
    signed: SignedRevision


RosterAct = (
    RegisterFounded
    | RosterChangeProposed
    | RosterChangeConfirmed
    | RosterChangeRejected
    | AbsenceRecorded
    | AbsenceWithdrawn
    | HistoryAccepted
)
AppealTextAct = AppealTextWritten | AppealTextApproved
SessionAct = (
    SessionOpened
    | SessionClosed
    | SignInFailed
    | AttemptRefused
    | CheckpointIssued
    | CheckpointStamped
    | CheckoutOpened
    | CaseHeadSigned
)
CaseAct = (
    CaseOpened
    | DraftEdited
    | DocumentAttached
    | DocumentPrepared
    | ProposalSubmitted
    | ProposalAmended
    | ProposalWithdrawn
    | ProposalReturned
    | ProposalTabled
    | ProposalRemoved
    | DisqualificationDeclared
    | DocumentOpened
    | PagesViewed
    | DecisionBegun
    | DecisionAbandoned
    | SigningBegun
    | SigningAbandoned
    | Decided
    | CorrectionBegun
    | CorrectionAbandoned
    | Corrected
    | NoticeGiven
    | ClaimArrived
    | ClaimSettled
    | EnforcementAct
    | PublicityAct
    | PublicationAct
    | DraftHandedOver
    | FinalityConfirmed
    | DocumentSigned
    | TimestampAdded
    | EvidenceTaken
    | PaperTaken
    | OriginalsPrinted
    | AuthorisationAct
    | BilateralAct
    | CheckoutAct
)
Act = RosterAct | AppealTextAct | SessionAct | AuditExported | KeepingAct | CaseAct
