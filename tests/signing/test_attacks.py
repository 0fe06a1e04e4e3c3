"""No known attack makes a verdict say "holds"; each is refused for the right reason."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.domain.errors import DamagedFileError, DocumentError, EncryptedFileError
from signapp.services.ports import Holds, Part, TrustMaterial, Verdict
from signapp.signing.verdict import judge
from tests.effort import effort
from tests.signing import samples
from tests.signing.attacks import cms_forms, hostile, malformed, saving, shadow
from tests.signing.attacks.bases import Base, all_bases
from tests.signing.samples import Person

TODAY = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
NAMES = tuple(
    f"{level} {signers}{certified}"
    for certified in ("", " certified")
    for level in ("B-B", "B-LTA")
    for signers in (1, 2)
)
"""The bases by name."""
pytestmark = pytest.mark.usefixtures("nobody_is_asked")
DAMAGED, ENCRYPTED = DamagedFileError, EncryptedFileError

Forge = Callable[[Base], bytes]
Reason = str | type[DocumentError]

PAGE, NOTE, VALUE, OTHER = (
    f"content.changed change.{what}" for what in ("page", "annotation", "form_field", "other")
)
V, RANGE, CONTENTS = (f"content.structure /{what}" for what in ("V", "ByteRange", "Contents"))
TAIL, STRAY = "content.bytes_after_end", "content.bytes_unaccounted"


def pades(what: str) -> str:
    return f"content.not_pades {what}"


ATTACKS: dict[str, dict[Forge, set[Reason]]] = {
    "USF": {
        malformed.contents_key_gone: {V},
        malformed.contents_empty: {V},
        malformed.contents_null: {V},
        malformed.contents_zero: {V},
        malformed.byte_range_key_gone: {V},
        malformed.byte_range_null: {V},
        malformed.byte_range_negative: {RANGE},
    },
    "ByteRange": {
        malformed.byte_range_overlapping: {RANGE},
        malformed.byte_range_short: {"content.coverage"},
        malformed.byte_range_wide_hole: {CONTENTS},
        malformed.byte_range_starts_late: {RANGE},
        malformed.byte_range_three_numbers: {V},
        malformed.byte_range_beyond: {RANGE, "content.coverage"},
    },
    "SWA and SIWA": {
        malformed.wrapped: {DAMAGED},
        malformed.wrapped_at_the_old_index: {DAMAGED},
        malformed.wrapped_in_a_revision: {CONTENTS, STRAY},
        malformed.wrapped_with_another_page: {CONTENTS, PAGE},
        malformed.wrapped_in_another_object: {CONTENTS, NOTE},
    },
    "ISA": {
        saving.full_revision: {PAGE},
        saving.without_table: {DAMAGED},
        saving.objects_only: {TAIL},
        saving.old_index_again: {TAIL},
        saving.wrong_index: {DAMAGED},
        saving.catalog_unlisted: {DAMAGED, STRAY},
        saving.page_changed_and_back: {PAGE},
        saving.object_freed: {OTHER},
        saving.second_end: {TAIL},
    },
    "shadow": {
        shadow.cover_taken_away: {PAGE},
        shadow.stamp_taken_away: {NOTE},
        shadow.value_in_a_form: {VALUE},
        shadow.glyphs_redrawn: {PAGE},
        shadow.other_tree_of_pages: {PAGE},
        shadow.other_body_of_the_page: {OTHER},
    },
    "EAA": {
        saving.free_text: {NOTE},
        saving.rubber_stamp: {NOTE},
        saving.redaction: {NOTE},
        saving.square: {NOTE},
        saving.highlight: {NOTE},
        saving.note_nobody_sees: {NOTE},
    },
    "SSA": {
        saving.new_field_over_text: {"content.covered", NOTE},
        saving.empty_field_over_text: {"content.pixels_differ", NOTE},
        saving.other_field_moved: {NOTE},
    },
    "change": {
        saving.mark_moved: {NOTE},
        saving.mark_gone: {NOTE},
        saving.mark_replaced: {NOTE},
        saving.mark_stream_overwritten: {NOTE},
        saving.value_of_the_signature_gone: {NOTE},
        saving.page_gone: {PAGE},
        saving.page_cropped: {PAGE},
        saving.page_twice: {PAGE},
        saving.content_from_elsewhere: {PAGE},
        saving.language: {OTHER},
        saving.new_text_field: {VALUE},
        saving.revocation_data_gone: {OTHER},
    },
    "action": {
        saving.script_on_a_page: {PAGE},
        saving.script_on_the_field: {NOTE},
        saving.script_by_name: {OTHER},
        saving.link_to_elsewhere: {NOTE},
        saving.launch: {OTHER},
        saving.remote_document: {OTHER},
        saving.submission: {NOTE},
        saving.layers: {OTHER},
        saving.dynamic_form: {OTHER},
        saving.embedded_file: {OTHER},
    },
    "CMS": {
        cms_forms.attributes_gone: {pades("signed_attrs")},
        cms_forms.certificate_attribute_gone: {pades("signing_certificate_v2")},
        cms_forms.digest_attribute_gone: {pades("message_digest")},
        cms_forms.type_attribute_gone: {pades("content_type")},
        cms_forms.attribute_twice: {pades("message_digest")},
        cms_forms.two_signers: {pades("signer_infos"), V},
        cms_forms.value_flipped: {"content.signature_wrong"},
        cms_forms.digest_replaced: {"content.digest_differs"},
        cms_forms.digest_md5: {"content.weak_digest"},
        cms_forms.digest_sha1: {"content.weak_digest"},
        cms_forms.content_inside: {pades("encap_content_info")},
        cms_forms.content_of_another_type: {pades("content_type"), CONTENTS},
        cms_forms.certificate_swapped: {pades("signing_certificate_v2")},
        cms_forms.certificates_gone: {pades("signing_certificate_v2")},
        cms_forms.tail_in_the_hole: {CONTENTS},
        cms_forms.spaces_in_the_hole: {CONTENTS},
        cms_forms.hole_of_nonsense: {V, CONTENTS},
        cms_forms.indefinite_length: {V, CONTENTS},
    },
    "hostile": {
        hostile.index_of_itself: {DAMAGED},
        hostile.index_in_a_circle: {DAMAGED},
        hostile.pages_in_a_circle: {PAGE, OTHER, DAMAGED},
        hostile.fields_in_a_circle: {OTHER, DAMAGED},
        hostile.reference_to_itself: {OTHER, DAMAGED},
        hostile.page_bomb: {PAGE},
        hostile.object_stream_bomb: {OTHER, DAMAGED},
        hostile.encrypted_afterwards: {ENCRYPTED},
        hostile.encrypted: {ENCRYPTED},
        hostile.rewritten: {CONTENTS, "content.coverage", RANGE},
        hostile.hybrid: {"content.hybrid_added"},
        hostile.cut_in_the_middle: {DAMAGED},
        hostile.cut_at_the_end: {DAMAGED},
        hostile.other_version: {"content.digest_differs"},
        hostile.deep_nesting: {OTHER, DAMAGED},
    },
}
"""Per class each attack, and the reasons of which one at least must be given."""


def cases() -> Iterator[object]:
    """Yield attack and base: each attack on two bases that differ in all, with `--full` on all."""
    for kind, attacks in ATTACKS.items():
        for number, (forge, reasons) in enumerate(attacks.items()):
            first = number % len(NAMES)
            bases = NAMES if effort(1) > 1 else (NAMES[first], NAMES[-1 - first])
            for base in bases:
                yield pytest.param(forge, reasons, base, id=f"{kind}-{forge.__name__}-{base}")


@pytest.fixture(scope="module")
def bases(
    authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory, counterpart: Person
) -> dict[str, Base]:
    folder = tmp_path_factory.mktemp("bases")
    deputy = samples.person(authority, folder, "Anni Äyräväinen", "p256")
    return {base.name: base for base in all_bases(authority, deputy, counterpart, folder)}


def verdict_on(pdf: bytes, base: Base, trust: TrustMaterial, folder: Path) -> Verdict:
    path = folder / "judged.pdf"
    path.write_bytes(pdf)
    return judge(path, trust, TODAY, base.decision)


def reasons_in(part: Part | None) -> set[str]:
    remarks = part.remarks if part else ()
    return {f"{one.code} {one.facts.get('what', '')}".strip() for one in remarks}


@pytest.mark.parametrize("name", NAMES)
def test_the_bases_themselves_hold(
    bases: dict[str, Base], trust: TrustMaterial, tmp_path: Path, name: str
) -> None:
    base = bases[name]
    verdict = verdict_on(base.pdf, base, trust, tmp_path)
    assert verdict.decided
    assert verdict.decided.holds is Holds.YES
    assert len(verdict.signatures) == base.signers
    assert {signature.content.holds for signature in verdict.signatures} == {Holds.YES}
    assert {signature.level for signature in verdict.signatures} == {base.level}
    assert verdict.holds is (Holds.YES if base.level == "B-LTA" else Holds.NOT_KNOWN)


@pytest.mark.parametrize(("forge", "reasons", "name"), list(cases()))
def test_an_attack_is_refused_for_the_right_reason(
    bases: dict[str, Base],
    trust: TrustMaterial,
    tmp_path: Path,
    forge: Forge,
    reasons: set[Reason],
    name: str,
) -> None:
    base = bases[name]
    found: Verdict | DocumentError
    try:
        found = verdict_on(forge(base), base, trust, tmp_path)
    except DocumentError as e:
        found = e
    assert reasons_of(found) & reasons, found


def reasons_of(found: Verdict | DocumentError) -> set[Reason]:
    """Return the reasons for which a file was refused: an error, or remarks on the content."""
    if isinstance(found, DocumentError):
        return {type(found)}
    verdict = found
    assert verdict.holds is Holds.NO
    if not verdict.signatures:
        assert verdict.decided
        return {one.replace("decided.", "content.") for one in reasons_in(verdict.decided)}
    attacked = verdict.signatures[0].content
    assert attacked.holds is Holds.NO
    return {*reasons_in(attacked)}


def test_every_class_has_its_number_of_forms() -> None:
    counts = {kind: len(attacks) for kind, attacks in ATTACKS.items()}
    least = {"USF": 7, "ISA": 9, "SWA and SIWA": 5, "shadow": 6, "EAA": 5, "SSA": 2}
    assert {kind: counts[kind] >= number for kind, number in least.items()} == dict.fromkeys(
        least, True
    )
    assert sum(counts.values()) >= 90
