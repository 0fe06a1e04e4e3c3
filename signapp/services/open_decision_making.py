"""Makes one decision ready to leave as open data: what is secret in it is replaced.

It says no more than the public copy of the minutes. Whatever was left out of a copy passage by
passage is known to nobody but the copy: such a decision is given without its texts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from uuid import NAMESPACE_URL, uuid5

from signapp.domain.acts import OfficeKind
from signapp.domain.authorisation import Authorisation
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.domain.errors import TextErasedError
from signapp.domain.numbers import dashed, diary_number
from signapp.domain.offices import record_type
from signapp.domain.publicity import (
    MINUTES,
    PersonalData,
    PublicityClass,
    attachment,
)
from signapp.services.archive_form import PublicityTerm
from signapp.services.desk import Desk, section_of
from signapp.services.minutes import read_minutes
from signapp.services.minutes_basis import basis_of
from signapp.services.minutes_content import MinutesContent
from signapp.services.open_decision_form import (
    NONE_SHOWN,
    AttachmentListed,
    Authorised,
    DecisionMaker,
    ExtractListed,
    MoreInfo,
    OpenDecision,
    Person,
    Section,
    SignatureBlockShown,
    SignerShown,
    Source,
)
from signapp.services.open_decision_texts import (
    SECTION_KEYS,
    appeal_of,
    motion_of,
    sections_of,
)
from signapp.services.public_copy import MASK, copy_in_force, mention
from signapp.services.public_copy_values import SIGNER, TITLE
from signapp.texts.catalogue import Texts

FINNISH, SWEDISH = Texts("fi"), Texts("sv")
KINDS = {
    OfficeKind.MAYOR: ("Luottamushenkilö", "19"),
    OfficeKind.DEPUTY_MAYOR: ("Luottamushenkilö", "19"),
    OfficeKind.BODY: ("Lautakunta", "5"),
}
OFFICE_HOLDER = ("Viranhaltija", "12")
EVERYTHING_ELSE = (
    *("presenter", "further_information", "attachments", "extracts", "distribution"),
    *("authorisation", "reference", SIGNER),
)
EVERY_TEXT = ("decision", "consideration", "proposal", "motion_proposed", "rationale", "grounds")


@dataclass(frozen=True)
class Making:
    """One decision being made ready to leave, in the language of its text."""

    desk: Desk
    case: Case
    names: bool

    def made(self) -> OpenDecision:
        """Return the decision without what may not be shown."""
        bare = self._bare()
        if self.case.publicity.of(MINUTES).withholds_all:
            return replace(bare, title=mention(self.desk, self.case), diary_number_full=None)
        signed = self.case.minutes_in_force
        assert signed is not None  # asked before
        try:
            basis = basis_of(self.case, signed.document)
            content = read_minutes(self.desk, self.case.number, basis)
        except TextErasedError:
            return replace(bare, title=self.desk.document_texts.say("public_copy.left_out"))
        whole = self._whole(bare, content)
        for part in self._left_out():
            whole = self._without(whole, part)
        return whole

    def _left_out(self) -> tuple[str, ...]:
        """Return the keys of what the public may not see, as the newest public copy says.

        What was left out passage by passage, or nobody looked at, is left out whole.
        """
        copy = copy_in_force(self.case)
        partly = self.case.publicity.of(MINUTES) is PublicityClass.PARTLY_SECRET
        if (copy is None and partly) or (copy and copy.passages):
            return (TITLE, *EVERY_TEXT, *EVERYTHING_ELSE)
        return copy.left_out if copy else ()

    def _without(self, whole: OpenDecision, part: str) -> OpenDecision:
        said = mention(self.desk, self.case)
        match part:
            case "title":
                return replace(whole, title=said)
            case "presenter":
                return replace(whole, presenter=None, presenter_heading=None)
            case "further_information":
                return replace(whole, more_info=())
            case "attachments" | "extracts" | "distribution":
                return replace(whole, **{part: ()})  # type: ignore[arg-type]
            case "signer":
                return replace(whole, signature_block=None)
            case "appeal":
                return replace(whole, appeal=NONE_SHOWN)
            case "authorisation" | "reference":
                return replace(whole, **{part: None})  # type: ignore[arg-type]
        return self._without_text(whole, part, said)

    def _without_text(self, whole: OpenDecision, part: str, said: str) -> OpenDecision:
        keys = SECTION_KEYS.get(part, ())

        def masked(sections: tuple[Section, ...]) -> tuple[Section, ...]:
            return tuple(replace(it, text=said) if it.key in keys else it for it in sections)

        sections, motion = masked(whole.sections), masked(whole.motion_sections)
        told = whole.authorisation if part != "decision" else None
        return replace(whole, sections=sections, motion_sections=motion, authorisation=told)

    def _bare(self) -> OpenDecision:
        """Return what may be known of any decision: that it was made, by whom, in which class."""
        case, journal = self.case, self.desk.journal
        assert case.proposal is not None  # asked before
        assert case.begun is not None
        assert case.decided_at is not None
        published = case.publication.first
        number = journal.state.roster.offices[case.proposal.decision_maker]
        code = case.opened.class_code
        return OpenDecision(
            id=f"{dashed(case.number)}-{case.begun.section}-{case.begun.year}",
            provenance=journal.name,
            source=Source(published.address if published else "", self._native_id()),
            record_type=FINNISH.say(f"record_type.{record_type(number.kind).value}"),
            decision_maker=self._decision_maker(),
            language=self.desk.document_texts.language,
            case_id_label=case.number,
            case_id=dashed(case.number),
            diary_number_full=diary_number(case.number, code),
            classification_code=code,
            classification_title=case.opened.class_title,
            section=case.begun.section,
            section_text=self.desk.document_texts.section(section_of(self.desk, case)),
            decision_date=helsinki_day(case.decided_at).isoformat(),
            published_date=helsinki_day(published.seen_at).isoformat() if published else None,
        )

    def _native_id(self) -> str:
        signed = self.case.minutes_in_force
        named = f"{self.desk.journal.origin}/{signed.document.sha256 if signed else ''}"
        return f"{{{str(uuid5(NAMESPACE_URL, named)).upper()}}}"

    def _decision_maker(self) -> DecisionMaker:
        assert self.case.proposal is not None  # asked before
        code = self.case.proposal.decision_maker
        office = self.desk.journal.state.roster.offices[code]
        kind, kind_id = KINDS.get(office.kind, OFFICE_HOLDER)
        finnish, swedish = (_with_capital(it.title(office.title)) for it in (FINNISH, SWEDISH))
        return DecisionMaker(code, finnish, swedish, kind, kind_id, None, None)

    def _whole(self, bare: OpenDecision, content: MinutesContent) -> OpenDecision:
        """Return the decision as the minutes print it, with titles masked as they mask them."""
        text, outcome = content.text, self.case.begun.outcome.value if self.case.begun else ""
        presenter = content.presenter
        say = self.desk.document_texts.say
        return replace(
            bare,
            title=text.title,
            reference=text.reference or None,
            sections=tuple(sections_of(content, self.desk.document_texts)),
            motion_sections=tuple(motion_of(content, self.desk.document_texts)),
            outcome=outcome if content.proposed else "decided",
            presenter=Person(presenter.title, self._official(presenter.name))
            if presenter
            else None,
            presenter_heading=say("minutes.heading.presenter") if presenter else None,
            more_info=tuple(
                MoreInfo(self._official(one.name), one.title or None, one.phone, one.email)
                for one in text.further_information
            ),
            attachments=tuple(self._attachments(content)),
            appeal=appeal_of(content),
            extracts=tuple(
                ExtractListed(self._addressee(one.recipient), one.enclosed)
                for one in text.extracts
            ),
            distribution=tuple(self._addressee(one) for one in text.distribution),
            authorisation=self._authorised(),
            signature_block=self._signature(content),
        )

    def _official(self, name: str) -> str:
        return name if self.names else ""

    def _addressee(self, recipient: str) -> str:
        """Return who is told: an office or the other party; else only where no individual is.

        Before anybody classed the minutes it is as on the network: until they are taken down.
        """
        classed, published = self.case.publicity.classes.get(MINUTES), self.case.publication
        if classed and classed.personal_data is PersonalData.NONE:
            return recipient
        if classed is None and published.taken_down_at is None:
            return recipient
        roster = self.desk.journal.state.roster
        known = {
            texts.title(one.title).casefold()
            for one in roster.offices.values()
            for texts in (FINNISH, SWEDISH, Texts("en"))
        }
        if self.case.proposal:
            known.add(self.case.proposal.authorisation.counterparty.casefold())
        return recipient if recipient.casefold() in known else MASK

    def _attachments(self, content: MinutesContent) -> Iterator[AttachmentListed]:
        publicity = self.case.publicity
        for one in content.text.attachments:
            record = attachment(one.number)
            term = PublicityTerm[publicity.of(record).name].value
            yield AttachmentListed(one.number, one.title, term, publicity.grounds(record))

    def _authorised(self) -> Authorised | None:
        wanted: Authorisation | None = self.case.authorises
        if wanted is None or wanted.days.last is None:
            return None
        office = self.desk.journal.state.roster.offices[wanted.office]
        return Authorised(
            signatory_office=wanted.office,
            signatory_title_fi=FINNISH.title(office.title),
            counterparty=wanted.counterparty,
            attachment_number=wanted.attachment,
            signing_date=wanted.days.last.isoformat(),
            sub_delegation=wanted.sub_delegation,
            minor_changes_allowed=wanted.minor_changes,
        )

    def _signature(self, content: MinutesContent) -> SignatureBlockShown | None:
        block = content.signature
        if block is None:
            return None
        role = "chair_or_decision_maker"
        signers = (SignerShown(role, self._official(one.name), one.title) for one in block.signers)
        return SignatureBlockShown(block.statement, tuple(signers))


def _with_capital(title: str) -> str:
    return title[:1].upper() + title[1:]
