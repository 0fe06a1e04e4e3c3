"""A public copy really lacks what it leaves out, and never passes for the original."""

import zlib
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from signapp.demo.clock import PUBLISHED
from signapp.demo.scene import CASE, seed_text
from signapp.domain import errors
from signapp.domain.acts import DocumentRef
from signapp.domain.publicity import (
    MINUTES,
    WHOLE_CASE,
    MinutesPublished,
    PersonalData,
    PublicityClass,
    attachment,
)
from signapp.domain.publicity_errors import SecretWordsLeftError
from signapp.services.correct import begin_correction
from signapp.services.decide import AS_PROPOSED
from signapp.services.files import verify_files
from signapp.services.ports import Holds
from signapp.services.public_copy import MASK, make_public_copy, said_in
from signapp.services.public_copy_values import LeftOut
from signapp.services.publicity import Class, class_record
from signapp.services.publish import decide_publication, publish, record_outage, take_down
from signapp.services.word_forms import other_forms
from tests.services.conftest import Stand, StandAt
from tests.services.test_life import mayor_decides

GROUND = "JulkL (621/1999) 24.1 § 20 k"
SECRET = Class(PublicityClass.SECRET, (GROUND,), PersonalData.SOME, "liikesalaisuus")
PARTLY = Class(PublicityClass.PARTLY_SECRET, (GROUND,), PersonalData.SOME, "liikesalaisuus")
ADDRESS = "https://www.example.org/1"


def words_of(file: Path) -> str:
    """Return everything that can be read or searched in a PDF, on one line."""
    document = pypdfium2.PdfDocument(file)
    pages = [page.get_textpage().get_text_bounded() for page in document]
    document.close()
    return " ".join(" ".join(pages).replace("\x02", "").split())


def everything_in(file: Path) -> bytes:
    """Return every stream of a PDF, unpacked, after the file itself, metadata included."""
    parts = [file.read_bytes()]
    with pikepdf.open(file) as pdf:
        parts += [pikepdf.String(str(pdf.docinfo.get("/Title", ""))).__bytes__()]
        for one in pdf.objects:
            if isinstance(one, pikepdf.Stream):
                try:
                    parts.append(one.read_bytes())
                except (pikepdf.PdfError, zlib.error):
                    parts.append(one.read_raw_bytes())
    return b"\n".join(parts)


def copy_of(stand: Stand, left_out: LeftOut) -> tuple[DocumentRef, Path]:
    stand.scene.clock.move_to(max(PUBLISHED, stand.scene.clock.now()))
    copy = make_public_copy(stand.desk, stand.enter("preparer"), CASE, left_out)
    return copy, stand.journal.register.document(copy)


def test_passages_and_parts_are_left_out_and_not_covered(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    stand.scene.clock.move_to(PUBLISHED)
    class_record(stand.desk, stand.enter("preparer"), CASE, MINUTES, PARTLY)
    rationale = seed_text().rationale[0][:30]
    left_out = LeftOut(parts=("rationale", "further_information"), passages=("Eero Esittelijä",))
    original = stand.journal.register.document(stand.case.decided.signed.document)
    before = words_of(original)
    assert "Eero Esittelijä" in before
    assert rationale in before
    copy, file = copy_of(stand, left_out)
    words, content = words_of(file), everything_in(file)
    assert MASK in words
    assert f"Salassa pidettävä ({GROUND})" in words
    for secret in ("Eero Esittelijä", rationale, seed_text().further_information[0].email):
        assert secret not in words
    assert b"Eero" not in content
    assert "Eero Esittelijä".encode("utf-16-be") not in content
    assert "Julkinen kappale" in words
    assert stand.case.decided.signed.document.sha256 in words.replace(" ", "")
    assert stand.case.publicity.copies[-1].copy == copy
    assert stand.case.publicity.copies[-1].passages == 1


def test_a_public_copy_is_no_signed_original(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    copy, file = copy_of(stand, LeftOut())
    with pikepdf.open(file) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert len(pdf.attachments) == 0
    assert stand.desk.pdf.embedded_record(file) is None
    (verdict,) = verify_files(
        stand.desk.pdf, (file,), stand.desk.trust.material(), stand.scene.clock.now()
    )
    assert verdict.holds is not Holds.YES
    assert copy != stand.case.decided.signed.document


def test_of_secret_minutes_only_a_mention_is_left(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    stand.scene.clock.move_to(PUBLISHED)
    class_record(stand.desk, stand.enter("registrar-1"), CASE, WHOLE_CASE, SECRET)
    _, file = copy_of(stand, LeftOut())
    words, content = words_of(file), everything_in(file)
    text = seed_text()
    for secret in (text.title, text.decision[:40], text.counterparty, text.rationale[0][:30]):
        assert secret not in words
        assert secret.encode() not in content
    assert words.count(f"Salassa pidettävä ({GROUND})") >= 2
    assert CASE.split()[1] in words
    assert stand.case.publicity.copies[-1].left_out == ("all",)


def test_a_secret_attachment_is_told_by_its_ground_in_original_and_copy(
    stand_at: StandAt,
) -> None:
    stand = stand_at("propose")
    class_record(stand.desk, stand.enter("preparer"), CASE, attachment(1), SECRET)
    minutes = mayor_decides(stand, AS_PROPOSED)
    stand.scene.clock.move_to(PUBLISHED)
    _, copy = copy_of(stand, LeftOut())
    title = stand.journal.text(stand.case.attachments[0].attached.title)
    for file in (minutes, copy):
        assert f"1 Salassa pidettävä ({GROUND})" in words_of(file).replace("1. ", "1 ")
        attachments = words_of(file).split("Liitteet", 1)[1].split("Muutoksenhaku")[0]
        assert title not in attachments


def test_what_is_partly_secret_is_published_only_after_somebody_made_a_copy(
    stand_at: StandAt,
) -> None:
    stand = stand_at("decide")
    stand.scene.clock.move_to(PUBLISHED)
    preparer = stand.enter("preparer")
    outdated = make_public_copy(stand.desk, preparer, CASE)
    class_record(stand.desk, preparer, CASE, MINUTES, PARTLY)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        publish(stand.desk, preparer, CASE, ADDRESS)
    assert [one.code for one in caught.value.reasons] == ["NotAPublicCopy"]
    (order,) = stand.journal.state.roster.publications
    act = MinutesPublished(ADDRESS, outdated, order, PUBLISHED)
    with pytest.raises(errors.NotAuthorisedError) as caught:  # the rules say so, too
        stand.journal.record(preparer, act, CASE)
    assert [one.code for one in caught.value.reasons] == ["NotAPublicCopy"]
    copy = make_public_copy(stand.desk, preparer, CASE, LeftOut(passages=("Eero Esittelijä",)))
    publish(stand.desk, preparer, CASE, ADDRESS)
    assert stand.case.publication.first
    assert stand.case.publication.first.document == copy
    assert stand.case.publication.first.address == ADDRESS


def test_the_demo_publishes_by_a_standing_decision_and_the_first_day_counts(
    stand_at: StandAt,
) -> None:
    stand = stand_at("publish")
    preparer = stand.enter("preparer")
    first = stand.case.publication.first
    assert first
    assert first.order == "demo-publication-1"
    assert first.document == stand.case.publicity.copies[0].copy
    with pytest.raises(errors.NotAuthorisedError) as caught:
        publish(stand.desk, preparer, CASE, ADDRESS)
    assert [one.code for one in caught.value.reasons] == ["AlreadyPublished"]
    take_down(stand.desk, preparer, CASE)
    publish(stand.desk, preparer, CASE, ADDRESS)
    assert stand.case.publication.first == first
    with pytest.raises(errors.NotAuthorisedError) as caught:
        decide_publication(stand.desk, preparer, CASE, "x")
    assert {one.code for one in caught.value.reasons} == {"DutyNotInOffice"}
    with pytest.raises(errors.NotAuthorisedError) as caught:
        record_outage(stand.desk, preparer, CASE, first.seen_at, first.seen_at)
    assert [one.code for one in caught.value.reasons] == ["OutageMalformed"]


def test_the_decision_maker_is_named_unless_that_is_left_out(stand_at: StandAt) -> None:
    """Whoever decides in office is public; their name is left out only when somebody says so."""
    stand = stand_at("decide")
    name = stand.journal.text(stand.journal.state.roster.persons["mayor"].name)
    _, file = copy_of(stand, LeftOut())
    assert f"Allekirjoittaja {name}, pormestari" in words_of(file)
    _, file = copy_of(stand, LeftOut(parts=("signer",)))
    assert name not in words_of(file)
    assert name.encode() not in everything_in(file)
    _, file = copy_of(stand, LeftOut(passages=(name,)))
    assert f"Allekirjoittaja {MASK}, pormestari" in words_of(file)


def test_inflected_forms_are_offered_and_left_out_when_wanted(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    forms = other_forms(said_in(seed_text()), ("Helsinki",))
    assert {"Helsingin", "Helsingissä"} <= set(forms)
    original = stand.journal.register.document(stand.case.decided.signed.document)
    assert "Helsingin" in words_of(original)
    _, file = copy_of(stand, LeftOut(passages=("Helsinki", *forms)))
    words = words_of(file)
    assert "Helsing" not in words
    assert f"{MASK} kaupun" in words


def test_what_the_finished_bytes_still_hold_is_never_kept(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A template that printed what it was not given would be found out."""
    stand = stand_at("decide")
    stand.scene.clock.move_to(PUBLISHED)
    minutes = stand.journal.register.document(stand.case.minutes_in_force.document).read_bytes()
    typeset = stand.desk.pdf.typeset
    monkeypatch.setattr(
        stand.desk.pdf, "typeset", lambda order: replace(typeset(order), pdf=minutes)
    )
    before = stand.acts()
    left_out = LeftOut(passages=("Eero Esittelijä",))
    with pytest.raises(SecretWordsLeftError):
        make_public_copy(stand.desk, stand.enter("preparer"), CASE, left_out)
    assert "PublicCopyMade" not in stand.acts()[len(before) :]
    assert not list(stand.journal.register.work.glob("copy-*"))


def test_a_copy_is_of_the_minutes_in_force_while_a_correction_is_open(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    stand.scene.clock.move_to(PUBLISHED)
    mayor = stand.enter("mayor")
    changed = seed_text().decision.replace("29.8.2017", "30.8.2017")
    begin_correction(stand.desk, mayor, CASE, changed, "Päivä oli väärä.", fair=True)
    _, file = copy_of(stand, LeftOut())
    words = words_of(file)
    assert seed_text().decision in words
    assert "30.8.2017" not in words
    assert stand.case.minutes_in_force.document.sha256 in words.replace(" ", "")
