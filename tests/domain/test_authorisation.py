"""The kinds of authorisations, and the days on which each may be used."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from signapp.domain.authorisation import AuthorisationKind, SigningDays, days_of, on_day
from tests.domain.stories import (
    AUTHORISATION,
    DAY,
    DEPUTY,
    FIELD,
    PLAN,
    PREPARED_PLAN,
    PRESENTER,
    PROPOSED_AT,
    SIGNED_AT,
    SIGNING_PLAN,
    Story,
    document,
    helsinki,
    proposal,
)

TO_A_DRAFT: dict[str, Any] = {"kind": AuthorisationKind.DRAFT, "field": ""}
DESCRIBED: dict[str, Any] = {
    "kind": AuthorisationKind.DESCRIBED,
    "document": None,
    "attachment": 0,
    "field": "",
}
FIRST, LAST = DAY - timedelta(days=1), DAY + timedelta(days=1)
RANGE, LATEST = SigningDays(FIRST, LAST, True), SigningDays(None, LAST, True)
OPEN = SigningDays(None, None, False)


# --- what a proposal may ask for ------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({}, []),
        ({"days": RANGE}, []),
        ({"days": LATEST}, []),
        ({"days": OPEN}, []),
        ({"days": replace(OPEN, binding=True)}, ["AuthorisationIncomplete"]),
        ({"days": SigningDays(FIRST, None, False)}, ["AuthorisationIncomplete"]),
        ({"days": SigningDays(LAST, FIRST, True)}, ["SigningDaysReversed"]),
        (TO_A_DRAFT, []),
        ({**TO_A_DRAFT, "document": PLAN}, []),
        ({**TO_A_DRAFT, "document": document("never attached")}, ["AttachmentMissing"]),
        ({**TO_A_DRAFT, "document": None}, ["AttachmentMissing"]),
        ({**TO_A_DRAFT, "attachment": 2}, ["AttachmentMissing"]),
        (DESCRIBED, []),
        ({**DESCRIBED, "document": PLAN}, ["TextOnlyDescribed"]),
        ({**DESCRIBED, "attachment": 1}, ["TextOnlyDescribed"]),
        ({"document": None}, ["AttachmentMissing"]),
        ({"document": PLAN}, ["AttachmentMissing"]),
        ({"field": ""}, ["AuthorisationIncomplete"]),
    ],
)
def test_a_proposal_asks_for_one_of_three_kinds(changes: dict[str, Any], codes: list[str]) -> None:
    story = Story.of("draft")
    assert story.codes(PRESENTER, proposal(**changes), PROPOSED_AT) == codes


# --- which bytes ----------------------------------------------------------------------------


def test_only_of_exact_bytes_the_text_to_be_signed_is_known_from_the_decision() -> None:
    fixed = Story.of("decided").case.to_sign
    assert fixed is not None
    assert (fixed.document, fixed.field) == (PREPARED_PLAN, FIELD)
    drafted = Story.of("decided", submitted=proposal(**TO_A_DRAFT))
    assert drafted.case.to_sign is None
    assert drafted.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["TextNotFixed"]


# --- which days -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "at", "codes"),
    [
        (RANGE, "2017-08-27T23:59:59", ["TooEarly"]),
        (RANGE, "2017-08-28T00:00:00", []),
        (RANGE, "2017-08-30T23:59:59", []),
        (RANGE, "2017-08-31T00:00:00", ["TooLate"]),
        (LATEST, "2017-08-25T00:00:00", []),
        (LATEST, "2017-08-30T23:59:59", []),
        (LATEST, "2017-08-31T00:00:00", ["TooLate"]),
        (replace(RANGE, binding=False), "2017-08-27T23:59:59", []),
        (replace(LATEST, binding=False), "2017-09-30T00:00:00", []),
        (OPEN, "2017-09-30T00:00:00", []),
    ],
)
def test_signing_on_the_authorised_days_only(days: SigningDays, at: str, codes: list[str]) -> None:
    """Helsinki's calendar decides, to the second."""
    story = Story.of("decided", submitted=proposal(days=days))
    moment: datetime = helsinki(at)
    assert story.codes(DEPUTY, SIGNING_PLAN, moment) == codes


@pytest.mark.parametrize(
    ("days", "iso"),
    [
        (on_day(DAY), "2017-08-29"),
        (RANGE, "2017-08-28/2017-08-30"),
        (LATEST, "../2017-08-30"),
        (SigningDays(None, None, True), "../.."),
    ],
)
def test_days_have_one_written_form(days: SigningDays, iso: str) -> None:
    assert days.to_iso() == iso
    assert days.single == (date.fromisoformat(iso) if "/" not in iso else None)
    assert days_of(iso) == (days if "/" in iso else None)


@pytest.mark.parametrize("text", ["", "Helsinki/Beijing", "2017-08-28/", "a/b/c"])
def test_another_text_is_no_days(text: str) -> None:
    assert days_of(text) is None


def test_the_seed_is_of_the_first_kind() -> None:
    assert AUTHORISATION.kind is AuthorisationKind.EXACT
