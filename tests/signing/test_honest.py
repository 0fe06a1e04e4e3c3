"""Honest files hold, whoever made them; other honest kinds are not judged, nor called forged."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import product
from pathlib import Path

import pikepdf
import pytest
from asn1crypto import keys, x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signapp.demo.authority import DemoAuthority, KeyKind
from signapp.services.ports import Box, FieldOrder, Holds, Verdict
from signapp.signing.fields import place_fields
from signapp.signing.signer import AskedTimeStamper
from signapp.signing.verdict import judge
from tests.signing import forgeries, samples
from tests.signing.attacks.bases import Desk
from tests.signing.samples import HELSINKI, MOMENT, Person

TODAY = MOMENT + timedelta(days=3000)
KEYS: tuple[KeyKind, ...] = ("p256", "rsa3072", "p384", "rsa2048")
LEVELS = ("B-B", "B-T", "B-LTA")
pytestmark = pytest.mark.usefixtures("nobody_is_asked")


@dataclass(frozen=True)
class Lab:
    """Signers with keys of every kind, and a desk."""

    authority: DemoAuthority
    folder: Path

    @cached_property
    def desk(self) -> Desk:
        return Desk(self.authority, self.folder)

    @cached_property
    def people(self) -> dict[str, Person]:
        return {
            kind: samples.person(self.authority, self.folder, f"Anni {kind}", kind)
            for kind in KEYS
        }

    @cached_property
    def stamps(self) -> AskedTimeStamper:
        return AskedTimeStamper(samples.stamper(self.authority), samples.trust(self.authority))

    def ours(self, pdf: bytes, kind: str, level: str, **changes: object) -> bytes:
        """Sign with our own phases."""
        signed = self.desk.sign(pdf, self.people[kind], stamps=level != "B-B", **changes)
        return self.desk.extend(signed) if level == "B-LTA" else signed

    def foreign(self, pdf: bytes, kind: str, level: str, field: str, **wish: object) -> bytes:
        """Sign as another program does, in a field of its own unless there is one."""
        issued = self.people[kind].issued
        private = issued.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        signer = SimpleSigner(
            signing_cert=x509.Certificate.load(issued.der),
            signing_key=keys.PrivateKeyInfo.load(private),
            cert_registry=SimpleCertificateStore(),
        )
        box = wish.pop("box", None)
        kind_of = wish.pop("subfilter", SigSeedSubFilter.PADES)
        new = SigFieldSpec(field, box=box, on_page=0) if box is not False else None
        metadata = PdfSignatureMetadata(
            field_name=field, subfilter=kind_of, md_algorithm="sha256", **wish
        )
        output = io.BytesIO()
        stamps = self.stamps if level != "B-B" else None
        PdfSigner(metadata, signer, timestamper=stamps, new_field_spec=new).sign_pdf(
            IncrementalPdfFileWriter(io.BytesIO(pdf)), output=output
        )
        signed = output.getvalue()
        return self.desk.extend(signed) if level == "B-LTA" else signed


@pytest.fixture(scope="module")
def lab(authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory) -> Lab:
    return Lab(authority, tmp_path_factory.mktemp("lab"))


@pytest.fixture
def judged(lab: Lab, tmp_path: Path) -> Callable[[bytes], Verdict]:
    def judge_bytes(pdf: bytes) -> Verdict:
        path = tmp_path / "judged.pdf"
        path.write_bytes(pdf)
        return judge(path, samples.trust(lab.authority), TODAY)

    return judge_bytes


# --- documents ------------------------------------------------------------------------------


def changed(change: Callable[[pikepdf.Pdf], None], pdf: bytes = b"", **saving: object) -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf or samples.action_plan())) as opened:
        change(opened)
        opened.save(output, **saving)
    return output.getvalue().rstrip(b"\n") + b"\n"


def boxed(name: str, box: list[int]) -> Callable[[], bytes]:
    def change(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.obj[name] = pikepdf.Array(box)

    return lambda: changed(change)


def labelled(part: int, conformance: str) -> Callable[[], bytes]:
    """Return the plan with the label of a kind of PDF/A."""

    def change(pdf: pikepdf.Pdf) -> None:
        with pdf.open_metadata() as metadata:
            metadata["pdfaid:part"] = str(part)
            metadata["pdfaid:conformance"] = conformance

    return lambda: changed(change)


def nothing(_: pikepdf.Pdf) -> None:
    """Change nothing."""


def grouped() -> bytes:
    """Return the plan with the field of Helsinki below another one."""
    from pikepdf import Array, Dictionary, Name, String

    def change(pdf: pikepdf.Pdf) -> None:
        fields = pdf.Root.AcroForm.Fields
        below = fields[0]
        parent = pdf.make_indirect(Dictionary(T=String("City"), Kids=Array([below])))
        below.Parent = parent
        below.FT = Name.Sig
        pdf.Root.AcroForm.Fields = Array([parent, *list(fields)[1:]])

    return changed(change)


DOCUMENTS: dict[str, Callable[[], bytes]] = {
    "plain": samples.action_plan,
    "turned 90": lambda: samples.turned(samples.action_plan(), 90),
    "turned 180": lambda: samples.turned(samples.action_plan(), 180),
    "turned 270": lambda: samples.turned(samples.action_plan(), 270),
    "cropped": boxed("/CropBox", [20, 20, 500, 800]),
    "offset": boxed("/MediaBox", [-10, -10, 600, 850]),
    "object streams": lambda: changed(
        nothing, object_stream_mode=pikepdf.ObjectStreamMode.generate
    ),
    "unpacked": lambda: changed(
        nothing,
        object_stream_mode=pikepdf.ObjectStreamMode.disable,
        compress_streams=False,
    ),
    "form": lambda: forgeries.with_amount(samples.action_plan(), "Amount"),
    "square": samples.square_field,
    "1.4": lambda: changed(nothing, force_version="1.4"),
    "2.0": lambda: changed(nothing, force_version="2.0"),
    "A-2b": labelled(2, "B"),
    "A-2u": labelled(2, "U"),
    "A-3b": labelled(3, "B"),
}


def many_fields(count: int) -> bytes:
    boxes = [Box(f"S{n}", 0, 60, 60 + 80 * n, 260, 120 + 80 * n) for n in range(count)]
    orders = tuple(FieldOrder(box.name, f"Signature {box.name}", box) for box in boxes)
    return place_fields(samples.plain_page(), orders)


def renewed(lab: Lab, times: int) -> bytes:
    pdf = lab.ours(samples.action_plan(), "p256", "B-LTA")
    for _ in range(times):
        pdf = lab.desk.extend(pdf)
    return pdf


def indirect_arrays(lab: Lab) -> bytes:
    """Return a file whose store of revocation data keeps its lists in objects of their own."""
    signed = lab.ours(samples.action_plan(), "p256", "B-LTA")
    writer, output = IncrementalPdfFileWriter(io.BytesIO(signed)), io.BytesIO()
    store = writer.root["/DSS"]
    for key in ("/Certs", "/CRLs"):
        if key in store:
            items = [store[key].raw_get(n) for n in range(len(store[key]))]
            store[pdf_name(key)] = writer.add_object(generic.ArrayObject(items))
    writer.update_container(store)
    writer.write(output)
    return lab.desk.extend(output.getvalue())


def by_several(count: int, foreign: bool, level: str) -> Callable[[Lab], bytes]:
    def make(lab: Lab) -> bytes:
        pdf = samples.plain_page() if foreign else many_fields(count)
        for number in range(count):
            kind = KEYS[number % len(KEYS)]
            if foreign:
                box = (60, 60 + 80 * number, 260, 120 + 80 * number)
                pdf = lab.foreign(pdf, kind, level, f"S{number}", box=box)
            else:
                pdf = lab.ours(pdf, kind, level, field=f"S{number}")
        return pdf

    return make


def certified(permission: MDPPerm, level: str) -> Callable[[Lab], bytes]:
    return lambda lab: lab.foreign(
        samples.action_plan(), "p256", level, HELSINKI, box=False,
        certify=True, docmdp_permissions=permission,
    )  # fmt: skip


def honest_files() -> dict[str, Callable[[Lab], bytes]]:
    """Return the makers of all honest files by name."""
    made: dict[str, Callable[[Lab], bytes]] = {}
    for number, (document, level) in enumerate(product(DOCUMENTS, LEVELS)):
        kind = KEYS[number % len(KEYS)]
        made[f"{document} {level} {kind}"] = (
            lambda lab, document=document, level=level, kind=kind: lab.ours(
                DOCUMENTS[document](), kind, level
            )
        )
    for count, foreign, level in product(range(1, 6), (False, True), ("B-B", "B-LTA")):
        who = "foreign" if foreign else "ours"
        made[f"{count} signers {who} {level}"] = by_several(count, foreign, level)
    for permission, level in product((MDPPerm.NO_CHANGES, MDPPerm.FILL_FORMS), LEVELS):
        made[f"certified P={permission.value} {level}"] = certified(permission, level)
    for times in (1, 2, 3):
        made[f"renewed {times}"] = lambda lab, times=times: renewed(lab, times)
    made["certified by us"] = lambda lab: lab.ours(
        samples.action_plan(), "p256", "B-LTA", certify=True
    )
    made["revocation data in objects"] = indirect_arrays
    made["foreign, invisible"] = lambda lab: lab.foreign(
        samples.plain_page(), "p256", "B-LTA", "Hidden"
    )
    made["foreign, a second one invisible"] = lambda lab: lab.foreign(
        lab.ours(samples.action_plan(), "p256", "B-LTA"), "p384", "B-LTA", "Hidden"
    )
    made["foreign, in our field"] = lambda lab: lab.foreign(
        samples.action_plan(), "p256", "B-T", HELSINKI, box=False
    )
    made["a field below another"] = lambda lab: lab.foreign(
        lab.foreign(grouped(), "p256", "B-T", "Beijing", box=False),
        *("p384", "B-LTA", "City.Helsinki"),
        box=False,
    )
    return made


HONEST = honest_files()


def test_there_are_enough_of_them() -> None:
    assert len(HONEST) >= 60


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_file_holds(lab: Lab, judged: Callable[[bytes], Verdict], name: str) -> None:
    verdict = judged(HONEST[name](lab))
    assert verdict.signatures
    for signature in verdict.signatures:
        assert signature.content.holds is Holds.YES, signature
        assert signature.person.holds is Holds.YES, signature
        assert {change.facts["harmless"] for change in signature.changes} <= {"yes"}
    proven = all(signature.proven for signature in verdict.signatures)
    assert verdict.holds is (Holds.YES if proven else Holds.NOT_KNOWN)
    assert proven is ("B-B" not in name)


# --- honest, but not to be judged here ------------------------------------------------------


def hybrid_from_the_start() -> bytes:
    """Return a page, with the parallel index that old office programs write."""
    return forgeries.hybrid(changed(nothing, many_fields(1)))


def test_another_kind_of_signature_is_not_judged_and_not_called_forged(
    lab: Lab, judged: Callable[[bytes], Verdict]
) -> None:
    signed = lab.foreign(
        samples.action_plan(), "p256", "B-T", HELSINKI, box=False,
        subfilter=SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    )  # fmt: skip
    (signature,) = judged(signed).signatures
    assert signature.content.holds is Holds.NOT_KNOWN
    assert [remark.code for remark in signature.content.remarks] == ["content.other_kind"]
    at = signed.index(b"stream\n") + 40
    broken = signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]
    (signature,) = judged(broken).signatures
    assert signature.content.holds is Holds.NO
    assert signature.content.remarks[0].code == "content.digest_differs"


def test_two_indexes_that_were_signed_are_not_judged_and_not_called_forged(
    lab: Lab, judged: Callable[[bytes], Verdict]
) -> None:
    issued = lab.people["p256"].issued
    private = issued.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(issued.der),
        signing_key=keys.PrivateKeyInfo.load(private),
        cert_registry=SimpleCertificateStore(),
    )
    metadata = PdfSignatureMetadata(field_name="S0", subfilter=SigSeedSubFilter.PADES)
    output = io.BytesIO()
    writer = IncrementalPdfFileWriter(io.BytesIO(hybrid_from_the_start()), strict=False)
    PdfSigner(metadata, signer).sign_pdf(writer, output=output)
    (signature,) = judged(output.getvalue()).signatures
    assert signature.content.holds is Holds.NOT_KNOWN
    assert [remark.code for remark in signature.content.remarks] == ["content.hybrid"]


def test_a_comment_that_a_foreign_certification_allows_is_listed_and_still_no_part_of_it(
    lab: Lab, judged: Callable[[bytes], Verdict]
) -> None:
    """The standard lets comments be added; who relies on the file must read of them first."""
    certified_file = certified(MDPPerm.ANNOTATE, "B-T")(lab)
    assert judged(certified_file).holds is Holds.YES
    (signature,) = judged(forgeries.annotated(certified_file)).signatures
    assert signature.content.holds is Holds.NO
    assert [change.code for change in signature.changes] == ["change.annotation"]
