"""What is kept of an attachment: number, name, kind, and whether it is to be signed (R5)."""

import shutil

import pytest

from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.services.audit import verify_register
from signapp.services.ports import Box, FieldOrder, Holds
from signapp.services.prepare import attach, place_signatures
from tests.services.conftest import StandAt

NAME = "Liite 2 – Åbo, Päätös, 北京.pdf"


def test_an_attachment_is_kept_with_its_own_name(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    file = stand.scene.place.folder / NAME
    shutil.copy(stand.scene.place.action_plan, file)
    preparer = stand.enter("preparer")
    title = "Käännös – vain tiedoksi 北京"
    number = attach(stand.desk, preparer, CASE, file, title, "fi", to_be_signed=False)
    kept = stand.case.attachments[1].attached
    assert number == kept.number == 2
    assert stand.journal.text(kept.file_name) == NAME
    assert stand.journal.text(kept.title) == title
    assert (kept.media_type, kept.to_be_signed) == ("application/pdf", False)
    assert stand.desk.read(kept.original) == file.read_bytes()
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    audit = verify_register(stand.journal.register, stand.desk.pdf, trust, now)
    assert audit.holds is Holds.YES, audit.findings


def test_what_is_only_to_be_read_gets_no_signature_field(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    preparer, file = stand.enter("preparer"), stand.scene.place.action_plan
    attach(stand.desk, preparer, CASE, file, "Käännös", "fi", to_be_signed=False)
    order = FieldOrder("Helsinki", "Helsinki", Box("Helsinki", 0, 10.0, 10.0, 200.0, 80.0))
    with pytest.raises(errors.NotAuthorisedError) as caught:
        place_signatures(stand.desk, preparer, CASE, 2, (order,))
    assert [reason.code for reason in caught.value.reasons] == ["AttachmentNotForSigning"]
    assert stand.case.attachments[1].prepared is None


def test_attachments_are_frozen_once_they_are_proposed(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    before = stand.case.attachments
    preparer, file = stand.enter("preparer"), stand.scene.place.action_plan
    with pytest.raises(errors.NotAuthorisedError) as caught:
        attach(stand.desk, preparer, CASE, file, "Myöhässä", "fi")
    assert [reason.code for reason in caught.value.reasons] == ["WrongStage"]
    assert stand.case.attachments == before
