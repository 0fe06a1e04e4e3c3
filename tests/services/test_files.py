"""Two files alone: what passes for minutes, which day counts, and what is told of each file."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from signapp.demo.clock import DAY_AFTER, DAY_BEFORE, SIGNED
from signapp.demo.scene import CASE
from signapp.services.files import FileVerdict, verify_files
from signapp.services.journal import SignedIn
from signapp.services.minutes import RECORD_NAME, record_of
from signapp.services.ports import (
    Box,
    Embedded,
    FieldOrder,
    Holds,
    SignatureOrder,
    TypesettingOrder,
)
from signapp.services.seal import signatory_seal
from tests.services.conftest import Stand, StandAt


@pytest.fixture
def stand(stand_at: StandAt) -> Stand:
    return stand_at("publish")


def minutes_of(stand: Stand) -> Path:
    """Return the newest revision of the real minutes."""
    assert stand.case.decided
    return stand.journal.register.document(stand.case.latest(stand.case.decided.signed).document)


def sign_outside(
    stand: Stand, person: str, source: Path, output: Path, field: str, moment: datetime
) -> Path:
    """Sign a file with somebody's real key at a moment, past every rule of ours."""
    who: SignedIn = stand.enter(person)
    key = stand.key(person)
    order = SignatureOrder(
        source=source,
        output=output,
        field=field,
        certificate=stand.desk.read(key.certificate),
        trust=stand.desk.trust.material(),
        signed_at=moment,
        seal=signatory_seal(stand.desk, who, CASE, stand.case.originals[0], moment),
        name="",
        reason="",
        location="",
        certify=False,
    )
    prepared = stand.desk.pdf.prepare(order)
    signature = stand.desk.keys.sign(
        key.home, key.pin, order.certificate, prepared.signed_attributes
    )
    stand.desk.pdf.assemble(order, prepared, signature)
    return output


def verify(stand: Stand, *files: Path) -> tuple[FileVerdict, ...]:
    now = stand.journal.clock.now() + timedelta(days=400)
    return verify_files(stand.desk.pdf, files, stand.desk.trust.material(), now)


def codes(found: FileVerdict) -> dict[str, Holds]:
    assert found.authority
    return {remark.code: found.authority.holds for remark in found.authority.remarks}


@pytest.mark.parametrize(
    ("claimed", "stamped", "code", "holds"),
    [
        (SIGNED, SIGNED, "authority.day", Holds.YES),
        (DAY_BEFORE, SIGNED, "authority.other_day", Holds.NO),
        (DAY_BEFORE, DAY_BEFORE, "authority.other_day", Holds.NO),
        (DAY_AFTER, DAY_AFTER, "authority.other_day", Holds.NO),
        (SIGNED, DAY_AFTER, "authority.proven_later", Holds.NOT_KNOWN),
    ],
)
def test_the_claimed_day_counts_and_the_proven_one_may_refute_it(
    stand: Stand, tmp_path: Path, claimed: datetime, stamped: datetime, code: str, holds: Holds
) -> None:
    stand.scene.clock.move_to(stamped)
    plan = stand.journal.register.document(stand.plan)
    signed = sign_outside(
        stand, "deputy-mayor", plan, tmp_path / "signed.pdf", "Helsinki", claimed
    )
    _, found = verify(stand, minutes_of(stand), signed)
    assert codes(found)[code] is holds


def forged_minutes(stand: Stand, tmp_path: Path, field: str) -> Path:
    """Typeset a page that embeds the real record, signed by the presenter."""
    record = record_of(stand.journal.state, stand.journal.name, CASE).to_json()
    data = (
        '{"language": "en", "title": "Minutes", "subtitle": "", "parties": [], "demo_notice": "",'
        ' "sections": [], "signatures_heading": "S", "signatures": [{"party": "x",'
        ' "heading": "x", "lines": [], "box": "x"}]}'
    )
    embedded = Embedded(RECORD_NAME, "application/json", "record", record)
    order = TypesettingOrder("agreement", data, SIGNED, (embedded,))
    box = Box(field, 0, 100.0, 500.0, 300.0, 562.0)
    made = stand.desk.pdf.place_fields(
        stand.desk.pdf.typeset(order).pdf, (FieldOrder(field, field, box),)
    )
    path = tmp_path / "forged-minutes.pdf"
    path.write_bytes(made)
    return sign_outside(
        stand, "presenter", path, tmp_path / "forged-minutes-signed.pdf", field, SIGNED
    )


@pytest.mark.parametrize("field", ["Helsinki", "Decision-maker"])
def test_minutes_are_only_what_is_certified_in_their_field(
    stand: Stand, tmp_path: Path, field: str
) -> None:
    stand.scene.clock.move_to(SIGNED)
    forged = forged_minutes(stand, tmp_path, field)
    plan = stand.journal.register.document(stand.plan)
    signed = sign_outside(stand, "deputy-mayor", plan, tmp_path / "s.pdf", "Helsinki", SIGNED)
    found, agreement = verify(stand, forged, signed)
    assert found.record is None
    assert codes(found) == {"authority.not_minutes": Holds.NOT_KNOWN}
    assert agreement.authority is None, "a decision that nobody certified allows nothing"


def test_a_plan_that_embeds_a_record_is_still_compared(stand: Stand, tmp_path: Path) -> None:
    stand.scene.clock.move_to(SIGNED)
    other = forged_minutes(stand, tmp_path, "Helsinki")
    _, found = verify(stand, minutes_of(stand), other)
    assert found.holds is Holds.NO
    assert found.verdict
    assert found.verdict.decided
    assert [one.code for one in found.verdict.decided.remarks] == ["decided.other_document"]


def test_an_agreement_signed_before_the_decision_does_not_hold(
    stand: Stand, tmp_path: Path
) -> None:
    stand.scene.clock.move_to(SIGNED)
    assert stand.case.decided_at
    before = stand.case.decided_at - timedelta(minutes=30)
    plan = stand.journal.register.document(stand.plan)
    signed = sign_outside(stand, "deputy-mayor", plan, tmp_path / "s.pdf", "Helsinki", before)
    _, found = verify(stand, minutes_of(stand), signed)
    assert codes(found)["authority.before_minutes"] is Holds.NO


def test_a_file_that_cannot_be_read_hides_no_other(stand: Stand, tmp_path: Path) -> None:
    letter = tmp_path / "letter.pdf"
    letter.write_bytes(b"PK\x03\x04")
    bad, good = verify(stand, letter, minutes_of(stand))
    assert (bad.holds, good.holds) == (Holds.NOT_KNOWN, Holds.YES)
    assert bad.problem
    assert bad.problem.code == "NotAPdfError"
