"""Binds PDF files into one for reading: outline, page labels, nothing that acts.

The pages are those of anybody's files, so the result claims no standard.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path

import pikepdf

from signapp.domain.errors import DamagedFileError
from signapp.services.binding_values import BoundPart, Pack

ACTING = ("/Annots", "/AA", "/StructParents", "/Tabs", "/B", "/PieceInfo")
"""What a page loses: it acts, or points at what is not bound."""


def bind(pack: Pack, output: Path) -> int:
    """Write all parts into one PDF, and return how many pages it has.

    The same files give the same bytes.

    Raises DamagedFileError.
    """
    try:
        with ExitStack() as opened, pikepdf.new() as bound:
            firsts = list(_filled(pack, bound, opened))
            _label(pack, bound, opened)
            _outline(pack, bound, firsts)
            _number(pack, bound, firsts)
            _name(pack, bound)
            bound.save(output, min_version="1.7", deterministic_id=True)
            return len(bound.pages)
    except (pikepdf.PdfError, pikepdf.PasswordError, ValueError, TypeError) as e:
        raise DamagedFileError from e


def _filled(pack: Pack, bound: pikepdf.Pdf, opened: ExitStack) -> Iterator[int]:
    """Copy the pages of all parts; yield where each part begins. Files stay open until saved."""
    for part in pack.parts:
        yield len(bound.pages)
        source = opened.enter_context(pikepdf.open(part.path, suppress_warnings=True))
        source.flatten_annotations()  # marks of signatures stay to be seen
        for page in source.pages:
            for key in ACTING:
                if key in page.obj:
                    del page.obj[key]
            bound.pages.append(page)


def _label(pack: Pack, bound: pikepdf.Pdf, opened: ExitStack) -> None:
    """Lay each page's number over it, upright and within what is shown of it."""
    labels = opened.enter_context(pikepdf.open(pack.labels))
    for place, (page, label) in enumerate(zip(bound.pages, labels.pages, strict=True)):
        name = pikepdf.Name(f"/SignappPageNumber{place}")  # pages may share their resources
        number = bound.copy_foreign(label.as_form_xobject())
        page.add_resource(number, pikepdf.Name.XObject, name, replace_existing=True)
        shown = pikepdf.Rectangle(page.cropbox)
        drawn = page.calc_form_xobject_placement(number, name, shown)
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(b"\nQ\n" + drawn)


def _outline(pack: Pack, bound: pikepdf.Pdf, firsts: list[int]) -> None:
    """Make a bookmark for each group, and below it one for each of its parts."""
    placed = zip(pack.parts, firsts, strict=True)
    with bound.open_outline() as outline:
        for group, parts in groupby(placed, key=lambda one: one[0].group):
            items = [pikepdf.OutlineItem(part.title, first) for part, first in parts]
            if group == 0:
                outline.root.extend(items)
                continue
            first = firsts[next(n for n, one in enumerate(pack.parts) if one.group == group)]
            above = pikepdf.OutlineItem(pack.groups[group - 1], first)
            above.children.extend(items)
            outline.root.append(above)
    bound.Root.PageMode = pikepdf.Name.UseOutlines


def _number(pack: Pack, bound: pikepdf.Pdf, firsts: list[int]) -> None:
    """Number the pages of each group from 1, as in "2-5": what viewers show and print by."""
    rules = pikepdf.Array()
    seen = set[int]()
    for part, first in zip(pack.parts, firsts, strict=True):
        if part.group not in seen:
            seen.add(part.group)
            rules.append(first)
            rules.append(pikepdf.Dictionary(_style(part)))
    bound.Root.PageLabels = pikepdf.Dictionary(Nums=rules)


def _style(part: BoundPart) -> dict[str, pikepdf.Object | str | int]:
    if part.group == 0:
        return {"/S": pikepdf.Name("/r"), "/St": 1}
    return {"/S": pikepdf.Name("/D"), "/P": pikepdf.String(f"{part.group}-"), "/St": 1}


def _name(pack: Pack, bound: pikepdf.Pdf) -> None:
    bound.docinfo["/Title"] = pack.title
    bound.Root.Lang = pikepdf.String(pack.language)
    bound.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
