"""Paper originals: printed by the registry or the office's assistant, from decided bytes."""

from dataclasses import replace

import pytest

from signapp.domain.acts import Actor, Capacity, OfficeFormed, OfficeHeld, OfficeKind, OfficeTitle
from signapp.domain.authority import reasons_against
from signapp.domain.printing import MOST_COPIES, OriginalsPrinted
from signapp.domain.references import DocumentRef
from tests.domain.stories import (
    CASE,
    DEPUTY,
    MAYOR,
    PREPARED_PLAN,
    REGISTRAR,
    SIGNED_AT,
    Story,
    sha256,
)

TITLE = OfficeTitle("avustaja", "avustajan", "assistent", "assistant")
HELPER = Actor("helper", "helpers", Capacity.HOLDER)
TWO = OriginalsPrinted((PREPARED_PLAN,), 2)
OTHER = DocumentRef(sha256("another"), 1000)


def against(actor: Actor, act: OriginalsPrinted, assists: str = DEPUTY.office) -> list[str]:
    """Return why an act is refused in a city where somebody assists an office."""
    situation = Story.of("decided").state.situation(actor, SIGNED_AT, CASE)
    day = situation.today
    roster = situation.roster.with_changes(
        [
            OfficeFormed("helpers", OfficeKind.ASSISTANT, TITLE, day, assists),
            OfficeHeld("helper", "helpers", day, day),
        ]
    )
    return [one.code for one in reasons_against(replace(situation, roster=roster), act)]


@pytest.mark.parametrize("actor", [REGISTRAR, HELPER])
def test_the_registry_and_the_offices_assistant_print(actor: Actor) -> None:
    assert against(actor, TWO) == []


def test_nobody_else_prints() -> None:
    assert against(MAYOR, TWO) == ["DutyNotInOffice"]
    assert against(DEPUTY, TWO) == ["DutyNotInOffice"]
    assert against(HELPER, TWO, assists=MAYOR.office) == ["OtherOfficeAuthorised"]


def test_only_decided_bytes_are_printed_and_in_a_sensible_number() -> None:
    assert against(REGISTRAR, replace(TWO, documents=(PREPARED_PLAN, OTHER))) == [
        "NotDecidedBytes"
    ]
    assert against(REGISTRAR, replace(TWO, documents=())) == ["NotDecidedBytes"]
    for copies in (0, -1, MOST_COPIES + 1):
        assert against(REGISTRAR, replace(TWO, copies=copies)) == ["CopiesOutOfRange"]
    assert against(REGISTRAR, replace(TWO, copies=MOST_COPIES)) == []


def test_every_printing_is_counted() -> None:
    story = Story.of("decided")
    for copies in (2, 1):
        story.does(REGISTRAR, replace(TWO, copies=copies), SIGNED_AT, CASE)
    assert [one.copies for one in story.state.cases[CASE].printed] == [2, 1]
