"""Fields that a file brings, certifications and locks: what is honoured, what is refused."""

import io
import shutil
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.sign.fields import MDPPerm
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata

from signapp.demo.authority import DemoAuthority
from signapp.domain.errors import (
    CertifiedFileError,
    FieldFilledError,
    FieldMissingError,
    FieldOutsidePageError,
)
from signapp.domain.file_errors import (
    FieldLockedError,
    FieldNamesClashError,
    NoFreeFieldError,
    RepairRefusedError,
)
from signapp.services.file_fitness import error_of, fit_for_signing
from signapp.services.ports import (
    Box,
    FieldOrder,
    Holds,
    Preflight,
    Severity,
    SignatureOrder,
    Verdict,
)
from signapp.signing import pades
from signapp.signing.fields import place_fields
from signapp.signing.preflight import inspect, preflight
from signapp.signing.repair import repair
from signapp.signing.verdict import judge
from tests.documents.unfit import changed
from tests.signing import samples
from tests.signing.samples import BEIJING, HELSINKI, MOMENT, Person

CITY = FieldOrder("City", "City of Helsinki", Box("City", 0, 60.0, 60.0, 260.0, 122.0))


@dataclass(frozen=True)
class Desk:
    """A folder with an authority and somebody who signs."""

    authority: DemoAuthority
    signer: Person
    folder: Path

    def sign(self, pdf: bytes, field: str, **changes: object) -> bytes:
        source = self.folder / "source.pdf"
        source.write_bytes(pdf)
        order = samples.order(self.authority, self.signer, source, field=field, **changes)
        samples.sign(order, self.signer, None)
        return order.output.read_bytes()

    def card(self, pdf: bytes) -> Preflight:
        path = self.folder / "file.pdf"
        path.write_bytes(pdf)
        return preflight(path)

    def judge(self, pdf: bytes) -> Verdict:
        path = self.folder / "judged.pdf"
        path.write_bytes(pdf)
        return judge(path, samples.trust(self.authority), MOMENT, None)


@pytest.fixture
def desk(authority: DemoAuthority, deputy: Person, tmp_path: Path) -> Desk:
    return Desk(authority, deputy, tmp_path)


def certified(desk: Desk, level: int, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """Return the action plan certified in Beijing's field with a level of permissions."""
    ours = pades._metadata

    def theirs(order: SignatureOrder) -> PdfSignatureMetadata:
        return replace(ours(order), docmdp_permissions=MDPPerm(level))

    with monkeypatch.context() as patch:
        patch.setattr(pades, "_metadata", theirs)
        return desk.sign(samples.action_plan(), BEIJING, certify=True)


def one_field(pdf: bytes, **entries: object) -> bytes:
    """Return a file whose first field has further entries."""

    def change(opened: pikepdf.Pdf) -> None:
        for key, value in entries.items():
            opened.Root.AcroForm.Fields[0][f"/{key}"] = value

    return changed(pdf, change)


def found(card: Preflight) -> dict[str, dict[str, str]]:
    return {one.code: one.facts for one in card.findings}


# --- names and places -----------------------------------------------------------------------


def test_a_name_with_a_slip_is_told_with_the_names_there(desk: Desk) -> None:
    with pytest.raises(FieldMissingError) as refusal:
        desk.sign(samples.action_plan(), "Helsingfors")
    assert refusal.value.facts == {"field": "Helsingfors", "there": f"{HELSINKI}, {BEIJING}"}


@pytest.mark.parametrize(
    "rectangle",
    [
        [500, 10, 700, 60],
        [-50, 10, 100, 60],
        [10, 800, 200, 900],
        [1000, 1000, 1200, 1100],
        [200, 900, 10, 800],
    ],
)
def test_a_field_outside_its_page_is_refused(desk: Desk, rectangle: list[int]) -> None:
    card = desk.card(one_field(samples.action_plan(), Rect=Array(rectangle)))
    assert found(card)["field.outside"]["field"] == HELSINKI
    with pytest.raises(FieldOutsidePageError):
        fit_for_signing(Looking(), desk.folder / "file.pdf")


class Looking:
    """As much of the pdf worker as the fitness of a file asks for."""

    preflight = staticmethod(preflight)


@pytest.mark.parametrize(
    ("rectangle", "code"),
    [([0, 0, 0, 0], "field.invisible"), ([50, 50, 90, 60], "field.small")],
)
def test_a_field_in_which_no_mark_is_read_is_warned_of(
    desk: Desk, rectangle: list[int], code: str
) -> None:
    card = desk.card(one_field(samples.action_plan(), Rect=Array(rectangle)))
    assert code in found(card)
    assert not card.refused


def test_an_inverted_rectangle_is_read_the_right_way_round(desk: Desk) -> None:
    sound = inspect_fields(desk, samples.action_plan())
    left, bottom, right, top = (*(sound[0].left, sound[0].bottom, sound[0].right, sound[0].top),)
    upside_down = one_field(samples.action_plan(), Rect=Array([right, top, left, bottom]))
    assert inspect_fields(desk, upside_down)[0] == sound[0]
    assert desk.card(upside_down).findings == ()


def inspect_fields(desk: Desk, pdf: bytes) -> list[Box]:
    path = desk.folder / "fields.pdf"
    path.write_bytes(pdf)
    return [field.box for field in inspect(path).fields]


def test_fields_of_one_name_are_refused_and_overlapping_ones_told(desk: Desk) -> None:
    card = desk.card(one_field(samples.action_plan(), T=String(BEIJING)))
    assert found(card)["field.same_name"] == {"field": BEIJING}
    (clash,) = [one for one in card.findings if one.code == "field.same_name"]
    assert isinstance(error_of(clash), FieldNamesClashError)

    def move(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields[0].Rect = pdf.Root.AcroForm.Fields[1].Rect

    assert "field.overlaps" in found(desk.card(changed(samples.action_plan(), move)))


def test_an_untagged_field_in_a_tagged_file_is_told(desk: Desk) -> None:
    def untag(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.AcroForm.Fields[0].StructParent

    assert found(desk.card(changed(samples.action_plan(), untag))) == {
        "field.untagged": {"field": HELSINKI}
    }


def test_a_widget_below_its_field_is_signed_in_the_field(desk: Desk) -> None:
    def split(pdf: pikepdf.Pdf) -> None:
        widget = pdf.Root.AcroForm.Fields[0]
        field = pdf.make_indirect(
            Dictionary(FT=Name.Sig, T=widget.T, TU=widget.TU, Kids=Array([widget]))
        )
        for key in ("/FT", "/T", "/TU"):
            del widget[key]
        widget.Parent = field
        pdf.Root.AcroForm.Fields[0] = field

    signed = desk.sign(changed(samples.action_plan(), split), HELSINKI)
    with pikepdf.open(io.BytesIO(signed)) as pdf:
        field = pdf.Root.AcroForm.Fields[0]
        assert "/V" in field
        assert "/V" not in field.Kids[0]
    assert [one.content.holds for one in desk.judge(signed).signatures] == [Holds.YES]


@pytest.mark.parametrize("packing", list(pikepdf.ObjectStreamMode.__members__))
def test_any_table_of_objects_may_be_continued(desk: Desk, packing: str) -> None:
    mode = pikepdf.ObjectStreamMode.__members__[packing]
    packed = changed(samples.action_plan(), lambda _: None, object_stream_mode=mode)
    both = desk.sign(desk.sign(packed, BEIJING), HELSINKI)
    assert [one.content.holds for one in desk.judge(both).signatures] == [Holds.YES, Holds.YES]
    assert len(inspect_fields(desk, both)) == 2


def test_the_request_to_draw_fields_anew_is_gone_after_signing(desk: Desk) -> None:
    def ask(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.NeedAppearances = True

    pdf = changed(samples.action_plan(), ask)
    assert "form.need_appearances" in found(desk.card(pdf))
    with pikepdf.open(io.BytesIO(desk.sign(pdf, HELSINKI))) as signed:
        assert not signed.Root.AcroForm.get("/NeedAppearances", False)


# --- certification --------------------------------------------------------------------------


def test_a_closed_file_is_refused_before_and_when_signing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = certified(desk, 1, monkeypatch)
    card = desk.card(closed)
    assert "certified.closed" in found(card)
    assert card.refused
    with pytest.raises(CertifiedFileError):
        desk.sign(closed, HELSINKI)
    with pytest.raises(CertifiedFileError):
        place_fields(closed, (CITY,))


def test_a_file_certified_for_filling_is_signed_in_its_own_field(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    filling = certified(desk, 2, monkeypatch)
    card = desk.card(filling)
    assert {"certified.filling", "signed.others"} == found(card).keys()
    assert not card.refused
    assert [one.content.holds for one in desk.judge(desk.sign(filling, HELSINKI)).signatures] == [
        Holds.YES,
        Holds.YES,
    ]
    with pytest.raises(NoFreeFieldError):
        place_fields(filling, (CITY,))


def test_comments_that_a_certification_allows_are_warned_of(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = desk.card(certified(desk, 3, monkeypatch))
    (warning,) = [one for one in card.findings if one.severity is Severity.WARNS]
    assert warning.code == "certified.comments"


def test_a_certified_file_without_a_free_field_is_refused(desk: Desk) -> None:
    full = desk.sign(samples.square_field(), HELSINKI, certify=True)
    (refusal,) = [one for one in desk.card(full).findings if one.severity is Severity.REFUSES]
    assert refusal.code == "certified.no_free_field"
    assert isinstance(error_of(refusal), NoFreeFieldError)


# --- locks ----------------------------------------------------------------------------------


def lock(action: Name, *fields: str, **more: object) -> Dictionary:
    names = {"Fields": Array([String(name) for name in fields])} if fields else {}
    return Dictionary(Type=Name.SigFieldLock, Action=action, **names, **more)


@pytest.mark.parametrize(
    "locking", [lock(Name.All), lock(Name.Include, HELSINKI), lock(Name.Exclude, BEIJING)]
)
def test_a_lock_on_the_other_party_s_field_is_told_before_and_honoured_after(
    desk: Desk, locking: Dictionary
) -> None:
    def change(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm.Fields[1].Lock = locking

    pdf = changed(samples.action_plan(), change)
    assert found(desk.card(pdf)) == {"lock.others": {"field": BEIJING, "others": HELSINKI}}
    signed = desk.sign(pdf, BEIJING)
    card = desk.card(signed)
    assert found(card)["lock.forbids"] == {"field": HELSINKI, "by": BEIJING}
    assert card.refused
    with pytest.raises(FieldLockedError):
        desk.sign(signed, HELSINKI)


def test_a_lock_in_our_own_field_stands_in_our_signature(desk: Desk) -> None:
    pdf = one_field(samples.action_plan(), Lock=lock(Name.Include, BEIJING))
    signed = desk.sign(pdf, HELSINKI)
    with pikepdf.open(io.BytesIO(signed)) as opened:
        (reference,) = opened.Root.AcroForm.Fields[0].V.Reference
        assert reference.TransformMethod == "/FieldMDP"
        assert [str(name) for name in reference.TransformParams.Fields] == [BEIJING]
    assert [one.content.holds for one in desk.judge(signed).signatures] == [Holds.YES]


def test_a_lock_on_the_whole_file_is_told_and_closes_it(desk: Desk) -> None:
    pdf = one_field(samples.action_plan(), Lock=lock(Name.Include, "Nobody", P=1))
    assert found(desk.card(pdf))["lock.document"] == {"field": HELSINKI}
    closed = desk.sign(pdf, HELSINKI)
    assert "certified.closed" in found(desk.card(closed))
    with pytest.raises(CertifiedFileError):
        desk.sign(closed, BEIJING)


# --- files that others have signed ----------------------------------------------------------


def test_a_signed_file_is_never_repaired(desk: Desk) -> None:
    damaged = desk.sign(samples.action_plan(), BEIJING) + b"junk"
    card = desk.card(damaged)
    assert {"damage.junk_after", "damage.signed"} <= found(card).keys()
    assert not card.repairable
    with pytest.raises(RepairRefusedError) as refusal:
        repair(desk.folder / "file.pdf")
    assert refusal.value.facts == {"what": "signed"}


def test_a_file_signed_by_others_gets_a_field_and_their_signature_stays(desk: Desk) -> None:
    theirs = desk.sign(samples.square_field(), HELSINKI)
    card = desk.card(theirs)
    assert {"signed.others", "signed.new_field"} <= found(card).keys()
    assert found(card)["signed.others"] == {"names": desk.signer.name}
    place = FieldOrder("City", "City", Box("City", 0, 5.0, 5.0, 195.0, 45.0))
    ready = place_fields(theirs, (place,))
    assert ready.startswith(theirs)
    assert not desk.card(ready).refused
    both = desk.sign(ready, "City")
    assert both.startswith(ready)
    if shutil.which("pdfsig"):
        path = desk.folder / "both.pdf"
        path.write_bytes(both)
        told = subprocess.run(
            ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
        ).stdout
        assert told.count("Signature Validation: Signature is Valid.") == 2
    verdicts = desk.judge(both).signatures
    assert [one.content.holds for one in verdicts] == [Holds.YES, Holds.YES], verdicts


def test_on_a_signed_file_a_name_that_is_taken_or_a_place_outside_is_refused(desk: Desk) -> None:
    theirs = desk.sign(samples.square_field(), HELSINKI)
    with pytest.raises(FieldFilledError):
        place_fields(theirs, (FieldOrder(HELSINKI, "x", Box("x", 0, 5, 5, 195, 45)),))
    with pytest.raises(FieldOutsidePageError):
        place_fields(theirs, (FieldOrder("City", "x", Box("x", 0, 5, 5, 295, 45)),))
