"""What the further forms of a case need to know: the moment, the person's duties, colleagues."""

from dataclasses import dataclass
from datetime import date, datetime

from signapp.domain.acts import NumberingPolicy, OfficeTitle
from signapp.domain.decision import Case
from signapp.domain.situation import Duty
from signapp.services.ceremony_kit import may_print
from signapp.services.checkout_moves import Moves, read_moves
from signapp.services.desk import Desk
from signapp.services.handover import Preparer, possible_preparers
from signapp.services.inbox import duties
from signapp.services.journal import SignedIn
from signapp.services.papers import Offered, offered
from signapp.services.schedule import Backwards, backwards


@dataclass(frozen=True)
class Around:
    """The moment of reading, what the person's office is there for, and what else is known.

    `colleagues` are those to whom this person may hand the draft over, `charge` is who has it.
    `backwards` says by when to publish for finality before the signing, `external_numbers` that
    the city's case management gives the § numbers, `moves` what is done about where the case is,
    `papers` what can be taken out of it.
    """

    now: datetime
    prepares: bool
    presents: bool
    decides: bool
    charge: str
    charge_office: OfficeTitle
    colleagues: tuple[Preparer, ...]
    backwards: Backwards | None
    external_numbers: bool
    moves: Moves
    papers: tuple[Offered, ...]
    may_print: bool

    @property
    def publish_by(self) -> date | None:
        """The latest day to publish, for finality before the signing."""
        return self.backwards.publish_by if self.backwards else None


def read_around(desk: Desk, who: SignedIn, case: Case) -> Around:
    """Read it for a person."""
    own, roster = duties(desk, who), desk.journal.state.roster
    charge = case.charge
    hands_over = charge == who.actor or own & {Duty.REGISTER, Duty.PRESENT}
    others = possible_preparers(desk, case) if hands_over else ()
    return Around(
        now=desk.journal.clock.now(),
        prepares=Duty.PREPARE in own,
        presents=Duty.PRESENT in own,
        decides=Duty.DECIDE in own,
        charge=desk.journal.text(roster.persons[charge.person].name),
        charge_office=roster.offices[charge.office].title,
        colleagues=others,
        backwards=backwards(desk, case) if own & {Duty.PREPARE, Duty.PRESENT} else None,
        external_numbers=desk.journal.state.policy is NumberingPolicy.EXTERNAL,
        moves=read_moves(desk, who, case),
        papers=offered(desk, case.number, who),
        may_print=may_print(desk, who, case),
    )
