"""Somebody may write the register's files but has nobody's key: nothing gets signed for them."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from signapp.demo.clock import SIGNED
from signapp.demo.people import DEPUTY_MAYOR
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.acts import OfficeHeld, RosterChangeProposed
from signapp.domain.errors import Standing
from signapp.services import signature
from signapp.services.journal import Journal
from signapp.services.ports import (
    Box,
    Clock,
    FieldOrder,
    PdfWork,
    PreparedSignature,
    SignatureOrder,
    SigningJob,
)
from signapp.services.prepare import open_document
from signapp.services.register import confirm_roster_change, propose_roster_change
from signapp.services.seal import signatory_seal
from signapp.services.sign import sign_agreement
from signapp.storage.desk_key import read_desk_key
from tests.services.conftest import Stand, StandAt
from tests.services.test_refusals import with_page_replaced


@pytest.fixture
def stand(stand_at: StandAt) -> Stand:
    made = stand_at("publish")
    made.scene.clock.move_to(SIGNED)
    return made


def forged_job(stand: Stand, source: Path, output: Path) -> SigningJob:
    """Prepare another document for the deputy mayor's certificate, as an attacker would."""
    who = stand.enter("deputy-mayor")
    key = stand.key("deputy-mayor")
    order = SignatureOrder(
        source=source,
        output=output,
        field="Helsinki",
        certificate=stand.desk.read(key.certificate),
        trust=stand.desk.trust.material(),
        signed_at=stand.journal.clock.now(),
        seal=signatory_seal(
            stand.desk, who, CASE, stand.case.originals[0], stand.journal.clock.now()
        ),
        name="",
        reason="",
        location="",
        certify=False,
    )
    return SigningJob(CASE, signature.PREPARED, order, stand.desk.pdf.prepare(order))


def test_a_planted_job_is_never_signed(stand: Stand, tmp_path: Path) -> None:
    forged = tmp_path / "forged.pdf"
    plan = stand.journal.register.document(stand.plan)
    forged.write_bytes(with_page_replaced(plan.read_bytes()))
    planted = forged_job(stand, forged, tmp_path / "out.pdf")
    stand.journal.register.save_job(planted)
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.plan)
    sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert planted.prepared
    signed = stand.case.signed_on
    assert signed
    assert signed.attributes != hashlib.sha256(planted.prepared.signed_attributes).hexdigest()


def test_a_job_that_was_exchanged_is_refused(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.plan)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(signature, "use_key", crash)
        with pytest.raises(KeyboardInterrupt):
            sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    forged = tmp_path / "forged.pdf"
    plan = stand.journal.register.document(stand.plan)
    forged.write_bytes(with_page_replaced(plan.read_bytes()))
    stand.journal.register.save_job(forged_job(stand, forged, tmp_path / "out.pdf"))
    with pytest.raises(errors.JobAlteredError):
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))


class LyingPdf:
    """A pdf worker that was taken over: it prepares something else than it was asked for."""

    def __init__(self, pdf: PdfWork, forged: Path, *, keep_file: bool) -> None:
        self._pdf = pdf
        self._forged = forged
        self._keep_file = keep_file

    def prepare(self, order: SignatureOrder) -> PreparedSignature:
        honest = self._pdf.prepare(order) if self._keep_file else None
        elsewhere = order.output.with_name("elsewhere.pdf")
        output = elsewhere if honest else order.output
        lie = replace(order, source=self._forged, output=output)
        prepared = self._pdf.prepare(lie)
        if honest:
            return replace(honest, signed_attributes=prepared.signed_attributes)
        return prepared

    def __getattr__(self, name: str) -> object:
        return getattr(self._pdf, name)


@pytest.mark.parametrize("keep_file", [False, True], ids=["other file", "other attributes"])
def test_a_worker_that_lies_gets_nothing_signed(
    stand: Stand, tmp_path: Path, keep_file: bool
) -> None:
    forged = tmp_path / "forged.pdf"
    if keep_file:
        plan = stand.journal.register.document(stand.plan)
        forged.write_bytes(with_page_replaced(plan.read_bytes()))
    else:
        other = stand.desk.read(stand.case.attachments[0].attached.original)
        box = Box("Helsinki", 0, 100.0, 100.0, 300.0, 160.0)
        field = FieldOrder("Helsinki", "another place", box)
        forged.write_bytes(stand.desk.pdf.place_fields(other, (field,)))
    pdf = LyingPdf(stand.desk.pdf, forged, keep_file=keep_file)
    object.__setattr__(stand.desk, "pdf", pdf)
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.plan)
    with pytest.raises(errors.DocumentChangedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert caught.value.standing is Standing.NOTHING_SIGNED
    assert "SigningBegun" not in stand.acts()[-2:]


def test_a_roster_change_is_not_exchanged_under_its_code(stand: Stand) -> None:
    first, second = stand.enter("registrar-1"), stand.enter("registrar-2")
    harmless = (OfficeHeld("auditor", "audit", date(2017, 9, 1), date(2018, 1, 1)),)
    proposal = propose_roster_change(stand.desk, first, harmless, ())
    harmful = (OfficeHeld("registrar-1", DEPUTY_MAYOR, date(2017, 8, 1), date(2018, 1, 1)),)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        stand.journal.record(first, RosterChangeProposed(proposal, harmful))
    assert [reason.code for reason in caught.value.reasons] == ["RosterProposalKnown"]
    confirm_roster_change(stand.desk, second, proposal)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        confirm_roster_change(stand.desk, second, proposal)
    assert [reason.code for reason in caught.value.reasons] == ["RosterProposalUnknown"]


class SetBack:
    """A clock that somebody set back by a day."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now() - timedelta(days=1)


def test_a_clock_that_was_set_back_stops_every_act(stand: Stand) -> None:
    who = stand.enter("deputy-mayor")
    stand.journal.clock = SetBack(stand.scene.clock)
    before = len(stand.entries())
    with pytest.raises((errors.TimeWentBack, errors.NotAuthorisedError)):
        open_document(stand.desk, who, CASE, stand.plan)
    assert len(stand.entries()) == before


def test_an_older_ledger_put_back_underneath_is_noticed(stand: Stand, tmp_path: Path) -> None:
    register = stand.scene.place.register
    journal = Journal(stand.journal.register, stand.scene.clock, read_desk_key(register))
    who = stand.enter("deputy-mayor")
    journal.catch_up()
    connection = stand.journal.register._connection
    connection.execute("drop trigger entries_are_not_deleted")
    connection.execute("delete from entries where seq > 10")
    with pytest.raises(errors.HistoryRewritten):
        open_document(replace(stand.desk, journal=journal), who, CASE, stand.plan)
