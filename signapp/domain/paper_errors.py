"""Known errors about the papers of a case: what stands in the way of making one."""

from signapp.domain.errors import Reason, StorageError, UsageError


class PaperMalformed(Reason):
    """What is noted of a paper is the code of its kind, a SHA-256, and how many copies."""


class PaperWithheld(Reason):
    """The paper tells what is secret, to somebody who does not act in the case (R53)."""

    basis = "Julkisuuslaki"


class NotYetDecided(Reason):
    """The paper tells of a decision, and none was made yet."""


class NothingToTakeOut(Reason):
    """The case has nothing that this paper could be made of."""


class WhichOneMissing(Reason):
    """There are several of this paper, and it was not said which one (`names` says them)."""


class PaperHasItsLanguage(Reason):
    """The paper is there already, in its own language: it can't be made in another."""


class PaperUnknownError(UsageError):
    """There is no kind of paper with this code (`code`; `known` are those there are)."""


class PaperNotWrittenOverError(StorageError):
    """A paper is not written over another file unless that is asked for (`file`)."""
