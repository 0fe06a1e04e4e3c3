"""Gathers what tells whether certificates are revoked: what is at hand, and what can be asked for.

The main process does the asking, if this desk may ask at all. What it brings is only data: who
signed it, and what it says, is judged with everything else.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

from asn1crypto import crl, ocsp, x509
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation, extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signapp.domain.errors import DocumentError
from signapp.domain.network_errors import RevocationUnknownError
from signapp.services.ports import AskRevocation, TrustMaterial
from signapp.signing.certificates import UNREADABLE, chain_of, standing_of
from signapp.signing.levels import open_pdf, reading_pdf


def with_revocation_data(
    trust: TrustMaterial, certificates: Iterable[x509.Certificate], ask: AskRevocation | None
) -> TrustMaterial:
    """Return the trust material and what an issuer says now of each certificate of the chains.

    A question that nobody answers leaves what is at hand, which may do.
    """
    if ask is None:
        return trust
    given = tuple(certificates)
    at_hand = [*given, *map(x509.Certificate.load, (*trust.others, *trust.roots))]
    lists, answers = list[bytes](), list[bytes]()
    for certificate, issuer in _pairs(given, at_hand):
        with suppress(RevocationUnknownError, *UNREADABLE):
            found = ask(certificate.dump(), issuer.dump())
            (answers if _is_answer(found) else lists).append(found)
    return replace(
        trust,
        revocation_lists=(*dict.fromkeys(lists), *trust.revocation_lists),
        answers=(*answers, *trust.answers),
    )


def certificate_standing(
    certificate: bytes, trust: TrustMaterial, at: datetime, ask: AskRevocation | None = None
) -> str:
    """Return what speaks against a certificate (DER) as issued; see `certificates.standing_of`.

    An issuer is asked only where what is at hand does not tell.
    """
    standing = asyncio.run(standing_of(certificate, trust, at))
    if standing == "revocation_unknown" and ask is not None:
        own = x509.Certificate.load(certificate)
        known = with_revocation_data(trust, [own], ask)
        standing = asyncio.run(standing_of(certificate, known, at))
    return standing


def certificates_of(signatures: Iterable[EmbeddedPdfSignature]) -> list[x509.Certificate]:
    """Return the signers of signatures and of the time stamps in them, and what came with them.

    The signers stand first. What cannot be read is left out.
    """
    signers, others = list[x509.Certificate](), list[x509.Certificate]()
    for signature in signatures:
        with suppress(*UNREADABLE):
            stamps = list(extract_tst_data_iter(signature.signer_info, signed=False))
            for signed in (signature.signed_data, *stamps):
                found = extract_certs_for_validation(signed)
                signers.append(found.signer_cert)
                others += found.other_certs
    return [*signers, *others]


def with_data_for_judging(
    path: Path, trust: TrustMaterial, ask: AskRevocation | None
) -> TrustMaterial:
    """Return the trust material and what issuers say now of whoever vouches for a file's time.

    That is the last document time stamp, which keeps all before it; without one, it is every
    signer. A file that cannot be read brings nothing: the verdict tells why.
    """
    if ask is None:
        return trust
    with suppress(DocumentError, OSError), path.open("rb") as stream, reading_pdf():
        reader = open_pdf(stream)
        stamps = reader.embedded_timestamp_signatures[-1:]
        certificates = certificates_of(stamps or reader.embedded_regular_signatures)
        return with_revocation_data(trust, certificates, ask)
    return trust


def _pairs(
    certificates: Iterable[x509.Certificate], at_hand: list[x509.Certificate]
) -> Iterable[tuple[x509.Certificate, x509.Certificate]]:
    """Return each certificate of the chains with its issuer, once."""
    found = {}
    for certificate in certificates:
        chain = chain_of(certificate, at_hand)
        for own, issuer in pairwise(chain):
            found[own.dump()] = (own, issuer)
    return found.values()


def _is_answer(content: bytes) -> bool:
    """Tell an OCSP response from a revocation list. Raises ValueError for neither."""
    try:
        answer = ocsp.OCSPResponse.load(content, strict=True)
        return bool(answer["response_status"].native == "successful")
    except UNREADABLE:
        crl.CertificateList.load(content, strict=True).issuer.dump()
        return False
