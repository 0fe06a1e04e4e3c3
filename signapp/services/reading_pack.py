"""The reading pack: all cases that wait for a decision-maker in one PDF, for a tablet or on paper.

A cover with the list, then for each case the proposal set like minutes and the pages of its
attachments, with an outline and page numbers. It is a copy for reading: not what is decided on,
and whoever reads it has not thereby opened the documents. What the reader may not see is not in.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from signapp.domain.acts import DocumentRef
from signapp.domain.case import Attachment, Case
from signapp.domain.errors import DocumentError, NotAuthorisedError, StorageError
from signapp.domain.paper_errors import PaperNotWrittenOverError
from signapp.domain.papers import PaperTaken
from signapp.domain.publicity import MINUTES, WHOLE_CASE, attachment
from signapp.domain.sheet_errors import NothingWaits, PackTooLarge
from signapp.services.binding_values import BoundPart, Pack
from signapp.services.desk import Desk
from signapp.services.inbox import inbox
from signapp.services.journal import SignedIn
from signapp.services.ports import PageSize, TypesettingOrder
from signapp.services.proposal_paper import proposal_paper
from signapp.services.publicity import attachment_title, case_title, withheld_from
from signapp.services.reading_cover import CoverCase, reading_cover
from signapp.services.steps import NextStep
from signapp.services.whole_files import whole
from signapp.texts.catalogue import Texts

KIND = "reading-pack"
NO_HASH = "0" * 64
MOST_PAGES, MOST_BYTES = 1500, 300_000_000
"""What a tablet can still show, and a printer print."""


@dataclass(frozen=True)
class Reading:
    """A case in the pack: its number there (from 1), and the files that are bound for it."""

    place: int
    case: Case
    title: str
    parts: tuple[BoundPart, ...]
    left_out: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A pack that was written: its file, its hash and length, its cases and pages."""

    file: Path
    ref: DocumentRef
    cases: int
    pages: int


def waiting(desk: Desk, who: SignedIn) -> tuple[Case, ...]:
    """Return the cases that wait for a decision by this person's office, or the one assisted."""
    tasks = inbox(desk, who)
    found = [one.number for one in tasks if one.mine and one.step is NextStep.DECIDE]
    return tuple(desk.journal.case(number) for number in sorted(found))


def write_pack(
    desk: Desk, who: SignedIn, file: Path, texts: Texts, *, over: bool = False
) -> Written:
    """Write the reading pack to a file; the log of each case says who took it out.

    A file of that name is written over only with `over`. Raises NotAuthorisedError where nothing
    waits or it would be too large, PaperNotWrittenOverError, DocumentErrors, StorageError.
    """
    cases = waiting(desk, who)
    if not cases:
        raise NotAuthorisedError((NothingWaits(),))
    for case in cases:
        desk.journal.require(who, PaperTaken(KIND, NO_HASH), case.number)
    if not over and file.exists():
        raise PaperNotWrittenOverError(file=file)
    with TemporaryDirectory(dir=desk.journal.register.work, prefix="pack-") as folder:
        made, pages = _bound(desk, who, cases, texts, Path(folder))
        return _put(desk, who, cases, made, file, pages)


def _bound(
    desk: Desk, who: SignedIn, cases: Sequence[Case], texts: Texts, folder: Path
) -> tuple[Path, int]:
    """Bind the pack in a folder; return the file and the number of its pages."""
    readings = [_reading(desk, who, case, place, texts, folder)
                for place, case in enumerate(cases, 1)]  # fmt: skip
    sizes = {part.path: desk.pdf.inspect(part.path).pages
             for one in readings for part in one.parts}  # fmt: skip
    _refuse_too_large(sizes)
    cover = folder / "cover.pdf"
    listed = [_listed(one, sizes, texts) for one in readings]
    cover.write_bytes(reading_cover(desk, who, listed, texts))
    first = BoundPart(cover, texts.say("pack.cover"), 0)
    parts = (first, *(part for one in readings for part in one.parts))
    sizes[cover] = desk.pdf.inspect(cover).pages
    labels = folder / "labels.pdf"
    labels.write_bytes(_labels(desk, parts, sizes, texts))
    groups = tuple(f"{one.case.number} {one.title}" for one in readings)
    pack = Pack(texts.say("pack.title"), texts.language, groups, parts, labels)
    output = folder / "bound.pdf"
    return output, desk.pdf.bind(pack, output)


def _put(
    desk: Desk, who: SignedIn, cases: Sequence[Case], made: Path, file: Path, pages: int
) -> Written:
    """Put the pack where it is wanted, and log for each case who took it out."""
    with whole(made, file, over=True) as ref:  # whether over another one was asked before
        for case in cases:
            desk.journal.record(who, PaperTaken(KIND, ref.sha256), case.number)
    return Written(file, ref, len(cases), pages)


def _refuse_too_large(sizes: dict[Path, tuple[PageSize, ...]]) -> None:
    pages = sum(map(len, sizes.values()))
    length = sum(path.stat().st_size for path in sizes)
    if pages > MOST_PAGES or length > MOST_BYTES:
        raise NotAuthorisedError((PackTooLarge(pages=pages, most=MOST_PAGES),))


# --- one case -------------------------------------------------------------------------------


def _reading(
    desk: Desk, who: SignedIn, case: Case, place: int, texts: Texts, folder: Path
) -> Reading:
    """Return what of a case is bound for this person: secret records are left out and named."""
    title = texts.title_of(case_title(desk, case, who))
    if withheld_from(desk, who, case, WHOLE_CASE) or withheld_from(desk, who, case, MINUTES):
        secret = texts.say("pack.left_out", title=title)
        return Reading(place, case, title, (), (secret,))
    proposal = folder / f"proposal-{place}.pdf"
    proposal.write_bytes(proposal_paper(desk, who, case, texts.say("pack.notice")))
    parts, left_out = [BoundPart(proposal, texts.say("pack.proposal"), place)], []
    for one in case.attachments:
        number = one.attached.number
        shown = texts.title_of(attachment_title(desk, case, one.attached, who))
        named = texts.say("pack.attachment", number=number, title=shown)
        if withheld_from(desk, who, case, attachment(number)):
            left_out.append(texts.say("pack.left_out", title=named))
            continue
        try:
            parts.append(BoundPart(_file(desk, _newest(case, one)), named, place))
        except (DocumentError, StorageError) as e:
            heading = texts.error(e).heading
            left_out.append(texts.say("pack.unreadable", heading=heading, title=named))
    return Reading(place, case, title, tuple(parts), tuple(left_out))


def _file(desk: Desk, ref: DocumentRef) -> Path:
    """Return a file that can be bound. Raises DocumentErrors, StorageError."""
    path = desk.journal.register.document(ref)
    desk.pdf.inspect(path)
    return path


def _newest(case: Case, one: Attachment) -> DocumentRef:
    ref = one.prepared.prepared if one.prepared else one.attached.original
    return case.agreement.newest(ref)


def _listed(one: Reading, sizes: dict[Path, tuple[PageSize, ...]], texts: Texts) -> CoverCase:
    """Return a case as the cover lists it: what is in it, and from which page on."""
    contents, page = list[tuple[str, str]](), 1
    for part in one.parts:
        contents.append((texts.number(page), part.title))
        page += len(sizes[part.path])
    return CoverCase(
        one.place, one.case.number, one.title, page - 1, tuple(contents), one.left_out
    )


def _labels(
    desk: Desk,
    parts: Sequence[BoundPart],
    sizes: dict[Path, tuple[PageSize, ...]],
    texts: Texts,
) -> bytes:
    """Return pages with a number each, of the same sizes as those that they are laid over."""
    pages, counted = list[dict[str, str | float]](), dict[int, int]()
    for part in parts:
        for size in sizes[part.path]:
            counted[part.group] = counted.get(part.group, 0) + 1
            page = counted[part.group]
            label = texts.say("pack.page", case=part.group, page=page) if part.group else ""
            pages.append({"width": size.width, "height": size.height, "label": label})
    data = {"language": texts.language, "title": texts.say("pack.title"), "pages": pages}
    order = TypesettingOrder("labels", json.dumps(data), desk.journal.clock.now())
    return desk.pdf.typeset(order).pdf
