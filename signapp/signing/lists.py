"""Reads trusted lists (ETSI TS 119 612): untrusted XML in, checked facts out.

Nothing of a list counts before its signature was checked: what is read afterwards is the very
data that was signed. The list of the lists is checked against certificates that are given, a
national list against those that the list of the lists names for it. Nothing is ever fetched.
"""

import re
from copy import deepcopy
from datetime import datetime
from hashlib import sha256
from importlib.resources import files

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import load_der_x509_certificate, load_pem_x509_certificates
from lxml import etree
from pyhanko.sign.validation.qualified.eutl_parse import (
    parse_lotl_unsafe,
    read_qualified_service_definitions,
)
from signxml.exceptions import SignXMLException
from signxml.xades.xades import XAdESSignatureConfiguration, XAdESVerifier
from xsdata.exceptions import ConverterError, ParserError

from signapp.domain.trust_errors import TrustedListRefusedError
from signapp.services.trust_values import (
    LARGEST_LIST,
    ListName,
    ListOfLists,
    ListPointer,
    TrustedList,
)
from signapp.signing.listed import as_text
from signapp.signing.remarks import LIBRARY_FAULTS

SPACE = "http://uri.etsi.org/02231/v2#"
LIST = f"{{{SPACE}}}TrustServiceStatusList"
OF_LISTS = "EUlistofthelists"
MOST_ELEMENTS = 1_000_000
ENCODING = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", re.IGNORECASE)
READ_FAULTS = (*LIBRARY_FAULTS, etree.LxmlError, ParserError, ConverterError)


def bundled_signers() -> tuple[bytes, ...]:
    """Return the certificates (DER) of the signers of the EU's list of the lists.

    They come with the library, which took them from the Official Journal of the EU.
    """
    place = files("pyhanko.sign.validation.qualified").joinpath("lotl-certs", "latest.cert.pem")
    found = load_pem_x509_certificates(place.read_bytes())
    return tuple(one.public_bytes(Encoding.DER) for one in found)


def name_list(content: bytes) -> ListName:
    """Return what a file says it is; nothing of it is checked. Raises TrustedListRefusedError."""
    root = _parsed(content, "?")
    kind, territory = _text(root, "TSLType"), _text(root, "SchemeTerritory")
    return ListName(of_lists=kind.endswith(OF_LISTS), territory=territory)


def read_list_of_lists(content: bytes, signers: tuple[bytes, ...]) -> ListOfLists:
    """Check the list of the lists, and return where each national list is and who signs it.

    Raises TrustedListRefusedError.
    """
    name = "EU"
    signed = _signed(content, signers, name)
    root = _parsed(signed, name)
    if not _text(root, "TSLType").endswith(OF_LISTS):
        raise TrustedListRefusedError(list=name, cause="other_kind")
    try:
        found = parse_lotl_unsafe(signed.decode())
        pointers = tuple(
            ListPointer(
                territory=one.territory.upper(),
                address=one.location_uri,
                signers=tuple(certificate.dump() for certificate in one.tlso_certs),
            )
            for one in found.references
            if not any(rule.endswith(OF_LISTS) for rule in one.scheme_rules)
        )
    except READ_FAULTS as e:
        raise TrustedListRefusedError(list=name, cause="unreadable") from e
    return ListOfLists(_facts(root, content, name, ""), pointers)


def read_trusted_list(content: bytes, pointer: ListPointer) -> TrustedList:
    """Check a national list against what the list of the lists says of it, and read its services.

    Raises TrustedListRefusedError.
    """
    name = pointer.territory
    signed = _signed(content, pointer.signers, name)
    root = _parsed(signed, name)
    if _text(root, "SchemeTerritory").upper() != pointer.territory:
        raise TrustedListRefusedError(list=name, cause="other_territory")
    if _text(root, "TSLType").endswith(OF_LISTS):
        raise TrustedListRefusedError(list=name, cause="other_kind")
    _complete_history(root)
    if root.find(f"{{{SPACE}}}TrustServiceProviderList") is None:
        return _facts(root, content, name, as_text(()))
    try:
        whole = etree.tostring(root, encoding="unicode")
        services = as_text(read_qualified_service_definitions(whole))
    except READ_FAULTS as e:
        raise TrustedListRefusedError(list=name, cause="unreadable") from e
    return _facts(root, content, name, services)


def _facts(root: etree._Element, content: bytes, territory: str, services: str) -> TrustedList:
    try:
        issued, following = (_moment(root, tag) for tag in ("ListIssueDateTime", "NextUpdate"))
        number = int(_text(root, "TSLSequenceNumber"))
    except ValueError as e:
        raise TrustedListRefusedError(list=territory, cause="unreadable") from e
    if issued is None:
        raise TrustedListRefusedError(list=territory, cause="unreadable")
    return TrustedList(
        territory=territory,
        number=number,
        issued=issued,
        next_update=following,
        sha256=sha256(content).hexdigest(),
        services=services,
    )


def _signed(content: bytes, signers: tuple[bytes, ...], name: str) -> bytes:
    """Return what one of the signers signed of a list, as canonical XML in UTF-8.

    The signer's certificate must be valid when the list was issued.
    """
    issued = _moment(_parsed(content, name), "ListIssueDateTime")
    for der in signers:
        try:
            certificate = load_der_x509_certificate(der)
            wanted = XAdESSignatureConfiguration(
                require_x509=True, expect_references=True, verification_time=issued
            )
            found = XAdESVerifier().verify(content, x509_cert=certificate, expect_config=wanted)
        except (SignXMLException, *READ_FAULTS):
            continue
        for one in found:
            if one.signed_xml is not None and one.signed_xml.tag == LIST:
                return bytes(one.signed_data)
    raise TrustedListRefusedError(list=name, cause="signature")


def _parsed(content: bytes, name: str) -> etree._Element:
    """Return the root of a list; refuse whatever an XML file needs only to do harm."""
    if len(content) > LARGEST_LIST:
        raise TrustedListRefusedError(list=name, cause="too_large")
    declared = ENCODING.match(content.removeprefix(b"\xef\xbb\xbf").lstrip())
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        raise TrustedListRefusedError(list=name, cause="unreadable")
    if b"\0" in content or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise TrustedListRefusedError(list=name, cause="entities")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, recover=False
    )
    try:
        content.decode("utf-8")
        root = etree.fromstring(content, parser)
    except (UnicodeDecodeError, etree.XMLSyntaxError, ValueError) as e:
        raise TrustedListRefusedError(list=name, cause="unreadable") from e
    if sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        raise TrustedListRefusedError(list=name, cause="too_large")
    if root.tag != LIST:
        raise TrustedListRefusedError(list=name, cause="other_kind")
    return root


def _text(root: etree._Element, tag: str) -> str:
    found = root.find(f"{{{SPACE}}}SchemeInformation/{{{SPACE}}}{tag}")
    return (found.text or "").strip() if found is not None else ""


def _moment(root: etree._Element, tag: str) -> datetime | None:
    """Return a moment of the scheme; none where the list leaves it open. Raises ValueError."""
    said = _text(root, tag)
    if not said:
        inner = root.find(f"{{{SPACE}}}SchemeInformation/{{{SPACE}}}{tag}/{{{SPACE}}}dateTime")
        said = (inner.text or "").strip() if inner is not None else ""
    if not said:
        return None
    moment = datetime.fromisoformat(said)
    if moment.tzinfo is None:
        raise ValueError(said)
    return moment


def _complete_history(root: etree._Element) -> None:
    """Give past states of a service, which need not repeat certificates, those of today."""
    identity = f"{{{SPACE}}}ServiceDigitalIdentity"
    for service in root.iter(f"{{{SPACE}}}TSPService"):
        today = service.find(f"{{{SPACE}}}ServiceInformation/{identity}")
        if today is None:
            continue
        known = [one for one in today if one.find(f"{{{SPACE}}}X509Certificate") is not None]
        for past in service.iter(f"{{{SPACE}}}ServiceHistoryInstance"):
            said = past.find(identity)
            if said is not None and said.find(f".//{{{SPACE}}}X509Certificate") is None:
                said.extend(deepcopy(known))
