"""Judges whether a file is what was decided on, with nothing but its fields filled since."""

from pyhanko.pdf_utils.reader import PdfFileReader

from signapp.services.ports import DecidedRevision, Holds, Part
from signapp.signing.policy import strict_policy
from signapp.signing.remarks import part, remark
from signapp.signing.revisions import Changes, fields_filled_in
from signapp.signing.structure import SourceFile


def judge_decided(source: SourceFile, decided: DecidedRevision) -> Part:
    """Return whether the file is the decided document, properly continued.

    The bytes must begin with the decided ones, and every revision after them must do nothing but
    fill prepared fields, the decided one by itself, and add proof. What the pages look like
    is compared elsewhere.
    """
    length = decided.document.length
    if length > source.length or source.ref(length) != decided.document:
        return part(Holds.NO, "decided.other_document")
    base = source.revision_ending_at(length)
    if base is None:
        return part(Holds.NO, "decided.changed", what="change.other", revision=source.revisions)
    filled = _filled_together(source.reader, base)
    if not filled:
        return part(Holds.NO, "decided.not_signed", field=decided.field)
    if {decided.field} not in filled:
        others = ", ".join(sorted(set().union(*filled) - {decided.field}))
        return part(Holds.NO, "decided.other_field_filled", field=others)
    return _unchanged(source, decided, base)


def _unchanged(source: SourceFile, decided: DecidedRevision, base: int) -> Part:
    changes = Changes(source.reader, strict_policy(decided=True)).after(base)
    remarks = [
        remark("decided.changed", what=change.code, **_place_of(change.facts))
        for change in changes
        if change.facts["harmless"] == "no"
    ]
    if source.tail_faults(base) and not remarks:
        number = source.revisions
        remarks = [remark("decided.changed", what="change.other", revision=number)]
    if remarks:
        return Part(Holds.NO, tuple(remarks))
    ref = decided.document
    return part(Holds.YES, "decided.exact", sha256=ref.sha256, length=ref.length)


def _filled_together(reader: PdfFileReader, base: int) -> list[set[str]]:
    """Return the fields that each signing revision after a revision fills.

    The other party may sign before or after us, each in a revision of its own.
    """
    found = []
    for revision in range(base + 1, reader.xrefs.total_revisions):
        filled = fields_filled_in(reader, revision)
        signed = {name for name, kind in filled.items() if kind != "/DocTimeStamp"}
        if signed:
            found.append(signed)
    return found


def _place_of(facts: dict[str, str]) -> dict[str, str]:
    return {name: fact for name, fact in facts.items() if name != "harmless"}
