"""A roster file: what each kind of entry asks for, and each way in which one can be wrong."""

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signapp.demo.authority import DemoAuthority
from signapp.domain import errors
from signapp.domain.acts import (
    CertificateBound,
    CertificateUnbound,
    DeputiesOrdered,
    IdentityCheck,
    OfficeDissolved,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeLeft,
    OfficeTitle,
    PersonEnrolled,
    Policy,
    PolicySet,
    ProvisionEnded,
    ProvisionListed,
    Purpose,
    SubstituteNamed,
)
from signapp.domain.offices import Roster
from signapp.domain.publicity import PublicationOrdered
from signapp.services.ports import TrustMaterial
from signapp.services.roster_file import RosterPlan, RosterReader
from tests.domain.stories import certificate, first_roster

AT = datetime(2017, 8, 21, tzinfo=UTC)
BEGIN, END = date(2017, 6, 1), date(2021, 7, 31)
DAYS = "since = 2017-06-01\nuntil = 2021-07-31\n"


@pytest.fixture(scope="session")
def authority() -> DemoAuthority:
    return DemoAuthority.found()


def read(
    folder: Path, content: str, authority: DemoAuthority | None = None, at: datetime = AT
) -> RosterPlan:
    """Read a roster file against the city of the stories."""
    path = folder / "roster.toml"
    path.write_text(content, encoding="utf-8")
    roster = Roster().with_changes(first_roster())
    trust = TrustMaterial((authority.root,) if authority else ())
    names = {person: person.capitalize() for person in roster.persons}
    return RosterReader(roster, names, trust, at).read(path)


def problems(folder: Path, content: str, authority: DemoAuthority | None = None) -> list[str]:
    """Return line, kind and code of everything that is wrong with a file."""
    with pytest.raises(errors.RosterFileRefusedError) as caught:
        read(folder, content, authority)
    told = caught.value.problems
    return [f"{one.line} {one.kind} {one.reason.code}" for one in told]


def issue(
    folder: Path, authority: DemoAuthority, name: str, purpose: Purpose, *, pem: bool = True
) -> bytes:
    issued = authority.issue(name, purpose, "p256")
    form = Encoding.PEM if pem else Encoding.DER
    (folder / "certificate").write_bytes(issued.certificate.public_bytes(form))
    return issued.der


def test_every_kind_of_entry_becomes_its_change(tmp_path: Path) -> None:
    lost = certificate("paula", Purpose.SESSION)
    plan = read(
        tmp_path,
        f"""
[[lost_certificate]]
sha256 = "{lost.upper()}"
[[dissolved]]
office = "culture"
last_day = 2017-08-31
successor = "harbour"
basis = "Kvsto § 1"
[[leaves]]
person = "antti"
office = "culture"
last_day = 2017-08-31
[[provision]]
code = "p2"
office = "harbour"
citation = "12 luku 1 §"
since = 2017-06-01
basis = "Khs § 4"
[[provision_ended]]
code = "provision-1"
last_day = 2017-08-31
[[publication]]
code = "o1"
office = "mayor"
citation = "Khs § 5"
{DAYS}
[[policy]]
policy = "no_self_authorisation"
in_force = false
basis = "Khs § 6"
[[policy]]
policy = "stop_without_stamp"
in_force = true
hours = 72
basis = "Khs § 7"
[[substitute]]
person = "niko"
office = "mayor"
basis = "Khs § 2"
{DAYS}
[[deputies]]
office = "mayor"
deputies = ["culture", "harbour"]
basis = "Khs § 3"
{DAYS}
[[holder]]
person = "niko"
office = "harbour"
{DAYS}
[[person]]
code = "niko"
name = "Niko Nieminen"
identity = "strong_identification"
[[office]]
code = "harbour"
kind = "office_holder"
fi = "satamajohtaja"
fi_genitive = "satamajohtajan"
sv = "hamndirektör"
en = "harbour director"
since = 2017-06-01
""",
    )
    (text,) = plan.texts
    title = OfficeTitle("satamajohtaja", "satamajohtajan", "hamndirektör", "harbour director")
    assert text.text == "Niko Nieminen"
    assert plan.changes == (
        OfficeFormed("harbour", OfficeKind.OFFICE_HOLDER, title, BEGIN),
        PersonEnrolled("niko", text.commitment, IdentityCheck.STRONG_IDENTIFICATION),
        OfficeHeld("niko", "harbour", BEGIN, END),
        DeputiesOrdered("mayor", ("culture", "harbour"), BEGIN, END, "Khs § 3"),
        SubstituteNamed("niko", "mayor", BEGIN, END, "Khs § 2"),
        ProvisionListed("p2", "harbour", "12 luku 1 §", BEGIN, "Khs § 4"),
        ProvisionEnded("provision-1", date(2017, 8, 31)),
        PublicationOrdered("o1", "mayor", "Khs § 5", BEGIN, END),
        PolicySet(Policy.NO_SELF_AUTHORISATION, False, "Khs § 6"),
        PolicySet(Policy.STOP_WITHOUT_STAMP, True, "Khs § 7", 72),
        OfficeLeft("antti", "culture", date(2017, 8, 31)),
        OfficeDissolved("culture", date(2017, 8, 31), "harbour", "Kvsto § 1"),
        CertificateUnbound(lost, AT),
    )


@pytest.mark.parametrize("pem", [True, False], ids=["PEM", "DER"])
def test_a_person_comes_with_office_and_certificate(
    tmp_path: Path, authority: DemoAuthority, pem: bool
) -> None:
    der = issue(tmp_path, authority, "Niko Nieminen", Purpose.SIGNATURE, pem=pem)
    entry = (
        '[[person]]\ncode = "niko"\nname = "Niko Nieminen"\nidentity = "staff_record"\n'
        f'office = "culture"\n{DAYS}signature = "certificate"\n'
    )
    plan = read(tmp_path, entry, authority)
    enrolled, held, bound = plan.changes
    assert isinstance(enrolled, PersonEnrolled)
    assert held == OfficeHeld("niko", "culture", BEGIN, END)
    assert isinstance(bound, CertificateBound)
    assert plan.certificates == (der,)
    assert bound.certificate.sha256 == hashlib.sha256(der).hexdigest()
    assert bound.purpose is Purpose.SIGNATURE
    assert bound.not_after == x509.load_der_x509_certificate(der).not_valid_after_utc


def test_a_known_person_gets_a_new_name_only_when_it_is_said(tmp_path: Path) -> None:
    entry = '[[person]]\ncode = "paula"\nname = "Paula Uusi"\nidentity = "known_in_person"\n'
    assert problems(tmp_path, entry) == ["1 person PersonKnown"]
    (renamed,) = read(tmp_path, entry + "renamed = true\n").changes
    assert isinstance(renamed, PersonEnrolled)
    unknown = entry.replace('"paula"', '"niko"') + "renamed = true\n"
    assert problems(tmp_path, unknown) == ["1 person PersonUnknown"]
    assert problems(tmp_path, entry.replace("paula", "niko") * 2) == ["5 person PersonKnown"]


HOLDER = '[[holder]]\nperson = "paula"\noffice = "culture"\n'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("", ["0  RosterFileEmpty"]),
        ("# nothing\n", ["0  RosterFileEmpty"]),
        ("[[boss]]\na = 1\n", ["1 boss RosterFieldUnknown"]),
        ("[holder]\na = 1\n",
         ["0 holder RosterFieldUnknown", *["0 holder RosterFieldMissing"] * 4]),
        ("holder = 1\n", ["0 holder RosterFieldMissing"] * 4),
        (HOLDER, ["1 holder RosterFieldMissing"] * 2),
        (HOLDER + DAYS + "salary = 1\n", ["1 holder RosterFieldUnknown"]),
        (HOLDER + 'since = "2017-06-01"\nuntil = 2017-06-01T10:00:00\n',
         ["1 holder RosterFieldMalformed"] * 2),
        (HOLDER + "since = 2017-06-02\nuntil = 2017-06-01\n", ["1 holder SpanReversed"]),
        (HOLDER.replace("paula", " ") + DAYS, ["1 holder RosterFieldMalformed"]),
        (HOLDER.replace('"paula"', '"a\\nb"') + DAYS, ["1 holder RosterFieldMalformed"]),
        (HOLDER.replace("paula", "niko") + DAYS, ["1 holder PersonUnknown"]),
        ("\n\n" + HOLDER.replace("culture", "x") + DAYS + HOLDER.replace("culture", "y") + DAYS,
         ["3 holder OfficeUnknown", "8 holder OfficeUnknown"]),
        ('[[person]]\ncode = "n"\nname = "N"\nidentity = "invented"\n',
         ["1 person RosterFieldMalformed"]),
        ('[[person]]\ncode = "n"\nname = "N"\nidentity = "staff_record"\nrenamed = "no"\n',
         ["1 person RosterFieldMalformed"]),
        ('[[person]]\ncode = "n"\nname = "N"\nidentity = "staff_record"\noffice = "mayor"\n',
         ["1 person RosterFieldMissing"] * 2),
        (f'[[deputies]]\noffice = "mayor"\ndeputies = []\nbasis = "§ 1"\n{DAYS}',
         ["1 deputies RosterFieldMalformed"]),
        (f'[[deputies]]\noffice = "mayor"\ndeputies = ["mayor"]\nbasis = "§ 1"\n{DAYS}',
         ["1 deputies OwnDeputy"]),
        ('[[lost_certificate]]\nsha256 = "00"\n', ["1 lost_certificate CertificateNotBound"]),
        ('[[certificate]]\nperson = "paula"\npurpose = "session"\nfile = "none.pem"\n',
         ["1 certificate CertificateFileUnreadable"]),
        ('[[certificate]]\nperson = "paula"\npurpose = "lunch"\nfile = "none.pem"\n',
         ["1 certificate RosterFieldMalformed"]),
    ],
)  # fmt: skip
def test_everything_that_is_wrong_is_told_with_its_line(
    tmp_path: Path, content: str, expected: list[str]
) -> None:
    assert problems(tmp_path, content) == expected


@pytest.mark.parametrize(
    ("name", "purpose", "cause"),
    [
        ("Paula", Purpose.SIGNATURE, "usage"),
        ("Pauliina", Purpose.SESSION, "name"),
    ],
)
def test_a_certificate_that_does_not_fit_is_refused(
    tmp_path: Path, authority: DemoAuthority, name: str, purpose: Purpose, cause: str
) -> None:
    issue(tmp_path, authority, name, purpose)
    entry = '[[certificate]]\nperson = "paula"\npurpose = "session"\nfile = "certificate"\n'
    for trust, causes in ((authority, [cause]), (DemoAuthority.found(), [cause, "issuer"])):
        with pytest.raises(errors.RosterFileRefusedError) as caught:
            read(tmp_path, entry, trust)
        assert [one.reason.facts["cause"] for one in caught.value.problems] == causes


def test_an_expired_certificate_is_refused(tmp_path: Path, authority: DemoAuthority) -> None:
    issue(tmp_path, authority, "Paula", Purpose.SESSION)
    entry = '[[certificate]]\nperson = "paula"\npurpose = "session"\nfile = "certificate"\n'
    with pytest.raises(errors.RosterFileRefusedError) as caught:
        read(tmp_path, entry, authority, datetime(2050, 1, 1, tzinfo=UTC))
    assert [one.reason.facts["cause"] for one in caught.value.problems] == ["expired"]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'[[person]]\ncode = "a"\nname =\n', 3),
        (b"[[person]]\r\n\r\ncode: a\r\n", 3),
        (b'[[person]]\ncode = "a', 2),
        (b"\xff\xfe", 1),
        (b"", 0),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(tmp_path: Path, content: bytes, line: int) -> None:
    path = tmp_path / "roster.toml"
    path.write_bytes(content)
    reader = RosterReader(Roster(), {}, TrustMaterial(), AT)
    expected = errors.RosterFileMalformedError if line else errors.RosterFileRefusedError
    with pytest.raises(expected) as caught:
        reader.read(path)
    assert caught.value.facts.get("line", 0) == line
    with pytest.raises(errors.RosterFileMalformedError):
        reader.read(tmp_path / "none.toml")


@pytest.mark.parametrize("name", ["Päivi Ångström", "Pa\u0308ivi A\u030angstro\u0308m"])
def test_names_and_codes_are_kept_in_one_form(tmp_path: Path, name: str) -> None:
    entry = f'[[person]]\ncode = "n"\nname = " {name} "\nidentity = "staff_record"\n'
    (text,) = read(tmp_path, entry).texts
    assert text.text == "Päivi Ångström"
