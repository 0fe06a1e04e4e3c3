"""Time stamps over notes (RFC 3161): asked for, and judged as those in PDF files are."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from hashlib import new, sha256

from asn1crypto import tsp
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation

from signapp.domain.errors import TimeStampFailedError
from signapp.services.ports import (
    AskRevocation,
    Holds,
    NoteStamp,
    Stamper,
    StampVerdict,
    TrustMaterial,
)
from signapp.signing.persons import known_certificates
from signapp.signing.remarks import LIBRARY_FAULTS, part
from signapp.signing.revocation import with_revocation_data
from signapp.signing.signer import DIGEST, AskedTimeStamper
from signapp.signing.times import judge_token


def stamp_note(
    note: bytes,
    trust: TrustMaterial,
    stamper: Stamper,
    ask: AskRevocation | None = None,
) -> NoteStamp:
    """Ask for a stamp over a note, and trust no answer unseen.

    Where issuers may be asked, they are asked about the service now: what they say is kept by
    whoever asks, and the stamp can be judged later without a network.

    Raises TimeStampFailedError, TimeStampNotGoodError.
    """
    answers = list[bytes]()

    def asking(request: bytes) -> bytes:
        answers.append(stamper(request))
        return answers[-1]

    asked = AskedTimeStamper(asking, trust)
    try:
        token = asyncio.run(asked.async_timestamp(sha256(note).digest(), DIGEST))
        moment = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
        found = extract_certs_for_validation(token["content"])
        with_revocation_data(trust, [found.signer_cert, *found.other_certs], ask)
    except LIBRARY_FAULTS as e:
        raise TimeStampFailedError(cause="garbage") from e
    assert isinstance(moment, datetime)
    return NoteStamp(answers[-1], moment.replace(microsecond=0))


def judge_stamp(note: bytes, response: bytes, trust: TrustMaterial, at: datetime) -> StampVerdict:
    """Return what is known at a moment of a service's answer to a note."""
    try:
        answer = tsp.TimeStampResp.load(response, strict=True)
        token = answer["time_stamp_token"]["content"]
        known = known_certificates(trust, None, at)
        stamp = asyncio.run(judge_token(token, _imprint(note), known, at))
    except LIBRARY_FAULTS:
        return StampVerdict(None, part(Holds.NO, "time.stamp_broken", by=""))
    return StampVerdict(stamp.moment, stamp.verdict)


def _imprint(note: bytes) -> Callable[[str], bytes]:
    return lambda algorithm: new(algorithm, note).digest()
