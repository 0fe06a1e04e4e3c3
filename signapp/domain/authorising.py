"""The rules about an authorisation: what it has to say, who may use it, and how it ends."""

from collections.abc import Callable, Iterator

from signapp.domain import errors
from signapp.domain.acts import Capacity, DecisionBegun, Policy
from signapp.domain.authorisation import (
    AgreementFixed,
    Authorisation,
    AuthorisationCancelled,
    AuthorisationKind,
    ConditionConfirmed,
    CounterpartyNamed,
    SigningDays,
    SigningDelegated,
)
from signapp.domain.decision import Attachment, Case, Stage
from signapp.domain.errors import Reason
from signapp.domain.following import successor_being_decided
from signapp.domain.situation import (
    DUTIES,
    Duty,
    Situation,
    at_stage,
    decides,
    has_duty,
    holds,
)


def authorisation_flaws(s: Situation, wanted: Authorisation) -> Iterator[Reason]:
    """Refuse an authorisation that lacks something, or speaks of what is not there (R30)."""
    if s.case is None:
        return
    attached = [one for one in s.case.attachments if one.attached.number == wanted.attachment]
    yield from _text(wanted, attached[0] if attached else None)
    yield from _further(s.case, wanted)
    office = s.roster.offices.get(wanted.office)
    if office is None or Duty.SIGN not in DUTIES[office.kind]:
        yield errors.AuthorisationIncomplete(missing="office")
    elif s.roster.has_ended(wanted.office, s.today):
        yield errors.OfficeNoMore(office=wanted.office)
    if not wanted.counterparty:
        yield errors.AuthorisationIncomplete(missing="counterparty")
    yield from _days(wanted.days)


def _text(wanted: Authorisation, attached: Attachment | None) -> Iterator[Reason]:
    """What may be signed: prepared bytes, a draft that is attached, or nothing but words."""
    prepared = attached.prepared if attached else None
    match wanted.kind:
        case AuthorisationKind.EXACT:
            if prepared is None or prepared.prepared != wanted.document:
                yield errors.AttachmentMissing(number=wanted.attachment)
            elif wanted.field not in {place.field for place in prepared.places}:
                yield errors.AuthorisationIncomplete(missing="field")
        case AuthorisationKind.DRAFT:
            known = {attached.attached.original} if attached else set()
            known |= {prepared.prepared} if prepared else set()
            if wanted.document not in known:
                yield errors.AttachmentMissing(number=wanted.attachment)
        case AuthorisationKind.DESCRIBED:
            if wanted.document is not None or wanted.attachment:
                yield errors.TextOnlyDescribed(number=wanted.attachment)


def _further(case: Case, wanted: Authorisation) -> Iterator[Reason]:
    """Several originals are different prepared attachments, one of whose languages prevails."""
    numbers = [wanted.attachment, *(one.attachment for one in wanted.further)]
    attached = {one.attached.number: one for one in case.attachments}
    for one in wanted.further:
        found = attached.get(one.attachment)
        prepared = found.prepared if found else None
        once = numbers.count(one.attachment) == 1 and wanted.kind is AuthorisationKind.EXACT
        if not once or prepared is None or prepared.prepared != one.document:
            yield errors.AttachmentMissing(number=one.attachment)
        elif one.field not in {place.field for place in prepared.places}:
            yield errors.AuthorisationIncomplete(missing="field")
    languages = {attached[one].attached.language for one in numbers if one in attached}
    if wanted.further and wanted.prevailing not in languages:
        yield errors.AuthorisationIncomplete(missing="prevailing")


def _days(days: SigningDays) -> Iterator[Reason]:
    if days.first and days.last and days.last < days.first:
        yield errors.SigningDaysReversed(first=days.first, last=days.last)
    if days.last is None and (days.binding or days.first):
        yield errors.AuthorisationIncomplete(missing="day")


def usable(s: Situation, case: Case, wanted: Authorisation) -> Iterator[Reason]:
    """Refuse an authorisation that has ended, or whose days or conditions are not there."""
    yield from not_ended(case)
    yield from successor_being_decided(s)
    if wanted.days.too_early(s.today):
        yield errors.TooEarly(day=wanted.days, today=s.today)
    if wanted.days.too_late(s.today):
        yield errors.TooLate(day=wanted.days, today=s.today)
    for number in range(1, len(wanted.conditions) + 1):
        if number not in case.mandate.conditions_met:
            yield errors.ConditionNotMet(condition=number)


def not_ended(case: Case) -> Iterator[Reason]:
    """Refuse an authorisation that was cancelled or replaced (R19)."""
    if case.mandate.cancelled:
        yield errors.AuthorisationIsCancelled()
    if case.mandate.replaced_by:
        yield errors.AuthorisationIsReplaced(number=case.mandate.replaced_by)


def in_charge_of(s: Situation, wanted: Authorisation) -> str:
    """Return the office that may use an authorisation today: the one named, or its successor."""
    return s.roster.in_charge(wanted.office, s.today) or wanted.office


def in_existence(s: Situation, wanted: Authorisation) -> Iterator[Reason]:
    """Refuse an authorisation of a dissolved office until its successor is recorded (R17)."""
    authorised = in_charge_of(s, wanted)
    if s.roster.has_ended(authorised, s.today):
        yield errors.OfficeNoMore(office=authorised)


def signatory(s: Situation, case: Case, wanted: Authorisation) -> Iterator[Reason]:
    """Refuse who acts neither for the authorised office, or its successor, nor for one it named.

    What somebody decided as an acting decision-maker is not signed by the same person (R16).
    """
    yield from in_existence(s, wanted)
    named, authorised = case.mandate.delegated, in_charge_of(s, wanted)
    by_name = (
        named is not None
        and s.actor.office == named.office
        and named.person in ("", s.actor.person)
    )
    if s.actor.office != authorised and not by_name:
        yield errors.OtherOfficeAuthorised(authorised=authorised, office=s.actor.office)
    if not s.roster.has_ended(s.actor.office, s.today):
        yield from holds(s, s.actor.office)
    decider = case.decided_by
    if (
        s.roster.follows(Policy.NO_SELF_AUTHORISATION)
        and decider is not None
        and decider.capacity is not Capacity.HOLDER
        and decider.person == s.actor.person
    ):
        yield errors.SelfAuthorisation()


def not_for_oneself(s: Situation, begun: DecisionBegun | None) -> Iterator[Reason]:
    """Who stands in for the decision-maker authorises no office of their own (R16).

    It is a policy of the register. A decision that authorises nobody is not concerned.
    """
    if s.actor.capacity is Capacity.HOLDER or s.case is None or s.case.proposal is None:
        return
    opens = begun is not None and begun.outcome.opens_signing
    if not (opens and s.roster.follows(Policy.NO_SELF_AUTHORISATION)):
        return
    office, person = in_charge_of(s, s.case.proposal.authorisation), s.actor.person
    acting = s.acting(office)
    if s.roster.holds(person, office, s.today) or (acting and acting.person == person):
        yield errors.SelfAuthorisation()


# --- acts on an authorisation that is in force ----------------------------------------------


def _in_force(s: Situation) -> Iterator[Reason]:
    """Nothing is done to an authorisation that is not in force, or by which somebody signs."""
    yield from at_stage(s, Stage.DECIDED)
    if s.case is None or s.case.decided is None:
        return
    if s.case.authorises is None:
        yield errors.OutcomeOpensNoSigning()
    if s.case.signing is not None:
        yield errors.AnotherSigningOpen()
    if s.case.agreement.city_ink:
        yield errors.AlreadySigned(field="")
    yield from not_ended(s.case)


def _prepares_or_signs(s: Situation) -> Iterator[Reason]:
    """Whoever prepares, or is to sign, may ready the signing."""
    wanted = s.case.authorises if s.case else None
    if wanted and s.actor.office == in_charge_of(s, wanted):
        yield from holds(s, s.actor.office)
    else:
        yield from has_duty(s, Duty.PREPARE)


def _fix(s: Situation, act: AgreementFixed) -> Iterator[Reason]:
    yield from _prepares_or_signs(s)
    yield from _in_force(s)
    wanted = s.case.authorises if s.case else None
    if wanted and wanted.kind is AuthorisationKind.EXACT and not wanted.minor_changes:
        yield errors.ChangesNotAllowed()
    signed = s.case.agreement if s.case else None
    if signed and (signed.signatures or signed.received or signed.ink):
        yield errors.AlreadySigned(field=act.field)
    if act.field not in {place.field for place in act.places}:
        yield errors.FieldUnknown(field=act.field)


def _confirm(s: Situation, act: ConditionConfirmed) -> Iterator[Reason]:
    yield from _prepares_or_signs(s)
    yield from _in_force(s)
    wanted = s.case.authorises if s.case else None
    if wanted and not 1 <= act.condition <= len(wanted.conditions):
        yield errors.ConditionUnknown(condition=act.condition)


def _delegate(s: Situation, act: SigningDelegated) -> Iterator[Reason]:
    yield from holds(s, s.actor.office)
    yield from _in_force(s)
    wanted = s.case.authorises if s.case else None
    if wanted is None:
        return
    authorised = in_charge_of(s, wanted)
    if s.actor.office != authorised:
        yield errors.OtherOfficeAuthorised(authorised=authorised, office=s.actor.office)
    if not wanted.sub_delegation:
        yield errors.DelegationNotAllowed()
    if not s.roster.exists(act.office, s.today):
        yield errors.OfficeNoMore(office=act.office)
    elif act.person and not s.roster.holds(act.person, act.office, s.today):
        yield errors.OfficeNotHeld(office=act.office, day=s.today)


def _cancel(s: Situation, _: AuthorisationCancelled) -> Iterator[Reason]:
    yield from decides(s)
    yield from _in_force(s)


def _name_counterparty(s: Situation, _: CounterpartyNamed) -> Iterator[Reason]:
    yield from has_duty(s, Duty.PREPARE)
    yield from at_stage(s, *(stage for stage in Stage if stage is not Stage.REMOVED))
    if s.case and s.case.signed_by is not None:
        yield errors.AlreadySigned(field="")


AUTHORISATION_CHECKS: dict[type, Callable[..., Iterator[Reason]]] = {
    AgreementFixed: _fix,
    ConditionConfirmed: _confirm,
    SigningDelegated: _delegate,
    AuthorisationCancelled: _cancel,
    CounterpartyNamed: _name_counterparty,
}
