"""Appeal instructions: who writes and approves them, and what a proposal may choose (R25)."""

from dataclasses import replace

import pytest

from signapp.domain.acts import (
    DESK,
    AppealTextApproved,
    AppealTextWritten,
    ChosenAppeal,
    RegisterFounded,
)
from signapp.domain.calendar import Appeal
from signapp.domain.register import RegisterState
from tests.domain.stories import (
    INSTRUCTION,
    OTHER_REGISTRAR,
    PREPARED_AT,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PROPOSED_AT,
    REGISTRAR,
    Story,
    first_roster,
    sha256,
)

NEWER = replace(INSTRUCTION, version=sha256("newer words"))
SWEDISH = replace(INSTRUCTION, language="sv")
PROHIBITION = ChosenAppeal("prohibited", "fi", sha256("prohibition"), Appeal.PROHIBITED)
WRITTEN = AppealTextWritten(NEWER, sha256("salted newer words"))
REVIEW = sha256("the city's lawyer")


def approved(instruction: ChosenAppeal) -> AppealTextApproved:
    return AppealTextApproved(instruction, REVIEW)


def submitted(*appeals: ChosenAppeal) -> object:
    return replace(PROPOSAL, appeals=appeals)


def real_register(story: Story) -> Story:
    """Return the story as if its register had been founded for real use."""
    founding = RegisterFounded("Helsinki", False, "", first_roster(), (), ())
    state = RegisterState()
    state.apply(DESK, PREPARED_AT, "", founding)
    state.cases = story.state.cases
    story.state = state
    return story


def test_a_proposal_has_an_appeal_instruction() -> None:
    (reason,) = Story.of("draft").refusals(PRESENTER, submitted(), PROPOSED_AT)
    assert reason.code == "SectionMissing"
    assert reason.facts == {"section": "appeal"}


def test_a_proposal_may_have_several_instructions() -> None:
    assert not Story.of("draft").codes(PRESENTER, submitted(INSTRUCTION, PROHIBITION), PROPOSED_AT)


def test_a_draft_of_an_instruction_blocks_submission_outside_a_demo() -> None:
    story = real_register(Story.of("draft"))
    both = submitted(INSTRUCTION, PROHIBITION)
    assert story.codes(PRESENTER, both, PROPOSED_AT) == ["AppealTextNotApproved"] * 2
    story.does(REGISTRAR, approved(INSTRUCTION), PREPARED_AT, "")
    (reason,) = story.refusals(PRESENTER, both, PROPOSED_AT)
    assert reason.facts == {"instruction": "prohibited"}
    story.does(OTHER_REGISTRAR, approved(PROHIBITION), PREPARED_AT, "")
    assert not story.codes(PRESENTER, both, PROPOSED_AT)


def test_approval_is_of_one_version_in_one_language() -> None:
    story = real_register(Story.of("draft"))
    story.does(REGISTRAR, approved(INSTRUCTION), PREPARED_AT, "")
    for other in (NEWER, SWEDISH):
        codes = story.codes(PRESENTER, submitted(other), PROPOSED_AT)
        assert codes == ["AppealTextNotApproved"]


def test_newer_words_take_the_place_of_older_ones() -> None:
    story = real_register(Story.of("draft"))
    story.does(REGISTRAR, approved(INSTRUCTION), PREPARED_AT, "")
    story.does(REGISTRAR, WRITTEN, PREPARED_AT, "")
    assert story.codes(PRESENTER, submitted(INSTRUCTION), PROPOSED_AT) == ["AppealTextOutdated"]
    assert story.codes(PRESENTER, submitted(NEWER), PROPOSED_AT) == ["AppealTextNotApproved"]
    story.does(OTHER_REGISTRAR, approved(NEWER), PREPARED_AT, "")
    assert not story.codes(PRESENTER, submitted(NEWER), PROPOSED_AT)


def test_what_was_submitted_stays_when_the_catalogue_changes() -> None:
    story = Story.of("decided").does(REGISTRAR, WRITTEN, PROPOSED_AT, "")
    assert story.case.proposal
    assert story.case.proposal.appeals == (INSTRUCTION,)


def test_whoever_wrote_the_words_does_not_approve_them() -> None:
    story = Story().does(REGISTRAR, WRITTEN, PREPARED_AT, "")
    assert story.codes(REGISTRAR, approved(NEWER), PREPARED_AT, "") == ["AppealTextOwn"]
    assert not story.codes(OTHER_REGISTRAR, approved(NEWER), PREPARED_AT, "")


def test_only_the_newest_words_are_approved() -> None:
    story = Story().does(REGISTRAR, WRITTEN, PREPARED_AT, "")
    act = approved(INSTRUCTION)
    assert story.codes(OTHER_REGISTRAR, act, PREPARED_AT, "") == ["AppealTextOutdated"]


@pytest.mark.parametrize("act", [WRITTEN, approved(INSTRUCTION)])
def test_only_a_registrar_changes_the_catalogue(act: object) -> None:
    for who in (PREPARER, PRESENTER):
        assert Story().codes(who, act, PREPARED_AT, "") == ["DutyNotInOffice"]


def test_the_same_words_or_approval_twice_change_nothing() -> None:
    story = Story().does(REGISTRAR, WRITTEN, PREPARED_AT, "")
    assert story.codes(REGISTRAR, WRITTEN, PREPARED_AT, "") == ["AppealTextUnchanged"]
    story.does(OTHER_REGISTRAR, approved(NEWER), PREPARED_AT, "")
    codes = story.codes(OTHER_REGISTRAR, approved(NEWER), PREPARED_AT, "")
    assert codes == ["AppealTextUnchanged"]


def test_an_instruction_keeps_its_kind() -> None:
    story = Story().does(REGISTRAR, WRITTEN, PREPARED_AT, "")
    other = AppealTextWritten(replace(PROHIBITION, code=NEWER.code), sha256("words"))
    assert story.codes(REGISTRAR, other, PREPARED_AT, "") == ["AppealTextUnknown"]
