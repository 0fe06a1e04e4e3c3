"""What may not be signed is neither attached, decided on nor signed; a copy may be repaired."""

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Dictionary, Name, String

from signapp.demo.scene import CASE
from signapp.domain.acts import DocumentPrepared
from signapp.domain.errors import ActiveContentError, DamagedFileError
from signapp.domain.file_errors import RepairRefusedError
from signapp.services.audit import verify_register
from signapp.services.decide import AS_PROPOSED, begin_decision
from signapp.services.drafting import attach_agreement, propose
from signapp.services.ports import Holds
from tests.documents.unfit import changed
from tests.services.conftest import Stand, StandAt
from tests.signing import samples


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("1"))


def file(stand: Stand, content: bytes) -> Path:
    path = stand.scene.place.folder / "agreement.pdf"
    path.write_bytes(content)
    return path


def test_a_damaged_agreement_is_attached_only_as_a_repaired_copy(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    preparer, damaged = stand.enter("preparer"), samples.action_plan() + b"<html/>"
    before = len(stand.entries())
    with pytest.raises(DamagedFileError):
        attach_agreement(stand.desk, preparer, CASE, file(stand, damaged), "Sopimus", "en")
    assert len(stand.entries()) == before
    number = attach_agreement(
        stand.desk, preparer, CASE, file(stand, damaged), "Sopimus", "en", repaired=True
    )
    kept = stand.case.attachments[number - 1]
    assert kept.prepared
    assert stand.desk.read(kept.attached.original) == damaged
    assert kept.prepared.prepared != kept.attached.original
    assert [place.field for place in kept.prepared.places] == [samples.HELSINKI, samples.BEIJING]
    path = stand.journal.register.document(kept.prepared.prepared)
    assert stand.desk.pdf.preflight(path).findings == ()
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    audit = verify_register(stand.journal.register, stand.desk.pdf, trust, now)
    assert audit.holds is Holds.YES, audit.findings
    active = file(stand, changed(samples.action_plan(), script))
    with pytest.raises(ActiveContentError):  # a repair takes no script away
        attach_agreement(stand.desk, preparer, CASE, active, "Sopimus", "en", repaired=True)
    signed = file(stand, stand.desk.read(stand.plan) + b"/ByteRange")
    with pytest.raises(RepairRefusedError):
        attach_agreement(stand.desk, preparer, CASE, signed, "Sopimus", "en", repaired=True)
    assert len(stand.case.attachments) == number


def test_what_an_earlier_program_let_in_is_not_decided_on(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    preparer, prepared = stand.enter("preparer"), stand.case.attachments[0].prepared
    assert prepared
    active = stand.journal.register.put(changed(samples.action_plan(), script))
    stand.journal.record(preparer, DocumentPrepared(1, active, prepared.places), CASE)
    propose(stand.desk, stand.enter("presenter"), CASE)
    mayor = stand.enter("mayor")
    before = len(stand.entries())
    with pytest.raises(ActiveContentError) as refusal:
        begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    assert refusal.value.facts == {"what": "open_action"}
    assert len(stand.entries()) == before
