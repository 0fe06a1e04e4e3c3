"""Every kind of file that is not to be signed is refused, by the card and on reading (A-R17)."""

import zipfile
from pathlib import Path

import pikepdf
import pytest

from signapp.domain.errors import ActiveContentError, EncryptedFileError, NotAPdfError
from signapp.services.ports import FileFinding, Preflight, Severity
from signapp.signing.preflight import inspect, preflight
from tests.documents import unfit
from tests.signing import samples


def codes(card: Preflight, severity: Severity) -> set[str]:
    return {one.code for one in card.findings if one.severity is severity}


def looked_at(content: bytes, folder: Path) -> Preflight:
    path = folder / "file.pdf"
    path.write_bytes(content)
    return preflight(path)


def test_whatever_acts_hides_or_stands_elsewhere_is_refused(tmp_path: Path) -> None:
    files = unfit.active_files()
    assert len(files) > 100
    missed = {}
    for name, content, code in files:
        card = looked_at(content, tmp_path)
        if code not in codes(card, Severity.REFUSES) or not card.refused or card.repairable:
            missed[name] = card.findings
        with pytest.raises(ActiveContentError) as refusal:
            inspect(tmp_path / "file.pdf")
        assert f"active.{refusal.value.facts['what']}" in codes(card, Severity.REFUSES), name
    assert missed == {}


def test_packed_into_object_streams_it_is_found_as_well(tmp_path: Path) -> None:
    packing = pikepdf.ObjectStreamMode.generate
    for name, change, code in (*unfit.actions(), *unfit.others()):
        packed = unfit.changed(samples.plain_page(), change, object_stream_mode=packing)
        assert code in codes(looked_at(packed, tmp_path), Severity.REFUSES), name


def test_every_encrypted_file_is_refused_and_never_repaired(tmp_path: Path) -> None:
    files = list(unfit.encrypted())
    assert len(files) == 11
    for name, content, code in files:
        card = looked_at(content, tmp_path)
        assert card.findings == (FileFinding(code, Severity.REFUSES),), name
        assert not card.repairable
        with pytest.raises(EncryptedFileError):
            inspect(tmp_path / "file.pdf")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", ("format.empty", {})),
        (b"\n \n", ("format.empty", {})),
        (b"hello", ("format.unknown", {})),
        (b"{\\rtf1 text}", ("format.other", {"format": "RTF"})),
        (b"%!PS-Adobe-3.0\n", ("format.other", {"format": "PostScript"})),
        (b"\x89PNG\r\n\x1a\n", ("format.other", {"format": "PNG"})),
        (b"\xff\xd8\xff\xe0", ("format.other", {"format": "JPEG"})),
        (b"II*\x00", ("format.other", {"format": "TIFF"})),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", ("format.other", {"format": "DOC"})),
        (b"<!DOCTYPE html><html>", ("format.other", {"format": "HTML"})),
        (b"<?xml version='1.0'?>", ("format.other", {"format": "XML"})),
        (b"PK\x03\x04 broken", ("format.other", {"format": "ZIP"})),
        (b"x" * 2000 + b"%PDF-1.7", ("format.unknown", {})),
    ],
)
def test_what_is_no_pdf_is_told_by_what_it_is(
    tmp_path: Path, content: bytes, said: tuple[str, dict[str, str]]
) -> None:
    card = looked_at(content, tmp_path)
    (found,) = card.findings
    assert (found.code, found.facts) == said
    assert (card.refused, card.repairable, card.pages) == (True, False, 0)
    with pytest.raises(NotAPdfError):
        inspect(tmp_path / "file.pdf")


@pytest.mark.parametrize(
    ("member", "named"),
    [
        ("word/document.xml", "DOCX"),
        ("xl/workbook.xml", "XLSX"),
        ("ppt/presentation.xml", "PPTX"),
        ("content.xml", "ODT"),
        ("other", "ZIP"),
    ],
)
def test_a_renamed_office_document_is_told_by_name(
    tmp_path: Path, member: str, named: str
) -> None:
    path = tmp_path / "plan.pdf"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, "x")
    (found,) = preflight(path).findings
    assert (found.code, found.facts) == ("format.other", {"format": named})
