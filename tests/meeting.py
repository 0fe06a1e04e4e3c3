"""A meeting's list in the demo: cases that wait for the mayor, proposed by the services."""

import json
from dataclasses import replace

from signapp.demo.clock import DECIDED, PREPARED, PROPOSED
from signapp.demo.people import PEOPLE, SESSION_PIN
from signapp.demo.scene import CLASS_CODE, Scene, seed_plan, seed_text
from signapp.domain.acts import DocumentRef
from signapp.resources import resource
from signapp.services.drafting import propose, save_plan
from signapp.services.journal import SignedIn
from signapp.services.ports import FieldOrder, TypesettingOrder
from signapp.services.prepare import (
    amend_proposal,
    attach,
    open_case,
    open_document,
    place_signatures,
)
from signapp.services.register import sign_in

TITLES = ("Yhteistyösopimus", "Vuokrasopimus", "Avustus", "Hankinta")
OTHERWISE = "Pormestari päätti, että toimintasuunnitelma allekirjoitetaan myöhemmin."


def numbers(count: int) -> tuple[str, ...]:
    """Return the numbers of the cases on a list."""
    return tuple(f"HEL 2017-{9000 + one:06}" for one in range(1, count + 1))


def enter(scene: Scene, person: str) -> SignedIn:
    """Sign a person of the demo in for their own office."""
    homes = {who.person: who for who in scene.people}
    (office,) = [one.office for one in PEOPLE if one.code == person]
    return sign_in(scene.desk, person, homes[person].session, SESSION_PIN).acting_for(office)


def propose_list(scene: Scene, count: int, amended: tuple[int, ...] = ()) -> tuple[str, ...]:
    """Propose cases to the mayor, and move on to the day of the decision.

    The presenter changes those that are named by their place, from 0.
    """
    desk = scene.desk
    if scene.clock.now() < PREPARED:
        scene.clock.move_to(PREPARED)
    preparer = enter(scene, "preparer")
    data = json.loads(resource("demo", "action_plan_en.json").read_text(encoding="utf-8"))
    typeset = desk.pdf.typeset(TypesettingOrder("agreement", json.dumps(data), PREPARED))
    plan = scene.place.folder / "plan.pdf"
    plan.write_bytes(typeset.pdf)
    labels = {party["box"]: party["heading"] for party in data["signatures"]}
    fields = tuple(FieldOrder(box.name, labels[box.name], box) for box in typeset.boxes)
    for place, number in enumerate(numbers(count)):
        title = f"{TITLES[place % len(TITLES)]} {place + 1}"
        open_case(desk, preparer, number, CLASS_CODE, title)
        save_plan(desk, preparer, number, replace(seed_text(), title=title), seed_plan())
        attach(desk, preparer, number, plan, "Toimintasuunnitelma", "en")
        place_signatures(desk, preparer, number, 1, fields)
    scene.clock.move_to(PROPOSED)
    presenter = enter(scene, "presenter")
    for place, number in enumerate(numbers(count)):
        propose(desk, presenter, number)
        if place in amended:
            amend_proposal(desk, presenter, number, OTHERWISE)
    scene.clock.move_to(DECIDED)
    return numbers(count)


def plan_of(scene: Scene, number: str) -> DocumentRef:
    """Return the agreement on which a case is decided."""
    prepared = scene.desk.journal.case(number).attachments[0].prepared
    assert prepared
    return prepared.prepared


def read_plans(scene: Scene, mayor: SignedIn, listed: tuple[str, ...]) -> None:
    """Show the mayor what is attached to each case."""
    for number in listed:
        open_document(scene.desk, mayor, number, plan_of(scene, number))
