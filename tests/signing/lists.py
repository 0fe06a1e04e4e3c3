"""Trusted lists of a made-up European Union: the list of the lists, and lists of territories.

They are written as plain XML, and not with the classes that read them.
"""

from base64 import b64encode
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree
from pyhanko.sign.ades.qualified_asn1 import QcStatements
from signxml import SignatureConstructionMethod
from signxml.xades import XAdESSigner

from signapp.demo import authority as demo
from signapp.demo.authority import DemoAuthority, Issued
from signapp.services.trust_values import ListPointer

BASE = "http://uri.etsi.org/TrstSvc"
CA_QC, QTST = f"{BASE}/Svctype/CA/QC", f"{BASE}/Svctype/TSA/QTST"
GRANTED, WITHDRAWN = "granted", "withdrawn"
ESIG, ESEAL = "ForeSignatures", "ForeSeals"
SPACES = (
    'xmlns="http://uri.etsi.org/02231/v2#" '
    'xmlns:sie="http://uri.etsi.org/TrstSvc/SvcInfoExt/eSigDir-1999-93-EC-TrustedList/#" '
    'xmlns:more="http://uri.etsi.org/02231/v2/additionaltypes#"'
)
BEGAN = datetime(2016, 7, 1, 12, tzinfo=UTC)
ISSUED = datetime(2026, 11, 1, 9, tzinfo=UTC)
NEXT = ISSUED + timedelta(days=90)


@dataclass(frozen=True)
class Operator:
    """Who signs a list."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def named(cls, name: str) -> "Operator":
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime(2016, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2046, 1, 1, tzinfo=UTC))
        )
        return cls(builder.sign(key, SHA256()), key)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    def sign(self, xml: str) -> bytes:
        signer = XAdESSigner(
            method=SignatureConstructionMethod.enveloped, signature_algorithm="ecdsa-sha256"
        )
        signed = signer.sign(etree.fromstring(xml.encode()), key=self.key, cert=[self.certificate])
        return etree.tostring(signed, encoding="UTF-8", xml_declaration=True)


@dataclass(frozen=True)
class State:
    """A state of a service from a day on, and what it is for."""

    status: str
    since: datetime = BEGAN
    uses: tuple[str, ...] = (ESIG,)
    qualifiers: tuple[str, ...] = ()
    names_certificate: bool = True


@dataclass(frozen=True)
class Listed:
    """A service of a list: its certificate, and its states, the newest first."""

    certificate: bytes
    states: tuple[State, ...] = (State(GRANTED),)
    kind: str = CA_QC
    name: str = "Certificates for officials"


@dataclass(frozen=True)
class ListOf:
    """A list of a territory, before it is signed."""

    territory: str
    services: tuple[Listed, ...] = ()
    number: int = 7
    issued: datetime = ISSUED
    following: datetime | None = NEXT

    def xml(self, kind: str = "EUgeneric", pointers: str = "") -> str:
        following = f"<dateTime>{_time(self.following)}</dateTime>" if self.following else ""
        services = "".join(map(_service, self.services))
        providers = (
            "<TrustServiceProviderList><TrustServiceProvider><TSPInformation>"
            f"<TSPName>{_names('Provider')}</TSPName></TSPInformation>"
            f"<TSPServices>{services}</TSPServices></TrustServiceProvider>"
            "</TrustServiceProviderList>"
        )
        return (
            f'<TrustServiceStatusList {SPACES} TSLTag="{BASE}/TSLTag" Id="list">'
            "<SchemeInformation>"
            "<TSLVersionIdentifier>5</TSLVersionIdentifier>"
            f"<TSLSequenceNumber>{self.number}</TSLSequenceNumber>"
            f"<TSLType>{BASE}/TrustedList/TSLType/{kind}</TSLType>"
            f"<SchemeOperatorName>{_names('Operator')}</SchemeOperatorName>"
            f"<SchemeName>{_names('Scheme')}</SchemeName>"
            '<SchemeInformationURI><URI xml:lang="en">https://lists.example.org/</URI>'
            "</SchemeInformationURI>"
            f"<SchemeTerritory>{self.territory}</SchemeTerritory>{pointers}"
            f"<ListIssueDateTime>{_time(self.issued)}</ListIssueDateTime>"
            f"<NextUpdate>{following}</NextUpdate></SchemeInformation>"
            f"{providers if self.services else ''}</TrustServiceStatusList>"
        )


def list_of_lists(pointers: tuple[ListPointer, ...], **changes: object) -> str:
    """Return the list of the lists, unsigned."""
    told = "".join(map(_pointer, pointers))
    lotl = replace(ListOf("EU"), **changes)
    return lotl.xml("EUlistofthelists", f"<PointersToOtherTSL>{told}</PointersToOtherTSL>")


def qualified_person(
    authority: DemoAuthority, name: str, *, device: bool = True, kind: str = "qct_esign",
    statements: bool = True, kind_of_key: demo.KeyKind = "p256",
) -> Issued:  # fmt: skip
    """Return a signature certificate with the statements of a qualified one."""
    said: list[dict[str, object]] = [{"statement_id": "qc_compliance"}]
    if device:
        said.append({"statement_id": "qc_sscd"})
    said.append({"statement_id": "qc_type", "statement_info": [kind]})
    usage = demo._key_usage(content_commitment=True)
    extensions: list[tuple[x509.ExtensionType, bool]] = [(usage, True)]
    if statements:
        oid = x509.ObjectIdentifier("1.3.6.1.5.5.7.1.3")
        extensions.append((x509.UnrecognizedExtension(oid, QcStatements(said).dump()), False))
    key = demo._new_key(kind_of_key)
    return demo._issue(authority._root, key, name, demo.BEGIN, demo.END, extensions)


def _pointer(one: ListPointer) -> str:
    return (
        f"<OtherTSLPointer><ServiceDigitalIdentities>{''.join(map(_identity, one.signers))}"
        f"</ServiceDigitalIdentities><TSLLocation>{one.address}</TSLLocation>"
        "<AdditionalInformation>"
        f"<OtherInformation><TSLType>{BASE}/TrustedList/TSLType/EUgeneric</TSLType>"
        "</OtherInformation><OtherInformation>"
        f"<SchemeTerritory>{one.territory}</SchemeTerritory></OtherInformation>"
        "<OtherInformation><more:MimeType>application/vnd.etsi.tsl+xml</more:MimeType>"
        "</OtherInformation></AdditionalInformation></OtherTSLPointer>"
    )


def _identity(der: bytes) -> str:
    text = b64encode(der).decode()
    inner = f"<DigitalId><X509Certificate>{text}</X509Certificate></DigitalId>"
    return f"<ServiceDigitalIdentity>{inner}</ServiceDigitalIdentity>"


def _service(one: Listed) -> str:
    now, *past = one.states
    history = "".join(
        f"<ServiceHistoryInstance>{_state(one, each)}</ServiceHistoryInstance>" for each in past
    )
    return (
        f"<TSPService><ServiceInformation>{_state(one, now)}</ServiceInformation>"
        f"<ServiceHistory>{history}</ServiceHistory></TSPService>"
    )


def _state(one: Listed, state: State) -> str:
    identity = _identity(one.certificate)
    if not state.names_certificate:
        subject = "<DigitalId><X509SubjectName>CN=root</X509SubjectName></DigitalId>"
        identity = f"<ServiceDigitalIdentity>{subject}</ServiceDigitalIdentity>"
    extensions = "".join(map(_use, state.uses)) if one.kind == CA_QC else ""
    extensions += _qualifiers(state.qualifiers) if state.qualifiers else ""
    return (
        f"<ServiceTypeIdentifier>{one.kind}</ServiceTypeIdentifier>"
        f"<ServiceName>{_names(one.name)}</ServiceName>{identity}"
        f"<ServiceStatus>{BASE}/TrustedList/Svcstatus/{state.status}</ServiceStatus>"
        f"<StatusStartingTime>{_time(state.since)}</StatusStartingTime>"
        f"<ServiceInformationExtensions>{extensions}</ServiceInformationExtensions>"
    )


def _use(use: str) -> str:
    uri = f"{BASE}/TrustedList/SvcInfoExt/{use}"
    return (
        '<Extension Critical="true"><AdditionalServiceInformation>'
        f'<URI xml:lang="en">{uri}</URI></AdditionalServiceInformation></Extension>'
    )


def _qualifiers(qualifiers: tuple[str, ...]) -> str:
    told = "".join(
        f'<sie:Qualifier uri="{BASE}/TrustedList/SvcInfoExt/{one}"/>' for one in qualifiers
    )
    return (
        '<Extension Critical="true"><sie:Qualifications><sie:QualificationElement>'
        f"<sie:Qualifiers>{told}</sie:Qualifiers>"
        '<sie:CriteriaList assert="all"><sie:KeyUsage>'
        '<sie:KeyUsageBit name="nonRepudiation">true</sie:KeyUsageBit></sie:KeyUsage>'
        "</sie:CriteriaList></sie:QualificationElement></sie:Qualifications></Extension>"
    )


def _names(name: str) -> str:
    return f'<Name xml:lang="en">{name}</Name>'


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
