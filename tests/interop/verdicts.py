"""The answers of the outside judges, as values that a test can compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Failure:
    """One rule of a PDF standard that the file breaks, with the first place and the count."""

    clause: str
    test: int
    message: str
    where: str
    times: int


@dataclass(frozen=True)
class Conformance:
    """What veraPDF says of one flavour; `error` tells why the file could not be read at all."""

    compliant: bool
    checks: int
    failures: tuple[Failure, ...]
    error: str


@dataclass(frozen=True)
class SignatureVerdict:
    """What EU DSS says of one signature.

    `changes` are those found after the signature which are neither another signature nor
    validation data; DSS itself only warns of them, so a test has to look.
    """

    field: str
    indication: str
    subindication: str
    level: str
    signer: str
    signing_time: datetime | None
    best_signature_time: datetime | None
    docmdp: str
    intact: bool
    valid: bool
    errors: tuple[str, ...]
    warnings: tuple[str, ...]
    changes: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.indication == "TOTAL_PASSED"


@dataclass(frozen=True)
class TimestampVerdict:
    """What EU DSS says of one time stamp, in a signature or over the whole document."""

    kind: str
    indication: str
    subindication: str
    time: datetime | None
    producer: str
    errors: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return self.indication == "PASSED"


@dataclass(frozen=True)
class FileVerdict:
    """What the two Java judges say of one file; `dss_error` tells why DSS could not read it."""

    conformance: Mapping[str, Conformance]
    signatures: tuple[SignatureVerdict, ...]
    timestamps: tuple[TimestampVerdict, ...]
    dss_error: str

    @property
    def compliant(self) -> bool:
        """Does the file keep to every flavour that was asked about?"""
        return all(one.compliant for one in self.conformance.values())

    @property
    def passed(self) -> bool:
        """Is there a signature, and does every signature and time stamp pass?"""
        signatures = [one.passed for one in self.signatures]
        return bool(signatures) and all(signatures) and all(one.passed for one in self.timestamps)

    @property
    def unchanged(self) -> bool:
        """Did nothing but signatures and validation data come after each signature?"""
        return not any(signature.changes for signature in self.signatures)


@dataclass(frozen=True)
class PdfsigVerdict:
    """What poppler says of one signature; document time stamps it does not understand."""

    field: str
    signer: str
    kind: str
    validity: str
    trust: str
    total_document_signed: bool

    @property
    def valid(self) -> bool:
        return self.validity == "Signature is Valid."

    @property
    def trusted(self) -> bool:
        return self.trust == "Certificate is Trusted."


@dataclass(frozen=True)
class OpensslVerdict:
    """What OpenSSL says of one signature or document time stamp."""

    field: str
    kind: Literal["signature", "timestamp"]
    accepted: bool
    covers_file: bool
    output: str
