"""Signatures in phases: what is written, what is refused, and what outside judges say of it."""

import asyncio
import dataclasses
import io
import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from asn1crypto import cms, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtensionOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus

from signapp.demo import authority as authority_module
from signapp.demo.authority import DemoAuthority
from signapp.domain.acts import Purpose
from signapp.domain.errors import (
    CertificateRefusedError,
    DamagedFileError,
    DocumentError,
    EncryptedFileError,
    FieldFilledError,
    FieldMissingError,
    KeyMismatchError,
    NotAPdfError,
    SignatureNotValidError,
    StorageError,
    TimeStampFailedError,
)
from signapp.domain.network_errors import RevocationUnknownError
from signapp.services.ports import SignedFile, Stamper, TrustMaterial
from signapp.signing import keys
from signapp.signing.certificates import validation_context
from signapp.signing.levels import level_of
from signapp.signing.pades import assemble, extend, prepare
from tests.interop.judge import judge_with_java, openssl_cms_verifies, pdfsig_verdicts
from tests.signing import samples
from tests.signing.samples import BEIJING, HELSINKI, MOMENT, PIN, Person

YEAR = timedelta(days=365)
DSS_MISTAKES_FOR_A_CHANGE = re.compile(r"^CREATION /Catalog /StructTreeRoot .* /Obj \d+ 0 R /V ")
"""DSS looks at a tagged field twice, and knows a signature only where it finds it as a field."""


@dataclasses.dataclass(frozen=True)
class Walk:
    """One file in each of its states, as Helsinki and then Beijing sign it."""

    source: Path
    signed: Path
    archived: Path
    both: Path
    both_archived: Path
    results: dict[str, SignedFile]
    anchor: Path


@pytest.fixture(scope="module")
def walk(
    authority: DemoAuthority,
    deputy: Person,
    counterpart: Person,
    trust: TrustMaterial,
    tmp_path_factory: pytest.TempPathFactory,
) -> Walk:
    folder = tmp_path_factory.mktemp("walk")
    names = ("source", "signed", "archived", "both", "both_archived")
    paths = {name: folder / f"{name}.pdf" for name in names}
    anchor = folder / "root.pem"
    root = x509.load_der_x509_certificate(authority.root)
    anchor.write_bytes(root.public_bytes(Encoding.PEM))
    paths["source"].write_bytes(samples.action_plan())
    results = {}

    first = samples.order(authority, deputy, paths["source"], output=paths["signed"])
    results["signed"] = samples.sign(first, deputy, samples.stamper(authority))
    later = MOMENT + timedelta(minutes=5)
    results["archived"] = extend(
        paths["signed"], paths["archived"], trust, later, samples.stamper(authority, later)
    )
    october = datetime(2017, 10, 2, 8, 0, tzinfo=UTC)
    second = samples.order(
        authority,
        counterpart,
        paths["archived"],
        output=paths["both"],
        field=BEIJING,
        signed_at=october,
        location="北京",
    )
    stamps = samples.stamper(authority, october)
    results["both"] = samples.sign(second, counterpart, stamps)
    results["both_archived"] = extend(
        paths["both"], paths["both_archived"], trust, october, stamps
    )
    return Walk(**paths, results=results, anchor=anchor)


# --- what comes out -------------------------------------------------------------------------


def test_levels_are_those_found_in_the_files(walk: Walk) -> None:
    assert {name: it.level for name, it in walk.results.items()} == {
        "signed": "B-T",
        "archived": "B-LTA",
        "both": "B-T",
        "both_archived": "B-LTA",
    }
    assert level_of(walk.both_archived, HELSINKI) == level_of(walk.both_archived, BEIJING)


def test_every_state_begins_with_the_one_before(walk: Walk) -> None:
    states = [walk.source, walk.signed, walk.archived, walk.both, walk.both_archived]
    for before, after in itertools.pairwise(states):
        assert after.read_bytes().startswith(before.read_bytes())


def test_result_names_the_file_and_the_same_signature(walk: Walk) -> None:
    for name, result in walk.results.items():
        content = getattr(walk, name).read_bytes()
        assert result.document == samples.ref(content)
    assert walk.results["signed"].cms == walk.results["archived"].cms
    assert walk.results["both"].cms == walk.results["both_archived"].cms
    assert walk.results["signed"].cms != walk.results["both"].cms


def test_time_is_the_one_ordered_with_its_zone(walk: Walk) -> None:
    with pikepdf.open(walk.both) as pdf:
        signatures = {str(field.T): field.V for field in pdf.Root.AcroForm.Fields if "/V" in field}
    assert str(signatures[HELSINKI].M) == "D:20170829101500+03'00'"
    assert str(signatures[BEIJING].M) == "D:20171002110000+03'00'"
    assert str(signatures[BEIJING].Location) == "北京"
    assert signatures[HELSINKI].SubFilter == "/ETSI.CAdES.detached"
    assert signatures[HELSINKI].Prop_Build.App.Name == "/signapp"
    # PAdES forbids a second claim of the time inside of the CMS (EN 319 142-1, table 1)
    content = cms.ContentInfo.load(bytes(signatures[HELSINKI].Contents))["content"]
    attributes = {a["type"].native for a in content["signer_infos"][0]["signed_attrs"]}
    assert attributes == {"content_type", "message_digest", "signing_certificate_v2"}


def test_dss_calls_both_signatures_passed_today(walk: Walk) -> None:
    files = [walk.archived, walk.both_archived]
    verdicts = judge_with_java(files, walk.anchor)
    for file, fields in zip(files, ([HELSINKI], [HELSINKI, BEIJING]), strict=True):
        verdict = verdicts[file]
        assert [s.field for s in verdict.signatures] == fields
        for signature in verdict.signatures:
            assert signature.passed, signature.errors
            assert signature.level == "PAdES_BASELINE_LTA"
            assert all(DSS_MISTAKES_FOR_A_CHANGE.search(it) for it in signature.changes)
        assert all(stamp.indication == "PASSED" for stamp in verdict.timestamps)
        assert {name: it.failures for name, it in verdict.conformance.items()} == {
            "3a": (),
            "ua1": (),
        }
    assert verdicts[walk.archived].signatures[0].best_signature_time == MOMENT


def test_openssl_and_poppler_accept_every_signature(walk: Walk, tmp_path: Path) -> None:
    found = openssl_cms_verifies(walk.both_archived, walk.anchor, tmp_path)
    assert [it.kind for it in found] == ["signature", "timestamp", "signature", "timestamp"]
    assert all(it.accepted for it in found), [it.output for it in found]

    for verdict in pdfsig_verdicts(walk.both_archived, walk.anchor, tmp_path):
        if verdict.field in (HELSINKI, BEIJING):
            assert verdict.valid
            assert verdict.trusted


def test_elliptic_key_leaves_the_version_of_the_pdf_alone(walk: Walk) -> None:
    with pikepdf.open(walk.both_archived) as pdf:
        assert pdf.Root.get("/Version") in (None, pikepdf.Name("/1.7"))
        assert set(pdf.Root.Extensions.keys()) - {"/Type"} == {"/ESIC"}


def test_pyhanko_allows_every_change_after_each_signature(
    walk: Walk, trust: TrustMaterial
) -> None:
    now = MOMENT + timedelta(days=60)

    async def judged() -> list[PdfSignatureStatus]:
        async with validation_context(trust, now) as context:
            return [
                await async_validate_pdf_signature(signature, context)
                for signature in reader.embedded_regular_signatures
            ]

    with walk.both_archived.open("rb") as stream:
        reader = PdfFileReader(stream)
        helsinki, beijing = asyncio.run(judged())
    assert helsinki.bottom_line
    assert helsinki.modification_level is ModificationLevel.FORM_FILLING
    assert beijing.bottom_line
    assert beijing.modification_level is ModificationLevel.LTA_UPDATES


def test_certified_minutes_are_extended(
    authority: DemoAuthority,
    deputy: Person,
    trust: TrustMaterial,
    plan: Path,
    walk: Walk,
    tmp_path: Path,
) -> None:
    order = samples.order(authority, deputy, plan, certify=True)
    samples.sign(order, deputy, samples.stamper(authority))
    archived = tmp_path / "archived.pdf"
    assert (
        extend(order.output, archived, trust, MOMENT, samples.stamper(authority)).level == "B-LTA"
    )
    verdict = judge_with_java([archived], walk.anchor)[archived]
    (signature,) = verdict.signatures
    assert signature.passed
    assert signature.docmdp == "MINIMAL_CHANGES_PERMITTED"
    assert signature.changes == ()
    assert all(it.compliant for it in verdict.conformance.values())


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_mark_is_upright_on_a_turned_page(
    authority: DemoAuthority, deputy: Person, tmp_path: Path, degrees: int
) -> None:
    straight, turned = tmp_path / "straight.pdf", tmp_path / "turned.pdf"
    straight.write_bytes(samples.square_field())
    turned.write_bytes(samples.turned(samples.square_field(), degrees))
    drawn = []
    for source in (straight, turned):
        order = samples.order(authority, deputy, source)
        samples.sign(order, deputy, None)
        drawn.append(_drawn_field(order.output))
    assert len(set(drawn[0])) > 10
    assert all(abs(one - other) < 24 for one, other in zip(*drawn, strict=True))


def _drawn_field(path: Path) -> list[int]:
    """Return the field of `samples.square_field` in shades of grey, as shown."""
    with pypdfium2.PdfDocument(path) as document:
        document.init_forms()
        image = document[0].render(may_draw_forms=True).to_pil().convert("L")
    part = image.crop((50, 50, 150, 150)).resize((20, 20))
    return list(part.tobytes())


# --- what is refused ------------------------------------------------------------------------


def test_field_has_to_be_there_and_empty(
    authority: DemoAuthority, deputy: Person, walk: Walk, tmp_path: Path
) -> None:
    order = samples.order(authority, deputy, walk.signed, output=tmp_path / "out.pdf")
    with pytest.raises(FieldFilledError) as filled:
        prepare(order)
    assert filled.value.facts == {"field": HELSINKI}
    with pytest.raises(FieldMissingError):
        prepare(replace(order, field="Tampere"))
    with pytest.raises(FieldFilledError):
        prepare(replace(order, field=BEIJING, certify=True))
    assert list(tmp_path.iterdir()) == []


def test_file_closed_by_its_certification_is_refused(
    authority: DemoAuthority, deputy: Person, plan: Path, tmp_path: Path
) -> None:
    order = samples.order(authority, deputy, plan, certify=True, output=tmp_path / "signed.pdf")
    samples.sign(order, deputy, None)
    closed = tmp_path / "closed.pdf"
    closed.write_bytes(order.output.read_bytes().replace(b"/P 2", b"/P 1"))
    with pytest.raises(DocumentError):
        prepare(
            samples.order(authority, deputy, closed, field=BEIJING, output=tmp_path / "no.pdf")
        )


def test_unusable_files_are_told_apart(
    authority: DemoAuthority, deputy: Person, plan: Path, tmp_path: Path
) -> None:
    whole = plan.read_bytes()
    locked = io.BytesIO()
    with pikepdf.open(plan) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="owner", user=""))
    cases: list[tuple[bytes, type[Exception]]] = [
        (b"PK\x03\x04 a renamed word file", NotAPdfError),
        (b"", NotAPdfError),
        (whole[: len(whole) // 2], DamagedFileError),
        (whole.replace(b"/Fields", b"/Feilds"), FieldMissingError),
        (locked.getvalue(), EncryptedFileError),
    ]
    for number, (content, expected) in enumerate(cases):
        source = tmp_path / f"{number}.pdf"
        source.write_bytes(content)
        with pytest.raises(expected):
            prepare(samples.order(authority, deputy, source))
    with pytest.raises(StorageError):
        prepare(samples.order(authority, deputy, tmp_path / "nowhere.pdf"))


@pytest.mark.parametrize(
    ("cause", "spoil"),
    [
        ("expired", lambda a: (_issued(a, until=MOMENT - YEAR / 365), {})),
        ("not_yet_valid", lambda a: (_issued(a, since=MOMENT + YEAR), {})),
        ("no_content_commitment", lambda a: (_issued(a, purpose=Purpose.SESSION), {})),
        ("untrusted", lambda _: (_issued(DemoAuthority.found()), {})),
        ("untrusted", lambda a: (_issued(a), {"roots": ()})),
        ("untrusted", lambda a: (_issued(a), {"roots": (b"junk",)})),
        ("weak", lambda _: (b"junk", {})),
    ],
)
def test_certificate_is_refused_before_a_pin_is_asked(
    authority: DemoAuthority,
    deputy: Person,
    plan: Path,
    cause: str,
    spoil: Callable[[DemoAuthority], tuple[bytes, dict[str, tuple[bytes, ...]]]],
) -> None:
    certificate, trusted = spoil(authority)
    order = samples.order(authority, deputy, plan, certificate=certificate)
    order = replace(order, trust=replace(order.trust, **trusted))
    with pytest.raises(CertificateRefusedError) as refused:
        prepare(order)
    assert refused.value.facts == {"cause": cause}
    assert not order.output.exists()


def test_certificate_that_is_silent_about_its_use_is_refused(
    authority: DemoAuthority, deputy: Person, plan: Path
) -> None:
    own = deputy.issued.certificate
    builder = (
        x509.CertificateBuilder()
        .subject_name(own.subject)
        .issuer_name(own.issuer)
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(own.not_valid_before_utc)
        .not_valid_after(own.not_valid_after_utc)
    )
    for extension in own.extensions:
        if extension.oid != ExtensionOID.KEY_USAGE:
            builder = builder.add_extension(extension.value, extension.critical)
    silent = builder.sign(authority._root.key, SHA256()).public_bytes(Encoding.DER)
    with pytest.raises(CertificateRefusedError) as refused:
        prepare(samples.order(authority, deputy, plan, certificate=silent))
    assert refused.value.facts == {"cause": "no_content_commitment"}


def test_revoked_certificate_is_refused(
    authority: DemoAuthority, deputy: Person, plan: Path
) -> None:
    revoked = authority.revocation_list(
        samples.LISTED, [(deputy.issued.der, samples.LISTED - YEAR / 12)], number=2
    )
    order = samples.order(authority, deputy, plan)
    order = replace(order, trust=replace(order.trust, revocation_lists=(revoked,)))
    with pytest.raises(CertificateRefusedError) as refused:
        prepare(order)
    assert refused.value.facts == {"cause": "revoked"}


def _issued(
    authority: DemoAuthority,
    purpose: Purpose = Purpose.SIGNATURE,
    since: datetime = MOMENT - YEAR / 2,
    until: datetime = MOMENT + 2 * YEAR,
) -> bytes:
    since = min(since, until - YEAR / 12)
    return authority.issue("X", purpose, "p256", since, max(until, since + YEAR / 12)).der


def test_signature_of_another_key_is_not_assembled(
    authority: DemoAuthority, deputy: Person, counterpart: Person, plan: Path
) -> None:
    order = samples.order(authority, deputy, plan)
    prepared = prepare(order)
    before = order.output.read_bytes()
    other = keys.sign(counterpart.home, PIN, counterpart.issued.der, prepared.signed_attributes)
    own = keys.sign(deputy.home, PIN, deputy.issued.der, prepared.signed_attributes + b"!")
    for signature in (other, own, b""):
        with pytest.raises(KeyMismatchError):
            assemble(order, prepared, signature, samples.stamper(authority))
    assert order.output.read_bytes() == before


# --- crashes, repetitions, services that fail -----------------------------------------------


def test_assembling_again_changes_nothing_and_costs_no_stamp(
    authority: DemoAuthority, deputy: Person, plan: Path
) -> None:
    order = samples.order(authority, deputy, plan)
    prepared = prepare(order)
    signature = keys.sign(deputy.home, PIN, deputy.issued.der, prepared.signed_attributes)
    asked: list[bytes] = []

    def counting(request: bytes) -> bytes:
        asked.append(request)
        return authority.stamp(request, MOMENT)

    first = assemble(order, prepared, signature, counting)
    content = order.output.read_bytes()
    assert assemble(order, prepared, signature, counting) == first
    assert assemble(order, prepared, signature, None) == first
    assert order.output.read_bytes() == content
    assert len(asked) == 1


def test_leftovers_of_a_crash_do_not_matter(
    authority: DemoAuthority, deputy: Person, plan: Path
) -> None:
    order = samples.order(authority, deputy, plan)
    order.output.with_name(order.output.name + ".part").write_bytes(b"half of a file" * 100_000)
    order.output.write_bytes(b"an earlier attempt")
    assert samples.sign(order, deputy, samples.stamper(authority)).level == "B-T"
    assert sorted(p.name for p in plan.parent.iterdir()) == ["plan-signed.pdf", "plan.pdf"]


def test_stamp_is_added_in_the_same_hole_when_the_service_is_back(
    authority: DemoAuthority, deputy: Person, plan: Path
) -> None:
    order = samples.order(authority, deputy, plan)
    prepared = prepare(order)
    signature = keys.sign(deputy.home, PIN, deputy.issued.der, prepared.signed_attributes)
    without = assemble(order, prepared, signature, None)
    with_stamp = assemble(order, prepared, signature, samples.stamper(authority))
    assert (without.level, with_stamp.level) == ("B-B", "B-T")
    assert without.document.length == with_stamp.document.length


def wrapped_in(authority: DemoAuthority, count: int) -> Stamper:
    """Return a time stamp service that sends many certificates along."""
    issued = (authority.issue(f"No {n}", Purpose.SIGNATURE, "p256") for n in range(count))
    extra = [asn1_x509.Certificate.load(one.der) for one in issued]

    def stamp(request: bytes) -> bytes:
        answer = tsp.TimeStampResp.load(authority.stamp(request, MOMENT))
        signed = answer["time_stamp_token"]["content"]
        there = [one.chosen for one in signed["certificates"]]
        signed["certificates"] = cms.CertificateSet(
            [cms.CertificateChoices("certificate", one) for one in (*there, *extra)]
        )
        return bytes(answer.dump(force=True))

    return stamp


def test_stamp_that_does_not_fit_costs_no_signature(
    authority: DemoAuthority, deputy: Person, trust: TrustMaterial, plan: Path, tmp_path: Path
) -> None:
    """The key was used: what came is assembled without the stamp, and archived later."""
    order = samples.order(authority, deputy, plan)
    prepared = prepare(order)
    value = samples.value_of(deputy, prepared)
    before = order.output.read_bytes()
    with pytest.raises(TimeStampFailedError):
        assemble(order, prepared, value, wrapped_in(authority, 40))
    assert order.output.read_bytes() == before
    assert assemble(order, prepared, value, None).level == "B-B"
    archived = tmp_path / "archived.pdf"
    assert (
        extend(order.output, archived, trust, MOMENT, samples.stamper(authority)).level == "B-LTA"
    )
    again = samples.order(authority, deputy, plan, output=tmp_path / "again.pdf")
    assert samples.sign(again, deputy, wrapped_in(authority, 3)).level == "B-T"


def test_large_certificates_get_room(authority: DemoAuthority, plan: Path, tmp_path: Path) -> None:
    usage = authority.issue("Anni", Purpose.SIGNATURE, "p256").certificate.extensions
    own = usage.get_extension_for_class(x509.KeyUsage)
    stuffed = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.7"), b"x" * 24_000)
    issued = authority_module._issue(
        authority._root, authority_module._new_key("p256"), "Anni",
        authority_module.BEGIN, authority_module.END, [(own.value, True), (stuffed, False)],
    )  # fmt: skip
    signer = Person("Anni", issued, samples.key_file(tmp_path, issued))
    order = samples.order(authority, signer, plan)
    assert samples.sign(order, signer, samples.stamper(authority)).level == "B-T"


def test_file_without_a_stamp_is_archived_later(
    authority: DemoAuthority, deputy: Person, trust: TrustMaterial, plan: Path, tmp_path: Path
) -> None:
    order = samples.order(authority, deputy, plan)
    samples.sign(order, deputy, None)
    archived = tmp_path / "archived.pdf"
    later = MOMENT + timedelta(days=2)
    result = extend(order.output, archived, trust, later, samples.stamper(authority, later))
    assert result.level == "B-LTA"


def test_second_signature_of_the_same_person_is_archived_too(
    authority: DemoAuthority, deputy: Person, trust: TrustMaterial, walk: Walk, tmp_path: Path
) -> None:
    both, archived = tmp_path / "both.pdf", tmp_path / "archived.pdf"
    order = samples.order(authority, deputy, walk.archived, output=both, field=BEIJING)
    assert samples.sign(order, deputy, samples.stamper(authority)).level == "B-T"
    result = extend(both, archived, trust, MOMENT, samples.stamper(authority))
    assert result.level == level_of(archived, HELSINKI) == "B-LTA"
    verdict = judge_with_java([archived], walk.anchor, ())[archived]
    assert all(signature.passed for signature in verdict.signatures)


def test_archive_stamp_is_renewed(
    authority: DemoAuthority, trust: TrustMaterial, walk: Walk, tmp_path: Path
) -> None:
    renewed = tmp_path / "renewed.pdf"
    later = MOMENT + 5 * YEAR
    result = extend(walk.archived, renewed, trust, later, samples.stamper(authority, later))
    assert (result.level, result.cms) == ("B-LTA", walk.results["archived"].cms)
    assert renewed.read_bytes().startswith(walk.archived.read_bytes())
    assert judge_with_java([renewed], walk.anchor)[renewed].signatures[0].passed


def _raising(_: bytes) -> bytes:
    raise TimeStampFailedError


def _unreachable(_: bytes) -> bytes:
    raise TimeoutError


def _bad_services(authority: DemoAuthority) -> dict[str, Stamper]:
    stranger = DemoAuthority.found()

    def other_nonce(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        asked["nonce"] = 42
        return authority.stamp(asked.dump(), MOMENT)

    def no_nonce(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        del asked["nonce"]
        return authority.stamp(asked.dump(), MOMENT)

    def other_imprint(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        asked["message_imprint"]["hashed_message"] = bytes(32)
        return authority.stamp(asked.dump(), MOMENT)

    def no_certificate(request: bytes) -> bytes:
        asked = tsp.TimeStampReq.load(request)
        asked["cert_req"] = False
        return authority.stamp(asked.dump(), MOMENT)

    def broken(request: bytes) -> bytes:
        answer = bytearray(authority.stamp(request, MOMENT))
        answer[-10] ^= 1
        return bytes(answer)

    return {
        "raises": _raising,
        "timeout": _unreachable,
        "garbage": lambda _: b"<html>busy</html>",
        "nothing": lambda _: b"",
        "refusal": lambda _: authority.stamp(b"junk", MOMENT),
        "cut": lambda request: authority.stamp(request, MOMENT)[:-1],
        "broken": broken,
        "other nonce": other_nonce,
        "no nonce": no_nonce,
        "other imprint": other_imprint,
        "no certificate": no_certificate,
        "untrusted": lambda request: stranger.stamp(request, MOMENT),
        "expired": lambda request: authority.stamp(request, MOMENT + 40 * YEAR),
    }


def test_failing_time_stamp_service_harms_no_file(
    authority: DemoAuthority, deputy: Person, trust: TrustMaterial, plan: Path, tmp_path: Path
) -> None:
    order = samples.order(authority, deputy, plan)
    prepared = prepare(order)
    signature = keys.sign(deputy.home, PIN, deputy.issued.der, prepared.signed_attributes)
    before, archived = order.output.read_bytes(), tmp_path / "archived.pdf"
    services = _bad_services(authority)
    for name, service in services.items():
        with pytest.raises(TimeStampFailedError):
            assemble(order, prepared, signature, service)
        assert order.output.read_bytes() == before, name

    assemble(order, prepared, signature, None)
    signed = order.output.read_bytes()
    for name, service in services.items():
        with pytest.raises(TimeStampFailedError):
            extend(order.output, archived, trust, MOMENT, service)
        assert order.output.read_bytes() == signed, name
    assert sorted(p.name for p in tmp_path.iterdir()) == ["plan-signed.pdf", "plan.pdf"]


def test_prepared_file_that_was_altered_is_not_called_signed(
    authority: DemoAuthority, deputy: Person, plan: Path
) -> None:
    order = samples.order(authority, deputy, plan)
    prepared = prepare(order)
    signature = keys.sign(deputy.home, PIN, deputy.issued.der, prepared.signed_attributes)
    whole = order.output.read_bytes()
    cases = {
        "not_intact": whole.replace(b"/Reason (Decision", b"/Reason (Derision"),
        "not_whole_file": whole + b"\n% and more\n",
    }
    for cause, content in cases.items():
        order.output.write_bytes(content)
        with pytest.raises(SignatureNotValidError) as caught:
            assemble(order, prepared, signature, None)
        assert caught.value.facts == {"cause": cause}
        assert order.output.read_bytes() == content
    order.output.write_bytes(whole[: prepared.start])
    with pytest.raises(DamagedFileError):
        assemble(order, prepared, signature, None)


def test_extending_needs_a_signature_and_what_is_known_of_it(
    authority: DemoAuthority, trust: TrustMaterial, walk: Walk, plan: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.pdf"
    stamps = samples.stamper(authority)
    with pytest.raises(FieldMissingError):
        extend(plan, out, trust, MOMENT, stamps)
    with pytest.raises(RevocationUnknownError):
        extend(walk.signed, out, replace(trust, revocation_lists=()), MOMENT, stamps)
    assert not out.exists()


def test_time_zone_of_the_machine_does_not_matter(
    authority: DemoAuthority, deputy: Person, plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Nowhere/Land")
    order = samples.order(authority, deputy, plan)
    samples.sign(order, deputy, samples.stamper(authority))
    with pikepdf.open(order.output) as pdf:
        assert str(pdf.Root.AcroForm.Fields[0].V.M) == "D:20170829101500+03'00'"


def test_large_file_is_signed(
    authority: DemoAuthority, deputy: Person, trust: TrustMaterial, plan: Path, tmp_path: Path
) -> None:
    with pikepdf.open(plan, allow_overwriting_input=True) as pdf:
        pdf.Root.Ballast = pdf.make_stream(bytes(range(256)) * 80_000)
        pdf.save(plan, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    assert plan.stat().st_size > 20_000_000
    order = samples.order(authority, deputy, plan)
    samples.sign(order, deputy, samples.stamper(authority))
    out = tmp_path / "out.pdf"
    assert extend(order.output, out, trust, MOMENT, samples.stamper(authority)).level == "B-LTA"
