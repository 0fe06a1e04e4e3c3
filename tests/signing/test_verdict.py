"""Verdicts: honest files hold, forged ones do not, and nothing but known errors comes out."""

import io
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest

from signapp.demo.authority import DemoAuthority
from signapp.domain.acts import Purpose
from signapp.domain.errors import (
    DamagedFileError,
    DocumentError,
    EncryptedFileError,
    NotAPdfError,
)
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    SignatureVerdict,
    TrustMaterial,
    Verdict,
)
from signapp.signing.pades import extend
from signapp.signing.signer import AskedTimeStamper
from signapp.signing.verdict import REMARKS, judge
from tests.signing import forgeries, samples
from tests.signing.samples import BEIJING, HELSINKI, MOMENT, Person

SOON = MOMENT + timedelta(minutes=1)
TODAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LATER = datetime(2040, 3, 1, 9, 0, tzinfo=UTC)
MOMENTS = (SOON, TODAY, LATER)
AMOUNT = "Amount"
PNG_LIKE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Files:
    """An agreement in its states, as bytes: decided, signed at each level, signed by both."""

    decided: bytes
    claimed: bytes
    stamped: bytes
    archived: bytes
    both: bytes
    certified: bytes


@pytest.fixture(scope="module")
def files(
    authority: DemoAuthority,
    deputy: Person,
    counterpart: Person,
    tmp_path_factory: pytest.TempPathFactory,
) -> Files:
    desk = Desk(authority, tmp_path_factory.mktemp("files"))
    decided = forgeries.with_amount(samples.action_plan(), AMOUNT)
    stamped = desk.sign(decided, deputy)
    archived = desk.extend(stamped)
    return Files(
        decided=decided,
        claimed=desk.sign(decided, deputy, stamps=False),
        stamped=stamped,
        archived=archived,
        both=desk.extend(desk.sign(archived, counterpart, field=BEIJING)),
        certified=desk.extend(desk.sign(decided, deputy, certify=True)),
    )


@dataclass(frozen=True)
class Desk:
    """Signs bytes with the real phases."""

    authority: DemoAuthority
    folder: Path

    def sign(self, pdf: bytes, signer: Person, stamps: bool = True, **changes: object) -> bytes:
        source = self.folder / "source.pdf"
        source.write_bytes(pdf)
        order = samples.order(self.authority, signer, source, **changes)
        samples.sign(order, signer, samples.stamper(self.authority) if stamps else None)
        return order.output.read_bytes()

    def extend(self, pdf: bytes) -> bytes:
        source, output = self.folder / "source.pdf", self.folder / "extended.pdf"
        source.write_bytes(pdf)
        trust = samples.trust(self.authority)
        extend(source, output, trust, SOON, samples.stamper(self.authority))
        return output.read_bytes()


Judge = Callable[..., Verdict]


@pytest.fixture
def judged(tmp_path: Path, trust: TrustMaterial) -> Judge:
    """Judge bytes; every code of a remark must be a known one."""

    def judge_bytes(
        pdf: bytes,
        at: datetime = TODAY,
        decided: DecidedRevision | None = None,
        trusted: TrustMaterial = trust,
    ) -> Verdict:
        path = tmp_path / "judged.pdf"
        path.write_bytes(pdf)
        verdict = judge(path, trusted, at, decided)
        assert set(codes(verdict)) <= REMARKS
        return verdict

    return judge_bytes


def codes(verdict: Verdict) -> list[str]:
    parts = [verdict.decided] if verdict.decided else []
    for signature in verdict.signatures:
        parts += [signature.content, signature.person, signature.time]
    changes = [change.code for signature in verdict.signatures for change in signature.changes]
    return [remark.code for part in parts for remark in part.remarks] + changes


def only(verdict: Verdict) -> SignatureVerdict:
    (signature,) = verdict.signatures
    return signature


def decided_on(pdf: bytes, field: str = HELSINKI) -> DecidedRevision:
    return DecidedRevision(samples.ref(pdf), field)


# --- honest files ---------------------------------------------------------------------------


@pytest.mark.parametrize("at", MOMENTS, ids=lambda at: str(at.year))
@pytest.mark.parametrize("state", ["stamped", "archived", "both", "certified"])
def test_an_honest_file_holds_today_and_in_twenty_years(
    files: Files, judged: Judge, state: str, at: datetime
) -> None:
    verdict = judged(getattr(files, state), at, decided_on(files.decided))
    assert verdict.holds is Holds.YES, verdict
    for signature in verdict.signatures:
        assert signature.proven == MOMENT
        assert {remark.facts["harmless"] for remark in signature.changes} <= {"yes"}


def test_a_certificate_with_a_key_of_an_unknown_kind_helps_nobody_and_stops_nothing(
    files: Files, judged: Judge, authority: DemoAuthority, trust: TrustMaterial
) -> None:
    der = authority.issue("Outi Outola", Purpose.SIGNATURE, "rsa3072").der
    rsa, unknown = bytes.fromhex("06092a864886f70d010101"), bytes.fromhex("06092a864886f70d010141")
    assert der.count(rsa) == 1
    strange = replace(trust, others=(*trust.others, der.replace(rsa, unknown)))
    verdict = judged(files.archived, TODAY, decided_on(files.decided), strange)
    assert verdict.holds is Holds.YES


@pytest.mark.parametrize("at", MOMENTS, ids=lambda at: str(at.year))
def test_without_a_time_stamp_only_the_time_is_not_known(
    files: Files, judged: Judge, at: datetime
) -> None:
    verdict = judged(files.claimed, at, decided_on(files.decided))
    signature = only(verdict)
    assert verdict.holds is Holds.NOT_KNOWN
    assert signature.content.holds is signature.person.holds is Holds.YES
    assert [remark.code for remark in signature.time.remarks] == ["time.claimed_only"]
    assert signature.claimed == MOMENT
    assert signature.proven is None
    assert verdict.decided
    assert verdict.decided.holds is Holds.YES


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_file_with_turned_pages_holds(
    authority: DemoAuthority,
    deputy: Person,
    counterpart: Person,
    judged: Judge,
    tmp_path: Path,
    degrees: int,
) -> None:
    decided = samples.turned(samples.action_plan(), degrees)
    desk = Desk(authority, tmp_path)
    both = desk.sign(desk.sign(decided, deputy), counterpart, field=BEIJING)
    assert judged(both, decided=decided_on(decided)).holds is Holds.YES


def test_the_verdict_says_who_signed_what_and_what_came_after(
    files: Files, judged: Judge, deputy: Person
) -> None:
    verdict = judged(files.both)
    helsinki, beijing = verdict.signatures
    assert (helsinki.field, beijing.field) == (HELSINKI, BEIJING)
    assert helsinki.signer == deputy.name
    assert beijing.signer == "王小明"
    assert (helsinki.level, beijing.level) == ("B-LTA", "B-LTA")
    assert helsinki.revision == samples.ref(files.stamped)
    assert verdict.document == samples.ref(files.both)
    told = {(change.code, change.facts["revision"]) for change in helsinki.changes}
    assert told >= {
        ("change.time_stamp", "3"),
        ("change.revocation_data", "3"),
        ("change.signature", "4"),
        ("change.time_stamp", "5"),
    }
    (signature,) = (change for change in helsinki.changes if change.code == "change.signature")
    assert signature.facts == {"revision": "4", "harmless": "yes", "field": BEIJING}
    assert {change.facts["revision"] for change in beijing.changes} == {"5"}


def test_a_file_without_a_signature_does_not_hold(files: Files, judged: Judge) -> None:
    verdict = judged(files.decided, decided=decided_on(files.decided))
    assert verdict.signatures == ()
    assert codes(verdict) == ["decided.not_signed"]
    assert verdict.holds is Holds.NO


# --- forged files ---------------------------------------------------------------------------

CHANGED: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "page replaced": (forgeries.page_replaced, "change.page"),
    "page stream overwritten": (forgeries.page_stream_overwritten, "change.page"),
    "page turned": (forgeries.page_turned, "change.page"),
    "page added": (forgeries.page_added, "change.page"),
    "comment": (forgeries.annotated, "change.annotation"),
    "mark moved": (lambda pdf: forgeries.field_moved(pdf, HELSINKI), "change.annotation"),
    "mark gone": (lambda pdf: forgeries.appearance_replaced(pdf, HELSINKI), "change.annotation"),
    "empty field moved": (lambda pdf: forgeries.field_moved(pdf, BEIJING), "change.annotation"),
    "value": (lambda pdf: forgeries.value_changed(pdf, AMOUNT), "change.form_field"),
    "title": (forgeries.title_changed, "change.other"),
    "metadata": (forgeries.metadata_changed, "change.other"),
    "script": (forgeries.script_added, "change.other"),
}


@pytest.mark.parametrize("state", ["claimed", "archived", "certified"])
@pytest.mark.parametrize("name", CHANGED)
def test_a_change_after_the_signature_is_told(
    files: Files, judged: Judge, name: str, state: str
) -> None:
    forge, what = CHANGED[name]
    verdict = judged(forge(getattr(files, state)), decided=decided_on(files.decided))
    content = only(verdict).content
    assert content.holds is Holds.NO
    assert what in [remark.facts.get("what") for remark in content.remarks], content
    assert what in [change.code for change in only(verdict).changes]
    assert verdict.decided
    assert verdict.decided.holds is Holds.NO
    assert "decided.changed" in codes(verdict)


def test_a_changed_value_is_told_by_the_name_of_its_field(files: Files, judged: Judge) -> None:
    changes = only(judged(forgeries.value_changed(files.archived, AMOUNT))).changes
    (told,) = [change for change in changes if change.code == "change.form_field"]
    assert (told.facts["field"], told.facts["harmless"]) == (AMOUNT, "no")


UNEXPLAINED: dict[str, tuple[Callable[[bytes], bytes], set[str]]] = {
    "junk": (forgeries.junk_after_end, {"content.bytes_after_end"}),
    "line end": (forgeries.line_end_after_end, {"content.bytes_after_end"}),
    "stray object": (forgeries.stray_object, {"content.bytes_after_end"}),
    "stray object in a revision": (
        forgeries.stray_object_in_revision,
        {"content.bytes_unaccounted"},
    ),
    "hybrid": (forgeries.hybrid, {"content.hybrid_added"}),
    "hole with a tail": (forgeries.hole_tail, {"content.structure"}),
    "hole with spaces": (forgeries.hole_not_hexadecimal, {"content.structure"}),
}


@pytest.mark.parametrize("name", UNEXPLAINED)
def test_bytes_that_nothing_explains_are_refused(files: Files, judged: Judge, name: str) -> None:
    forge, expected = UNEXPLAINED[name]
    content = only(judged(forge(files.claimed))).content
    assert content.holds is Holds.NO
    assert expected <= {remark.code for remark in content.remarks}


BYTE_RANGES: dict[str, Callable[[list[int]], list[int]]] = {
    "starts later": lambda r: [1, r[1] - 1, r[2], r[3]],
    "hole too wide": lambda r: [0, r[1] - 8, r[2], r[3]],
    "hole too wide behind": lambda r: [0, r[1], r[2] + 8, r[3] - 8],
    "overlapping": lambda r: [0, r[1], r[1] - 10, r[3]],
    "short": lambda r: [0, r[1], r[2], r[3] - 40],
    "beyond the end": lambda r: [0, r[1], r[2], r[3] + 9],
    "three numbers": lambda r: r[:3],
    "empty": lambda r: [0] * len(r),
    "nothing": lambda r: r[:0],
}


@pytest.mark.parametrize("name", BYTE_RANGES)
def test_a_malformed_place_of_the_signature_is_refused(
    files: Files, judged: Judge, name: str
) -> None:
    content = only(judged(forgeries.byte_range(files.claimed, BYTE_RANGES[name]))).content
    assert content.holds is Holds.NO
    assert {"content.structure", "content.coverage"} & {r.code for r in content.remarks}


def test_a_changed_byte_in_a_page_is_found(files: Files, judged: Judge) -> None:
    at = files.stamped.index(b"stream\n") + 40
    forged = files.stamped[:at] + bytes([files.stamped[at] ^ 1]) + files.stamped[at + 1 :]
    content = only(judged(forged, decided=decided_on(files.decided))).content
    assert content.holds is Holds.NO
    assert [remark.code for remark in content.remarks] == ["content.digest_differs"]


@pytest.mark.parametrize("forge", [forgeries.dictionary_shared, forgeries.dictionary_copied])
def test_one_signature_does_not_serve_two_fields(
    files: Files, judged: Judge, forge: Callable[[bytes, str, str], bytes]
) -> None:
    verdict = judged(forge(files.claimed, HELSINKI, BEIJING))
    assert len(verdict.signatures) == 2
    for signature in verdict.signatures:
        assert signature.content.holds is Holds.NO
        assert "content.shared_dictionary" in [r.code for r in signature.content.remarks]


def test_a_new_field_over_the_text_is_refused(
    files: Files, judged: Judge, counterpart: Person
) -> None:
    forged = forgeries.covered_by_new_field(files.archived, counterpart.issued)
    first, second = judged(forged).signatures
    assert first.content.holds is Holds.NO
    assert [(r.code, r.facts) for r in first.content.remarks] == [
        ("content.covered", {"page": "1"})
    ]
    assert second.field == "Cover"


def test_a_file_cut_anywhere_is_damaged_or_does_not_hold(files: Files, judged: Judge) -> None:
    for length in (*range(6, len(files.archived), 4001), len(files.archived) - 3):
        try:
            verdict = judged(files.archived[:length], decided=decided_on(files.decided))
        except DocumentError:
            continue
        assert verdict.holds is Holds.NO, length
    halved = forgeries.revision_cut_in_half(files.claimed)
    with suppress(DamagedFileError):
        assert judged(halved).holds is Holds.NO


def test_other_kinds_of_signatures_are_told(
    files: Files, judged: Judge, counterpart: Person
) -> None:
    other = forgeries.signed_unasked(
        files.decided,
        counterpart.issued,
        HELSINKI,
        subfilter=forgeries.SigSeedSubFilter.ADOBE_PKCS7_DETACHED,
    )
    content = only(judged(other)).content
    assert content.holds is Holds.NOT_KNOWN
    assert [remark.code for remark in content.remarks] == ["content.other_kind"]
    forged = only(judged(forgeries.page_replaced(other))).content
    assert forged.holds is Holds.NO
    assert [remark.code for remark in forged.remarks] == ["content.changed", "content.other_kind"]
    weak = forgeries.signed_unasked(
        files.decided, counterpart.issued, HELSINKI, md_algorithm="sha1"
    )
    assert [r.code for r in only(judged(weak)).content.remarks] == ["content.weak_digest"]


def test_a_key_of_another_certificate_is_found(
    files: Files, judged: Judge, counterpart: Person, authority: DemoAuthority
) -> None:
    victim = authority.issue("Victim", Purpose.SIGNATURE, "p256")
    forged = forgeries.signed_unasked(
        files.decided, counterpart.issued, HELSINKI, certificate=victim.der
    )
    content = only(judged(forged)).content
    assert content.holds is Holds.NO
    assert [r.code for r in content.remarks] == ["content.signature_wrong"]


def test_a_time_stamp_brings_no_script(
    files: Files, judged: Judge, authority: DemoAuthority
) -> None:
    stamps = AskedTimeStamper(samples.stamper(authority), samples.trust(authority))
    honest = forgeries.stamped_with_script(files.stamped, stamps, script=False)
    assert judged(honest).holds is Holds.YES
    forged = only(judged(forgeries.stamped_with_script(files.stamped, stamps)))
    assert forged.content.holds is Holds.NO
    assert forged.content.remarks[0].facts["what"] == "change.time_stamp"


# --- what was decided -----------------------------------------------------------------------


def test_a_page_replaced_before_the_signature_is_not_what_was_decided(
    files: Files, judged: Judge, authority: DemoAuthority, deputy: Person, tmp_path: Path
) -> None:
    decided = decided_on(files.decided)
    for forge, what in CHANGED.values():
        forged = forge(files.decided)
        verdict = judged(Desk(authority, tmp_path).sign(forged, deputy), decided=decided)
        assert verdict.signatures[0].content.holds is Holds.YES
        assert verdict.decided
        assert verdict.decided.holds is Holds.NO
        assert (verdict.decided.remarks[0].code, verdict.decided.remarks[0].facts["what"]) == (
            "decided.changed",
            what,
        )


def test_another_document_or_field_is_not_what_was_decided(
    files: Files, judged: Judge, authority: DemoAuthority, counterpart: Person, tmp_path: Path
) -> None:
    other = decided_on(samples.action_plan())
    assert "decided.other_document" in codes(judged(files.stamped, decided=other))
    longer = replace(other, document=samples.ref(files.both))
    assert "decided.other_document" in codes(judged(files.stamped, decided=longer))
    wrong = Desk(authority, tmp_path).sign(files.decided, counterpart, field=BEIJING)
    verdict = judged(wrong, decided=decided_on(files.decided))
    assert verdict.decided
    assert verdict.decided.remarks[0].code == "decided.other_field_filled"
    assert verdict.decided.remarks[0].facts == {"field": BEIJING}


def test_pixels_are_compared_when_nothing_else_speaks_against_a_file(
    files: Files, judged: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second library has the last word, should the first one ever be fooled."""
    from signapp.signing import revisions

    monkeypatch.setattr(revisions, "allows", lambda *_: True)
    verdict = judged(forgeries.page_replaced(files.archived), decided=decided_on(files.decided))
    found = [r for r in only(verdict).content.remarks if r.code == "content.pixels_differ"]
    assert [r.facts for r in found] == [{"page": "1"}]
    assert "decided.pixels_differ" in codes(verdict)


# --- persons --------------------------------------------------------------------------------


def test_who_is_not_known_without_anchors(
    files: Files, judged: Judge, trust: TrustMaterial
) -> None:
    signature = only(judged(files.stamped, trusted=replace(trust, roots=())))
    assert signature.person.holds is Holds.NOT_KNOWN
    assert signature.person.remarks[0].code == "signer.no_anchor"
    assert signature.time.holds is Holds.NOT_KNOWN
    assert signature.time.remarks[0].code == "time.stamp_no_anchor"
    assert signature.content.holds is Holds.YES


def test_another_root_does_not_know_the_signer(files: Files, judged: Judge) -> None:
    stranger = samples.trust(DemoAuthority.found())
    verdict = judged(files.archived, trusted=stranger)
    assert verdict.holds is Holds.NOT_KNOWN
    assert only(verdict).person.remarks[0].code == "signer.untrusted"
    assert only(verdict).time.remarks[0].code == "time.stamp_untrusted"


def test_a_revocation_counts_from_its_moment(
    files: Files, judged: Judge, trust: TrustMaterial, authority: DemoAuthority, deputy: Person
) -> None:
    def revoked(since: datetime) -> TrustMaterial:
        newer = authority.revocation_list(TODAY, [(deputy.issued.der, since)], number=2)
        return replace(trust, revocation_lists=(*trust.revocation_lists, newer))

    before, after = MOMENT - timedelta(days=1), MOMENT + timedelta(days=1)
    for state in ("claimed", "stamped", "archived"):
        person = only(judged(getattr(files, state), LATER, trusted=revoked(before))).person
        assert person.holds is Holds.NO
        assert person.remarks[0].code == "signer.revoked"
    assert only(judged(files.stamped, LATER, trusted=revoked(after))).person.holds is Holds.YES
    unproven = only(judged(files.claimed, LATER, trusted=revoked(after))).person
    assert unproven.holds is Holds.NOT_KNOWN
    assert unproven.remarks[0].code == "signer.revoked"


def test_without_a_revocation_list_revocation_is_not_known(
    files: Files, judged: Judge, trust: TrustMaterial
) -> None:
    bare = replace(trust, revocation_lists=())
    signature = only(judged(files.stamped, trusted=bare))
    assert signature.person.remarks[0].code == "signer.revocation_unknown"
    assert signature.time.remarks[0].code == "time.stamp_revocation_unknown"
    assert judged(files.archived, trusted=bare).holds is Holds.YES
    spoiled = forgeries.with_bad_revocation_data(files.archived)
    assert judged(spoiled).holds is Holds.YES
    assert judged(spoiled, trusted=bare).holds is Holds.NOT_KNOWN


@pytest.mark.parametrize(
    ("code", "holds", "purpose", "until"),
    [
        ("signer.expired", Holds.NO, Purpose.SIGNATURE, datetime(2017, 6, 1, tzinfo=UTC)),
        (
            "signer.no_content_commitment",
            Holds.NO,
            Purpose.SESSION,
            datetime(2047, 1, 1, tzinfo=UTC),
        ),
    ],
)
def test_an_unfit_certificate_is_refused(
    files: Files,
    judged: Judge,
    authority: DemoAuthority,
    code: str,
    holds: Holds,
    purpose: Purpose,
    until: datetime,
) -> None:
    issued = authority.issue("Unfit", purpose, "p256", valid_until=until)
    stamps = AskedTimeStamper(samples.stamper(authority), samples.trust(authority))
    for stamped in (stamps, None):
        signed = forgeries.signed_unasked(files.decided, issued, HELSINKI, stamped)
        person = only(judged(signed, LATER)).person
        assert person.holds is holds
        assert person.remarks[0].code == code


def test_an_expiry_after_the_signature_leaves_the_question_open_without_proof(
    files: Files, judged: Judge
) -> None:
    after_all = datetime(2048, 1, 1, tzinfo=UTC)
    person = only(judged(files.claimed, after_all)).person
    assert person.holds is Holds.NOT_KNOWN
    assert person.remarks[0].code == "signer.expired"


# --- time -----------------------------------------------------------------------------------


def test_a_time_stamp_over_something_else_is_broken(
    files: Files, judged: Judge, counterpart: Person, authority: DemoAuthority
) -> None:
    class Wrong(AskedTimeStamper):
        async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> object:
            return await super().async_timestamp(message_digest[::-1], md_algorithm)

    stamps = Wrong(samples.stamper(authority), samples.trust(authority))
    signed = forgeries.signed_unasked(files.decided, counterpart.issued, HELSINKI, stamps)
    time = only(judged(signed, LATER)).time
    assert time.holds is Holds.NO
    assert time.remarks[0].code == "time.stamp_broken"


def test_a_time_stamp_outlives_its_certificate_only_when_stamped_anew(
    files: Files, judged: Judge
) -> None:
    signature = only(judged(files.archived, datetime(2048, 1, 1, tzinfo=UTC)))
    assert signature.time.holds is Holds.NOT_KNOWN
    assert "time.stamp_expired" in [r.code for r in signature.time.remarks]
    assert signature.content.holds is Holds.YES


def test_a_moment_before_the_signature_proves_nothing(files: Files, judged: Judge) -> None:
    early = MOMENT - timedelta(days=1)
    signature = only(judged(files.stamped, early))
    assert signature.time.holds is Holds.NOT_KNOWN
    assert "time.in_future" in [r.code for r in signature.time.remarks]


# --- files that cannot be read --------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", NotAPdfError),
        (PNG_LIKE, NotAPdfError),
        (b"%PDF-1.7\n", DamagedFileError),
        (b"%PDF-1.7\nstartxref\n0\n%%EOF\n", DamagedFileError),
    ],
)
def test_an_unreadable_file_is_named(
    judged: Judge, content: bytes, error: type[DocumentError]
) -> None:
    with pytest.raises(error):
        judged(content)


def test_an_encrypted_file_is_named(judged: Judge, tmp_path: Path) -> None:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.action_plan())) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="owner", user=""))
    with pytest.raises(EncryptedFileError):
        judged(output.getvalue())
