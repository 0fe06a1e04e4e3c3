"""Extracts of the minutes: one for each recipient, with just what the decision lists for them."""

import hashlib
import io
from pathlib import Path

import pikepdf
import pytest

from signapp.demo.clock import PUBLISHED
from signapp.demo.people import MAYOR
from signapp.demo.scene import CASE, seed_text
from signapp.domain.acts import DocumentRef, NoticeGiven
from signapp.domain.calendar import Ground, Method
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.papers import PaperTaken
from signapp.domain.publicity import PersonalData, PublicityClass, attachment
from signapp.services import extracts
from signapp.services.decide import AS_PROPOSED
from signapp.services.extracts import (
    enclosures,
    extract_of,
    files_beside,
    recipients,
    send_extract,
    sent_extract,
)
from signapp.services.notify import Sent, give_notice
from signapp.services.paper_values import Options
from signapp.services.papers import take_paper
from signapp.services.proposal_text import Extract
from signapp.services.publicity import Class, class_record
from tests.documents.structure import headings, told
from tests.services.conftest import Stand, StandAt
from tests.services.test_life import mayor_decides
from tests.services.test_public_copy import words_of

BEIJING, CULTURE = "Pekingin kaupunki", "Kulttuurin ja vapaa-ajan toimialan apulaispormestari"
GROUND = "JulkL (621/1999) 24.1 § 20 k"
SECRET = Class(PublicityClass.SECRET, (GROUND,), PersonalData.SOME, "liikesalaisuus")


def decided(stand_at: StandAt) -> Stand:
    stand = stand_at("decide")
    stand.scene.clock.move_to(PUBLISHED)
    return stand


def file_of(stand: Stand, ref: DocumentRef) -> Path:
    return stand.journal.register.document(ref)


def why(caught: pytest.ExceptionInfo[NotAuthorisedError]) -> list[str]:
    return [one.code for one in caught.value.reasons]


def test_an_extract_has_the_decision_and_just_what_is_listed_for_its_recipient(
    stand_at: StandAt,
) -> None:
    stand = decided(stand_at)
    registrar = stand.enter("registrar-1")
    assert recipients(stand.desk, CASE) == (CULTURE, BEIJING)
    ours = file_of(stand, extract_of(stand.desk, registrar, CASE, CULTURE))
    theirs = file_of(stand, extract_of(stand.desk, registrar, CASE, BEIJING))
    instruction, text = seed_text().appeals[0], seed_text()
    for file, recipient, other in ((ours, CULTURE, None), (theirs, BEIJING, CULTURE)):
        words = words_of(file)
        assert "Pöytäkirjanote" in words
        assert f"Otteen saaja {recipient}" in words
        assert text.decision[:40] in words
        assert stand.case.minutes_in_force.document.sha256 in words.replace(" ", "")
        name = stand.journal.text(stand.journal.state.roster.persons["registrar-1"].name)
        assert f"Otteen oikeaksi todistaa {name}, kirjaaja, 25.8.2017" in words
        assert instruction.name in words
        assert "sähköisesti allekirjoitettu" not in words
        assert not other or other not in words
        found = headings(told(file))
        assert found[0] == "Päätös"
        assert "Otteen liitteet" in found
        assert not {"Otteet", "Tiedoksi", "Liitteet"} & set(found)
    whole = instruction.parts[0].text[0][:50]
    assert whole in words_of(theirs)
    assert whole not in words_of(ours)
    assert headings(told(theirs))[-1] == instruction.name
    assert headings(told(theirs), "H3") == [part.heading for part in instruction.parts]


def test_an_archivable_attachment_travels_inside_and_nothing_is_signed(
    stand_at: StandAt,
) -> None:
    stand = decided(stand_at)
    file = file_of(stand, extract_of(stand.desk, stand.enter("registrar-1"), CASE, BEIJING))
    with pikepdf.open(file) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert list(pdf.attachments) == ["liite-1.pdf"]
        content = pdf.attachments["liite-1.pdf"].get_file().read_bytes()
        (specification,) = pdf.Root.AF
        assert specification.AFRelationship == "/Supplement"
    assert hashlib.sha256(content).hexdigest() == stand.plan.sha256
    assert stand.plan.sha256 in words_of(file).replace(" ", "")
    assert files_beside(stand.desk, CASE, BEIJING) == ()


def test_a_long_attachment_is_written_beside_and_never_over_another_file(
    stand_at: StandAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extracts, "LARGEST_INSIDE", 10)
    stand, file = decided(stand_at), tmp_path / "extract.pdf"
    registrar, options = stand.enter("registrar-1"), Options(BEIJING)
    taken = take_paper(stand.desk, registrar, CASE, "extract", file, options)
    beside = tmp_path / "extract-liite-1.pdf"
    assert hashlib.sha256(beside.read_bytes()).hexdigest() == stand.plan.sha256
    with pikepdf.open(io.BytesIO(file.read_bytes())) as pdf:
        assert len(pdf.attachments) == 0
    assert "Tiedosto liite-1.pdf annetaan otteen ohessa." in words_of(file)
    assert stand.entries()[-1].act == PaperTaken("extract", taken.ref.sha256)
    beside.write_bytes(b"another")
    with pytest.raises(Exception, match="extract-liite-1"):
        take_paper(stand.desk, registrar, CASE, "extract", file, options, over=True)
    assert beside.read_bytes() == b"another"


def test_sending_names_the_extract_by_its_hash_and_prints_how_and_when(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = decided(stand_at)
    registrar = stand.enter("registrar-1")
    ref = send_extract(
        stand.desk, registrar, CASE, BEIJING, Method.LETTER, Ground.GENERAL, Sent(PUBLISHED.date())
    )
    assert ref
    act = stand.entries()[-1].act
    assert isinstance(act, NoticeGiven)
    assert act.extract == ref
    assert "Lähetetty 25.8.2017, kirjeellä" in words_of(file_of(stand, ref))
    assert sent_extract(stand.desk, CASE, BEIJING) == ref
    assert sent_extract(stand.desk, CASE, CULTURE) is None
    file = tmp_path / "extract.pdf"
    assert take_paper(stand.desk, registrar, CASE, "extract", file, Options(BEIJING)).ref == ref
    other = send_extract(stand.desk, registrar, CASE, "Joku muu", Method.LETTER, Ground.GENERAL)
    assert other is None
    assert stand.entries()[-1].act.extract is None


def test_only_the_registry_makes_extracts_and_only_of_decisions(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = decided(stand_at)
    file, options = tmp_path / "extract.pdf", Options(BEIJING)
    with pytest.raises(NotAuthorisedError) as caught:
        take_paper(stand.desk, stand.enter("preparer"), CASE, "extract", file, options)
    assert why(caught) == ["DutyNotInOffice"]
    registrar = stand.enter("registrar-1")
    with pytest.raises(NotAuthorisedError) as caught:
        extract_of(stand.desk, registrar, CASE, "Joku muu")
    assert why(caught) == ["RecipientUnknown"]
    sent = Sent(PUBLISHED.date(), extract=stand.case.minutes_in_force.document)
    with pytest.raises(NotAuthorisedError) as caught:
        give_notice(stand.desk, registrar, CASE, BEIJING, Method.LETTER, Ground.GENERAL, sent)
    assert why(caught) == ["ExtractIsOriginal"]
    with pytest.raises(NotAuthorisedError) as caught:
        send_extract(
            stand.desk, stand.enter("mayor", MAYOR), CASE, BEIJING, Method.LETTER, Ground.GENERAL
        )
    assert "DutyNotInOffice" in why(caught)


def test_a_secret_attachment_is_told_by_its_ground_and_stays_behind(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    class_record(stand.desk, stand.enter("preparer"), CASE, attachment(1), SECRET)
    mayor_decides(stand, AS_PROPOSED)
    stand.scene.clock.move_to(PUBLISHED)
    file = file_of(stand, extract_of(stand.desk, stand.enter("registrar-1"), CASE, BEIJING))
    words = words_of(file)
    assert f"Liite 1: Salassa pidettävä ({GROUND}). Liite on salassa pidettävä" in words
    with pikepdf.open(file) as pdf:
        assert len(pdf.attachments) == 0
    assert stand.plan.sha256 not in words.replace(" ", "").split("Otteenliitteet")[1]
    (one,) = enclosures(stand.desk, CASE, Extract(BEIJING, ("Liite 1", "Liite 9")))
    assert (one.number, one.ref, one.inside) == (1, None, False)
