"""The signed files that are attacked: two levels, one or two signatures, certified or not.

The document under them is prepared for the attacks that begin before the signature: it carries a
text field, a cover over its text, a stamp, a picture font, a second tree of pages and a second
body of its first page. A signer who signs such a document has been shown something else than what
the file can become; what is tested is that it can't become that afterwards.
"""

import io
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import product
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from signapp.demo.authority import DemoAuthority
from signapp.services.ports import DecidedRevision
from signapp.signing.pades import extend
from tests.signing import forgeries, samples
from tests.signing.samples import BEIJING, HELSINKI, MOMENT, Person

AMOUNT = "Amount"
SOON = MOMENT + timedelta(minutes=1)
COVER, HIDDEN_TEXT = b"1 1 1 rg 60 600 200 40 re f", b"BT /Shown 12 Tf 70 610 Td (A) Tj ET"


@dataclass(frozen=True)
class Base:
    """A signed file and all that an attacker could know or have."""

    level: str
    signers: int
    certified: bool
    decided: bytes
    pdf: bytes
    insider: Person
    """Somebody with a key of their own, of the same authority."""

    @property
    def name(self) -> str:
        """What the base is, in short."""
        certified = " certified" if self.certified else ""
        return f"{self.level} {self.signers}{certified}"

    @cached_property
    def decision(self) -> DecidedRevision:
        """What was decided on."""
        return DecidedRevision(samples.ref(self.decided), HELSINKI)


@dataclass(frozen=True)
class Desk:
    """Signs bytes with the real phases."""

    authority: DemoAuthority
    folder: Path

    def sign(self, pdf: bytes, signer: Person, stamps: bool = True, **changes: object) -> bytes:
        """Sign a field, that of Helsinki unless told otherwise."""
        source = self.folder / "source.pdf"
        source.write_bytes(pdf)
        order = samples.order(self.authority, signer, source, **changes)
        samples.sign(order, signer, samples.stamper(self.authority) if stamps else None)
        return order.output.read_bytes()

    def extend(self, pdf: bytes) -> bytes:
        """Add revocation data and an archive time stamp."""
        source, output = self.folder / "source.pdf", self.folder / "extended.pdf"
        source.write_bytes(pdf)
        trust = samples.trust(self.authority)
        extend(source, output, trust, SOON, samples.stamper(self.authority))
        return output.read_bytes()


def prepared() -> bytes:
    """Return the action plan, prepared for attacks that begin before the signature."""
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(forgeries.with_amount(samples.action_plan(), AMOUNT))) as pdf:
        page = pdf.pages[0].obj
        resources = page.Resources
        resources.XObject = resources.get("/XObject", Dictionary())
        resources.XObject.Cover = pdf.make_stream(
            COVER, Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 595, 842])
        )
        resources.Font = resources.get("/Font", Dictionary())
        resources.Font.Shown = _picture_font(pdf)
        drawn = pdf.make_stream(
            b"\nq %b /Cover Do Q\nBT /Shown 12 Tf 70 560 Td (A) Tj ET\n" % HIDDEN_TEXT
        )
        contents = page.Contents
        page.Contents = Array(
            [*contents, drawn] if isinstance(contents, Array) else [contents, drawn]
        )
        page.Annots.append(pdf.make_indirect(_stamp(pdf)))
        pdf.Root.PieceInfo = Dictionary(Attack=_second_tree(pdf))
        pdf.save(output)
    return output.getvalue().rstrip(b"\n") + b"\n"


def _picture_font(pdf: pikepdf.Pdf) -> pikepdf.Object:
    glyph = pdf.make_stream(b"600 0 0 0 500 500 d1 0 0 500 500 re f")
    return pdf.make_indirect(
        Dictionary(
            Type=Name.Font, Subtype=Name.Type3, FontBBox=Array([0, 0, 600, 600]),
            FontMatrix=Array([0.001, 0, 0, 0.001, 0, 0]), CharProcs=Dictionary(A=glyph),
            Encoding=Dictionary(Type=Name.Encoding, Differences=Array([65, Name.A])),
            FirstChar=65, LastChar=65, Widths=Array([600]), Resources=Dictionary(),
        )
    )  # fmt: skip


def _stamp(pdf: pikepdf.Pdf) -> Dictionary:
    look = pdf.make_stream(
        b"1 1 1 rg 0 0 100 30 re f", Type=Name.XObject, Subtype=Name.Form,
        BBox=Array([0, 0, 100, 30]),
    )  # fmt: skip
    return Dictionary(
        Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([300, 600, 400, 630]), F=4,
        AP=Dictionary(N=look), NM=String("shadow"),
    )  # fmt: skip


def _second_tree(pdf: pikepdf.Pdf) -> Dictionary:
    """Return a dictionary that keeps a second tree of pages and a second first page alive."""
    content = pdf.make_stream(b"0 0 1 rg 60 400 300 200 re f")
    other = pdf.make_indirect(
        Dictionary(
            Type=Name.Page, MediaBox=pdf.pages[0].mediabox, Contents=content,
            Resources=Dictionary(),
        )
    )  # fmt: skip
    tree = pdf.make_indirect(Dictionary(Type=Name.Pages, Kids=Array([other]), Count=1))
    other.Parent = tree
    return Dictionary(LastModified=String("D:20170829"), Private=tree)


def all_bases(
    authority: DemoAuthority, deputy: Person, counterpart: Person, folder: Path
) -> list[Base]:
    """Return every base."""
    decided, desk, bases = prepared(), Desk(authority, folder), []
    for certified, (level, signers) in product((False, True), product(("B-B", "B-LTA"), (1, 2))):
        stamped = level == "B-LTA"
        pdf = desk.sign(decided, deputy, stamped, certify=certified)
        pdf = desk.extend(pdf) if stamped else pdf
        if signers == 2:
            pdf = desk.sign(pdf, counterpart, stamped, field=BEIJING)
            pdf = desk.extend(pdf) if stamped else pdf
        bases.append(Base(level, signers, certified, decided, pdf, counterpart))
    return bases
