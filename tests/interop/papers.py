"""The documents of the matrix: our own, archival ones of each part, and odd ones."""

import io
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import typst
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signapp.demo.authority import Issued
from signapp.documents.typesetting import typeset
from signapp.resources import resource
from signapp.services.ports import Box, FieldOrder
from signapp.signing.fields import place_fields
from tests.documents.orders import minutes_order
from tests.signing import samples
from tests.signing.samples import HELSINKI

SOURCE = """
#set document(title: "Koe", date: datetime(year: 2017, month: 8, day: 29))
#set text(lang: "fi", font: "Source Sans 3")
= Sopimus
Yhteistyötä jatketaan vuoteen 2020.
"""
BOX = (60, 60, 260, 122)


@dataclass(frozen=True)
class Paper:
    """A document before we sign it: its bytes, our field, and the flavours that it keeps to."""

    name: str
    content: bytes
    flavours: tuple[str, ...] = ()
    field: str = HELSINKI
    certify: bool = False
    second: bool = False
    by_stranger: bool = False


def papers(stranger: Issued) -> tuple[Paper, ...]:
    """Return every document of the matrix."""
    ours = ("3a", "ua1")
    plan, plain = samples.action_plan(), _with_field(_plain())
    return (
        Paper("agreement", plan, ours),
        Paper("minutes", _minutes(), ours, field="Decision-maker", certify=True),
        *(Paper(f"PDF/A-{part}", _archival(part), (part,)) for part in ("2b", "2u", "3b", "4")),
        Paper("plain PDF 1.7", plain),
        Paper("object streams", _packed(plain)),
        Paper("turned page", _with_field(samples.turned(_plain(), 90))),
        Paper("cropped page", _with_field(_cropped())),
        Paper("certified, then approved", plan, ours, certify=True, second=True),
        Paper("two parties", plan, ours, second=True, by_stranger=True),
        Paper("signed elsewhere first", _signed_elsewhere(plan, stranger)),
    )


def _minutes() -> bytes:
    made = typeset(minutes_order())
    orders = (FieldOrder(box.name, "Päättäjän allekirjoitus", box) for box in made.boxes)
    return place_fields(made.pdf, tuple(orders))


def _archival(part: str) -> bytes:
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[resource("fonts")],
    )
    standards = [f"a-{part}"]
    made = typst.compile(SOURCE.encode(), pdf_standards=standards, font_paths=fonts)
    return _with_field(made.rstrip() + b"\n")


def _with_field(pdf: bytes) -> bytes:
    box = Box(HELSINKI, 0, *map(float, BOX))
    return place_fields(pdf, (FieldOrder(HELSINKI, "Allekirjoitus", box),))


def _plain() -> bytes:
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(595, 842))
        pdf.save(output, deterministic_id=True, force_version="1.7")
    return output.getvalue()


def _packed(pdf: bytes) -> bytes:
    """Return the same document with its objects and its cross references in streams."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        opened.save(
            output, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True
        )
    return output.getvalue()


def _cropped() -> bytes:
    """Return a page whose origin is elsewhere, of which a part is shown, in larger units."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(_plain())) as opened:
        page = opened.pages[0].obj
        page.MediaBox = pikepdf.Array([-100, -50, 495, 792])
        page.CropBox = pikepdf.Array([0, 0, 400, 700])
        page.UserUnit = 1.5
        opened.save(output, deterministic_id=True, force_version="1.7")
    return output.getvalue()


def _signed_elsewhere(pdf: bytes, stranger: Issued) -> bytes:
    """Return the document as an older program signs it: no PAdES, in a field of its own making."""
    key = PrivateKeyInfo.load(
        stranger.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )
    metadata = PdfSignatureMetadata(field_name="Elsewhere", md_algorithm="sha256")
    signer = SimpleSigner(Certificate.load(stranger.der), key, SimpleCertificateStore())
    signed = PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return bytes(signed.getvalue())


def signed_by_poppler(pdf: bytes, key: Issued, root: bytes, folder: Path) -> Path:
    """Return the document as poppler signs it, in a field of its own making."""
    store, before, after = (folder / name for name in ("nss-own", "before.pdf", "poppler.pdf"))
    store.mkdir()
    (folder / "key.p12").write_bytes(key.pkcs12("between us", "elsewhere"))
    (folder / "root.der").write_bytes(root)
    before.write_bytes(pdf)
    database = f"sql:{store}"
    for command in (
        ("certutil", "-N", "-d", database, "--empty-password"),
        ("certutil", "-A", "-d", database, "-n", "root", "-t", "C,C,C", "-i",
         str(folder / "root.der")),
        ("pk12util", "-i", str(folder / "key.p12"), "-d", database, "-W", "between us", "-K", ""),
        ("pdfsig", "-nssdir", str(store), "-nick", "elsewhere", "-add-signature", str(before),
         str(after)),
    ):  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    return after
