"""A person's mark at a desk: kept, drawn into what is signed, refused before any key is used."""

import io
import json
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.clock import DECIDED, PROPOSED, SIGNED
from signapp.demo.scene import CASE
from signapp.domain.errors import Standing
from signapp.domain.mark_errors import MarkImageError, MarkTooSmallError
from signapp.resources import resource
from signapp.services import seal
from signapp.services.decide import AS_PROPOSED, begin_decision, decide
from signapp.services.drafting import propose
from signapp.services.marks import MarkChoice, MarkForm, MarkLanguage
from signapp.services.minutes import render_minutes
from signapp.services.ports import FieldOrder, Holds, TypesettingOrder
from signapp.services.prepare import attach, open_document, place_signatures
from signapp.services.seal import (
    choose_mark,
    choose_picture,
    picture_of_mark,
    signatory_seal,
    text_language,
)
from signapp.services.sign import sign_agreement
from tests.services.conftest import Stand, StandAt

DEPUTY = "deputy-mayor"
EMBLEM = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 1h7v7z"/></svg>'


def signed(stand: Stand) -> Path:
    """Have the deputy mayor sign the action plan; return the stored file."""
    if stand.scene.clock.now() < SIGNED:
        stand.scene.clock.move_to(SIGNED)
    deputy = stand.enter(DEPUTY)
    open_document(stand.desk, deputy, CASE, stand.plan)
    assert sign_agreement(stand.desk, deputy, CASE, stand.key(DEPUTY)).holds is Holds.YES
    ((made, _),) = [one for one in stand.case.signatures if one[1].field == "Helsinki"]
    return stand.journal.register.document(stand.case.latest(made).document)


def appearance(path: Path) -> pikepdf.Object:
    with pikepdf.open(path) as pdf:
        (field,) = [one for one in pdf.Root.AcroForm.Fields if str(one.T) == "Helsinki"]
        content = field.AP.N.read_bytes()
        return content, len(field.AP.N.Resources.get("/XObject", {}))


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return str(document[0].get_textpage().get_text_bounded())
    finally:
        document.close()


def emblem(folder: Path) -> Path:
    path = folder / "emblem.svg"
    path.write_text(EMBLEM)
    return path


def test_a_choice_is_kept_at_the_desk_by_person(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    choose_mark(stand.desk, DEPUTY, MarkForm.COMPACT, MarkLanguage.ZH)
    choose_picture(stand.desk, DEPUTY, emblem(tmp_path))
    kept = stand.desk.marks.of(DEPUTY)
    assert (kept.form, kept.language) == (MarkForm.COMPACT, MarkLanguage.ZH)
    assert kept.picture.startswith(b"\x89PNG")
    with opened_demo(stand.scene.place.folder) as again:
        assert again.desk.marks.of(DEPUTY) == kept
        assert again.desk.marks.of("mayor") == MarkChoice()
    choose_picture(stand.desk, DEPUTY, None)
    assert not stand.desk.marks.of(DEPUTY).picture


def test_a_picture_that_is_refused_changes_nothing(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    for content, cause in ((b"%PDF-1.7", "kind"), (bytes(2_000_001), "large")):
        file = tmp_path / "picture"
        file.write_bytes(content)
        with pytest.raises(MarkImageError) as refusal:
            choose_picture(stand.desk, DEPUTY, file)
        assert refusal.value.facts == {"cause": cause}
    assert stand.desk.marks.of(DEPUTY) == MarkChoice()


def test_the_mark_is_shown_before_the_pin_as_it_is_then_drawn(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    deputy = stand.enter(DEPUTY)
    plain = picture_of_mark(stand.desk, deputy, CASE, 2.0)
    choose_picture(stand.desk, DEPUTY, emblem(tmp_path))
    with_picture = picture_of_mark(stand.desk, deputy, CASE, 2.0)
    assert plain
    assert with_picture
    assert (plain.width, plain.height) == (with_picture.width, with_picture.height)
    assert plain.pixels != with_picture.pixels
    content, drawn = appearance(signed(stand))
    assert b"/Seal Do" in content
    assert drawn == 1
    assert not list(stand.journal.register.work.glob("mark-*"))


def test_an_invisible_signature_draws_nothing_and_holds(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    choose_mark(stand.desk, DEPUTY, MarkForm.INVISIBLE, MarkLanguage.AUTOMATIC)
    assert picture_of_mark(stand.desk, stand.enter(DEPUTY), CASE, 2.0) is None
    assert appearance(signed(stand)) == (b"", 0)


def test_a_mark_without_room_is_refused_before_anything_is_recorded(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("propose")
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    open_document(stand.desk, mayor, CASE, render_minutes(stand.desk, CASE))
    before = stand.acts()
    monkeypatch.setattr(seal, "MINUTES_SIZE", (30, 10))
    with pytest.raises(MarkTooSmallError) as refusal:
        decide(stand.desk, mayor, CASE, stand.key("mayor"))
    assert refusal.value.standing is Standing.NOTHING_SIGNED
    assert stand.acts() == before
    choose_mark(stand.desk, "mayor", MarkForm.INVISIBLE, MarkLanguage.AUTOMATIC)
    assert decide(stand.desk, mayor, CASE, stand.key("mayor")).holds is Holds.YES


@pytest.mark.parametrize(("degrees", "size"), [(0, (200, 62)), (90, (62, 200)), (180, (200, 62))])
def test_an_original_in_chinese_on_a_turned_page_gets_a_mark_that_fits(
    stand_at: StandAt, degrees: int, size: tuple[int, int]
) -> None:
    stand = stand_at("prepare")
    plan = json.loads(resource("demo", "action_plan_en.json").read_text("utf-8"))
    order = TypesettingOrder("agreement", json.dumps(plan), stand.journal.clock.now())
    made = stand.desk.pdf.typeset(order)
    path, who = stand.scene.place.folder / "turned.pdf", stand.enter("preparer")
    with pikepdf.open(io.BytesIO(made.pdf)) as pdf:
        for page in pdf.pages:
            page.rotate(degrees, relative=False)
        pdf.save(path)
    number = attach(stand.desk, who, CASE, path, "中文", "zh", to_be_signed=True)
    fields = tuple(FieldOrder(box.name, box.name, box) for box in made.boxes)
    prepared = place_signatures(stand.desk, who, CASE, number, fields)
    stand.scene.clock.move_to(PROPOSED)
    propose(stand.desk, stand.enter("presenter"), CASE)
    (original,) = [one for one in stand.case.originals if one.document == prepared]

    assert text_language(stand.desk, stand.case, original).language == "zh"
    mark = signatory_seal(stand.desk, who, CASE, original, stand.journal.clock.now())
    assert "决定" in text_of(mark)
    with pikepdf.open(io.BytesIO(mark)) as pdf:
        box = [round(float(number)) for number in pdf.pages[0].mediabox]
    assert box == [0, 0, *size]
