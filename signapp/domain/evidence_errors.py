"""Known errors about the evidence on a case: what stands in its way, and what is wrong with it."""

from signapp.domain.errors import DocumentError, LedgerError, Reason, SignappError


class CaseHeadMissing(LedgerError):
    """Evidence does not end with the desk's word on how far the case had come."""


class EvidenceIncomplete(LedgerError):
    """Of roster and sessions evidence has more or less than the desk says at its end."""


class DocumentNotOfCase(LedgerError):
    """A document in the evidence (`name`) is one that no entry of the case names."""


class EvidenceMalformed(Reason):
    """What is noted of evidence is a SHA-256."""


class EvidenceUnreadableError(DocumentError):
    """A part of the evidence (`name`) is not of the form that it has to be."""


class PersonCodeTellsNameError(SignappError):
    """A person's code (`person`) tells their name, so the ledger itself can't be made public."""
