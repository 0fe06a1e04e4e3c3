"""What preflight tells of a file, and which files it refuses."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from signapp.documents.typesetting import typeset
from signapp.domain.errors import (
    ActiveContentError,
    DamagedFileError,
    EncryptedFileError,
    NotAPdfError,
)
from signapp.services.ports import Embedded, PageSize
from signapp.signing.fields import place_fields
from signapp.signing.preflight import embedded_record, inspect
from tests.documents.orders import RECORD, action_plan_order, minutes_order, prepared

Change = Callable[[pikepdf.Pdf], None]
Changed = Callable[..., Path]
SCRIPT = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


@pytest.fixture(scope="module")
def plan() -> bytes:
    return prepared(action_plan_order())


@pytest.fixture
def changed(plan: bytes, tmp_path: Path) -> Changed:
    """Return a function that writes the action plan as a change leaves it."""

    def write(change: Change, **saving: Any) -> Path:
        path = tmp_path / "changed.pdf"
        with pikepdf.open(io.BytesIO(plan)) as pdf:
            change(pdf)
            pdf.save(path, **saving)
        return path

    return write


def test_a_sound_file_tells_pages_and_fields(plan: bytes, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(plan)
    facts = inspect(path)
    assert len(facts.pages) >= 4
    assert (round(facts.pages[0].width), round(facts.pages[0].height)) == (595, 842)
    assert [field.box.name for field in facts.fields] == ["Helsinki", "Beijing"]
    assert embedded_record(path) is None


def test_fields_come_in_the_form_s_order_with_names_from_above(changed: Changed) -> None:
    def group(pdf: pikepdf.Pdf) -> None:
        fields = pdf.Root.AcroForm.Fields
        parent = pdf.make_indirect(Dictionary(T=String("City"), FT=Name.Sig))
        below = fields[0]
        del below.FT
        below.Parent = parent
        parent.Kids = Array([below])
        fields[1].V = Dictionary(Type=Name.Sig)
        pdf.Root.AcroForm.Fields = Array([fields[1], parent])

    found = inspect(changed(group)).fields
    assert [field.box.name for field in found] == ["Beijing", "City.Helsinki"]
    assert [field.filled for field in found] == [True, False]


def test_a_document_time_stamp_is_nobody_s_field(changed: Changed) -> None:
    def stamp(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields[1].V = Dictionary(Type=Name.DocTimeStamp)

    assert [field.box.name for field in inspect(changed(stamp)).fields] == ["Helsinki"]


def test_pages_are_told_as_they_are_shown(changed: Changed) -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Rotate = 270
        pdf.pages[1].obj.CropBox = Array([400, 500, 100, 100])
        pdf.pages[1].obj.UserUnit = 2

    pages = inspect(changed(turn)).pages
    assert pages[0].width > pages[0].height
    assert pages[1] == PageSize(600, 800, 100, 100, 0, 2)


def script_when_opened(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = SCRIPT


def script_by_name(pdf: pikepdf.Pdf) -> None:
    tree = pdf.make_indirect(Dictionary(Names=Array([String("run"), SCRIPT])))
    pdf.Root.Names = Dictionary(JavaScript=tree)


def script_on_a_page(pdf: pikepdf.Pdf) -> None:
    pdf.pages[1].obj.AA = Dictionary(O=SCRIPT)


def script_in_a_link(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=SCRIPT)
    pdf.pages[0].obj.Annots = Array([link])


def script_after_a_link(pdf: pikepdf.Pdf) -> None:
    after = Dictionary(S=Name.GoTo, D=String("x"), Next=Array([SCRIPT]))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=after)
    pdf.pages[0].obj.Annots = Array([link])


def program_to_launch(pdf: pikepdf.Pdf) -> None:
    action = Dictionary(S=Name.Launch, F=String("calc.exe"))
    link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)
    pdf.pages[0].obj.Annots = Array([link])


def dynamic_form(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.XFA = pdf.make_stream(b"<xdp/>")


def layers(pdf: pikepdf.Pdf) -> None:
    group = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("hidden")))
    pdf.Root.OCProperties = Dictionary(OCGs=Array([group]), D=Dictionary(OFF=Array([group])))


def other_file(pdf: pikepdf.Pdf) -> None:
    pdf.attachments["invoice.xml"] = b"<a/>"


def file_at_a_page(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"MZ")
    specification = Dictionary(
        Type=Name.Filespec, F=String("decision.json"), UF=String("x.exe"), EF=Dictionary(F=stream)
    )
    pdf.pages[0].obj.Annots = Array(
        [
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.FileAttachment,
                Rect=Array([0, 0, 9, 9]),
                FS=specification,
            )
        ]
    )


def film(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]))]
    )


def bytes_elsewhere(pdf: pikepdf.Pdf) -> None:
    picture = pdf.make_stream(b"")
    picture.F = String("elsewhere.bin")
    pdf.pages[0].obj.Resources.XObject = Dictionary(X=picture)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (script_when_opened, "open_action"),
        (script_by_name, "javascript"),
        (script_on_a_page, "additional_actions"),
        (script_in_a_link, "javascript"),
        (script_after_a_link, "javascript"),
        (program_to_launch, "launch"),
        (dynamic_form, "xfa"),
        (layers, "layers"),
        (other_file, "embedded_file"),
        (file_at_a_page, "embedded_file"),
        (film, "multimedia"),
        (bytes_elsewhere, "external_file"),
    ],
)
def test_content_that_acts_or_hides_is_refused(
    changed: Changed, change: Change, what: str
) -> None:
    with pytest.raises(ActiveContentError) as refusal:
        inspect(changed(change))
    assert refusal.value.facts == {"what": what}


def test_a_document_that_opens_at_a_place_is_harmless(changed: Changed) -> None:
    def place(pdf: pikepdf.Pdf) -> None:
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])

    assert inspect(changed(place)).pages


@pytest.mark.parametrize(("user", "owner"), [("", "o"), ("u", "o")])
def test_an_encrypted_file_is_refused(changed: Changed, user: str, owner: str) -> None:
    path = changed(lambda _: None, encryption=pikepdf.Encryption(owner=owner, user=user))
    for look in (inspect, embedded_record):
        with pytest.raises(EncryptedFileError):
            look(path)


def test_a_renamed_text_document_is_no_pdf(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    with pytest.raises(NotAPdfError):
        inspect(path)


def test_a_damaged_file_is_refused_wherever_it_is_cut(plan: bytes, tmp_path: Path) -> None:
    path = tmp_path / "cut.pdf"
    for share in (0.02, 0.3, 0.6, 0.9, 0.99):
        path.write_bytes(plan[: int(len(plan) * share)])
        with pytest.raises(DamagedFileError):
            inspect(path)


def test_flipped_bytes_never_let_another_exception_out(plan: bytes, tmp_path: Path) -> None:
    path = tmp_path / "flipped.pdf"
    for at in range(20, len(plan), len(plan) // 150):
        flipped = bytearray(plan)
        flipped[at] ^= 0x15
        path.write_bytes(flipped)
        try:
            inspect(path)
        except (DamagedFileError, EncryptedFileError, ActiveContentError, NotAPdfError):
            continue


def test_misshapen_objects_are_damage(changed: Changed) -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields[0].Rect = Array([1, 2])

    with pytest.raises(DamagedFileError):
        inspect(changed(spoil))


@pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")
@pytest.mark.parametrize("whole_form", [True, False])
def test_widgets_outside_the_form_are_damage(changed: Changed, whole_form: bool) -> None:
    def cut(pdf: pikepdf.Pdf) -> None:
        if whole_form:
            del pdf.Root.AcroForm
        else:
            pdf.Root.AcroForm.Fields = Array([])

    path = changed(cut)
    with pytest.raises(DamagedFileError):
        inspect(path)
    with pytest.raises(DamagedFileError):
        place_fields(path.read_bytes(), ())


def test_fields_in_a_circle_are_damage(changed: Changed) -> None:
    def circle(pdf: pikepdf.Pdf) -> None:
        field = pdf.Root.AcroForm.Fields[0]
        field.Kids = Array([field])

    with pytest.raises(DamagedFileError):
        inspect(changed(circle))


def test_minutes_with_their_record_pass(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(prepared(minutes_order()))
    assert inspect(path).fields[0].box.name == "Decision-maker"
    assert embedded_record(path) == RECORD.content


def test_two_records_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    path.write_bytes(typeset(minutes_order()).pdf)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        second = pikepdf.AttachedFileSpec(pdf, b"{}", filename="decision.json")
        pdf.attachments["second"] = second
        pdf.save(path)
    for look in (inspect, embedded_record):
        with pytest.raises(ActiveContentError):
            look(path)


def test_another_file_in_minutes_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "minutes.pdf"
    other = Embedded("other.json", "application/json", "Muu", b"{}")
    path.write_bytes(typeset(minutes_order(embedded=(RECORD, other))).pdf)
    with pytest.raises(ActiveContentError):
        inspect(path)
