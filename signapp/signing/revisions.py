"""Lists what changed after a revision, one revision after the other, harmless or not."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    Reference,
)
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.diff_analysis import StandardDiffPolicy
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signapp.services.ports import Remark
from signapp.signing.pixels import Place
from signapp.signing.policy import allows
from signapp.signing.remarks import LIBRARY_FAULTS, remark
from signapp.signing.structure import entry, resolved

NOTHING: dict[str, Any] = {}
OUTSIDE_PAGE = frozenset({"/Annots", "/Parent"})
OUTSIDE_ANNOTATION = frozenset({"/P", "/Parent", "/Popup"})


def changes_after(
    reader: PdfFileReader,
    base: int,
    policy: StandardDiffPolicy,
    embedded: EmbeddedPdfSignature | None = None,
) -> list[Remark]:
    """Return the changes of each revision after `base`, under the signature's own limits."""
    found: list[Remark] = []
    for revision in range(base + 1, reader.xrefs.total_revisions):
        try:
            locked = embedded.fieldmdp if embedded else None
            certified = embedded.docmdp_level if embedded else None
            harmless = allows(policy, reader, base, revision, locked, certified)
            found += _describe(reader, revision, harmless)
        except LIBRARY_FAULTS:
            found.append(remark("change.other", revision=revision + 1, harmless="no"))
    return found


def fields_filled_in(reader: PdfFileReader, revision: int) -> dict[str, str]:
    """Return the signature fields that a revision fills, each with its kind (`/Sig` …)."""
    before = _filled(reader.get_historical_resolver(revision - 1))
    after = _filled(reader.get_historical_resolver(revision))
    return {name: kind for name, kind in after.items() if name not in before}


def _filled(resolver: HistoricalResolver) -> dict[str, str]:
    return {
        str(name): str(entry(resolved(value), "/Type", "/Sig"))
        for name, value, _ in enumerate_sig_fields(resolver, filled_status=True)
    }


def _describe(reader: PdfFileReader, revision: int, harmless: bool) -> list[Remark]:
    """Return the changes of one revision; those that make it harmful come first."""
    number, filled = revision + 1, fields_filled_in(reader, revision)
    culprits: list[Remark] = []
    if not harmless:
        culprits = _culprits(Comparison.of(reader, revision), filled)
    kinds = {"/DocTimeStamp": "change.time_stamp"}
    state = "yes" if harmless or culprits else "no"
    known = [
        remark(kinds.get(kind, "change.signature"), revision=number, harmless=state, field=name)
        for name, kind in filled.items()
    ]
    if _revocation_data_touched(reader, revision):
        known.append(remark("change.revocation_data", revision=number, harmless=state))
    if not culprits and (not harmless or not known):
        known.append(remark("change.other", revision=number, harmless=state))
    return culprits + known


def _revocation_data_touched(reader: PdfFileReader, revision: int) -> bool:
    resolver = reader.get_historical_resolver(revision)
    if "/DSS" not in resolver.root:
        return False
    reached = _reached(resolver, resolver.root.raw_get("/DSS"), set())
    return bool(reached & _written(resolver))


def field_places(reader: PdfFileReader) -> dict[str, Place]:
    """Return where the signature fields of a file are."""
    resolver = reader.get_historical_resolver(reader.xrefs.total_revisions - 1)
    places: dict[str, Place] = {}
    for number, ref in enumerate(_pages(resolver)[0]):
        for raw in _raw_items(resolver(ref), "/Annots"):
            name, kind = _field_of(resolved(raw))
            if kind == "/Sig":
                places[name] = Place(number, *(float(n) for n in resolved(raw)["/Rect"]))
    return places


@dataclass(frozen=True)
class Comparison:
    """A revision and the one before it, with their pages and what the revision wrote."""

    number: int
    old: HistoricalResolver
    new: HistoricalResolver
    old_pages: list[Reference]
    new_pages: list[Reference]
    touched: set[Reference]
    stop: set[Reference]

    @classmethod
    def of(cls, reader: PdfFileReader, revision: int) -> "Comparison":
        """Compare a revision with the one before it."""
        old = reader.get_historical_resolver(revision - 1)
        new = reader.get_historical_resolver(revision)
        old_pages, old_nodes = _pages(old)
        new_pages, new_nodes = _pages(new)
        stop = {*old_pages, *old_nodes, *new_pages, *new_nodes, new.root_ref}
        touched = _written(new)
        return cls(revision + 1, old, new, old_pages, new_pages, touched, stop)

    def wrote(self, obj: PdfObject) -> bool:
        """Whether the revision wrote anything that the object leads to, other than pages."""
        return bool(_reached(self.new, obj, self.stop) & self.touched)


def _culprits(seen: Comparison, filled: dict[str, str]) -> list[Remark]:
    facts = {"revision": seen.number, "harmless": "no"}
    found = [remark("change.page", page=page + 1, **facts) for page in _changed_pages(seen)]
    found += [
        remark("change.annotation", page=page + 1, **facts)
        for page in range(min(len(seen.old_pages), len(seen.new_pages)))
        if _annotations_changed(seen, page, filled)
    ]
    found += [remark("change.form_field", field=name, **facts) for name in _changed_values(seen)]
    return found


def _changed_pages(seen: Comparison) -> Iterator[int]:
    if seen.old_pages != seen.new_pages:
        pairs = zip(seen.old_pages, seen.new_pages, strict=False)
        shorter = min(len(seen.old_pages), len(seen.new_pages))
        yield next((n for n, (old, new) in enumerate(pairs) if old != new), shorter)
        return
    for number, ref in enumerate(seen.new_pages):
        old, new = _kept(seen.old(ref), OUTSIDE_PAGE), _kept(seen.new(ref), OUTSIDE_PAGE)
        if old != new or any(seen.wrote(value) for value in new.values()):
            yield number


def _annotations_changed(seen: Comparison, number: int, filled: dict[str, str]) -> bool:
    old = _annotations(seen.old(seen.old_pages[number]))
    new = _annotations(seen.new(seen.new_pages[number]))
    for key, raw in new.items():
        annotation = resolved(raw)
        name, kind = _field_of(annotation)
        if name in filled or (kind and kind != "/Sig"):
            continue
        rest = _kept(annotation, OUTSIDE_ANNOTATION)
        touched = isinstance(raw, IndirectObject) and raw.reference in seen.touched
        if key not in old or touched or any(seen.wrote(value) for value in rest.values()):
            return True
    return bool(old.keys() - new.keys())


def _annotations(page: DictionaryObject) -> dict[str, PdfObject]:
    return {
        repr(raw.reference) if isinstance(raw, IndirectObject) else repr(raw): raw
        for raw in _raw_items(page, "/Annots")
    }


def _field_of(annotation: DictionaryObject) -> tuple[str, str]:
    """Return name and type of the form field of a widget; empty for any other annotation."""
    if entry(annotation, "/Subtype") != "/Widget":
        return "", ""
    parent = entry(annotation, "/Parent", NOTHING)
    kind = entry(annotation, "/FT", entry(parent, "/FT", "/?"))
    return str(entry(annotation, "/T", entry(parent, "/T", ""))), str(kind)


def _changed_values(seen: Comparison) -> list[str]:
    old, new = dict(_form_fields(seen.old)), dict(_form_fields(seen.new))
    return sorted(
        name
        for name in old.keys() | new.keys()
        if name not in old
        or name not in new
        or new[name] in seen.touched
        or seen.wrote(_raw_value(seen.new(new[name])))
    )


def _form_fields(resolver: HistoricalResolver) -> Iterator[tuple[str, Reference]]:
    """Yield the terminal fields that are no signature fields."""
    if "/AcroForm" not in resolver.root:
        return
    stack = [("", raw, "") for raw in _raw_items(resolver.root["/AcroForm"], "/Fields")]
    seen: set[Reference] = set()
    while stack:
        parent, raw, inherited = stack.pop()
        ref = _resolving(raw, resolver)
        if ref in seen:
            continue
        seen.add(ref)
        field = resolver(ref)
        name = f"{parent}.{entry(field, '/T', '')}".strip(".")
        kind = str(entry(field, "/FT", inherited))
        kids = [kid for kid in _raw_items(field, "/Kids") if "/T" in resolved(kid)]
        stack += [(name, kid, kind) for kid in kids]
        if not kids and kind != "/Sig":
            yield name, ref


def _raw_items(dictionary: DictionaryObject, key: str) -> list[PdfObject]:
    """Return the items of an array, unresolved."""
    array = entry(dictionary, key, ArrayObject())
    return [array.raw_get(n) for n in range(len(array))]


def _raw_value(field: DictionaryObject) -> PdfObject:
    return field.raw_get("/V") if "/V" in field else ArrayObject()


def _resolving(raw: PdfObject, resolver: HistoricalResolver) -> Reference:
    """Return the reference so that it resolves in that revision."""
    assert isinstance(raw, IndirectObject)
    return Reference(raw.idnum, raw.generation, pdf=resolver)


def _pages(resolver: HistoricalResolver) -> tuple[list[Reference], list[Reference]]:
    """Return the references of all pages in order, and of the nodes above them."""
    pages: list[Reference] = []
    nodes: list[Reference] = []
    stack = [resolver.root.raw_get("/Pages")]
    while stack:
        raw = stack.pop()
        ref = _resolving(raw, resolver)
        node = resolver(ref)
        if "/Kids" not in node:
            pages.append(ref)
        elif ref not in nodes:
            nodes.append(ref)
            stack += reversed(_raw_items(node, "/Kids"))
    return pages, nodes


def _written(resolver: Any) -> set[Reference]:
    """Return the references of all objects that a revision wrote."""
    return set(resolver.explicit_refs_in_revision())


def _kept(dictionary: DictionaryObject, without: frozenset[str]) -> dict[str, PdfObject]:
    return {key: dictionary.raw_get(key) for key in dictionary if key not in without}


def _reached(resolver: HistoricalResolver, obj: PdfObject, stop: set[Reference]) -> set[Reference]:
    """Return all references an object leads to, without going on at those in `stop`."""
    reached: set[Reference] = set()
    stack = [obj]
    while stack:
        item = stack.pop()
        if isinstance(item, IndirectObject):
            ref = _resolving(item, resolver)
            if ref in stop or ref in reached:
                continue
            reached.add(ref)
            item = resolver(ref)
        if isinstance(item, DictionaryObject):
            stack += [item.raw_get(key) for key in item]
        elif isinstance(item, ArrayObject):
            stack += [item.raw_get(n) for n in range(len(item))]
    return reached
