"""Known errors about publicity, publication, claims, enforcement and the charge of a draft."""

from signapp.domain.errors import DocumentError, Reason

# --- publicity ------------------------------------------------------------------------------


class SecrecyGroundMissing(Reason):
    """A record is kept from the public only on a ground that cites the law (R53)."""

    basis = "Julkisuuslaki"


class PublicHasNoGround(Reason):
    """A record that is wholly public has no ground for secrecy (R53)."""

    basis = "Julkisuuslaki"


class RecordUnknown(Reason):
    """The case has no such record (attachment `number`)."""


class PublicCopyNotOfThese(Reason):
    """A public copy is made of the signed minutes of this case, and is not the original (R54)."""


class SecretWordsLeftError(DocumentError):
    """A public copy would still show something of what is to be left out (R54)."""


# --- publication ----------------------------------------------------------------------------


class PublicationNotDecided(Reason):
    """No standing or own decision says that the minutes are published (R55)."""

    basis = "Kuntalaki 140 §"


class NotAPublicCopy(Reason):
    """What was published is neither a public copy nor minutes that are wholly public (R54)."""

    basis = "Kuntalaki 140 §"


class AlreadyPublished(Reason):
    """The minutes are on the network since a day (`day`); the first publication counts."""

    basis = "Kuntalaki 140 §"


class NotPublished(Reason):
    """The minutes are not on the network."""


class OutageMalformed(Reason):
    """An outage has a beginning and a later end, and both lie in the time of publication."""


class OutageNotJudged(Reason):
    """The published minutes could not be seen (from `day` on); what it means is not judged."""

    basis = "Kuntalaki 140 §"


class CountedTooEarly(Reason):
    """A publication does not count from a day before it began (`day`)."""

    basis = "Kuntalaki 140 §"


# --- claims and enforcement -----------------------------------------------------------------


class CourtCertificateMissing(Reason):
    """After a board's or court's decision, the administrative court certifies finality."""

    basis = "Kuntalaki 138 §"


class CertificateInFuture(Reason):
    """The court's certificate is dated on a day (`day`) that has not come."""


class EnforcementToBeRejudged(Reason):
    """A claim or a prohibition came after enforcement was judged (R26)."""

    basis = "Kuntalaki 143 §"


class NothingToRejudge(Reason):
    """Nothing has come since enforcement was judged."""

    basis = "Kuntalaki 143 §"


class NotForbidden(Reason):
    """The body (`body`) has not forbidden enforcement."""

    basis = "Kuntalaki 143 §"


# --- the charge of a draft ------------------------------------------------------------------


class NotInCharge(Reason):
    """A draft is handed over by whoever has charge of it, a registrar or a presenter."""


class NotAPreparer(Reason):
    """A draft is handed over to somebody who holds an office that prepares cases."""


class AlreadyInCharge(Reason):
    """The person has charge of the draft already."""
