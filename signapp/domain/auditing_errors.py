"""Known errors about audits: what an auditor may not do, and what is not noted of readers."""

from signapp.domain.errors import Reason, SignappError


class AuditorOnlyReads(Reason):
    """An auditor's office does nothing in the register but export its log."""

    basis = "Kuntalaki 121 §"


class ExportMalformed(Reason):
    """An export names no SHA-256, or a sample without a seed, or a seed without a sample."""


class PagesNotNoted(Reason):
    """The register does not note who viewed which pages, unless it decided so."""

    basis = "Laki 759/2004 21 §"


class PagesMalformed(Reason):
    """Ranges of pages overlap, are out of order, or lie outside of the document."""


class SampleTooLargeError(SignappError):
    """A sample (`wanted`) is larger than what it is drawn from (`entries`)."""
