"""Files that come in, good and hostile, made for the tests."""

import io
import os
import zipfile
import zlib

import pytest
from PIL import Image, ImageDraw

from signapp.workers.office import find_office

needs_office = pytest.mark.skipif(
    find_office() is None and not os.environ.get("CI"), reason="there is no LibreOffice here"
)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="{base}/{kind}" Target="{target}"{mode}/></Relationships>'
)
ODT = "application/vnd.oasis.opendocument.text"
OFFICE = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:script="urn:oasis:names:tc:opendocument:xmlns:script:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a ZIP file of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return made.getvalue()


def relations(kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return RELS.format(base=RELATION, kind=kind, target=target, mode=mode)


def paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


def docx(body: str = paragraph("Sopimus"), **further: str | bytes) -> bytes:
    """Return a Word document; `further` parts have names in which __ stands for a slash."""
    document = f'<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations("officeDocument", "word/document.xml"),
        "word/document.xml": document,
    }
    parts |= {name.replace("__", "/"): one for name, one in further.items()}
    return zipped(parts)


def word_with(kind: str, target: str) -> bytes:
    """Return a Word document that is related to something elsewhere."""
    return docx(**{"word/_rels/document.xml.rels": relations(kind, target, external=True)})


def odt(body: str = "<text:p>Sopimus</text:p>", **further: str | bytes) -> bytes:
    content = (
        f'<office:document-content {OFFICE} office:version="1.2"><office:body><office:text>{body}'
        "</office:text></office:body></office:document-content>"
    )
    space = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
    files = {"/": ODT, "content.xml": "text/xml"}
    entries = "".join(
        f'<m:file-entry m:full-path="{name}" m:media-type="{kind}"/>'
        for name, kind in files.items()
    )
    manifest = f'<m:manifest xmlns:m="{space}" m:version="1.2">{entries}</m:manifest>'
    parts: dict[str, str | bytes] = {
        "mimetype": ODT,
        "META-INF/manifest.xml": manifest,
        "content.xml": content,
    }
    parts |= {name.replace("__", "/"): one for name, one in further.items()}
    return zipped(parts)


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def half(width: int = 300, height: int = 200) -> Image.Image:
    """Return a picture whose left half is red and whose right half is blue."""
    picture = Image.new("RGB", (width, height), (0, 0, 255))
    ImageDraw.Draw(picture).rectangle((0, 0, width // 2 - 1, height), fill=(255, 0, 0))
    return picture


def photo(orientation: int = 6) -> bytes:
    """Return a photograph that is turned, and tells who took it and where."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, "Secretcam", "Secret Author"
    position = exif.get_ifd(0x8825)
    position[1], position[2] = "N", (60.0, 10.0, 15.0)
    return saved(half(), "JPEG", exif=exif, quality=95, comment=b"secret remark")


def scan(pages: int) -> bytes:
    sheets = [Image.new("1", (80, 60), 1) for _ in range(pages)]
    return saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])


def picture_bomb() -> bytes:
    """Return a PNG of a few bytes that says it has a billion dots."""
    content = bytearray(saved(Image.new("1", (8, 8)), "PNG"))
    content[16:24] = (40_000).to_bytes(4, "big") + (30_000).to_bytes(4, "big")
    content[29:33] = zlib.crc32(content[12:29]).to_bytes(4, "big")
    return bytes(content)
