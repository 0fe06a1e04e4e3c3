"""Walks through the objects of one revision of a PDF: pages, fields, and what leads where."""

from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    PdfObject,
    Reference,
)
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

from signapp.signing.pixels import Place
from signapp.signing.structure import entry, resolved

DEEPEST_FIELD = 32


def field_places(reader: PdfFileReader) -> dict[str, list[Place]]:
    """Return where the signature fields of a file are, by their full names."""
    resolver = reader.get_historical_resolver(reader.xrefs.total_revisions - 1)
    places: dict[str, list[Place]] = {}
    for number, ref in enumerate(pages(resolver)[0]):
        for raw in raw_items(resolver(ref), "/Annots"):
            name, kind = field_of(resolved(raw))
            if kind == "/Sig":
                place = Place(number, *(float(n) for n in resolved(raw)["/Rect"]))
                places.setdefault(name, []).append(place)
    return places


def signature_fields(reader: PdfFileReader, revision: int) -> set[str]:
    """Return the full names of the signature fields that a revision has, filled or not."""
    resolver = reader.get_historical_resolver(revision)
    return {str(name) for name, _, _ in enumerate_sig_fields(resolver)}


def field_of(annotation: DictionaryObject) -> tuple[str, str]:
    """Return full name and type of the form field of a widget; empty for any other annotation."""
    if entry(annotation, "/Subtype") != "/Widget":
        return "", ""
    names: list[str] = []
    kind, field = "", annotation
    for _ in range(DEEPEST_FIELD):
        names += [str(field["/T"])] if "/T" in field else []
        kind = kind or str(entry(field, "/FT", ""))
        if "/Parent" not in field:
            break
        field = field["/Parent"]
    return ".".join(reversed(names)), kind or "/?"


def raw_items(dictionary: DictionaryObject, key: str) -> list[PdfObject]:
    """Return the items of an array, unresolved."""
    array = entry(dictionary, key, ArrayObject())
    return [array.raw_get(n) for n in range(len(array))]


def resolving(raw: PdfObject, resolver: HistoricalResolver) -> Reference:
    """Return the reference so that it resolves in that revision."""
    assert isinstance(raw, IndirectObject)
    return Reference(raw.idnum, raw.generation, pdf=resolver)


def pages(resolver: HistoricalResolver) -> tuple[list[Reference], list[Reference]]:
    """Return the references of all pages in order, and of the nodes above them."""
    pages: list[Reference] = []
    nodes: list[Reference] = []
    stack = [resolver.root.raw_get("/Pages")]
    while stack:
        raw = stack.pop()
        ref = resolving(raw, resolver)
        node = resolver(ref)
        if "/Kids" not in node:
            pages.append(ref)
        elif ref not in nodes:
            nodes.append(ref)
            stack += reversed(raw_items(node, "/Kids"))
    return pages, nodes


def written(resolver: HistoricalResolver) -> set[Reference]:
    """Return the references of all objects that a revision wrote."""
    return set(resolver.explicit_refs_in_revision())  # type: ignore[no-untyped-call]


def kept(dictionary: DictionaryObject, without: frozenset[str]) -> dict[str, PdfObject]:
    """Return the entries of a dictionary, unresolved, without some."""
    return {key: dictionary.raw_get(key) for key in dictionary if key not in without}


def reached(resolver: HistoricalResolver, obj: PdfObject, stop: set[Reference]) -> set[Reference]:
    """Return all references an object leads to, without going on at those in `stop`."""
    reached: set[Reference] = set()
    stack = [obj]
    while stack:
        item = stack.pop()
        if isinstance(item, IndirectObject):
            ref = resolving(item, resolver)
            if ref in stop or ref in reached:
                continue
            reached.add(ref)
            item = resolver(ref)
        if isinstance(item, DictionaryObject):
            stack += [item.raw_get(key) for key in item]
        elif isinstance(item, ArrayObject):
            stack += [item.raw_get(n) for n in range(len(item))]
    return reached
