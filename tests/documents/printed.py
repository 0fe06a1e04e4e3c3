"""Files with a decision text as others make them: PDF pages of lines, and Word documents."""

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pikepdf

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def printed_pdf(
    pages: list[list[str]], size: float = 11.0, *, font: str = "Helvetica", scanned: bool = False
) -> bytes:
    """Return a PDF whose pages print these lines from the top, untagged, in a core font.

    Those of a scanned one have their text unseen, as text recognition leaves it.
    """
    file = pikepdf.new()
    used = file.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name(f"/{font}"),
            Encoding=pikepdf.Name.WinAnsiEncoding,
        )
    )
    for lines in pages:
        page = file.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=used))
        shown = [f"BT /F1 {size} Tf {1.3 * size} TL 57 780 Td".encode("ascii")]
        shown += [b"3 Tr"] if scanned else []
        for line in lines:
            letters = line.encode("cp1252").hex()
            shown.append(f"<{letters}> Tj T*".encode("ascii"))
        page.Contents = file.make_stream(b"\n".join([*shown, b"ET"]))
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def paragraph(text: str, style: str = "", listed: str = "") -> str:
    """Return a paragraph of a Word document."""
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if listed:
        looks += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{listed}"/></w:numPr>'
    return f"<w:p><w:pPr>{looks}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def table(*rows: tuple[str, ...]) -> str:
    """Return a table of a Word document."""
    cells = ("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


NUMBERING = (
    f'<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0">'
    '<w:numFmt w:val="decimal"/></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="7"/></w:num></w:numbering>'
)


def word_file(path: Path, body: str, **parts: str) -> Path:
    """Write a Word document with this body, and further parts by their names."""
    content = f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", content)
        archive.writestr("word/numbering.xml", NUMBERING)
        for name, text in parts.items():
            archive.writestr(f"word/{name}.xml", text)
    return path
