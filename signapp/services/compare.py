"""Comparing two documents page by page: what was said and shown before, and what is now."""

from collections.abc import Callable
from dataclasses import dataclass

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import CancelledError
from signapp.services.desk import Desk
from signapp.services.ports import PageDifference

Progress = Callable[[int, int], bool]
"""Is told how many pages are done and how many there are; says whether to go on."""


@dataclass(frozen=True)
class Comparison:
    """How a later document differs from an earlier one, page by page."""

    old: DocumentRef
    new: DocumentRef
    pages: tuple[PageDifference, ...]

    @property
    def changed(self) -> tuple[PageDifference, ...]:
        """The pages that differ, or are in one document only."""
        return tuple(page for page in self.pages if page.differs)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of the changed pages, from 1."""
        return tuple(page.page + 1 for page in self.changed)

    def to_text(self) -> str:
        """Return the changed words as a plain text, in which - is the old and + the new."""
        lines = []
        for page in self.changed:
            lines.append(f"@ {page.page + 1}")
            for change in page.changes:
                lines.append(f"  … {change.before}")
                lines.extend(
                    f"{mark} {words}"
                    for mark, words in (("-", change.removed), ("+", change.added))
                    if words
                )
        return "\n".join(lines)


def _go_on(_done: int, _of: int) -> bool:
    return True


def compare_documents(
    desk: Desk, old: DocumentRef, new: DocumentRef, progress: Progress = _go_on
) -> Comparison:
    """Compare two stored documents, each page in the pdf worker.

    Raises CancelledError when `progress` says to stop, DocumentErrors, StorageError.
    """
    before, after = (desk.journal.register.document(ref) for ref in (old, new))
    pages: list[PageDifference] = []
    count = 1
    while len(pages) < count:
        if not progress(len(pages), count):
            raise CancelledError
        page = desk.pdf.compare_page(before, after, len(pages))
        pages.append(page)
        count = max(page.old_pages, page.new_pages)
    progress(count, count)
    return Comparison(old, new, tuple(pages))
