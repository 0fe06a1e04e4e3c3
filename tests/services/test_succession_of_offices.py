"""An office is dissolved after it was authorised: its successor signs, once that is recorded."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signapp.demo.clock import SIGNED
from signapp.demo.people import DEPUTY_MAYOR, SINCE, UNTIL
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.acts import (
    OfficeDissolved,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeTitle,
    RosterChange,
)
from signapp.services.audit import verify_register
from signapp.services.inbox import inbox
from signapp.services.ports import Holds
from signapp.services.prepare import open_document
from signapp.services.register import confirm_roster_change, propose_roster_change
from signapp.services.sign import sign_agreement
from tests.services.conftest import Stand, StandAt

HEIR = "U480500VH2"
TITLE = OfficeTitle("apulaispormestari", "apulaispormestarin", "biträdande", "deputy mayor")


def change(stand: Stand, *changes: RosterChange) -> None:
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    proposal = propose_roster_change(stand.desk, first, changes, ())
    confirm_roster_change(stand.desk, second, proposal)


def test_the_recorded_successor_signs_and_the_audit_accepts_it(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    yesterday = stand.desk.today() - timedelta(days=1)
    gone = OfficeDissolved(DEPUTY_MAYOR, yesterday, "", "Kvsto 28.8.2017 § 1")
    heir = (
        OfficeFormed(HEIR, OfficeKind.DEPUTY_MAYOR, TITLE, SINCE),
        OfficeHeld("deputy-mayor", HEIR, SINCE, UNTIL),
    )
    change(stand, *heir, gone)
    signatory, key = stand.enter("deputy-mayor", HEIR), stand.key("deputy-mayor")
    open_document(stand.desk, signatory, CASE, stand.plan)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, signatory, CASE, key)
    assert "OfficeNoMore" in {reason.code for reason in caught.value.reasons}
    assert not [task.number for task in inbox(stand.desk, signatory) if task.mine]

    change(stand, replace(gone, successor=HEIR, basis="Kvsto 29.8.2017 § 2"))
    assert [task.number for task in inbox(stand.desk, signatory) if task.mine] == [CASE]
    verdict = sign_agreement(stand.desk, signatory, CASE, key)
    assert verdict.holds is Holds.YES
    assert stand.case.signed_by == signatory.actor
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    audit = verify_register(stand.journal.register, stand.desk.pdf, trust, now)
    assert audit.holds is Holds.YES, audit.findings
