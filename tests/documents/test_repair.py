"""Damage is told, and repaired only on a copy of an unsigned file that looks the same."""

import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from signapp.documents.rendering import close_last, render
from signapp.domain.errors import NotAPdfError
from signapp.domain.file_errors import RepairRefusedError
from signapp.services.ports import Preflight
from signapp.signing import repair as repairing
from signapp.signing.preflight import inspect, preflight
from signapp.signing.repair import repair
from tests.documents.unfit import annotate, changed, encrypted
from tests.signing import samples


def stream_file() -> bytes:
    """Return the action plan with its objects packed, and a table that is a stream."""
    packing = pikepdf.ObjectStreamMode.generate
    return changed(samples.action_plan(), lambda _: None, object_stream_mode=packing)


def classic_file() -> bytes:
    """Return the action plan with its objects in the open, and a classic table."""
    packing = pikepdf.ObjectStreamMode.disable
    return changed(samples.action_plan(), lambda _: None, object_stream_mode=packing)


def second_revision(pdf: bytes) -> bytes:
    """Return a file saved a second time behind its end: its title is another one."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root, size = opened.trailer.Root.objgen[0], int(opened.trailer.Size)
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    entry = b"%d 0 obj\n<< /Title (Later) >>\nendobj\n" % size
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Info %d 0 R" % (
        *(size, len(pdf), size + 1, root, size),
    )
    end = b" /Prev %d /ID [<00> <00>] >>\nstartxref\n%d\n%%%%EOF\n" % (
        *(start, len(pdf) + len(entry)),
    )
    return pdf + entry + table + end


def wrong_startxref(pdf: bytes) -> bytes:
    start = re.findall(rb"startxref\n(\d+)", pdf)[-1]
    return pdf.replace(b"startxref\n" + start, b"startxref\n" + b"7".zfill(len(start)))


def broken_metadata(pdf: bytes) -> bytes:
    assert pdf.count(b"</rdf:RDF>") == 1
    return pdf.replace(b"</rdf:RDF>", b"</rdf:OOP>")


def hybrid(pdf: bytes) -> bytes:
    """Append a revision with a table for old readers and a stream for new ones."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        root, size = opened.trailer.Root.objgen[0], int(opened.trailer.Size)
    start = int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])
    entry = bytes.fromhex("00000000000000")
    stream = b"%d 0 obj\n<< /Type /XRef /Size %d /W [1 4 2] /Index [0 1] /Root %d 0 R" % (
        *(size, size + 1, root),
    )
    stream += b" /Length 7 >>\nstream\n" + entry + b"\nendstream\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size %d /Root %d 0 R" % (size + 1, root)
    table += b" /Prev %d /XRefStm %d /ID [<00> <00>] >>\n" % (start, len(pdf))
    return pdf + stream + table + b"startxref\n%d\n%%%%EOF\n" % (len(pdf) + len(stream))


def need_appearances(pdf: pikepdf.Pdf) -> None:
    pdf.Root.AcroForm.NeedAppearances = True


def without_id(pdf: bytes) -> bytes:
    return re.sub(rb"/ID \[<[0-9a-f]*><[0-9a-f]*>\]", b"", pdf)


DAMAGED: dict[str, tuple[Callable[[], bytes], str]] = {
    "junk before": (lambda: b"From: a@b\r\n\r\n" + classic_file(), "damage.junk_before"),
    "junk after": (lambda: classic_file() + b"<html>sent by mail</html>\n", "damage.junk_after"),
    "much after": (lambda: classic_file() + b"\0" * 3000, "damage.junk_after"),
    "no end": (lambda: classic_file().replace(b"%%EOF", b""), "damage.no_end"),
    "wrong startxref": (lambda: wrong_startxref(classic_file()), "damage.structure"),
    "wrong startxref of a stream": (lambda: wrong_startxref(stream_file()), "damage.structure"),
    "hybrid": (lambda: hybrid(classic_file()), "damage.hybrid"),
    "metadata": (lambda: broken_metadata(classic_file()), "damage.metadata"),
}
TOLD: dict[str, tuple[Callable[[], bytes], str]] = {
    "appearances": (lambda: changed(classic_file(), need_appearances), "form.need_appearances"),
    "no identifier": (lambda: without_id(classic_file()), "file.no_id"),
    "saved twice": (lambda: second_revision(classic_file()), "file.revisions"),
    "saved twice over a stream": (lambda: second_revision(stream_file()), "file.revisions"),
}


def looked_at(content: bytes, path: Path) -> Preflight:
    path.write_bytes(content)
    return preflight(path)


@pytest.mark.parametrize(("make", "code"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_refused_and_gone_from_a_copy_that_looks_the_same(
    make: Callable[[], bytes], code: str, tmp_path: Path
) -> None:
    path, copy = tmp_path / "file.pdf", tmp_path / "copy.pdf"
    card = looked_at(make(), path)
    assert code in {one.code for one in card.findings}
    assert card.refused
    assert card.repairable
    before = path.read_bytes()
    copy.write_bytes(repair(path))
    assert path.read_bytes() == before
    after = preflight(copy)
    assert not after.refused, after.findings
    assert after.document != card.document
    assert [one.box for one in inspect(copy).fields] == [
        one.box for one in inspect(path_of_sound(tmp_path)).fields
    ]
    for page in range(after.pages):
        assert render(path_of_sound(tmp_path), page, 1) == render(copy, page, 1)
    close_last()


def path_of_sound(folder: Path) -> Path:
    path = folder / "sound.pdf"
    path.write_bytes(samples.action_plan())
    return path


@pytest.mark.parametrize(("make", "code"), TOLD.values(), ids=TOLD)
def test_what_is_only_told_is_gone_from_a_repaired_copy(
    make: Callable[[], bytes], code: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.pdf"
    card = looked_at(make(), path)
    assert {one.code for one in card.findings} == {code}
    assert (card.refused, card.repairable) == (False, True)
    assert looked_at(repair(path), path).findings == ()


def test_the_same_file_is_repaired_to_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(DAMAGED["junk after"][0]())
    assert repair(path) == repair(path)


def test_content_that_acts_is_not_repaired_away(tmp_path: Path) -> None:
    def script(pdf: pikepdf.Pdf) -> None:
        annotate(pdf, Subtype=Name.Link, A=Dictionary(S=Name.JavaScript, JS=String("1")))

    card = looked_at(changed(classic_file(), script) + b"junk", tmp_path / "file.pdf")
    assert {one.code for one in card.findings} >= {"damage.junk_after", "active.javascript"}
    assert not card.repairable


def test_a_copy_that_would_look_different_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def careless(pdf: pikepdf.Pdf) -> bytes:
        pdf.pages[0].contents_add(b"1 0 0 rg 100 100 9 9 re f")
        output = io.BytesIO()
        pdf.save(output)
        return output.getvalue()

    path = tmp_path / "file.pdf"
    path.write_bytes(DAMAGED["junk after"][0]())
    monkeypatch.setattr(repairing, "_written_anew", careless)
    with pytest.raises(RepairRefusedError) as refusal:
        repair(path)
    assert refusal.value.facts == {"what": "looks_different"}


def test_encrypted_unreadable_and_other_files_are_not_repaired(tmp_path: Path) -> None:
    path = tmp_path / "file.pdf"
    for _, content, _ in encrypted():
        path.write_bytes(content)
        with pytest.raises(RepairRefusedError) as refusal:
            repair(path)
        assert refusal.value.facts == {"what": "encrypted"}
    card = looked_at(b"%PDF-1.7\nnothing\n%%EOF\n", path)
    assert (card.refused, card.repairable) == (True, False)
    with pytest.raises(RepairRefusedError) as refusal:
        repair(path)
    assert refusal.value.facts == {"what": "unreadable"}
    path.write_bytes(b"PK")
    with pytest.raises(NotAPdfError):
        repair(path)


def test_text_and_fields_that_a_mark_would_suffer_from_are_told(tmp_path: Path) -> None:
    def clutter(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.Resources.Font.F9 = Dictionary(
            Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica
        )
        left, bottom, *_ = (float(it) for it in pdf.Root.AcroForm.Fields[0].Rect)
        hidden = b"BT /F9 12 Tf 3 Tr 20 20 Td (hidden) Tj ET "
        below = b"BT /F9 12 Tf %f %f Td (below) Tj ET" % (left + 20, bottom + 20)
        target = pdf.Root.AcroForm.Fields[0].P
        target.Resources.Font.F9 = page.Resources.Font.F9
        pdf.pages[0].contents_add(b"q 1 0 0 1 0 0 cm " + hidden + b" Q")
        pikepdf.Page(target).contents_add(b"q " + below + b" Q")
        annotate(pdf, Subtype=Name.Text, Contents=String("really?"))
        annotate(pdf, Subtype=Name.Redact)
        text = annotate(pdf, Subtype=Name.Widget, FT=Name.Tx, T=String("Amount"), V=String("5"))
        text.Rect = Array([10, 10, 50, 20])
        pdf.Root.AcroForm.Fields.append(text)

    card = looked_at(changed(samples.action_plan(), clutter), tmp_path / "file.pdf")
    found = {one.code: one.facts for one in card.findings}
    assert not card.refused
    assert found["content.fonts"] == {"fonts": "Helvetica"}
    assert found["content.invisible_text"] == {"pages": "1"}
    assert found["content.comments"] == {"count": "1"}
    assert found["content.redaction"] == {"pages": "1"}
    assert found["form.fields"] == {"count": "1"}
    assert found["field.covers_text"]["field"] == samples.HELSINKI
