"""Proves that the outside judges can tell an honest file from a changed or a foreign one."""

import io
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
import typst
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.generic import NumberObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.signers.pdf_signer import (
    DSSContentSettings,
    PdfSigningSession,
    TimestampDSSContentSettings,
)
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator import ValidationContext

from tests.interop.judge import (
    build_java_judges,
    judge_with_java,
    missing_judge,
    openssl_cms_verifies,
    pdfsig_verdicts,
)

FROM, UNTIL = datetime(2017, 1, 1, tzinfo=UTC), datetime(2047, 1, 1, tzinfo=UTC)
SIGNED_AT = datetime(2017, 8, 29, 9, 0, tzinfo=UTC)

SOURCE = """
#set document(title: "Koe", date: datetime(year: 2017, month: 8, day: 29))
#set text(lang: "fi")
= Sopimus
Yhteistyötä jatketaan vuoteen 2020.
"""


@dataclass(frozen=True)
class Case:
    """A signed file, the same with one changed byte, and two anchors of which one is right."""

    honest: Path
    changed: Path
    anchor: Path
    stranger: Path


class PdfSignerOfThatDay(PdfSigner):
    """Dates its signatures to 2017 instead of today."""

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = False
    ) -> PdfSigningSession:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = SIGNED_AT
        return session


class Authority:
    """A root which issues certificates, and a list of revoked ones that stays empty."""

    def __init__(self, name: str) -> None:
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self.key = rsa.generate_private_key(65537, 2048)
        self.certificate = self.issue(name, self.key, "key_cert_sign", "crl_sign")

    def issue(
        self, name: str, key: rsa.RSAPrivateKey, *usages: str, time_stamping: bool = False
    ) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(FROM)
            .not_valid_after(UNTIL)
            .add_extension(x509.BasicConstraints("crl_sign" in usages, None), critical=True)
            .add_extension(_key_usage(usages), critical=True)
        )
        if time_stamping:
            purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
            builder = builder.add_extension(purpose, critical=True)
        return builder.sign(self.key, hashes.SHA256())

    def revocation_list(self) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        builder = builder.last_update(SIGNED_AT - timedelta(hours=1)).next_update(UNTIL)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def write(self, file: Path) -> Path:
        file.write_bytes(self.certificate.public_bytes(Encoding.PEM))
        return file


def _key_usage(usages: tuple[str, ...]) -> x509.KeyUsage:
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
    )
    return x509.KeyUsage(**{name: name in usages for name in names})


def _certificate(certificate: x509.Certificate) -> Certificate:
    return Certificate.load(certificate.public_bytes(Encoding.DER))


def _key(key: rsa.RSAPrivateKey) -> PrivateKeyInfo:
    return PrivateKeyInfo.load(
        key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )


def _document() -> bytes:
    """A PDF/A-3a and PDF/UA-1 file; without the line feed a signed one breaks PDF/A 6.1.9."""
    return typst.compile(SOURCE.encode(), pdf_standards=["a-3a", "ua-1"]) + b"\n"


def _sign(pdf: bytes, authority: Authority) -> bytes:
    """Sign at level B-LTA with an invisible field, without any connection."""
    key, stamping_key = (rsa.generate_private_key(65537, 2048) for _ in range(2))
    signer = authority.issue("Apulaiskaupunginjohtaja", key, "content_commitment")
    stamper = authority.issue("Aikaleima", stamping_key, "digital_signature", time_stamping=True)
    root = _certificate(authority.certificate)
    then = ValidationContext(
        trust_roots=[root],
        crls=[authority.revocation_list()],
        moment=SIGNED_AT,
        allow_fetching=False,
        revocation_mode="require",
    )
    settings = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
    pdf_signer = PdfSignerOfThatDay(
        PdfSignatureMetadata(
            field_name="Allekirjoitus",
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
            validation_context=then,
            embed_validation_info=True,
            use_pades_lta=True,
            dss_settings=DSSContentSettings(include_vri=False, next_ts_settings=settings),
        ),
        signer=SimpleSigner(_certificate(signer), _key(key), then.certificate_registry),
        timestamper=DummyTimeStamper(
            _certificate(stamper), _key(stamping_key), fixed_dt=SIGNED_AT
        ),
    )
    signed = pdf_signer.sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)), bytes_reserved=32768)
    return bytes(signed.getvalue())


def _with_one_byte_changed(signed: bytes) -> bytes:
    """Make the page one point wider: every offset stays, one digit does not."""
    at = signed.index(b"/MediaBox[0 0 595") + len(b"/MediaBox[0 0 59")
    return signed[:at] + b"6" + signed[at + 1 :]


def _with_page_turned(signed: bytes) -> bytes:
    """Append a revision in which the first page lies on its side."""
    writer = IncrementalPdfFileWriter(io.BytesIO(signed))
    page = writer.root["/Pages"]["/Kids"][0]
    page["/Rotate"] = NumberObject(90)
    writer.update_container(page)
    turned = io.BytesIO()
    writer.write(turned)
    return turned.getvalue()


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    folder = tmp_path_factory.mktemp("judges")
    authority = Authority("Koejuuri")
    case = Case(
        honest=folder / "honest.pdf",
        changed=folder / "changed.pdf",
        anchor=authority.write(folder / "anchor.pem"),
        stranger=Authority("Vieras juuri").write(folder / "stranger.pem"),
    )
    case.honest.write_bytes(_sign(_document(), authority))
    case.changed.write_bytes(_with_one_byte_changed(case.honest.read_bytes()))
    return case


def test_verapdf_and_dss_accept_an_honest_file_and_dss_refuses_a_changed_one(case: Case) -> None:
    verdicts = judge_with_java([case.honest, case.changed], case.anchor)

    honest, changed = verdicts[case.honest], verdicts[case.changed]
    assert honest.compliant
    assert set(honest.conformance) == {"3a", "ua1"}
    assert honest.passed
    assert not changed.passed
    assert not changed.signatures[0].intact
    assert changed.signatures[0].subindication == "HASH_FAILURE"


def test_dss_tells_level_signer_and_times(case: Case) -> None:
    verdict = judge_with_java([case.honest], case.anchor, flavours=())[case.honest]

    (signature,) = verdict.signatures
    assert (signature.field, signature.signer) == ("Allekirjoitus", "Apulaiskaupunginjohtaja")
    assert signature.level == "PAdES_BASELINE_LTA"
    assert signature.signing_time == signature.best_signature_time == SIGNED_AT
    assert (signature.errors, signature.changes) == ((), ())
    kinds = [stamp.kind for stamp in verdict.timestamps]
    assert kinds == ["SIGNATURE_TIMESTAMP", "DOCUMENT_TIMESTAMP"]
    assert {stamp.time for stamp in verdict.timestamps} == {SIGNED_AT}
    assert {stamp.producer for stamp in verdict.timestamps} == {"Aikaleima"}


def test_dss_does_not_trust_a_stranger_nor_a_certificate_before_its_time(case: Case) -> None:
    by_stranger = judge_with_java([case.honest], case.stranger, flavours=())[case.honest]
    too_early = judge_with_java(
        [case.honest], case.anchor, flavours=(), at=FROM - timedelta(days=1)
    )[case.honest]

    assert by_stranger.signatures[0].subindication == "NO_CERTIFICATE_CHAIN_FOUND"
    assert by_stranger.signatures[0].intact
    assert not too_early.passed


def test_dss_passes_a_page_turned_after_the_signature_but_lists_it(
    case: Case, tmp_path: Path
) -> None:
    turned = tmp_path / "turned.pdf"
    turned.write_bytes(_with_page_turned(case.honest.read_bytes()))

    verdicts = judge_with_java([case.honest, turned], case.anchor, flavours=())

    assert verdicts[case.honest].unchanged
    assert verdicts[turned].passed
    assert not verdicts[turned].unchanged
    assert any("/Rotate" in change for change in verdicts[turned].signatures[0].changes)


def test_verapdf_names_the_clauses_that_a_plain_file_breaks(case: Case, tmp_path: Path) -> None:
    plain = tmp_path / "plain.pdf"
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(plain)

    verdict = judge_with_java([plain], case.anchor, flavours=("2b", "ua1"))[plain]

    assert not verdict.compliant
    assert not verdict.passed
    assert "6.6.2.1" in {failure.clause for failure in verdict.conformance["2b"].failures}
    assert not verdict.conformance["ua1"].compliant


def test_what_is_no_pdf_is_refused_with_a_reason(case: Case, tmp_path: Path) -> None:
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(case.honest.read_bytes()[:3000])

    verdict = judge_with_java([broken], case.anchor)[broken]

    assert not verdict.compliant
    assert verdict.conformance["3a"].error
    assert verdict.dss_error


def test_pdfsig_accepts_refuses_and_distrusts(case: Case, tmp_path: Path) -> None:
    honest, stamp = pdfsig_verdicts(case.honest, case.anchor, tmp_path)
    changed, _stamp = pdfsig_verdicts(case.changed, case.anchor, tmp_path)
    foreign, _stamp = pdfsig_verdicts(case.honest, case.stranger, tmp_path)

    assert (honest.field, honest.kind) == ("Allekirjoitus", "ETSI.CAdES.detached")
    assert honest.valid
    assert honest.trusted
    assert not honest.total_document_signed  # validation data and a time stamp follow
    assert stamp.total_document_signed
    assert not changed.valid
    assert foreign.valid
    assert not foreign.trusted


def test_openssl_accepts_refuses_and_distrusts(case: Case, tmp_path: Path) -> None:
    honest = openssl_cms_verifies(case.honest, case.anchor, tmp_path)
    changed = openssl_cms_verifies(case.changed, case.anchor, tmp_path)
    foreign = openssl_cms_verifies(case.honest, case.stranger, tmp_path)
    too_early = openssl_cms_verifies(
        case.honest, case.anchor, tmp_path, at=FROM - timedelta(days=1)
    )

    assert [one.kind for one in honest] == ["signature", "timestamp"]
    assert [one.covers_file for one in honest] == [False, True]
    assert all(one.accepted for one in honest)
    for refused in (changed, foreign, too_early):
        assert not any(one.accepted for one in refused)


def test_a_gap_wider_than_the_signature_is_refused(case: Case, tmp_path: Path) -> None:
    whole = case.honest.read_bytes()
    start = whole.index(b"/ByteRange [0 ") + len(b"/ByteRange [0 ")
    length = whole[start : whole.index(b" ", start)]
    wider = tmp_path / "wider.pdf"
    wider.write_bytes(whole[:start] + b"%d" % (int(length) - 1) + whole[start + len(length) :])

    with pytest.raises(ValueError, match="leaves more open"):
        openssl_cms_verifies(wider, case.anchor, tmp_path)


def test_the_java_judges_are_built_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = build_java_judges()
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    assert build_java_judges() == first


@pytest.mark.parametrize(
    ("on_server", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)]
)
def test_a_missing_judge_fails_the_server_and_skips_elsewhere(
    monkeypatch: pytest.MonkeyPatch, on_server: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", on_server)

    with pytest.raises(outcome, match="poppler-utils"):
        missing_judge("pdfsig")
