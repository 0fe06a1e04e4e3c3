"""Who was told of a decision and who made claims, as the deadline engine counts them."""

from dataclasses import replace

from signapp.domain.acts import ClaimSettled, NoticeGiven
from signapp.domain.deadlines import Claim, Notice


def notice_of(act: NoticeGiven) -> Notice:
    """Return the notice that an act records, as the deadline engine counts it."""
    return Notice(
        addressee=act.addressee,
        method=act.method,
        ground=act.ground,
        appeal=act.appeal,
        sent_on=act.sent_on,
        received_on=act.received_on,
        citation=act.citation,
    )


def notified(notices: tuple[Notice, ...], new: Notice) -> tuple[Notice, ...]:
    """Return the notices with a new one, which replaces an earlier one to the same addressee."""
    meant = (new.addressee, new.appeal)
    return (*(one for one in notices if (one.addressee, one.appeal) != meant), new)


def settled(claims: tuple[Claim, ...], act: ClaimSettled) -> tuple[Claim, ...]:
    """Return the claims after one of them came to nothing."""
    return tuple(
        replace(claim, settled_on=act.settled_on) if number == act.claim else claim
        for number, claim in enumerate(claims, 1)
    )
