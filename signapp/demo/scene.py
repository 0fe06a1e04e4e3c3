"""The demo: its folder, its authority and clock, and the seed case with its action plan."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import PREPARED, DemoClock
from signapp.demo.people import (
    DEPUTY_MAYOR,
    MAYOR,
    PROVISION,
    SESSION_PIN,
    credentials,
    enrol,
)
from signapp.domain.authorisation import on_day
from signapp.ledger.entries import EntryKey
from signapp.resources import resource
from signapp.services.appeal_text import shipped
from signapp.services.desk import Desk
from signapp.services.drafting import Plan, save_plan
from signapp.services.journal import SignedIn
from signapp.services.ports import (
    Credentials,
    FieldOrder,
    Keys,
    Register,
    TrustMaterial,
    TypesettingOrder,
)
from signapp.services.prepare import (
    attach,
    open_case,
    place_signatures,
)
from signapp.services.proposal_text import Contact, Extract, ProposalText
from signapp.services.proposed_signing import ProposedSigning
from signapp.services.register import Founder, Founding, found
from signapp.texts.catalogue import DEFAULT

CITY = "Helsingin kaupunki"
CASE = "HEL 2017-008888"
CLASS_CODE = "04 03 01"
SIGNING_DAY = date(2017, 8, 29)
FIELD = "Helsinki"
AUTHORITY_PASSPHRASE = "demo"  # noqa: S105  (nothing here is secret)


@dataclass(frozen=True)
class DemoFolder:
    """The places inside the folder of a demo."""

    folder: Path

    @property
    def register(self) -> Path:
        """The register's folder."""
        return self.folder / "register"

    @property
    def keys(self) -> Path:
        """The folder of everybody's key files."""
        return self.folder / "keys"

    @property
    def authority(self) -> Path:
        """The folder of the demo's certificate authority."""
        return self.folder / "authority"

    @property
    def out(self) -> Path:
        """The folder of what an outsider is given."""
        return self.folder / "out"

    @property
    def clock(self) -> Path:
        """The file that keeps the demo's date."""
        return self.folder / "clock.json"

    @property
    def kept(self) -> Path:
        """The folder of what the demo's desk remembers of its register."""
        return self.folder / "kept"

    @property
    def action_plan(self) -> Path:
        """The action plan as it comes in."""
        return self.folder / "action-plan.pdf"


class DemoTimeStamps:
    """The demo's time stamp service, in this process; fits `services.ports.TimeStamps`."""

    def __init__(self, authority: DemoAuthority, clock: DemoClock) -> None:
        self._authority = authority
        self._clock = clock

    def stamp(self, request: bytes) -> bytes:
        """Answer a time stamp request with the demo's present moment."""
        return self._authority.stamp(request, self._clock.now())


@dataclass(frozen=True)
class Scene:
    """A demo that is open: the desk, its clock and its people."""

    place: DemoFolder
    desk: Desk
    clock: DemoClock

    @property
    def people(self) -> tuple[Credentials, ...]:
        """Who signs in here."""
        return credentials(self.place.keys)


def found_demo(
    place: DemoFolder,
    make_register: Callable[[Path, EntryKey, TrustMaterial], Register],
    keys: Keys,
    clock: DemoClock,
) -> None:
    """Found the demo's authority and register, with everybody's keys.

    `make_register` makes an empty register with the desk key and the trust anchors it keeps.
    Raises StorageError, SigningErrors.
    """
    for folder in (place.folder, place.keys, place.authority, place.out):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    authority, desk_key = DemoAuthority.found(), EntryKey()
    authority.save(place.authority, AUTHORITY_PASSPHRASE)
    trust = TrustMaterial(
        roots=(authority.root,),
        others=(authority.time_stamp_certificate,),
        revocation_lists=(authority.revocation_list(PREPARED - timedelta(hours=1)),),
    )
    register = make_register(place.register, desk_key, trust)
    changes, names = enrol(
        register,
        authority,
        place.keys,
        _text("competence_citation"),
        _text("publication_citation"),
    )
    homes = {who.person: who.session for who in credentials(place.keys)}
    first, second = (
        Founder(person, homes[person], SESSION_PIN) for person in ("registrar-1", "registrar-2")
    )
    found(register, clock, keys, desk_key, Founding(CITY, True, changes, (first, second), names))
    clock.keep()


def open_seed_case(scene: Scene, preparer: SignedIn) -> None:
    """The preparer opens the seed case, attaches the action plan and places the signatures."""
    desk, plan = scene.desk, _data("action_plan_en.json")
    order = TypesettingOrder("agreement", json.dumps(plan, ensure_ascii=False), PREPARED)
    typeset = desk.pdf.typeset(order)
    scene.place.action_plan.write_bytes(typeset.pdf)
    open_case(desk, preparer, CASE, CLASS_CODE, _text("title"))
    save_plan(desk, preparer, CASE, seed_text(), seed_plan())
    title = _text("attachment_title")
    number = attach(desk, preparer, CASE, scene.place.action_plan, title, plan["language"])
    labels = {party["box"]: party["heading"] for party in plan["signatures"]}
    fields = tuple(FieldOrder(box.name, labels[box.name], box) for box in typeset.boxes)
    place_signatures(desk, preparer, CASE, number, fields)


def seed_plan() -> Plan:
    """Return what the seed decision allows, with its 143 § judgement."""
    signing = ProposedSigning(
        decision_maker=MAYOR,
        provision=PROVISION,
        office=DEPUTY_MAYOR,
        attachment=1,
        field=FIELD,
        days=on_day(SIGNING_DAY),
        place="Helsinki",
    )
    return Plan(signing, request_would_become_useless=False, enforcement_forbidden=False)


def seed_text() -> ProposalText:
    """Return the text of the seed decision in our own words, with what is invented said to be."""
    data, language = _data("decision_fi.json"), DEFAULT
    appeals = {text.code: text for text in shipped(language)}
    return ProposalText(
        title=data["title"],
        decision=data["decision"],
        rationale=tuple(data["rationale"]),
        counterparty=data["counterparty"],
        appeals=tuple(appeals[code] for code in data["appeals"]),
        enforcement_reason=data["enforcement_reason"],
        further_information=tuple(Contact(**one) for one in data["further_information"]),
        extracts=tuple(
            Extract(one["recipient"], tuple(one["enclosed"])) for one in data["extracts"]
        ),
        distribution=tuple(data["distribution"]),
        notice=data["invented"],
    )


def _data(name: str) -> Any:
    return json.loads(resource("demo", name).read_text(encoding="utf-8"))


def _text(key: str) -> str:
    text: str = _data("decision_fi.json")[key]
    return text
