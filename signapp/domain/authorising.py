"""The rules about an authorisation: what it has to say, and on which days it may be used."""

from collections.abc import Iterator

from signapp.domain import errors
from signapp.domain.authorisation import Authorisation, AuthorisationKind, SigningDays
from signapp.domain.decision import Attachment
from signapp.domain.errors import Reason
from signapp.domain.situation import DUTIES, Duty, Situation, holds


def authorisation_flaws(s: Situation, wanted: Authorisation) -> Iterator[Reason]:
    """Refuse an authorisation that lacks something, or speaks of what is not there (R30)."""
    if s.case is None:
        return
    attached = [one for one in s.case.attachments if one.attached.number == wanted.attachment]
    yield from _text(wanted, attached[0] if attached else None)
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


def _days(days: SigningDays) -> Iterator[Reason]:
    if days.first and days.last and days.last < days.first:
        yield errors.SigningDaysReversed(first=days.first, last=days.last)
    if days.last is None and (days.binding or days.first):
        yield errors.AuthorisationIncomplete(missing="day")


def on_days(s: Situation, wanted: Authorisation) -> Iterator[Reason]:
    """Refuse a day before the authorised ones, or after them: it has lapsed then (R31)."""
    if wanted.days.too_early(s.today):
        yield errors.TooEarly(day=wanted.days, today=s.today)
    if wanted.days.too_late(s.today):
        yield errors.TooLate(day=wanted.days, today=s.today)


def in_charge_of(s: Situation, wanted: Authorisation) -> str:
    """Return the office that may use an authorisation today: the one named, or its successor."""
    return s.roster.in_charge(wanted.office, s.today) or wanted.office


def in_existence(s: Situation, wanted: Authorisation) -> Iterator[Reason]:
    """Refuse an authorisation of a dissolved office until its successor is recorded (R17)."""
    authorised = in_charge_of(s, wanted)
    if s.roster.has_ended(authorised, s.today):
        yield errors.OfficeNoMore(office=authorised)


def authorised_office(s: Situation, wanted: Authorisation) -> Iterator[Reason]:
    """Refuse another office than the authorised one, or its successor (R17)."""
    yield from in_existence(s, wanted)
    authorised = in_charge_of(s, wanted)
    if s.actor.office != authorised:
        yield errors.OtherOfficeAuthorised(authorised=authorised, office=s.actor.office)
    if not s.roster.has_ended(s.actor.office, s.today):
        yield from holds(s, s.actor.office)
