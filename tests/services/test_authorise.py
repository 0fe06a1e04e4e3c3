"""After the decision: the text is fixed or changed, conditions met, the day comes and goes."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from signapp.demo.clock import DAY_AFTER, DECIDED, SIGNED
from signapp.demo.people import DEPUTY_MAYOR, MAYOR, PROVISION
from signapp.demo.scene import CASE, FIELD, SIGNING_DAY
from signapp.domain import errors
from signapp.domain.authorisation import AuthorisationKind, SigningDays, on_day
from signapp.domain.calendar import HELSINKI
from signapp.domain.mandate import Ending
from signapp.resources import resource
from signapp.services.audit import verify_register
from signapp.services.authorise import (
    cancel_authorisation,
    conditions_of,
    confirm_condition,
    delegate_signing,
    fix_agreement,
    name_counterparty,
)
from signapp.services.competence import why_may_they_decide
from signapp.services.decide import AS_PROPOSED, begin_decision, decide
from signapp.services.files import FileVerdict, verify_files
from signapp.services.inbox import NextStep, inbox
from signapp.services.log_detail import Detail, detail_of
from signapp.services.ports import Box, Clock, FieldOrder, Holds, TypesettingOrder
from signapp.services.prepare import open_document, submit
from signapp.services.proposed_signing import ProposedSigning
from signapp.services.publish import publish as minutes_published
from signapp.services.sign import sign_agreement, why_may_i_sign
from signapp.services.usual_places import OURS, THEIRS
from tests.services.conftest import Stand, StandAt

WANTED = ProposedSigning(
    decision_maker=MAYOR,
    provision=PROVISION,
    office=DEPUTY_MAYOR,
    attachment=1,
    field=FIELD,
    days=on_day(SIGNING_DAY),
    place="Helsinki",
)
MINOR = replace(WANTED, minor_changes=True)
DRAFT = replace(WANTED, kind=AuthorisationKind.DRAFT, field="")
DESCRIBED = replace(DRAFT, kind=AuthorisationKind.DESCRIBED, attachment=0)
REASON = "Pekingin kaupunki korjasi otsikkoa."


def codes(act: Callable[..., object], *args: Any) -> list[str]:
    with pytest.raises(errors.NotAuthorisedError) as caught:
        act(*args)
    return [reason.code for reason in caught.value.reasons]


def decided(stand_at: StandAt, wanted: ProposedSigning, at: datetime = SIGNED) -> Stand:
    """A case that the mayor decided as the presenter proposed it, on the day of signing."""
    stand = stand_at("prepare")
    submit(stand.desk, stand.enter("presenter"), CASE, wanted, (False, False))
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    minutes = begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    open_document(stand.desk, mayor, CASE, minutes)
    decide(stand.desk, mayor, CASE, stand.key("mayor"))
    stand.scene.clock.move_to(at)
    return stand


def corrected(stand: Stand, tmp_path: Path) -> Path:
    """The action plan as Beijing sends it back, with another word in its subtitle."""
    data = json.loads(resource("demo", "action_plan_en.json").read_text("utf-8"))
    data["subtitle"] = data["subtitle"].replace("Cooperation", "Partnership")
    typeset = stand.desk.pdf.typeset(TypesettingOrder("agreement", json.dumps(data), SIGNED))
    path = tmp_path / "corrected.pdf"
    path.write_bytes(typeset.pdf)
    return path


def signed(stand: Stand, person: str = "deputy-mayor") -> Path:
    """Have the text to be signed shown and signed; return the newest revision."""
    who = stand.enter(person)
    text = stand.case.to_sign
    assert text
    open_document(stand.desk, who, CASE, text.document)
    assert sign_agreement(stand.desk, who, CASE, stand.key(person)).holds is Holds.YES
    assert stand.case.signed
    return stand.journal.register.document(stand.case.latest(stand.case.signed.signed).document)


def minutes_of(stand: Stand) -> Path:
    assert stand.case.decided
    ref = stand.case.latest(stand.case.decided.signed).document
    return stand.journal.register.document(ref)


def verified(stand: Stand, plan: Path) -> FileVerdict:
    now, trust = stand.journal.clock.now(), stand.desk.trust.material()
    return verify_files(stand.desk.pdf, (minutes_of(stand), plan), trust, now)[1]


def told(stand: Stand) -> set[str]:
    """Verify the register, which has to hold; return what is said of the agreement."""
    now, trust = stand.journal.clock.now(), stand.desk.trust.material()
    report = verify_register(stand.journal.register, stand.desk.pdf, trust, now)
    assert report.holds
    parts = [one.entry for one in report.documents if one.role == "agreement" and one.entry]
    return {remark.code for part in parts for remark in part.remarks}


# --- the kinds ------------------------------------------------------------------------------


def test_of_exact_bytes_both_files_prove_that_the_text_was_decided_on(stand_at: StandAt) -> None:
    stand = decided(stand_at, WANTED)
    found = verified(stand, signed(stand))
    assert found.holds is Holds.YES
    assert found.authority
    assert "authority.kind_exact" in {remark.code for remark in found.authority.remarks}
    why = why_may_they_decide(stand.desk, stand.case)
    assert why
    assert [ground.key for ground in why.grounds] == ["card.why_decide", "card.why_holder"]
    assert why.grounds[0].facts["citation"] == stand.case.citation
    assert why.grounds[0].facts["day"] == DECIDED.date()
    assert why.may_sign
    assert "entry.kind_exact" in told(stand)


@pytest.mark.parametrize(
    ("wanted", "said", "entry"),
    [
        (MINOR, "authority.kind_changed", "entry.kind_exact_changed"),
        (DRAFT, "authority.kind_draft", "entry.kind_draft"),
        (DESCRIBED, "authority.kind_described", "entry.kind_described"),
    ],
    ids=["minor changes", "draft", "described"],
)
def test_of_another_text_only_the_register_knows(
    stand_at: StandAt, tmp_path: Path, wanted: ProposedSigning, said: str, entry: str
) -> None:
    """Two files prove what was decided and who signed; the register, which text was fixed."""
    stand = decided(stand_at, wanted)
    preparer = stand.enter("preparer")
    if wanted is DESCRIBED:
        assert stand.case.to_sign is None
    fields = fields_of(stand) if wanted is DESCRIBED else ()
    compared = fix_agreement(
        stand.desk, preparer, CASE, corrected(stand, tmp_path), REASON, fields
    )
    if compared:
        assert compared.numbers == (1, 6)  # the title page, and above the signatures
        assert "+ Partnership" in compared.to_text()
    (fixed,) = stand.case.mandate.fixed
    assert fixed.pages == (() if wanted is DESCRIBED else (1, 6))
    assert stand.journal.text(fixed.reason) == REASON
    assert stand.journal.register.document(stand.plan).exists()
    found = verified(stand, signed(stand))
    assert found.authority
    assert found.holds is Holds.NOT_KNOWN
    assert said in {remark.code for remark in found.authority.remarks}
    assert entry in told(stand)


def test_a_text_without_fields_gets_the_usual_ones(stand_at: StandAt, tmp_path: Path) -> None:
    stand = decided(stand_at, DESCRIBED)
    fix_agreement(stand.desk, stand.enter("preparer"), CASE, corrected(stand, tmp_path), REASON)
    (fixed,) = stand.case.mandate.fixed
    assert [place.field for place in fixed.places] == [OURS, THEIRS]
    assert (fixed.field, fixed.pages) == (OURS, ())
    signed(stand)
    assert "entry.kind_described" in told(stand)


def fields_of(stand: Stand) -> tuple[Any, ...]:
    prepared = stand.case.attachments[0].prepared
    assert prepared
    return tuple(
        FieldOrder(one.field, one.party, Box(one.field, one.page, *map(float, one.box)))
        for one in prepared.places
    )


def test_changes_that_the_decision_does_not_allow_are_refused(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = decided(stand_at, WANTED)
    file, preparer = corrected(stand, tmp_path), stand.enter("preparer")
    refused = codes(fix_agreement, stand.desk, preparer, CASE, file, REASON)
    assert refused == ["ChangesNotAllowed"]
    assert stand.acts()[-1] == "AttemptRefused"
    assert stand.case.mandate.fixed == ()


def test_the_card_says_which_kind_it_is(stand_at: StandAt, tmp_path: Path) -> None:
    stand = decided(stand_at, DRAFT)
    deputy = stand.enter("deputy-mayor")
    card = why_may_i_sign(stand.desk, deputy, CASE)
    assert [reason.code for reason in card.against] == ["TextNotFixed"]
    fix_agreement(stand.desk, stand.enter("preparer"), CASE, corrected(stand, tmp_path), REASON)
    text = stand.case.to_sign
    assert text
    open_document(stand.desk, deputy, CASE, text.document)
    card = why_may_i_sign(stand.desk, deputy, CASE)
    (line,) = [ground for ground in card.grounds if ground.key.startswith("card.document")]
    assert (line.key, line.facts["pages"]) == ("card.document_draft", "1, 6")
    assert card.may_sign


# --- conditions, delegation, the counterparty, the end --------------------------------------


def test_conditions_are_confirmed_before_signing(stand_at: StandAt) -> None:
    wanted = replace(WANTED, conditions=("Kaupunginhallitus on hyväksynyt suunnitelman.",))
    stand = decided(stand_at, wanted)
    (condition,) = conditions_of(stand.desk, stand.case)
    assert (condition.text, condition.met) == (*wanted.conditions, False)
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    key = stand.key("deputy-mayor")
    assert codes(sign_agreement, stand.desk, deputy, CASE, key) == ["ConditionNotMet"]
    confirm_condition(stand.desk, stand.enter("preparer"), CASE, 1, "Khs 28.8.2017 § 712")
    found = verified(stand, signed(stand))
    assert found.authority
    assert "authority.conditions" in {remark.code for remark in found.authority.remarks}


def test_an_authorisation_may_be_passed_on_only_where_the_decision_says_so(
    stand_at: StandAt,
) -> None:
    stand = decided(stand_at, WANTED)
    deputy = stand.enter("deputy-mayor")
    refused = codes(delegate_signing, stand.desk, deputy, CASE, MAYOR)
    assert refused == ["DelegationNotAllowed"]


def test_who_it_is_passed_on_to_signs(stand_at: StandAt) -> None:
    stand = decided(stand_at, replace(WANTED, sub_delegation=True))
    delegate_signing(stand.desk, stand.enter("deputy-mayor"), CASE, MAYOR)
    signed(stand, "mayor")
    assert stand.case.signed_by
    assert stand.case.signed_by.office == MAYOR
    told(stand)


def test_a_cancelled_authorisation_is_refused_with_its_own_code(stand_at: StandAt) -> None:
    stand = decided(stand_at, WANTED)
    cancel_authorisation(stand.desk, stand.enter("mayor"), CASE, "Matka peruuntui.")
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    refused = codes(sign_agreement, stand.desk, deputy, CASE, stand.key("deputy-mayor"))
    assert refused == ["AuthorisationIsCancelled"]
    assert stand.case.ending(SIGNING_DAY) is Ending.CANCELLED


def test_the_counterpartys_signatory_may_change(stand_at: StandAt) -> None:
    stand = decided(stand_at, WANTED)
    preparer = stand.enter("preparer")
    for name in ("Li Na", "Wang Wei"):
        name_counterparty(stand.desk, preparer, CASE, name)
    named = stand.case.mandate.counterparty_signatory
    assert named
    assert stand.journal.text(named) == "Wang Wei"


# --- days and moments -----------------------------------------------------------------------


def test_a_latest_day_lapses(stand_at: StandAt) -> None:
    stand = decided(
        stand_at, replace(WANTED, days=SigningDays(None, SIGNING_DAY, True)), DAY_AFTER
    )
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    refused = codes(sign_agreement, stand.desk, deputy, CASE, stand.key("deputy-mayor"))
    assert refused == ["TooLate"]
    assert stand.case.ending(stand.desk.today()) is Ending.LAPSED


class Running:
    """A clock that goes on by a step each time it is looked at."""

    def __init__(self, start: datetime, step: timedelta) -> None:
        self._now, self._step = start, step

    def now(self) -> datetime:
        """Return the moment, and go on."""
        self._now += self._step
        return self._now


class Standing:
    """A clock that stands, in a zone of its own."""

    def __init__(self, moment: datetime) -> None:
        self._moment = moment

    def now(self) -> datetime:
        """Return the moment."""
        return self._moment


def ready_to_sign(stand: Stand) -> Any:
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.plan)
    return deputy


def set_clock(stand: Stand, clock: Clock) -> None:
    stand.journal.clock = clock


def test_a_signature_over_midnight_claims_no_other_day_than_its_entry(stand_at: StandAt) -> None:
    """The file is prepared before midnight, the entry would come after it: nothing is signed."""
    evening = datetime(2017, 8, 28, 23, 59, 50, tzinfo=HELSINKI)
    stand = decided(stand_at, replace(WANTED, days=on_day(SIGNING_DAY, binding=False)), evening)
    deputy = ready_to_sign(stand)
    step = timedelta(seconds=6)  # looked at: before all, for the file, for the entry
    set_clock(stand, Running(evening - step, step))
    refused = codes(sign_agreement, stand.desk, deputy, CASE, stand.key("deputy-mayor"))
    assert refused == ["SigningMomentPassed"]
    assert stand.case.signing is None
    after = datetime(2017, 8, 29, 0, 1, tzinfo=HELSINKI)
    set_clock(stand, Standing(after))
    assert sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor")).holds is Holds.YES
    assert stand.case.signed_on
    assert stand.case.signed_on.signed_at == after


def test_mark_signature_and_entry_tell_one_moment(stand_at: StandAt) -> None:
    stand = decided(stand_at, WANTED)
    deputy = ready_to_sign(stand)
    set_clock(stand, Running(SIGNED + timedelta(minutes=1), timedelta(seconds=1)))
    verdict = sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor"))
    assert stand.case.signed_on
    assert verdict.signatures[-1].claimed == stand.case.signed_on.signed_at
    told(stand)


def test_signed_in_beijing_both_local_times_are_kept(stand_at: StandAt) -> None:
    """A minute to five in the morning of the 30th in Beijing is the 29th in Helsinki (R31)."""
    stand = decided(stand_at, WANTED)
    deputy = ready_to_sign(stand)
    there = datetime(2017, 8, 30, 4, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    set_clock(stand, Standing(there))
    assert sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor")).holds is Holds.YES
    begun = stand.case.signed_on
    assert begun
    assert begun.local_time.isoformat() == "2017-08-30T04:59:00+08:00"
    assert begun.signed_at.astimezone(HELSINKI).date() == SIGNING_DAY
    said = stand.desk.document_texts.both_moments(begun.local_time)
    assert said == "29.8.2017 23.59 (UTC+3) / 30.8.2017 4.59 (UTC+8)"
    plan = stand.journal.register.document(stand.case.latest(stand.case.signed.signed).document)
    assert verified(stand, plan).holds is Holds.YES


def test_the_log_tells_reasons_pages_and_both_local_times(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = decided(stand_at, MINOR)
    preparer = stand.enter("preparer")
    fix_agreement(stand.desk, preparer, CASE, corrected(stand, tmp_path), REASON)
    deputy = stand.enter("deputy-mayor")
    assert stand.case.to_sign
    open_document(stand.desk, deputy, CASE, stand.case.to_sign.document)
    there = datetime(2017, 8, 30, 4, 59, tzinfo=ZoneInfo("Asia/Shanghai"))
    set_clock(stand, Standing(there))
    sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor"))
    said = {
        type(entry.act).__name__: detail
        for entry in stand.entries()
        if (detail := detail_of(stand.desk, preparer, entry))
    }
    assert said["AgreementFixed"] == Detail("log.fixed", {"pages": "1, 6", "reason": REASON})
    local = said["SigningBegun"].facts["local"]
    assert (said["SigningBegun"].key, local.isoformat()) == ("log.local_time", there.isoformat())


def test_each_step_before_the_signing_is_the_preparers(stand_at: StandAt, tmp_path: Path) -> None:
    """A draft is made ready, its condition confirmed; only then the deputy mayor is next."""
    stand = decided(stand_at, replace(DRAFT, conditions=("Rahoitus on myönnetty.",)))
    preparer, deputy = stand.enter("preparer"), stand.enter("deputy-mayor")

    def next_one() -> tuple[NextStep, bool]:
        publish(stand)
        (task,) = inbox(stand.desk, preparer)
        return task.step, task.mine

    assert next_one() == (NextStep.FIX_TEXT, True)
    fix_agreement(stand.desk, preparer, CASE, corrected(stand, tmp_path), REASON)
    assert next_one() == (NextStep.CONFIRM_CONDITIONS, True)
    confirm_condition(stand.desk, deputy, CASE, 1, "Kvsto 23.8.2017 § 1")
    assert next_one() == (NextStep.SIGN, False)
    (task,) = inbox(stand.desk, deputy)
    assert (task.step, task.mine, task.ending) == (NextStep.SIGN, True, None)
    stand.scene.clock.move_to(DAY_AFTER)
    assert next_one() == (NextStep.SUCCEED, True)


def publish(stand: Stand) -> None:
    """Publish the minutes, which would be the preparer's first step otherwise."""
    if stand.case.published_at is None:
        minutes_published(stand.desk, stand.enter("preparer"), CASE, "https://www.example.org/1")
