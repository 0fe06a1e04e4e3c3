"""Lists what changed after a revision, one revision after the other, harmless or not."""

from collections.abc import Iterator
from dataclasses import dataclass

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
from signapp.signing.objects import (
    field_of,
    kept,
    pages,
    raw_items,
    reached,
    resolving,
    written,
)
from signapp.signing.policy import allows
from signapp.signing.remarks import LIBRARY_FAULTS, remark
from signapp.signing.structure import entry, resolved

OUTSIDE_PAGE = frozenset({"/Annots", "/Parent"})
OUTSIDE_ANNOTATION = frozenset({"/P", "/Parent", "/Popup"})


class Changes:
    """What the revisions of a file change; each is looked at once, for all its signatures.

    Every revision is compared with the one before it, so that no step can undo what an earlier
    one did; under a certification or a lock of fields also with the signed one.
    """

    def __init__(self, reader: PdfFileReader, policy: StandardDiffPolicy) -> None:
        self._reader = reader
        self._policy = policy
        self._steps: dict[int, bool] = {}
        self._told: dict[tuple[int, bool], list[Remark]] = {}

    def after(self, base: int, embedded: EmbeddedPdfSignature | None = None) -> list[Remark]:
        """Return the changes of each revision after `base`, under the signature's own limits."""
        found: list[Remark] = []
        for revision in range(base + 1, self._reader.xrefs.total_revisions):
            try:
                harmless = self._allowed(base, revision, embedded)
                found += self._describe(revision, harmless)
            except LIBRARY_FAULTS:
                found.append(remark("change.other", revision=revision + 1, harmless="no"))
        return found

    def _allowed(self, base: int, revision: int, embedded: EmbeddedPdfSignature | None) -> bool:
        if revision not in self._steps:
            step = allows(self._policy, self._reader, revision - 1, revision)
            self._steps[revision] = step
        locked = embedded.fieldmdp if embedded else None
        certified = embedded.docmdp_level if embedded else None
        if not self._steps[revision] or (locked is None and certified is None):
            return self._steps[revision]
        return allows(self._policy, self._reader, base, revision, locked, certified)

    def _describe(self, revision: int, harmless: bool) -> list[Remark]:
        known = self._told.get((revision, harmless))
        if known is None:
            known = self._told[revision, harmless] = _describe(self._reader, revision, harmless)
        return known


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
    store = reached(resolver, resolver.root.raw_get("/DSS"), set())
    return bool(store & written(resolver))


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
        old_pages, old_nodes = pages(old)
        new_pages, new_nodes = pages(new)
        stop = {*old_pages, *old_nodes, *new_pages, *new_nodes, new.root_ref}
        touched = written(new)
        return cls(revision + 1, old, new, old_pages, new_pages, touched, stop)

    def wrote(self, obj: PdfObject) -> bool:
        """Whether the revision wrote anything that the object leads to, other than pages."""
        return bool(reached(self.new, obj, self.stop) & self.touched)


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
        old, new = kept(seen.old(ref), OUTSIDE_PAGE), kept(seen.new(ref), OUTSIDE_PAGE)
        if old != new or any(seen.wrote(value) for value in new.values()):
            yield number


def _annotations_changed(seen: Comparison, number: int, filled: dict[str, str]) -> bool:
    old = _annotations(seen.old(seen.old_pages[number]))
    new = _annotations(seen.new(seen.new_pages[number]))
    for key, raw in new.items():
        annotation = resolved(raw)
        name, kind = field_of(annotation)
        if name in filled or (kind and kind != "/Sig"):
            continue
        rest = kept(annotation, OUTSIDE_ANNOTATION)
        touched = isinstance(raw, IndirectObject) and raw.reference in seen.touched
        if key not in old or touched or any(seen.wrote(value) for value in rest.values()):
            return True
    return bool(old.keys() - new.keys())


def _annotations(page: DictionaryObject) -> dict[str, PdfObject]:
    return {
        repr(raw.reference) if isinstance(raw, IndirectObject) else repr(raw): raw
        for raw in raw_items(page, "/Annots")
    }


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
    stack = [("", raw, "") for raw in raw_items(resolver.root["/AcroForm"], "/Fields")]
    seen: set[Reference] = set()
    while stack:
        parent, raw, inherited = stack.pop()
        ref = resolving(raw, resolver)
        if ref in seen:
            continue
        seen.add(ref)
        field = resolver(ref)
        name = f"{parent}.{entry(field, '/T', '')}".strip(".")
        kind = str(entry(field, "/FT", inherited))
        kids = [kid for kid in raw_items(field, "/Kids") if "/T" in resolved(kid)]
        stack += [(name, kid, kind) for kid in kids]
        if not kids and kind != "/Sig":
            yield name, ref


def _raw_value(field: DictionaryObject) -> PdfObject:
    return field.raw_get("/V") if "/V" in field else ArrayObject()
