"""Every code that a look at a file may find, with how severe it is."""

from collections.abc import Iterable

from signapp.services.ports import FileFinding, Severity

R, W, T = Severity.REFUSES, Severity.WARNS, Severity.TELLS

CODES: dict[str, Severity] = {
    "format.empty": R,
    "format.other": R,  # format
    "format.unknown": R,
    "encrypted.open": R,
    "encrypted.owner": R,
    "encrypted.no_signing": R,
    "damage.junk_before": R,  # count
    "damage.junk_after": R,  # count
    "damage.no_end": R,
    "damage.structure": R,
    "damage.hybrid": R,
    "damage.unreadable": R,
    "damage.loose_widgets": R,
    "damage.metadata": R,
    "damage.signed": T,
    "certified.closed": R,
    "certified.no_free_field": R,
    "certified.filling": T,
    "certified.comments": W,
    "signed.others": T,  # names
    "signed.new_field": W,
    "signed.time_stamp": T,
    "lock.forbids": R,  # field, by
    "lock.others": W,  # field, others
    "lock.document": W,  # field
    "field.outside": R,  # field, page
    "field.same_name": R,  # field
    "field.no_page": W,  # field
    "field.invisible": W,  # field
    "field.small": W,  # field, page
    "field.overlaps": W,  # field, other
    "field.covers_text": W,  # field, page
    "field.untagged": T,  # field
    "form.fields": W,  # count
    "form.need_appearances": T,
    "content.comments": T,  # count
    "content.redaction": W,  # pages
    "content.invisible_text": W,  # pages
    "content.fonts": W,  # fonts
    "content.long": T,  # count, pages
    "file.revisions": W,  # count
    "file.large": T,  # size
    "file.no_id": T,
    "page.turned": T,  # pages
    "page.cropped": T,  # pages
    "page.offset": T,  # pages
    "page.unit": T,  # pages
    "said.pdfa_1": W,  # claim
    "said.no_title": T,
    "said.no_language": T,
}
"""The code of each finding but those of active content; facts that it has stand beside it."""

ACTIVE = "active"

REPAIRABLE = frozenset(
    {
        "damage.junk_before",
        "damage.junk_after",
        "damage.no_end",
        "damage.structure",
        "damage.hybrid",
        "damage.metadata",
        "form.need_appearances",
        "file.no_id",
        "file.revisions",
    }
)
"""What a rewritten copy of an unsigned file has no more."""
SHOWN = 5


def finding(code: str, **facts: object) -> FileFinding:
    """Return a finding with its facts as text; `code` is one of CODES."""
    return FileFinding(code, CODES[code], {name: str(fact) for name, fact in facts.items()})


def active(what: str) -> FileFinding:
    """Return the finding that a file has content which may act, change or hide."""
    return FileFinding(f"{ACTIVE}.{what}", Severity.REFUSES)


def page_list(pages: Iterable[int]) -> str:
    """Return page numbers (from 0) as they are read, from 1; not more than a few."""
    numbers = [str(page + 1) for page in pages]
    return ", ".join(numbers[:SHOWN]) + (" …" if len(numbers) > SHOWN else "")
