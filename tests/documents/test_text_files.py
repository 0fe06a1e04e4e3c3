"""The text of PDF and Word files is read: lines, columns, lists, what belongs to the pages."""

import io
import os
import zipfile
from collections import Counter
from pathlib import Path

import pikepdf
import pytest

from signapp.documents import pdf_text, word_text
from signapp.documents.dictionary import known_words
from signapp.documents.text_files import read_text
from signapp.domain.errors import DamagedFileError, EncryptedFileError
from signapp.domain.import_errors import (
    NoTextError,
    OfficeFileRefusedError,
    TextBinaryError,
    TooMuchTextError,
)
from signapp.services.import_text import understand
from signapp.services.import_values import LineRole, Part, Remark
from signapp.services.plain_words import plain_words
from tests.documents.printed import paragraph, printed_pdf, table, word_file
from tests.services.decision_texts import CUT_IN_SEED, KNOWLEDGE, SEED, seed_text

DOCTYPE = '<!DOCTYPE w [<!ENTITY a "{0}"><!ENTITY x SYSTEM "file:///etc/passwd">]>'


def pdf(folder: Path, content: bytes) -> Path:
    file = folder / "t.pdf"
    file.write_bytes(content)
    return file


# --- PDF ------------------------------------------------------------------------------------


@pytest.mark.skipif(not SEED.is_file(), reason="the shared data is not at hand")
@pytest.mark.parametrize("font", ["Helvetica", "Courier"])
def test_the_seed_on_printed_pages_gives_the_same_proposal(font: str, tmp_path: Path) -> None:
    lines = [line.strip() for line in seed_text().split("\n")]
    pages = [
        ["Helsingin kaupunki Pöytäkirja 29/2017 1 (2)", "Pormestari 24.8.2017", "", *lines[:25]],
        ["Helsingin kaupunki Pöytäkirja 29/2017 2 (2)", "Pormestari 24.8.2017", "", *lines[25:]],
    ]
    decision = understand(read_text(pdf(tmp_path, printed_pdf(pages, font=font))), KNOWLEDGE)
    assert [f"{one.before}|{one.after}" for one in decision.joins] == list(CUT_IN_SEED)
    assert len(decision.page_lines) == 4
    assert decision.identity.title.endswith("Pekingin kaupungin kanssa")
    assert decision.attachments[0].title == "Action Plan Helsinki Peking 2017-2019"
    assert (decision.as_proposed, decision.wanted.counterparty) == (True, "Pekingin kaupunki")
    out = Counter(word for one in decision.everything() for word in plain_words(one))
    given = Counter(word for page in pages for line in page for word in plain_words(line))
    for join in decision.joins:
        given.subtract([f"{join.before}-", join.after])
        given.update([join.read()])
    assert out == +given


def test_the_unseen_text_of_a_scan_is_read(tmp_path: Path) -> None:
    lines = ["Otsikko", "", "Päätös", "", "Pormestari päätti hyväksyä suunnitelman."]
    decision = understand(read_text(pdf(tmp_path, printed_pdf([lines], scanned=True))), KNOWLEDGE)
    assert decision.section(Part.DECISION) is not None
    assert decision.identity.title == "Otsikko"


def test_pages_without_text_are_told_and_a_scan_is_refused(tmp_path: Path) -> None:
    some = read_text(pdf(tmp_path, printed_pdf([["Päätös"], []])))
    assert some.remarks == (Remark.EMPTY_PAGES,)
    with pytest.raises(NoTextError):
        read_text(pdf(tmp_path, printed_pdf([[], []])))


def test_more_pages_than_a_decision_has_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TooMuchTextError) as refused:
        read_text(pdf(tmp_path, printed_pdf([[]] * 500)))
    assert refused.value.facts == {"found": 500, "what": "pages"}


def test_more_text_than_a_decision_has_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_text, "MOST_CHARACTERS", 20)
    with pytest.raises(TooMuchTextError):
        read_text(pdf(tmp_path, printed_pdf([["Päätös on ehdotuksen mukainen."]])))


def test_a_broken_or_locked_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DamagedFileError):
        read_text(pdf(tmp_path, b"%PDF-1.7\nnothing more"))
    locked = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed_pdf([["a"]]))) as file:
        file.save(locked, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(EncryptedFileError):
        read_text(pdf(tmp_path, locked.getvalue()))


# --- Word -----------------------------------------------------------------------------------


def test_a_word_document_keeps_headings_lists_and_tables_as_lines(tmp_path: Path) -> None:
    edge = f'<w:hdr xmlns:w="{word_text.WORD}">{paragraph("Helsingin kaupunki")}</w:hdr>'
    body = "".join(
        (
            paragraph("Suunnitelman hyväksyminen", style="Title"),
            paragraph("Päätös", style="Heading1"),
            paragraph("Pormestari päätti hyväksyä liitteen 2."),
            paragraph("Liitteet", style="Otsikko1"),
            *(paragraph(f"Liite {name}", listed="1") for name in ("A", "B")),
            paragraph("Otteet", style="Heading1"),
            table(("Ote", "Otteen liitteet"), ("Osapuoli", "Esitysteksti, Liite 1")),
            paragraph("Tiedoksi", style="Heading1"),
            paragraph("Kaupunginkanslia", listed="9"),
        )
    )
    read = read_text(word_file(tmp_path / "t.docx", body, header1=edge))
    assert read.lines[0].role is LineRole.PAGE
    decision = understand(read, KNOWLEDGE)
    assert decision.identity.title == "Suunnitelman hyväksyminen"
    assert [(one.number, one.title) for one in decision.attachments] == [
        (1, "Liite A"),
        (2, "Liite B"),
    ]
    assert decision.extracts[0].enclosed == ("Esitysteksti", "Liite 1")
    assert decision.distribution == ("Kaupunginkanslia",)
    assert decision.page_lines == ("Helsingin kaupunki",)
    assert decision.unrecognised == ()


@pytest.mark.skipif(not SEED.is_file(), reason="the shared data is not at hand")
def test_lines_of_paper_that_became_paragraphs_are_joined_again(tmp_path: Path) -> None:
    body = "".join(map(paragraph, seed_text().split("\n")))
    decision = understand(read_text(word_file(tmp_path / "t.docx", body)), KNOWLEDGE)
    assert [f"{one.before}|{one.after}" for one in decision.joins] == list(CUT_IN_SEED)
    assert [len(one.paragraphs) for one in decision.sections] == [1, 1, 1, 1, 6]
    assert decision.as_proposed


def test_tracked_changes_are_told_and_what_was_struck_out_is_not_read(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Päätös</w:t></w:r></w:p><w:p><w:r><w:t>Hyväksytään </w:t></w:r>"
        "<w:del><w:r><w:delText>ehkä </w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>heti.</w:t></w:r></w:ins></w:p>"
    )
    read = read_text(word_file(tmp_path / "t.docx", body))
    assert read.remarks == (Remark.TRACKED_CHANGES,)
    assert [one.text for one in read.lines] == ["Päätös", "Hyväksytään heti."]


@pytest.mark.parametrize("where", ["document", "numbering"])
def test_a_document_type_of_its_own_is_refused(where: str, tmp_path: Path) -> None:
    file = tmp_path / "t.docx"
    bad = DOCTYPE + f'<w:document xmlns:w="{word_text.WORD}">&a;&x;</w:document>'
    good = f'<w:document xmlns:w="{word_text.WORD}"/>'
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", bad if where == "document" else good)
        archive.writestr("word/numbering.xml", bad if where == "numbering" else good)
    with pytest.raises(OfficeFileRefusedError):
        read_text(file)


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path) -> None:
    file = tmp_path / "t.docx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * (word_text.LARGEST_PART + 1))
    assert file.stat().st_size < 1 << 20
    with pytest.raises(OfficeFileRefusedError) as refused:
        read_text(file)
    assert refused.value.facts == {"what": "too_large"}


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04broken", "damaged"),
        (word_text.OLD_OFFICE + b"\0" * 100, "old_or_encrypted"),
    ],
)
def test_a_damaged_or_old_file_is_refused(content: bytes, what: str, tmp_path: Path) -> None:
    with pytest.raises(OfficeFileRefusedError) as refused:
        read_text(pdf(tmp_path, content))
    assert refused.value.facts == {"what": what}


def test_a_zip_of_something_else_and_anything_else_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "t.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
    with pytest.raises(OfficeFileRefusedError):
        read_text(file)
    with pytest.raises(NoTextError):
        read_text(word_file(tmp_path / "e.docx", ""))
    with pytest.raises(TextBinaryError):
        read_text(pdf(tmp_path, b"neither"))


# --- the dictionary -------------------------------------------------------------------------


def test_the_dictionary_knows_finnish_words_where_there_is_one() -> None:
    known = known_words(("kanssa", "kans-sa", "yhteistyösuunnitelman", "", "x\0y", "ö" * 500))
    if known is None and not os.environ.get("CI"):
        pytest.skip("no dictionary on this machine")
    assert known == ("kanssa", "yhteistyösuunnitelman")
