"""Attachments: numbered from 1 without gaps, frozen once proposed, some only to be read (R5)."""

from dataclasses import replace
from typing import Any

import pytest

from tests.domain.stories import (
    ATTACHED,
    AUTHORISATION,
    DECIDED_AT,
    MAYOR,
    PREPARED,
    PREPARED_AT,
    PREPARED_PLAN,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PROPOSED_AT,
    RETURNED,
    Story,
    document,
)

TO_BE_READ = replace(ATTACHED, number=2, original=document("map"), to_be_signed=False)


def test_attachments_are_numbered_without_gaps() -> None:
    story = Story.of("draft")
    for wrong in (-1, 0, 1, 3):
        codes = story.codes(PREPARER, replace(ATTACHED, number=wrong), PREPARED_AT)
        assert codes == ["AttachmentNumbersBroken"]
    story.does(PREPARER, replace(ATTACHED, number=2), PREPARED_AT)
    story.does(PREPARER, replace(ATTACHED, number=3), PREPARED_AT)
    assert [one.attached.number for one in story.case.attachments] == [1, 2, 3]


@pytest.mark.parametrize("situation", ["proposed", "deciding", "decided", "signed"])
def test_attachments_are_frozen_once_they_are_proposed(situation: str) -> None:
    story = Story.of(situation)
    before = story.case.attachments
    for act in (replace(ATTACHED, number=2), PREPARED):
        assert "WrongStage" in story.codes(PREPARER, act, PREPARED_AT)
    assert story.case.attachments == before


def test_attachments_can_be_added_again_once_a_proposal_came_back() -> None:
    story = Story.of("proposed").does(MAYOR, RETURNED, DECIDED_AT)
    assert story.codes(PREPARER, ATTACHED, DECIDED_AT) == ["AttachmentNumbersBroken"]
    story.does(PREPARER, replace(ATTACHED, number=2), DECIDED_AT)


def test_what_is_only_to_be_read_gets_no_signature_field_and_no_authorisation() -> None:
    story = Story.of("draft").does(PREPARER, TO_BE_READ, PREPARED_AT)
    prepared = replace(PREPARED, number=2, prepared=document("prepared map"))
    assert story.codes(PREPARER, prepared, PREPARED_AT) == ["AttachmentNotForSigning"]
    wanted = replace(AUTHORISATION, attachment=2, document=PREPARED_PLAN)
    proposal = replace(PROPOSAL, authorisation=wanted)
    assert story.codes(PRESENTER, proposal, PROPOSED_AT) == ["AttachmentMissing"]


PLACE = PREPARED.places[0]


@pytest.mark.parametrize(
    "places",
    [
        (PLACE, PLACE),
        (replace(PLACE, field=""),),
        (replace(PLACE, page=-1),),
        (replace(PLACE, box=()),),
        (replace(PLACE, box=(200, 10, 10, 80)),),
    ],
    ids=["twice", "nobody's", "on no page", "no box", "inside out"],
)
def test_places_that_are_no_rectangles_of_one_party_each_are_refused(places: tuple[Any]) -> None:
    act = replace(PREPARED, places=places)
    assert Story.of("draft").codes(PREPARER, act, PREPARED_AT) == ["PlacesUnsound"]
    unseen = replace(PREPARED, places=(replace(PLACE, box=(0, 0, 0, 0)),))
    assert Story.of("draft").codes(PREPARER, unseen, PREPARED_AT) == []


def test_what_is_only_to_be_read_may_be_converted_but_has_no_places() -> None:
    story = Story.of("draft").does(PREPARER, TO_BE_READ, PREPARED_AT)
    converted = replace(PREPARED, number=2, prepared=document("pages of the map"), places=())
    story.does(PREPARER, converted, PREPARED_AT)
    attachment = story.case.attachments[1]
    assert attachment.document == attachment.plain == document("pages of the map")
    unknown = replace(converted, number=3)
    assert story.codes(PREPARER, unknown, PREPARED_AT) == ["AttachmentNumbersBroken"]


def test_fields_are_placed_again_in_what_was_converted() -> None:
    story = Story.of("draft")
    converted = replace(PREPARED, prepared=document("converted"), places=())
    story.does(PREPARER, converted, PREPARED_AT).does(PREPARER, PREPARED, PREPARED_AT)
    attachment = story.case.attachments[0]
    assert attachment.plain == document("converted")
    assert attachment.document == PREPARED_PLAN


def test_nothing_is_proposed_while_an_attachment_is_no_pdf() -> None:
    letter = replace(TO_BE_READ, media_type="image/png")
    story = Story.of("draft").does(PREPARER, letter, PREPARED_AT)
    assert story.codes(PRESENTER, PROPOSAL, PROPOSED_AT) == ["AttachmentNotPrepared"]
    converted = replace(PREPARED, number=2, prepared=document("pages"), places=())
    story.does(PREPARER, converted, PREPARED_AT)
    assert story.codes(PRESENTER, PROPOSAL, PROPOSED_AT) == []
