"""The tree of known errors: each is raised with facts, and its class name is its stable code.

    SignappError
    ├── NotAuthorisedError        an act that may not be done; carries every reason
    ├── Reason                    one reason, with its legal basis (never raised alone by the core)
    ├── DocumentError             a file that cannot be used
    ├── SigningError              a key or signature that failed
    ├── StorageError              the register cannot be read or written
    ├── LedgerError               the ledger does not hold
    └── the rest: workers, values, usage

Heading, cause and remedy of each are found under its class name in resources/locale.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar


class Standing(Enum):
    """What is true after a failed act: the answer to the frightened question."""

    NOTHING_SIGNED = "nothing_signed"
    SIGNATURE_EXISTS = "signature_exists"
    NOT_KNOWN = "not_known"
    RECORDED = "recorded"


class SignappError(Exception):
    """A known error; `facts` fill the placeholders of its texts."""

    def __init__(self, **facts: Any) -> None:
        super().__init__(facts)
        self.facts = facts
        self.standing: Standing | None = None

    @property
    def code(self) -> str:
        """The stable code, the same in every language."""
        return type(self).__name__

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code}({facts})"


class MalformedValueError(SignappError):
    """A plain value does not have the promised form (`expected`)."""


class UsageError(SignappError):
    """A command was called in a way it does not understand."""


class PinNotGivenError(UsageError):
    """A PIN is asked on a terminal, and there is none."""


class WorkerFailedError(SignappError):
    """A helper process ended or answered nonsense (`worker`)."""


class ClockBackwardsError(SignappError):
    """The demo's clock is only moved forward; it shows `now`."""


class CancelledError(SignappError):
    """The person cancelled the work before a key was used."""


class Reason(SignappError):
    """One reason why an act is refused; `basis` names the law or rule it comes from."""

    basis: ClassVar[str] = ""


class NotAuthorisedError(SignappError):
    """The act may not be done; `reasons` holds every reason, not only the first."""

    def __init__(self, reasons: tuple[Reason, ...]) -> None:
        super().__init__(reasons=", ".join(reason.code for reason in reasons))
        self.reasons = reasons


# --- reasons about people and offices -------------------------------------------------------


class OfficeNotHeld(Reason):
    """The person does not hold the office (`office`) on the day (`day`)."""

    basis = "Kuntalaki 90 §"


class HolderPresent(Reason):
    """The office's holder, or an earlier deputy, is not prevented, so nobody stands in (R15)."""

    basis = "hallintosääntö"


class HolderPrevented(Reason):
    """The holder is recorded as away or disqualified, so a deputy acts (`cause`) (R14, R15)."""

    basis = "hallintosääntö"


class OfficeNoMore(Reason):
    """The office (`office`) no longer exists (R17)."""


class SelfAuthorisation(Reason):
    """An acting decision-maker would authorise their own office (R16)."""


class AbsenceOfAnother(Reason):
    """Whoever decides records their own absence only: it lets somebody stand in (R15)."""


class ImpartialityNotDeclared(Reason):
    """The person has not said that they are not disqualified (R14)."""

    basis = "Hallintolaki 27 §"


class GroundUnknown(Reason):
    """A ground of disqualification is one of seven (`ground`)."""

    basis = "Hallintolaki 28 §"


class DutyNotInOffice(Reason):
    """The office (`office`) has no duty to do this (`duty`)."""

    basis = "Kuntalaki 90 §"


class PreparerMayNotDecide(Reason):
    """The person has prepared the case, or presented it, and so may not decide it (R13)."""

    basis = "Kuntalaki 39 §"


class RosterProposalKnown(Reason):
    """A roster change with this code (`proposal`) was proposed before."""


class RosterProposalUnknown(Reason):
    """There is no open roster change with this code (`proposal`)."""


class SamePersonMayNotConfirm(Reason):
    """A change of the roster is confirmed by another registrar than the one who proposed it."""


class PersonUnknown(Reason):
    """Nobody is enrolled under this code (`person`)."""


class PersonKnown(Reason):
    """Somebody is enrolled under this code (`person`) already."""


class OfficeUnknown(Reason):
    """There is no office with this code (`office`)."""


class OfficeKnown(Reason):
    """There is an office with this code (`office`) already."""


class SpanReversed(Reason):
    """The span ends (`until`) before it begins (`since`)."""


class BasisMissing(Reason):
    """The change for the office (`office`) names no decision or provision as its basis (R15)."""

    basis = "hallintosääntö"


class OwnDeputy(Reason):
    """An office (`office`) is neither its own deputy nor its own successor (R15)."""


class CertificateKnown(Reason):
    """The certificate (`certificate`) is bound to somebody already."""


class RegistrarsTooFew(Reason):
    """After the change fewer than two registrars could change the roster."""


class AbsenceUnknown(Reason):
    """No such absence of the person (`person`) is recorded."""


class FounderUnfit(Reason):
    """A founder (`person`) is no registrar of the first roster with a session certificate."""


class RosterFieldMissing(Reason):
    """The entry of the roster file lacks a field (`field`)."""


class RosterFieldMalformed(Reason):
    """A field (`field`) of the roster file does not have its form (`expected`)."""


class RosterFieldUnknown(Reason):
    """The roster file has a field or a kind of entry (`field`) that there is not."""


class RosterFileEmpty(Reason):
    """The roster file asks for nothing."""


class CertificateFileUnreadable(Reason):
    """The file (`file`) is not there, or holds no certificate."""


class CertificateUnfit(Reason):
    """The certificate is not fit to be bound to the person (`person`); `cause` tells why."""


class SessionEnded(Reason):
    """The session was not opened, has expired (`until`) or is another person's."""


class CompetenceMissing(Reason):
    """The competence provision cited (`provision`) is not in force for the decision-maker."""

    basis = "Kuntalaki 91 §"


# --- reasons about the case -----------------------------------------------------------------


class WrongStage(Reason):
    """The case is at `stage`, where this act has no place (R11)."""


class CaseExists(Reason):
    """A case with this number (`number`) is already open."""


class CaseUnknown(Reason):
    """There is no case with this number (`number`)."""


class CaseNumberMalformed(Reason):
    """The case number (`number`) is not of the form HEL 2017-000000 (R1)."""


class CasePrefixMalformed(Reason):
    """Case numbers cannot begin with this (`prefix`) (R1)."""


class ClassCodeUnknown(Reason):
    """The function class (`code`) is not on the list (R2)."""


class NumberSourceMissing(Reason):
    """A number from the city's case management is recorded with its source."""


class NumberingIsOwn(Reason):
    """The register gives its numbers itself; none comes from elsewhere (`source`)."""


class AttachmentNotForSigning(Reason):
    """The attachment (`number`) is not one to be signed (R5)."""


class AttachmentMissing(Reason):
    """The proposal has no prepared attachment (`number`) to be signed (R30)."""


class ProposalTextMissing(Reason):
    """Nobody has written the text of the proposal (R6)."""


class SectionMissing(Reason):
    """The proposal lacks a section that a decision must have (`section`) (R6)."""

    basis = "Hallintolaki 44 §"


class AppealTextNotApproved(Reason):
    """The appeal instruction chosen (`instruction`) is a draft that nobody approved (R25)."""

    basis = "Kuntalaki 141 §"


class AppealTextOutdated(Reason):
    """A newer version of the appeal instruction (`instruction`) takes the place of this one."""

    basis = "Kuntalaki 141 §"


class AppealTextUnsuitable(Reason):
    """The appeal instruction (`instruction`) is not for decisions of this decision-maker."""

    basis = "Kuntalaki 134 §"


class AppealTextUnknown(Reason):
    """There is no such version of the appeal instruction (`instruction`)."""


class AppealTextUnchanged(Reason):
    """The appeal instruction (`instruction`) has these very words already."""


class AppealTextOwn(Reason):
    """Whoever wrote an appeal instruction (`instruction`) does not approve it."""


class ContactInvented(Reason):
    """The appeal instruction (`instruction`) still has the contact details it was shipped with."""

    basis = "Kuntalaki 141 §"


class Finding(Reason):
    """Something in a text that looks wrong; when `certain`, it is, and blocks submission (R9)."""

    certain: ClassVar[bool] = False


class AttachmentNotListed(Finding):
    """The text refers to an attachment (`number`) that the case does not have."""

    certain = True


class DayDiffers(Finding):
    """The decision's text has another day (`found`) than the authorisation (`day`)."""


class OfficeDiffers(Finding):
    """The decision's text does not name the office that is to sign (`office`)."""


class CitationRepealed(Finding):
    """The text cites a law (`law`) that is repealed; `now` is in its place."""


class HeadingDoubled(Finding):
    """A heading or title (`heading`) stands twice in a row."""


class AttachmentTitleEmpty(Finding):
    """The title (`title`) of an attachment (`number`) tells nothing of what it is."""


class SecretInPublicText(Finding):
    """A public text has something in it that is to be kept secret (`found`)."""

    basis = "JulkL 22 §"
    certain = True


class WarningsNotSeen(Reason):
    """There are warnings (`warnings`) that whoever submits has not let stand."""


class AttachmentNumbersBroken(Reason):
    """Attachments are numbered from 1 without gaps, and frozen afterwards (R5); not `number`."""


class AuthorisationIncomplete(Reason):
    """The signing authorisation lacks `missing` or names an office that does not exist (R30)."""


class TextOnlyDescribed(Reason):
    """A text that is only described is no attachment, but `number` was named (R30)."""


class ChangesNotAllowed(Reason):
    """The decision was on these very bytes, and it allows no changes of them (R18)."""


class ConditionNotMet(Reason):
    """Nobody has confirmed that a condition of the decision (`condition`) is met."""


class ConditionUnknown(Reason):
    """The decision has no condition with this number (`condition`)."""


class DelegationNotAllowed(Reason):
    """The decision does not let the authorised office name somebody else to sign."""


class AuthorisationIsCancelled(Reason):
    """The decision-maker cancelled the authorisation (R19)."""


class AuthorisationIsReplaced(Reason):
    """A later decision (in the case `number`) took the place of this one (R19)."""


class NothingToReplace(Reason):
    """The case `number` is at `stage`: no new decision takes its place any more."""


class SuccessorBeingDecided(Reason):
    """The decision that takes this one's place is being made (in the case `number`)."""


class SigningMomentPassed(Reason):
    """The signature was prepared for another day (`day`) than today (`today`) (R31)."""


class TextNotFixed(Reason):
    """The decision was not on exact bytes, and those to be signed were not fixed yet."""


class SigningDaysReversed(Reason):
    """The last day of the signing (`last`) is before the first one (`first`) (R30)."""


class EnforcementNotJudged(Reason):
    """Signing before finality needs a judgement that allows it (R26)."""

    basis = "Kuntalaki 143 §"


class EnforcementIsForbidden(Reason):
    """The body that handles a claim (`body`) forbade enforcement (R26)."""

    basis = "Kuntalaki 143 §"


class NoticeFlawed(Reason):
    """The notice would not start a period; `why` is the flaw (R21)."""

    basis = "Kuntalaki 139 §"


class DayInFuture(Reason):
    """What is recorded happened on a day (`day`) that has not come."""


class DayPassed(Reason):
    """The day (`day`) must still be to come."""


class BeforeTheDecision(Reason):
    """What is recorded would have happened on a day (`day`) before the decision was made."""


class SettledBeforeArrival(Reason):
    """A claim cannot be settled on a day (`day`) before the one on which it arrived."""


class ForbiddingBodyMissing(Reason):
    """A prohibition of enforcement names the body that issued it (R26)."""

    basis = "Kuntalaki 143 §"


class AlreadyFinal(Reason):
    """Finality is confirmed already; confirming it again would lift a later prohibition."""

    basis = "Kuntalaki 143 §"


class ClaimUnknown(Reason):
    """There is no open claim with this number (`claim`)."""


class NotFinalYet(Reason):
    """The decision is not final; `why` is the obstacle, `day` its day, if any (R23)."""

    basis = "Kuntalaki 138 §"


class DecisionDiffersFromProposal(Reason):
    """ "As proposed" is said only of a text equal to the proposal (R7)."""


class NothingAmended(Reason):
    """An amended decision has another text than the proposal (R7)."""


class TabledUntil(Reason):
    """The proposal is on the table until a day (`day`)."""


class NothingCorrected(Reason):
    """A correction has other words than the decision."""


class CorrectionUnfair(Reason):
    """A correction that would be unreasonable for a party is not made."""

    basis = "Hallintolaki 51 §"


class CorrectionOpen(Reason):
    """A correction of this decision was begun and not finished."""


class CorrectionNotBegun(Reason):
    """No correction of this decision was begun."""


class NothingToCorrect(Reason):
    """The earlier case (`number`) has no decision that could be made anew; it is at `stage`."""

    basis = "Hallintolaki 50 §"


class OutcomeOpensNoSigning(Reason):
    """The proposal was not accepted, so nothing may be signed (R12)."""


class SectionTaken(Reason):
    """The § number (`section`) is not the next free one (`next`) (R3)."""


class SectionUsed(Reason):
    """The decision-maker has used the § number (`section`) in the year (`year`) already (R3)."""


class AnotherDecisionOpen(Reason):
    """The decision-maker has another decision begun and not finished (`number`)."""


class DocumentNotShown(Reason):
    """The person has not opened the document that is to be signed (R32)."""


class KeyAlreadyUsed(Reason):
    """A key was used, so the act can only be finished with the same bytes, not given up."""


# --- reasons about a signature --------------------------------------------------------------


class NotDecided(Reason):
    """There is no decision that allows a signature."""

    basis = "Kuntalaki 39 §"


class OtherOfficeAuthorised(Reason):
    """The decision authorises another office (`authorised`)."""

    basis = "hallintosääntö"


class TooEarly(Reason):
    """The authorised day (`day`) has not come; today is `today` in Helsinki (R31)."""


class TooLate(Reason):
    """The authorised day (`day`) has passed; today is `today` in Helsinki (R31)."""


class OtherDocument(Reason):
    """These are not the bytes that were decided on (R18, R32)."""


class RevisionContinued(Reason):
    """The revision was continued by another one already: a fork would lose what came after."""


class AlreadySigned(Reason):
    """The signature field (`field`) is already filled."""


class FieldUnknown(Reason):
    """The signature field (`field`) is not the one that was decided on."""


class AnotherSigningOpen(Reason):
    """A signing that somebody began in this case is not finished."""


class BegunOnAnotherDay(Reason):
    """The decision was begun on another day (`day`), which its minutes print."""


class BegunByAnother(Reason):
    """Somebody else, or the same person in another capacity, is the one whom the minutes name."""


class SigningNotBegun(Reason):
    """There is no begun signature that this would finish."""


class CertificateNotBound(Reason):
    """The certificate is not bound to anybody in the roster."""


class CertificateOfAnotherPerson(Reason):
    """The certificate is bound to another person (R33)."""


class SessionCertificateForDocument(Reason):
    """A session certificate signs no documents; a signature certificate does (R33)."""


class CertificateNotValid(Reason):
    """The certificate's validity does not cover the day (`day`)."""


# --- documents ------------------------------------------------------------------------------


class DocumentError(SignappError):
    """A file that cannot be used as it is."""


class NotAPdfError(DocumentError):
    """The file is not a PDF."""


class DamagedFileError(DocumentError):
    """The file is a PDF, but damaged."""


class EncryptedFileError(DocumentError):
    """The file is encrypted; an encrypted file is not signed."""


class ActiveContentError(DocumentError):
    """The file has content that may change or act (`what`): it is not signed (R43)."""


class GlyphMissingError(DocumentError):
    """A character (`glyph`) is in none of the fonts; nothing is drawn as a blank."""


class TypesettingError(DocumentError):
    """A document could not be typeset (`template`)."""


class CertifiedFileError(DocumentError):
    """An earlier certification of the file forbids any further signature."""


class FieldMissingError(DocumentError):
    """The document has no such signature field (`field`), but those that are `there`."""


class FieldOutsidePageError(DocumentError):
    """The place of a signature (`field`) is not inside its page."""


class FieldFilledError(DocumentError):
    """The signature field (`field`) is already filled."""


class DocumentChangedError(DocumentError):
    """The bytes are not those that were decided on (`what` tells the change)."""


# --- keys and signatures --------------------------------------------------------------------


class SigningError(SignappError):
    """A key or a signature failed."""


class WrongPinError(SigningError):
    """The PIN or passphrase does not open the key."""


class LastTryError(WrongPinError):
    """The PIN was wrong, and the token says that one try is left."""


class PinLockedError(SigningError):
    """The token's PIN is locked after too many wrong tries."""


class PinChangeNeededError(SigningError):
    """The token's PIN has to be changed, or set, before a key can be used."""


class TokenModuleError(SigningError):
    """The program that reaches cards (`module`, a PKCS#11 module) can't be loaded."""


class KeyNotOnTokenError(SigningError):
    """The token (`home`) does not hold the certificate and its key."""


class TokenFailedError(SigningError):
    """The token (`home`) failed in a way that only its maker can explain (`failure`)."""


class KeyHomeMissingError(SigningError):
    """The key file or token is not there (`home`)."""


class KeyFileDamagedError(SigningError):
    """The key file is not a PKCS#12 file, or it is damaged."""


class KeyMismatchError(SigningError):
    """The key does not belong to the certificate."""


class KeyNotAcceptedError(SigningError):
    """The kind or strength of the key (`key`) is not accepted for documents."""


class CertificateRefusedError(SigningError):
    """The certificate failed a check before the PIN (`cause`)."""


class TimeStampFailedError(SigningError):
    """No time stamp service answered as it should."""


class TimeStampServicesError(TimeStampFailedError):
    """Each time stamp service failed in its own way (`failures`)."""


class SignatureNotValidError(SigningError):
    """Our own look at the new signature did not accept it (`cause`)."""


# --- the register ---------------------------------------------------------------------------


class StorageError(SignappError):
    """The register cannot be read or written (`cause`)."""


class TrustFileError(StorageError):
    """The file of trust anchors (`file`) is missing or holds no certificates."""


class RegisterMissingError(StorageError):
    """There is no register in the folder (`folder`)."""


class RegisterExistsError(StorageError):
    """There is already a register in the folder (`folder`)."""


class NotARegisterError(StorageError):
    """The file is not a register of this program, or of a newer one (`found`)."""


class StaleHeadError(StorageError):
    """Somebody else extended the ledger first; the act is tried again."""


class JobAlteredError(StorageError):
    """The kept signing job of a case (`case`) is missing, or is not what the ledger says."""


class DocumentMissingError(StorageError):
    """A document of the register (`sha256`) is not on the disk."""


class DocumentAlteredError(StorageError):
    """A document of the register (`sha256`) was altered on the disk."""


class TextErasedError(StorageError):
    """A text of the case (`case`) was erased."""


class LedgerError(SignappError):
    """The ledger does not hold at `position`; the class names what is wrong."""


class EntryMalformed(LedgerError):
    """The entry is not a canonical record of the known form."""


class EntryOutOfOrder(LedgerError):
    """The entry is missing, inserted or in another place (its number is `found`)."""


class HistoryRewritten(LedgerError):
    """The entry does not carry the root of the entries before it."""


class TimeWentBack(LedgerError):
    """The entry is earlier than the one before it: a clock was set back."""


class SignatureOfEntryWrong(LedgerError):
    """The entry's signature does not verify."""


class KeyNotInForce(LedgerError):
    """The key that signed the entry was not in force for this person."""


class CaseEntryLeftOut(LedgerError):
    """An entry of the case (`case`) is missing from what is shown."""


class ActNotAllowed(LedgerError):
    """The act was not allowed to this person then (`reasons`)."""


class ProjectionDiffers(LedgerError):
    """A list of the register differs from what the ledger says (`case`)."""


class NotFounded(LedgerError):
    """The ledger does not begin with the founding of a register."""


class TextMissing(LedgerError):
    """A text that an entry commits to (`commitment`) is not there."""


class TextDiffers(LedgerError):
    """A stored text does not match its commitment (`commitment`)."""


@dataclass(frozen=True)
class RosterProblem:
    """What is wrong with an entry of a roster file: its kind, number and line, and the reason."""

    kind: str
    number: int
    line: int
    reason: Reason


class RosterFileMalformedError(SignappError):
    """The roster file (`file`) cannot be read from a line (`line`) on."""


class RosterFileRefusedError(SignappError):
    """The roster file (`file`) is wrong; `problems` holds everything, and nothing was written."""

    def __init__(self, problems: tuple[RosterProblem, ...], **facts: Any) -> None:
        super().__init__(**facts)
        self.problems = problems


class SignInRefusedError(SignappError):
    """The person cannot sign in (`cause`)."""
