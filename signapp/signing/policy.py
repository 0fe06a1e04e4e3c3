"""Says which changes after a revision are allowed; stricter than pyHanko's own policy.

Allowed are: filling signature fields that are there already, revocation data (DSS), document time
stamps in invisible fields, and the dates and producer of the metadata, which each revision brings.
After a signature (but not after a decision) a further signature may bring its own field, too; that
it lies on blank paper is seen to elsewhere.
Nothing else: no form values, no comments, no other new fields, no other title.
"""

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils.generic import DictionaryObject, IndirectObject, Reference, StreamObject
from pyhanko.pdf_utils.metadata.model import NS, ExpandedName
from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DocInfoRule,
    DSSCompareRule,
    FieldComparisonContext,
    FieldComparisonSpec,
    FormUpdate,
    FormUpdatingRule,
    MetadataUpdateRule,
    ModificationLevel,
    ObjectStreamRule,
    ReferenceUpdate,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    SuspiciousModification,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.rules_api import Context
from pyhanko.sign.fields import FieldMDPSpec, MDPPerm

from signapp.signing.remarks import LIBRARY_FAULTS
from signapp.signing.structure import entry, resolved

OPEN_CATALOG_KEYS = frozenset({"/AcroForm", "/DSS", "/Extensions", "/Metadata", "/Version"})
FILLING_KEYS = frozenset({"/AP", "/V", "/F", "/Type"})
STAMP_FIELD_KEYS = frozenset(
    ("/Type", "/Subtype", "/FT", "/Ff", "/T", "/TU", "/F", "/P", "/Rect", "/V", "/AP", "/MK")
)
SIGNED_FIELD_KEYS = STAMP_FIELD_KEYS | {"/Lock"}
OPEN_INFO_KEYS = frozenset({"/ModDate", "/Producer"})
OPEN_XMP = frozenset(
    ExpandedName(ns=NS[prefix], local_name=name)
    for prefix, name in (("xmp", "ModifyDate"), ("xmp", "MetadataDate"), ("pdf", "Producer"))
)


class CatalogRule(CatalogModificationRule):
    """The catalog keeps everything; a first certification may enter itself where it is allowed."""

    def __init__(self, may_certify: bool) -> None:
        keys = OPEN_CATALOG_KEYS | ({"/Perms"} if may_certify else frozenset())
        super().__init__(keys)  # type: ignore[no-untyped-call]

    def apply_qualified(
        self, old: HistoricalResolver, new: HistoricalResolver
    ) -> Iterable[tuple[ModificationLevel, ReferenceUpdate]]:
        """Check the catalog, and that a new /Perms names nothing but one certification."""
        before, after = entry(old.root, "/Perms"), entry(new.root, "/Perms")
        if before is not None and before != after:
            raise SuspiciousModification("/Perms")
        if before is None and after is not None and set(after) != {"/DocMDP"}:
            raise SuspiciousModification("/Perms")
        yield from super().apply_qualified(old, new)


class InfoRule(DocInfoRule):
    """The document information keeps everything but the date of change and the producer."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        """Compare, then let the reference be updated."""
        if _info(old) != _info(new):
            raise SuspiciousModification("/Info")
        yield from super().apply(old, new)


class XmpRule(MetadataUpdateRule):
    """The XMP metadata keeps everything but the dates of change and the producer."""

    def apply(self, old: HistoricalResolver, new: HistoricalResolver) -> Iterable[ReferenceUpdate]:
        """Compare, then let the reference be updated."""
        updates = list(super().apply(old, new))  # checks the syntax first
        if _xmp(old) != _xmp(new):
            raise SuspiciousModification("/Metadata")
        yield from updates


class NewFieldRule(SigFieldCreationRule):
    """New fields are the invisible ones of document time stamps, and those of further signers."""

    def __init__(self, signers: bool) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._signers = signers

    def apply(
        self, context: FieldComparisonContext
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """Refuse any other new field, then check the new ones as pyHanko does."""
        for spec in context.field_specs.values():
            if spec.old_field_ref is not None or _is_stamp_field(spec.new_field):
                continue
            if not self._signers or not _is_signed_field(spec.new_field):
                raise SuspiciousModification("field")
        yield from super().apply(context)


class FillingRule(SigFieldModificationRule):
    """Empty signature fields may be filled, tagged ones too.

    pyHanko knows a field in the structure tree only when it is its element's sole kid; ours may
    also stand in a list of kids, as PDF writers like to have it.
    """

    def check_form_field(
        self, fq_name: str, spec: FieldComparisonSpec, context: FieldComparisonContext
    ) -> Iterable[tuple[ModificationLevel, FormUpdate]]:
        """Check as pyHanko does, then clear the field's places in the structure tree."""
        yield from super().check_form_field(fq_name, spec, context)
        before, after = spec.old_field_ref, spec.new_field_ref
        if not before or not after or "/V" in resolved(before) or "/V" not in resolved(after):
            return
        for path in context.old._get_usages_of_ref(before):  # noqa: SLF001
            if _is_structure_path(path.path):
                place = Context.from_absolute(context.old, path)
                update = FormUpdate(after, place, field_name=fq_name)
                yield ModificationLevel.LTA_UPDATES, update


def _is_structure_path(path: tuple[str | int, ...]) -> bool:
    """Whether a path leads from the structure tree through kids alone to an object reference."""
    between = {step for step in path[2:-1] if isinstance(step, str)}
    return path[:2] == ("/Root", "/StructTreeRoot") and path[-1] == "/Obj" and between == {"/K"}


def strict_policy(decided: bool = False) -> StandardDiffPolicy:
    """Return the policy for what comes after a signature, or after a decided document.

    The first signature after a decision may be a certification; no signer brings a field there.
    """
    lta = ModificationLevel.LTA_UPDATES
    return StandardDiffPolicy(
        global_rules=[
            CatalogRule(may_certify=decided),
            InfoRule().as_qualified(lta),
            XmpRule().as_qualified(lta),  # type: ignore[no-untyped-call]
            XrefStreamRule().as_qualified(lta),
            ObjectStreamRule().as_qualified(lta),
            DSSCompareRule().as_qualified(lta),
        ],
        form_rule=FormUpdatingRule(
            [
                NewFieldRule(signers=not decided),
                FillingRule(
                    allow_in_place_appearance_stream_changes=False,
                    always_modifiable=frozenset(),
                    value_update_keys=FILLING_KEYS,
                ),
            ],
            ignored_acroform_keys=frozenset({"/Fields"}),
        ),
        ignore_orphaned_objects=False,
    )


def allows(
    policy: StandardDiffPolicy,
    reader: PdfFileReader,
    base: int,
    revision: int,
    locked: FieldMDPSpec | None = None,
    certified: MDPPerm | None = None,
) -> bool:
    """Whether the policy allows what a later revision changes in the base revision."""
    old, new = reader.get_historical_resolver(base), reader.get_historical_resolver(revision)
    try:
        result = policy.apply(old, new, locked, certified)
    except LIBRARY_FAULTS:  # SuspiciousModification is one; so is a revision that cannot be read
        return False
    highest = ModificationLevel.FORM_FILLING.value
    if certified is not None:
        highest = min(highest, certified.value)
    return bool(result.modification_level.value <= highest)


def _is_stamp_field(field: DictionaryObject | None) -> bool:
    if field is None or entry(field, "/FT") != "/Sig" or not field.keys() <= STAMP_FIELD_KEYS:
        return False
    value = entry(field, "/V")
    left, bottom, right, top = entry(field, "/Rect", (0, 0, 1, 1))
    invisible = (left - right) * (bottom - top) == 0
    return invisible and isinstance(value, DictionaryObject) and value["/Type"] == "/DocTimeStamp"


def _is_signed_field(field: DictionaryObject | None) -> bool:
    """Whether a new field is a further signer's own: one widget, with no action."""
    if field is None or entry(field, "/FT") != "/Sig" or not field.keys() <= SIGNED_FIELD_KEYS:
        return False
    if "/V" not in field:
        return True
    value = entry(field, "/V")
    return isinstance(value, DictionaryObject) and entry(value, "/Type", "/Sig") == "/Sig"


def _info(resolver: HistoricalResolver) -> dict[str, Any]:
    raw = resolver.trailer_view.raw_get("/Info") if "/Info" in resolver.trailer_view else None
    if isinstance(raw, IndirectObject):  # it would be resolved in the last revision
        raw = resolver(Reference(raw.idnum, raw.generation, pdf=resolver))
    entries = raw if isinstance(raw, DictionaryObject) else {}
    return {key: str(entries[key]) for key in entries if key not in OPEN_INFO_KEYS}


def _xmp(resolver: HistoricalResolver) -> dict[ExpandedName, Any]:
    raw = resolver.root.raw_get("/Metadata") if "/Metadata" in resolver.root else None
    stream = resolved(raw) if raw is not None else None
    if not isinstance(stream, StreamObject):
        return {}
    roots = parse_xmp(BytesIO(stream.data))
    return {name: value for root in roots for name, value in root if name not in OPEN_XMP}
