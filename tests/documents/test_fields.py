"""Signature fields in a prepared document: their form, their tags, and what is refused."""

import io
from pathlib import Path

import pikepdf
import pytest

from signapp.documents.rendering import close_last, render
from signapp.documents.typesetting import typeset
from signapp.domain.errors import (
    DamagedFileError,
    EncryptedFileError,
    FieldFilledError,
    FieldOutsidePageError,
    NotAPdfError,
)
from signapp.services.ports import Box, FieldOrder
from signapp.signing.fields import place_fields
from signapp.signing.preflight import inspect
from tests.documents.orders import action_plan_order, minutes_order, prepared

BOX = Box("Extra", 0, 100.0, 100.0, 300.0, 162.0)


@pytest.fixture(scope="module")
def plan() -> bytes:
    return prepared(action_plan_order())


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(content))


def test_fields_are_empty_labelled_and_locked_in_place(plan: bytes) -> None:
    with opened(plan) as pdf:
        form = pdf.Root.AcroForm
        assert form.SigFlags == 3
        assert [str(field.T) for field in form.Fields] == ["Helsinki", "Beijing"]
        for field in form.Fields:
            assert (str(field.FT), str(field.Subtype), int(field.F)) == ("/Sig", "/Widget", 132)
            assert str(field.TU) == f"Signature: {field.T}"
            assert "/V" not in field
            assert field.AP.N.read_bytes() == b""
            assert field.P.Tabs == "/S"
            assert field.objgen in [annotation.objgen for annotation in field.P.Annots]


def test_fields_are_tagged_as_forms_under_the_document(plan: bytes) -> None:
    with opened(plan) as pdf:
        tree = pdf.Root.StructTreeRoot
        parents = pikepdf.NumberTree(tree.ParentTree)
        for field in pdf.Root.AcroForm.Fields:
            element = parents[int(field.StructParent)]
            assert (str(element.S), str(element.P.S)) == ("/Form", "/Document")
            assert element.objgen in [kid.objgen for kid in element.P.K]
            reference = element.K  # the sole kid, as pyHanko wants it
            assert reference.Obj.objgen == field.objgen
            assert int(field.StructParent) < int(tree.ParentTreeNextKey)
        keys = [int(field.StructParent) for field in pdf.Root.AcroForm.Fields]
        assert len(set(keys)) == 2


def test_the_same_input_gives_the_same_bytes_and_one_line_feed() -> None:
    first = prepared(minutes_order())
    assert prepared(minutes_order()) == first
    assert first.endswith(b"%%EOF\n")


def test_nothing_that_is_seen_changes(tmp_path: Path) -> None:
    before, after = tmp_path / "before.pdf", tmp_path / "after.pdf"
    before.write_bytes(typeset(action_plan_order()).pdf)
    after.write_bytes(prepared(action_plan_order()))
    for page in range(len(inspect(after).pages)):
        assert render(before, page, 1) == render(after, page, 1)
    close_last()


def test_inspection_finds_the_fields_where_they_were_ordered(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    result = typeset(action_plan_order())
    path.write_bytes(prepared(action_plan_order()))
    found = inspect(path).fields
    assert tuple(field.box for field in found) == result.boxes
    assert not any(field.filled for field in found)


def test_a_later_field_joins_the_earlier_ones(plan: bytes) -> None:
    with opened(place_fields(plan, (FieldOrder("Witness", "Witness", BOX),))) as pdf:
        names = [str(field.T) for field in pdf.Root.AcroForm.Fields]
        keys = [int(field.StructParent) for field in pdf.Root.AcroForm.Fields]
    assert names == ["Helsinki", "Beijing", "Witness"]
    assert len(set(keys)) == 3


def test_an_untagged_file_gets_untagged_fields() -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        source = io.BytesIO()
        pdf.save(source)
    with opened(place_fields(source.getvalue(), (FieldOrder("One", "One", BOX),))) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert "/StructParent" not in field


@pytest.mark.parametrize(
    "box",
    [
        Box("A", 99, 100, 100, 300, 162),
        Box("A", -1, 100, 100, 300, 162),
        Box("A", 0, 500, 100, 700, 162),
        Box("A", 0, 100, 800, 300, 862),
        Box("A", 0, -1, 100, 300, 162),
        Box("A", 0, 300, 100, 100, 162),
        Box("A", 0, 100, 100, 100, 100),
        Box("A", 0, float("nan"), 100, 300, 162),
    ],
)
def test_a_box_that_is_not_inside_its_page_is_refused(plan: bytes, box: Box) -> None:
    with pytest.raises(FieldOutsidePageError) as refusal:
        place_fields(plan, (FieldOrder("A", "A", box),))
    assert refusal.value.facts == {"field": "A"}


def test_a_taken_name_is_refused(plan: bytes) -> None:
    with pytest.raises(FieldFilledError) as refusal:
        place_fields(plan, (FieldOrder("Beijing", "Beijing", BOX),))
    assert refusal.value.facts == {"field": "Beijing"}
    with pytest.raises(FieldFilledError):
        place_fields(plan, (FieldOrder("X", "1", BOX), FieldOrder("X", "2", BOX)))


@pytest.mark.parametrize("kind", ["/Sig", "/DocTimeStamp"])
def test_a_signed_file_is_refused(plan: bytes, kind: str) -> None:
    with opened(plan) as pdf:
        pdf.Root.AcroForm.Fields[0].V = pikepdf.Dictionary(Type=pikepdf.Name(kind))
        signed = io.BytesIO()
        pdf.save(signed)
    with pytest.raises(FieldFilledError) as refusal:
        place_fields(signed.getvalue(), (FieldOrder("New", "New", BOX),))
    assert refusal.value.facts == {"field": "Helsinki"}


def test_what_is_no_sound_pdf_is_refused(plan: bytes) -> None:
    order = (FieldOrder("New", "New", BOX),)
    with opened(plan) as pdf:
        locked = io.BytesIO()
        pdf.save(locked, encryption=pikepdf.Encryption(owner="o", user=""))
    for content, error in (
        (b"PK\x03\x04 a text document", NotAPdfError),
        (b"", NotAPdfError),
        (plan[: len(plan) // 2], DamagedFileError),
        (plan[:-400] + b"%%EOF\n", DamagedFileError),
        (b"junk" + plan, DamagedFileError),
        (locked.getvalue(), EncryptedFileError),
    ):
        with pytest.raises(error):
            place_fields(content, order)
