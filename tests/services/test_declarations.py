"""Whoever decides or signs declares not to be disqualified; without it nothing is signed."""

import pytest

from signapp.demo.clock import DECIDED, SIGNED
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.acts import Outcome
from signapp.services.decide import AS_PROPOSED, Ruling, begin_decision, decide
from signapp.services.prepare import open_document
from signapp.services.sign import sign_agreement
from tests.services.conftest import StandAt


def test_nobody_decides_without_the_declaration(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    silent = Ruling(Outcome.AS_PROPOSED, impartial=False)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        begin_decision(stand.desk, mayor, CASE, silent)
    assert [one.code for one in caught.value.reasons] == ["ImpartialityNotDeclared"]
    minutes = begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    open_document(stand.desk, mayor, CASE, minutes)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        decide(stand.desk, mayor, CASE, stand.key("mayor", impartial=False))
    assert [one.code for one in caught.value.reasons] == ["ImpartialityNotDeclared"]
    assert stand.case.signing is None


def test_nobody_signs_without_the_declaration(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor", impartial=False))
    assert [one.code for one in caught.value.reasons] == ["ImpartialityNotDeclared"]
    sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor"))
    assert stand.case.signed_on
    assert stand.case.signed_on.impartial
