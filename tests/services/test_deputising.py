"""Who decided and who signed, with real signatures: in person or by a deputy, each of the two.

Four walks of the seed case: minutes, seal, log and verdict name the person who acted, the office
they acted for, and in which capacity.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import DECIDED, SIGNED
from signapp.demo.people import (
    DEPUTY_MAYOR,
    MAYOR,
    SESSION_PIN,
    SIGNATURE_PIN,
    SINCE,
    UNTIL,
    Person,
    _certificates,
)
from signapp.demo.scene import AUTHORITY_PASSPHRASE, CASE
from signapp.domain.acts import (
    AbsenceRecorded,
    Actor,
    Capacity,
    Decided,
    DeputiesOrdered,
    DocumentSigned,
    IdentityCheck,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeTitle,
    PersonEnrolled,
    Purpose,
)
from signapp.services.audit import verify_register
from signapp.services.decide import AS_PROPOSED, begin_decision, decide
from signapp.services.files import verify_files
from signapp.services.journal import SignedIn, salted
from signapp.services.ports import Holds, KeyHome
from signapp.services.prepare import open_document
from signapp.services.register import confirm_roster_change, propose_roster_change, sign_in
from signapp.services.sheet_verification import verification_sheet
from signapp.services.sign import newest, sign_agreement
from signapp.services.signature import SigningKey
from signapp.texts.catalogue import Texts
from tests.services.conftest import Stand

URBAN = Person("urban", "Anni Asemakaava", "U541000VH2", signs=True)
EDUCATION = Person("education", "Elina Ekoluokka", "U420300VH2", signs=True)
NAMES = {
    "mayor": "Päivi Pormestari",
    "urban": URBAN.name,
    "deputy-mayor": "Aapo Apulainen",
    "education": EDUCATION.name,
}
CULTURE_FI = "kulttuurin ja vapaa-ajan toimialan apulaispormestari"
CULTURE_EN = "deputy mayor for culture and leisure"


@dataclass(frozen=True)
class Acting:
    """Who acts for an office, and the line that says so in the document's language."""

    person: str
    office: str
    capacity: Capacity
    line: str

    @property
    def actor(self) -> Actor:
        return Actor(self.person, self.office, self.capacity)


DECIDERS = {
    "mayor": Acting("mayor", MAYOR, Capacity.HOLDER, "pormestari"),
    "mayor's deputy": Acting("urban", MAYOR, Capacity.DEPUTY, "pormestarin sijainen"),
}
SIGNATORIES = {
    "deputy mayor": Acting("deputy-mayor", DEPUTY_MAYOR, Capacity.HOLDER, CULTURE_EN),
    "deputy mayor's deputy": Acting(
        "education", DEPUTY_MAYOR, Capacity.DEPUTY, f"deputising for the {CULTURE_EN}"
    ),
}


@pytest.fixture(scope="module")
def city(stages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The proposed seed case in a city with two more deputy mayors, who stand in for the two."""
    folder = tmp_path_factory.mktemp("city") / "demo"
    shutil.copytree(stages["propose"], folder)
    with opened_demo(folder) as scene:
        stand = Stand(scene)
        authority = DemoAuthority.load(scene.place.authority, AUTHORITY_PASSPHRASE)
        changes, names = [], []
        for person in (URBAN, EDUCATION):
            name = salted(person.name)
            names.append(name)
            title = OfficeTitle(*[f"apulaispormestari {person.code}"] * 4)
            changes += [
                OfficeFormed(person.office, OfficeKind.DEPUTY_MAYOR, title, SINCE),
                PersonEnrolled(person.code, name.commitment, IdentityCheck.INVENTED),
                OfficeHeld(person.code, person.office, SINCE, UNTIL),
                *_certificates(stand.journal.register, authority, scene.place.keys, person),
            ]
        order = (MAYOR, (URBAN.office, EDUCATION.office)), (DEPUTY_MAYOR, (EDUCATION.office,))
        changes += [DeputiesOrdered(one, by, SINCE, UNTIL, "Khs § 557") for one, by in order]
        proposed = propose_roster_change(
            stand.desk, stand.enter("registrar-1"), tuple(changes), tuple(names)
        )
        confirm_roster_change(stand.desk, stand.enter("registrar-2"), proposed)
    return folder


class Walked:
    """The case decided by one and signed by another, and the words of its documents."""

    def __init__(self, stand: Stand, decider: Acting, signatory: Acting) -> None:
        self.stand, self.desk = stand, stand.desk
        stand.scene.clock.move_to(DECIDED)
        self._say_who_is_away(decider, signatory)
        mayor = self._enter(decider)
        open_document(self.desk, mayor, CASE, stand.plan)
        minutes = begin_decision(self.desk, mayor, CASE, AS_PROPOSED)
        open_document(self.desk, mayor, CASE, minutes)
        decide(self.desk, mayor, CASE, self._key(decider))
        stand.scene.clock.move_to(SIGNED)
        deputy = self._enter(signatory)
        open_document(self.desk, deputy, CASE, stand.plan)
        sign_agreement(self.desk, deputy, CASE, self._key(signatory))
        self.minutes = self._file(stand.case.decided)
        self.signed = self._file(stand.case.signed)

    def _say_who_is_away(self, decider: Acting, signatory: Acting) -> None:
        registrar = self.stand.enter("registrar-1")
        for one, holder in ((decider, "mayor"), (signatory, "deputy-mayor")):
            if one.capacity is Capacity.DEPUTY:
                away = AbsenceRecorded(holder, DECIDED.date(), SIGNED.date())
                self.desk.journal.record(registrar, away)

    def _home(self, person: str, purpose: Purpose) -> KeyHome:
        return KeyHome(
            "pkcs12", str(self.stand.scene.place.keys / f"{person}-{purpose.value}.p12")
        )

    def _enter(self, who: Acting) -> SignedIn:
        home = self._home(who.person, Purpose.SESSION)
        session = sign_in(self.desk, who.person, home, SESSION_PIN)
        return session.acting_for(who.office, who.capacity)

    def _key(self, who: Acting) -> SigningKey:
        certificate = self.desk.certificate(who.person, Purpose.SIGNATURE)
        assert certificate
        home = self._home(who.person, Purpose.SIGNATURE)
        return SigningKey(home, SIGNATURE_PIN, certificate, impartial=True)

    def _file(self, act: Decided | DocumentSigned | None) -> Path:
        assert act
        document = newest(self.stand.case, act.signed)
        return self.desk.journal.register.document(document)


def seals_of(path: Path) -> str:
    """Return the words of a PDF with what its signature marks draw, without line ends."""
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        document.init_forms()
        words = []
        for number in range(len(document)):
            page = document[number]
            before = page.get_textpage().get_text_bounded()
            page.flatten()
            after = document[number].get_textpage().get_text_bounded()
            words.append(after.removeprefix(before))
    return " ".join(" ".join(words).split())


def words_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    return " ".join(text.split())


COMBINATIONS = [(decider, signatory) for decider in DECIDERS for signatory in SIGNATORIES]


@pytest.fixture(scope="module", params=COMBINATIONS, ids=[" + ".join(c) for c in COMBINATIONS])
def walked(
    request: pytest.FixtureRequest, city: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Walked, Acting, Acting]]:
    decider, signatory = DECIDERS[request.param[0]], SIGNATORIES[request.param[1]]
    folder = tmp_path_factory.mktemp("walked") / "demo"
    shutil.copytree(city, folder)
    with opened_demo(folder) as scene:
        yield Walked(Stand(scene), decider, signatory), decider, signatory


Combination = tuple[Walked, Acting, Acting]


def others(who: Acting, among: dict[str, Acting]) -> list[str]:
    """Return the names of those who did not act."""
    return [NAMES[one.person] for one in among.values() if one.person != who.person]


def test_the_minutes_name_who_decided_and_in_which_capacity(walked: Combination) -> None:
    case, decider, _ = walked
    words = words_of(case.minutes)
    assert f"{NAMES[decider.person]} {decider.line}" in words
    assert ("pormestarin sijainen" in words) == (decider.capacity is Capacity.DEPUTY)
    assert ("Pormestarin sijainen päätti" in words) == (decider.capacity is Capacity.DEPUTY)
    assert ("Pormestari päätti" in words) == (decider.capacity is Capacity.HOLDER)
    assert not any(name in words for name in others(decider, DECIDERS))


def test_the_seals_name_who_signed_and_in_which_capacity(walked: Combination) -> None:
    case, decider, signatory = walked
    for path, who, among in (
        (case.minutes, decider, DECIDERS),
        (case.signed, signatory, SIGNATORIES),
    ):
        words = seals_of(path)
        assert f"{NAMES[who.person]} {who.line}" in words
        assert ("deputising" in words) == who.line.startswith("deputising")
        assert not any(name in words for name in others(who, among))


def test_the_verification_sheet_names_cause_and_basis_of_who_stood_in(walked: Combination) -> None:
    case, decider, signatory = walked
    pdf = pypdfium2.PdfDocument(verification_sheet(case.desk, CASE, Texts("en")))
    text = " ".join(page.get_textpage().get_text_range() for page in pdf)
    words = " ".join(text.split())
    for who in (decider, signatory):
        assert NAMES[who.person] in words
    stood_in = [one for one in (decider, signatory) if one.capacity is Capacity.DEPUTY]
    assert words.count("Cause: Prevented. Basis: Khs § 557") == len(stood_in)
    assert words.count("Holder of the office: ") == 2 - len(stood_in)


def test_the_log_names_who_acted_for_which_office(walked: Combination) -> None:
    case, decider, signatory = walked
    acted = {type(entry.act): entry.actor for entry in case.stand.entries()}
    assert acted[Decided] == decider.actor
    assert acted[DocumentSigned] == signatory.actor


def test_the_verdicts_name_whose_key_it_was(walked: Combination) -> None:
    case, decider, signatory = walked
    trust, now = case.desk.trust.material(), case.desk.journal.clock.now()
    minutes, plan = verify_files(case.desk.pdf, (case.minutes, case.signed), trust, now)
    for found, who in ((minutes, decider), (plan, signatory)):
        assert found.holds is Holds.YES
        assert found.verdict
        assert [made.signer for made in found.verdict.signatures] == [NAMES[who.person]]


def test_the_register_verifies_with_documents_and_authority(walked: Combination) -> None:
    case, _, _ = walked
    register, now = case.desk.journal.register, case.desk.journal.clock.now()
    verdict = verify_register(register, case.desk.pdf, case.desk.trust.material(), now)
    assert verdict.holds is Holds.YES
