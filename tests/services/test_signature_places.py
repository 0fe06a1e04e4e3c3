"""Places of an agreement's signatures: changed while it is a draft, kept, signed in."""

from dataclasses import replace
from pathlib import Path

import pytest

from signapp.demo.scene import CASE
from signapp.demo.walk import Walk
from signapp.domain.errors import FieldOutsidePageError, NotAuthorisedError
from signapp.domain.place_errors import OwnPlacesError, PlacesOverlapError
from signapp.domain.slots import Filled, slots
from signapp.services.audit import verify_register
from signapp.services.drafting import NewAgreement, attach_agreement, attach_placed, plan_of
from signapp.services.ports import Box, Holds
from signapp.services.seal import picture_of_mark
from signapp.services.signature_places import (
    begin_places,
    changeable,
    place_again,
    places_used,
    read_places,
    what_is_covered,
)
from signapp.services.usual_places import LAST_TIME, OURS, THEIRS, arranged, template
from signapp.storage.last_places import FolderLastPlaces
from signapp.texts.catalogue import Texts
from tests.documents.unfit import changed
from tests.services.conftest import Stand, StandAt
from tests.signing import samples

UNSEEN = Box(OURS, 5, 0.0, 0.0, 0.0, 0.0)
LOW = Box(THEIRS, 5, 300.0, 40.0, 500.0, 100.0)


def plain(stand: Stand) -> Path:
    path = stand.scene.place.folder / "plain.pdf"
    path.write_bytes(samples.plain_page())
    return path


def test_places_are_changed_from_the_file_as_it_came_until_the_proposal(
    stand_at: StandAt,
) -> None:
    stand = stand_at("prepare")
    desk, preparer, entries = stand.desk, stand.enter("preparer"), len(stand.entries())
    assert changeable(stand.case) == (1,)
    before, first = read_places(desk, CASE, 1), stand.plan
    assert [box.name for box in before.boxes] == [samples.HELSINKI, samples.BEIJING]
    for places, refusal in (
        ((replace(LOW, page=6),), FieldOutsidePageError),
        ((replace(LOW, name=OURS), LOW), PlacesOverlapError),
    ):
        with pytest.raises(refusal):
            place_again(desk, preparer, CASE, 1, places)
    assert (stand.plan, len(stand.entries())) == (first, entries)
    placed = place_again(desk, preparer, CASE, 1, before.boxes)
    other = place_again(desk, preparer, CASE, 1, (replace(LOW, name=samples.HELSINKI),))
    assert placed != other == stand.plan
    assert place_again(desk, preparer, CASE, 1, before.boxes) == placed  # the same bytes again
    plan = plan_of(desk, CASE)
    assert plan
    assert plan.signing.field == samples.HELSINKI
    Walk(stand.scene, Texts("en"), lambda _: None).propose()
    assert changeable(stand.case) == ()
    with pytest.raises(NotAuthorisedError) as caught:
        place_again(desk, stand.enter("preparer"), CASE, 1, before.boxes)
    assert [reason.code for reason in caught.value.reasons] == ["WrongStage"]


def test_an_invisible_signature_is_decided_signed_and_audited(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    desk = stand.desk
    place_again(desk, stand.enter("preparer"), CASE, 1, (UNSEEN, LOW))
    plan = plan_of(desk, CASE)
    assert plan
    assert plan.signing.field == OURS  # the draft follows the field's new name
    walk = Walk(stand.scene, Texts("en"), lambda _: None)
    for step in (walk.propose, walk.decide, walk.publish):
        step()
    assert picture_of_mark(desk, stand.enter("deputy-mayor"), CASE, 1.0) is None
    walk.sign()
    assert {slot.party: slot.filled for slot in slots(stand.case)} == {
        OURS: Filled.ELECTRONIC, THEIRS: Filled.OPEN,
    }  # fmt: skip
    newest = desk.journal.register.document(stand.case.agreement.newest(stand.plan))
    decided = desk.journal.register.document(stand.plan)
    for page in range(6):
        assert desk.pdf.render(newest, page, 1.0) == desk.pdf.render(decided, page, 1.0)
    trust, now = desk.trust.material(), desk.journal.clock.now()
    found = verify_register(desk.journal.register, desk.pdf, trust, now)
    assert found.holds is Holds.YES, found.findings


def test_the_next_agreement_begins_where_the_last_one_was_signed(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    desk, preparer, file = stand.desk, stand.enter("preparer"), plain(stand)
    start = begin_places(desk, file)
    assert (start.template, start.last) == ("side_by_side", ())
    letter = arranged(template("letter").places, start.pages)
    agreement = NewAgreement(file, "Kirje", "fi")
    attach_placed(desk, preparer, CASE, agreement, letter)
    assert places_used(desk)[0] == begin_places(desk, file).template == "letter"
    own = (replace(letter[0], bottom=letter[0].bottom + 9, top=letter[0].top + 9), letter[1])
    attach_placed(desk, preparer, CASE, agreement, own)
    again = begin_places(desk, file)
    assert again.template == LAST_TIME
    assert again.boxes[0].bottom == pytest.approx(own[0].bottom, abs=0.05)
    third = attach_agreement(desk, preparer, CASE, file, "Kirje", "fi")
    assert read_places(desk, CASE, third).boxes[0].bottom == pytest.approx(own[0].bottom, abs=0.05)
    kept = FolderLastPlaces(stand.scene.place.register).read()
    assert kept.places == again.last
    nothing_below = what_is_covered(desk, file, again.pages, again.boxes)
    assert nothing_below == ()


def test_fields_that_came_stay_and_repaired_copies_are_prepared_again(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    desk, preparer = stand.desk, stand.enter("preparer")
    file = stand.scene.place.folder / "own.pdf"
    file.write_bytes(samples.action_plan() + b"<html/>")
    with_own = begin_places(desk, stand.journal.register.document(stand.plan))
    assert with_own.own == (samples.HELSINKI, samples.BEIJING)
    assert with_own.boxes == ()
    number = attach_agreement(desk, preparer, CASE, file, "Sopimus", "en", repaired=True)
    assert read_places(desk, CASE, number).own == with_own.own
    with pytest.raises(OwnPlacesError) as refusal:
        place_again(desk, preparer, CASE, number, (UNSEEN, LOW))
    assert refusal.value.facts == {"fields": f"{samples.HELSINKI}, {samples.BEIJING}"}
    file.write_bytes(changed(samples.plain_page(), lambda _: None) + b"<html/>")
    other = attach_agreement(desk, preparer, CASE, file, "Kirje", "fi", repaired=True)
    assert [box.name for box in read_places(desk, CASE, other).boxes] == [OURS, THEIRS]
    place_again(desk, preparer, CASE, other, (replace(LOW, page=0),))
    assert read_places(desk, CASE, other).boxes[0].name == THEIRS
