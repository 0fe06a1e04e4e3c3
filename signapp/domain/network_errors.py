"""Known errors about what is asked over the network, told host by host."""

from dataclasses import dataclass

from signapp.domain.errors import SigningError, TimeStampFailedError


@dataclass(frozen=True)
class Failure:
    """How asking one host ended: a code, and the host's own words where it said any."""

    host: str
    cause: str
    words: str = ""

    def __str__(self) -> str:
        """Return the failure for a log: no sentence."""
        return f"{self.host}: {self.cause}" + (f" ({self.words})" if self.words else "")


class Failures(tuple[Failure, ...]):
    """How asking each host ended; the texts make a sentence of each."""

    __slots__ = ()

    def __str__(self) -> str:
        """Return the failures for a log: no sentences."""
        return "; ".join(map(str, self))


class TimeStampNotGoodError(TimeStampFailedError):
    """A time stamp came (from `by`), but our own look at it did not accept it (`cause`)."""


class RevocationUnknownError(SigningError):
    """Whether a certificate is revoked is not known here, and nobody told it."""


class RevocationServicesError(RevocationUnknownError):
    """Nobody told whether a certificate (of `name`) is revoked: each failed (`failures`)."""
