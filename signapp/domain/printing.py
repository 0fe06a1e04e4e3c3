"""The act of printing paper originals for a ceremony, from the bytes that were decided on."""

from dataclasses import dataclass

from signapp.domain.references import DocumentRef

MOST_COPIES = 50
"""More paper originals than this of one agreement are a slip of the hand."""


@dataclass(frozen=True)
class OriginalsPrinted:
    """Paper originals were printed from decided bytes, so many of each document.

    Every printing is an act of its own, so that no paper original is uncounted.
    """

    documents: tuple[DocumentRef, ...]
    copies: int
