"""What comes in is kept as it came beside the PDF that is made of it, which is decided on."""

from pathlib import Path

import pytest

from signapp.demo.clock import SIGNED
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.intake_errors import FileKindError, OfficeMissingError
from signapp.services.attachments import attachment_facts
from signapp.services.audit import verify_register
from signapp.services.desk import Desk
from signapp.services.drafting import NewAgreement, attach_placed, propose
from signapp.services.evidence_parts import document_members, papers
from signapp.services.files import verify_files
from signapp.services.intake import attach_to_read, convert, look_at_arrival
from signapp.services.ports import Box, Holds
from signapp.services.prepare import KeptFile, open_document, record_attachment
from signapp.services.sign import sign_agreement
from signapp.services.signature_places import place_again
from tests.documents.incoming import docx, needs_office, paragraph, photo, scan
from tests.interop.judge import judge_with_java, pdfsig_verdicts
from tests.services.conftest import Stand, StandAt
from tests.services.test_originals import decided, newest, proposed

HELSINKI = Box("Helsinki", 0, 60.0, 60.0, 260.0, 120.0)
BEIJING = Box("Beijing", 0, 320.0, 60.0, 520.0, 120.0)


def kept(stand: Stand, name: str, content: bytes) -> Path:
    path = stand.scene.place.folder / name
    path.write_bytes(content)
    return path


def holds(stand: Stand) -> bool:
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    audit = verify_register(stand.journal.register, stand.desk.pdf, trust, now)
    return audit.holds is Holds.YES


def test_a_picture_to_read_is_kept_beside_its_pages(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    content, preparer = photo(), stand.enter("preparer")
    path = kept(stand, "Pohjakuva.JPG", content)
    came = convert(stand.desk, path, look_at_arrival(stand.desk, path), ("Kuva", "fi"))
    number = attach_to_read(stand.desk, preparer, CASE, path, "Kuva", "fi", came)
    attachment = stand.case.attachments[number - 1]
    assert stand.desk.read(attachment.attached.original) == content
    assert attachment.document == came.document != attachment.attached.original
    assert stand.desk.pdf.preflight(stand.journal.register.document(attachment.document)).claims
    facts = attachment_facts(stand.case, stand.journal.text, may_see=True)[-1]
    assert (facts.name, facts.media_type) == ("Pohjakuva.JPG", "image/jpeg")
    assert (facts.original, facts.prepared) == (attachment.attached.original, came.document)
    ours = [one for one in papers(stand.case, public=False) if one.ref in (
        attachment.attached.original, attachment.document)]  # fmt: skip
    assert {(one.role, one.ending) for one in ours} == {("attachment", "jpg"), ("prepared", "pdf")}
    members, _ = document_members(stand.desk, stand.case, public=False)
    assert any(one.name.endswith(".jpg") for one in members)
    propose(stand.desk, stand.enter("presenter"), CASE)
    assert [one.document for one in stand.case.originals] == [stand.plan]
    assert holds(stand)


def test_other_bytes_or_another_title_are_converted_anew(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    preparer, path = stand.enter("preparer"), kept(stand, "scan.tif", scan(2))
    came = convert(stand.desk, path, look_at_arrival(stand.desk, path), ("Yksi", "fi"))
    path.write_bytes(scan(3))
    number = attach_to_read(stand.desk, preparer, CASE, path, "Kaksi", "fi", came)
    attachment = stand.case.attachments[number - 1]
    assert stand.desk.read(attachment.attached.original) == scan(3)
    pages = stand.desk.pdf.inspect(stand.journal.register.document(attachment.document)).pages
    assert len(pages) == 3


def test_a_scanned_agreement_has_its_places_changed_on_the_same_pages(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    preparer, path = stand.enter("preparer"), kept(stand, "scan.tif", scan(1))
    number = attach_placed(stand.desk, preparer, CASE, NewAgreement(path, "Sopimus", "fi"))
    before = stand.case.attachments[number - 1]
    place_again(stand.desk, preparer, CASE, number, (HELSINKI, BEIJING))
    after = stand.case.attachments[number - 1]
    assert before.plain == after.plain != after.attached.original
    assert before.document != after.document
    assert [one.field for one in after.prepared.places] == ["Helsinki", "Beijing"]


def test_nothing_is_written_of_a_file_that_is_refused(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    preparer, before = stand.enter("preparer"), len(stand.entries())
    for name, refusal in (("letter.docx", FileKindError), ("photo.png", FileKindError)):
        with pytest.raises(refusal):
            attach_placed(
                stand.desk, preparer, CASE, NewAgreement(kept(stand, name, photo()), "x", "fi")
            )
    bare = Desk(
        *(stand.journal, stand.desk.pdf, stand.desk.keys, stand.desk.trust),
        stand.desk.document_texts,
    )
    with pytest.raises(OfficeMissingError):
        attach_to_read(bare, preparer, CASE, kept(stand, "a.docx", docx()), "x", "fi")
    assert len(stand.entries()) == before


@needs_office
def test_a_word_document_is_converted_decided_on_and_signed(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("prepare")
    content = docx(paragraph("Sopimus yhteistyöstä") + paragraph("Helsinki ja Peking sopivat."))
    path, preparer = kept(stand, "Sopimus.docx", content), stand.enter("preparer")
    agreement = NewAgreement(path, "Sopimus suomeksi", "fi")
    number = attach_placed(stand.desk, preparer, CASE, agreement, (HELSINKI, BEIJING))
    attached = stand.case.attachments[number - 1]
    assert stand.desk.read(attached.attached.original) == content
    assert stand.desk.read(attached.document).startswith(b"%PDF")
    card = stand.desk.pdf.preflight(stand.journal.register.document(attached.document))
    assert {"PDF/A-3B", "PDF/UA-1"} <= set(card.claims)
    proposed(stand)
    assert stand.case.originals[1].document == attached.document
    minutes = decided(stand)
    stand.scene.clock.move_to(SIGNED)
    deputy = stand.enter("deputy-mayor")
    for original in stand.case.originals:
        open_document(stand.desk, deputy, CASE, original.document)
    assert sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor")).holds is Holds.YES
    signed = newest(stand, 1)
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    _, found = verify_files(stand.desk.pdf, [minutes, signed], trust, now)
    assert [one.code for one in found.verdict.decided.remarks] == ["decided.exact"]
    pem = stand.scene.place.out / "trust.pem"
    verdicts = pdfsig_verdicts(signed, pem, tmp_path)
    assert [(one.field, one.valid) for one in verdicts if one.field == "Helsinki"] == [
        ("Helsinki", True)
    ]
    judged = judge_with_java([signed], pem, ("3b", "ua1"))[signed]
    assert {name: one.failures for name, one in judged.conformance.items()} == {
        "3b": (), "ua1": (),
    }  # fmt: skip
    assert holds(stand)


def test_an_unprepared_file_is_not_proposed(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    ref = stand.journal.register.put(photo())
    file = KeptFile(ref, "a.jpg", to_be_signed=False, media_type="image/jpeg")
    record_attachment(stand.desk, stand.enter("preparer"), CASE, file, "Kuva", "fi")
    with pytest.raises(errors.NotAuthorisedError) as refusal:
        propose(stand.desk, stand.enter("presenter"), CASE)
    assert [one.code for one in refusal.value.reasons] == ["AttachmentNotPrepared"]
