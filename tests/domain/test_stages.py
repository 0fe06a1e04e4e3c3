"""In every situation of a case, just the listed acts are allowed (R11)."""

from dataclasses import replace
from datetime import datetime
from typing import get_args

import pytest

from signapp.domain.acts import (
    DESK,
    AbsenceRecorded,
    Act,
    Actor,
    CaseAct,
    CorrectionAbandoned,
    DecisionAbandoned,
    DisqualificationDeclared,
    DraftEdited,
    SigningAbandoned,
)
from signapp.domain.auditing import PageRange, PagesViewed
from signapp.domain.authorisation import (
    AuthorisationCancelled,
    ConditionConfirmed,
    CounterpartyNamed,
    SigningDelegated,
)
from signapp.domain.decision import Stage
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.papers import PaperTaken
from signapp.domain.printing import OriginalsPrinted
from tests.domain.stories import (
    AMENDED,
    ATTACHED,
    BEGUN,
    BEGUN_CORRECTION,
    CASE,
    CHECKED_OUT,
    CLAIM,
    CLAIMED_AT,
    CLASSED,
    CONFIRMED,
    COPIED,
    CORRECTED,
    DAY,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    FINAL_AT,
    FIXED,
    FORBIDDEN_ENFORCEMENT,
    HANDED_OVER,
    INK,
    INK_CONFIRMED,
    KEPT,
    MAYOR,
    NOTICE,
    OPENED,
    ORDERED,
    OTHER_DEPUTY,
    OTHER_REGISTRAR,
    OUTAGE,
    OUTAGE_JUDGED,
    PERMITTED,
    PREPARED,
    PREPARED_AT,
    PREPARED_PLAN,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PROPOSED_AT,
    PUBLISHED,
    PUBLISHED_AT,
    REASON,
    RECALLED,
    REGISTRAR,
    REJUDGED,
    REMOVED,
    RETURNED,
    RETURNED_FILE,
    SETTLED,
    SHOWN_PLAN,
    SIGNED,
    SIGNED_AT,
    SIGNING_MINUTES,
    SIGNING_PLAN,
    STAMPED,
    TABLED,
    TAKEN_DOWN,
    TAKEN_IN,
    VOID_PROPOSED,
    VOIDED,
    WILL_NOT_SIGN,
    WITHDRAWN,
    Story,
    helsinki,
    sha256,
)

STAGES = {
    "draft": Stage.DRAFT,
    "proposed": Stage.PROPOSED,
    "deciding": Stage.DECIDING,
    "signing minutes": Stage.DECIDING,
    "decided": Stage.DECIDED,
    "signing plan": Stage.DECIDED,
    "signed": Stage.SIGNED,
    "returned": Stage.DRAFT,
    "withdrawn": Stage.DRAFT,
    "removed": Stage.REMOVED,
    "giving up": Stage.DECIDED,
    "signing given up": Stage.DECIDED,
    "received": Stage.SIGNED,
    "received first": Stage.DECIDED,
    "in ink": Stage.DECIDED,
    "confirmed ink": Stage.SIGNED,
    "refused": Stage.DECIDED,
    "published": Stage.SIGNED,
    "claimed": Stage.SIGNED,
    "final": Stage.SIGNED,
    "checked out": Stage.DECIDED,
    "taken in": Stage.DECIDED,
    "recalled": Stage.DECIDED,
}
LEAVING = (REGISTRAR, CHECKED_OUT, SIGNED_AT)
INKING = (REGISTRAR, INK, SIGNED_AT)
AWAY = (REGISTRAR, AbsenceRecorded(DEPUTY.person, DAY, DAY), SIGNED_AT)
GIVING_UP = (REGISTRAR, VOID_PROPOSED, SIGNED_AT)
PUBLISHING = (PREPARER, PUBLISHED, PUBLISHED_AT)
FURTHER: dict[str, tuple[str, tuple[tuple[Actor, Act, datetime], ...]]] = {
    "returned": ("proposed", ((MAYOR, RETURNED, DECIDED_AT),)),
    "withdrawn": ("proposed", ((PRESENTER, WITHDRAWN, DECIDED_AT),)),
    "removed": ("proposed", ((MAYOR, REMOVED, DECIDED_AT),)),
    "giving up": ("signing plan", (AWAY, GIVING_UP)),
    "signing given up": ("signing plan", (AWAY, GIVING_UP, (OTHER_REGISTRAR, VOIDED, SIGNED_AT))),
    "received": ("signed", ((REGISTRAR, RETURNED_FILE, SIGNED_AT),)),
    "received first": (
        "decided",
        ((REGISTRAR, replace(RETURNED_FILE, before=PREPARED_PLAN), SIGNED_AT),),
    ),
    "in ink": ("decided", (INKING,)),
    "confirmed ink": ("decided", (INKING, (DEPUTY, INK_CONFIRMED, SIGNED_AT))),
    "refused": ("decided", ((DEPUTY, WILL_NOT_SIGN, SIGNED_AT),)),
    "published": ("signed", (PUBLISHING,)),
    "claimed": ("signed", (PUBLISHING, (REGISTRAR, CLAIM, CLAIMED_AT))),
    "final": ("signed", (PUBLISHING, (REGISTRAR, CONFIRMED, FINAL_AT))),
    "checked out": ("decided", (LEAVING,)),
    "taken in": ("decided", (LEAVING, (REGISTRAR, TAKEN_IN, SIGNED_AT))),
    "recalled": ("decided", (LEAVING, (REGISTRAR, RECALLED, SIGNED_AT))),
}
"""Situations beside the straight way: from where they are reached, and by what."""

VIEWED = PagesViewed(SHOWN_PLAN.document, (PageRange(1, 2),), 2)


def story_of(situation: str) -> Story:
    before, acts = FURTHER.get(situation, (situation, ()))
    story = Story.of(before)
    for actor, act, at in acts:
        story.does(actor, act, at, CASE if isinstance(act, CaseAct) else "")
    return story


# Every act on a case, done by whoever may do it, at the right time and with the right facts.
ACTS: dict[str, tuple[Actor, Act, datetime]] = {
    "open": (PREPARER, OPENED, PREPARED_AT),
    "edit": (PREPARER, DraftEdited(), PREPARED_AT),
    "attach": (PREPARER, replace(ATTACHED, number=2), PREPARED_AT),
    "prepare": (PREPARER, PREPARED, PREPARED_AT),
    "submit": (PRESENTER, PROPOSAL, PROPOSED_AT),
    "look": (MAYOR, SHOWN_PLAN, DECIDED_AT),
    "view": (MAYOR, VIEWED, DECIDED_AT),  # refused until a register decides to note it
    "take evidence": (REGISTRAR, EvidenceTaken(sha256("evidence"), public=False), SIGNED_AT),
    "take paper": (MAYOR, PaperTaken("minutes", sha256("minutes")), SIGNED_AT),
    "print": (REGISTRAR, OriginalsPrinted((PREPARED_PLAN,), 2), SIGNED_AT),
    "declare": (OTHER_DEPUTY, DisqualificationDeclared(7), DECIDED_AT),
    "amend": (PRESENTER, AMENDED, PROPOSED_AT),
    "withdraw": (PRESENTER, WITHDRAWN, PROPOSED_AT),
    "return": (MAYOR, RETURNED, DECIDED_AT),
    "table": (MAYOR, TABLED, DECIDED_AT),
    "remove": (MAYOR, REMOVED, DECIDED_AT),
    "begin": (MAYOR, BEGUN, DECIDED_AT),
    "abandon decision": (MAYOR, DecisionAbandoned(), DECIDED_AT),
    "sign minutes": (MAYOR, SIGNING_MINUTES, DECIDED_AT),
    "abandon minutes": (MAYOR, SigningAbandoned("WrongPinError"), DECIDED_AT),
    "decide": (MAYOR, DECIDED, DECIDED_AT),
    "publish": (PREPARER, PUBLISHED, PUBLISHED_AT),
    "stamp": (DESK, STAMPED, DECIDED_AT),
    "sign plan": (DEPUTY, SIGNING_PLAN, SIGNED_AT),
    "abandon plan": (DEPUTY, SigningAbandoned("WrongPinError"), SIGNED_AT),
    "finish plan": (DEPUTY, SIGNED, SIGNED_AT),
    "notify": (REGISTRAR, NOTICE, PUBLISHED_AT),
    "claim": (REGISTRAR, CLAIM, CLAIMED_AT),
    "settle": (REGISTRAR, SETTLED, helsinki("2017-10-02T09:00:00")),
    "forbid": (REGISTRAR, FORBIDDEN_ENFORCEMENT, CLAIMED_AT),
    "confirm": (REGISTRAR, CONFIRMED, FINAL_AT),
    "class": (PREPARER, CLASSED, PREPARED_AT),
    "hand over": (REGISTRAR, HANDED_OVER, PREPARED_AT),
    "copy": (PREPARER, COPIED, PUBLISHED_AT),
    "order publication": (MAYOR, ORDERED, PUBLISHED_AT),
    "outage": (PREPARER, OUTAGE, FINAL_AT),
    "judge outage": (REGISTRAR, OUTAGE_JUDGED, FINAL_AT),
    "take down": (PREPARER, TAKEN_DOWN, FINAL_AT),
    "permit": (REGISTRAR, PERMITTED, CLAIMED_AT),
    "rejudge": (DEPUTY, REJUDGED, CLAIMED_AT),
    "fix text": (PREPARER, FIXED, SIGNED_AT),
    "confirm condition": (PREPARER, ConditionConfirmed(1, REASON), SIGNED_AT),
    "delegate": (DEPUTY, SigningDelegated("education", ""), SIGNED_AT),
    "cancel": (MAYOR, AuthorisationCancelled(REASON), SIGNED_AT),
    "name counterparty": (PREPARER, CounterpartyNamed(REASON), SIGNED_AT),
    "receive": (REGISTRAR, RETURNED_FILE, SIGNED_AT),
    "receive first": (REGISTRAR, replace(RETURNED_FILE, before=PREPARED_PLAN), SIGNED_AT),
    "ink": (PREPARER, INK, SIGNED_AT),
    "their ink": (PREPARER, replace(INK, city=None), SIGNED_AT),
    "confirm ink": (DEPUTY, INK_CONFIRMED, SIGNED_AT),
    "refuse": (DEPUTY, WILL_NOT_SIGN, SIGNED_AT),
    "propose void": (REGISTRAR, VOID_PROPOSED, SIGNED_AT),
    "void": (OTHER_REGISTRAR, VOIDED, SIGNED_AT),
    "begin correction": (MAYOR, BEGUN_CORRECTION, SIGNED_AT),
    "abandon correction": (MAYOR, CorrectionAbandoned(), SIGNED_AT),
    "correct": (MAYOR, CORRECTED, SIGNED_AT),
    "check out": (REGISTRAR, CHECKED_OUT, SIGNED_AT),
    "recall": (REGISTRAR, RECALLED, SIGNED_AT),
    "take in": (REGISTRAR, TAKEN_IN, SIGNED_AT),
    "keep aside": (REGISTRAR, KEPT, SIGNED_AT),
}
# "fix text", "confirm condition" and "delegate" need another authorisation than this one's;
# "abandon correction" and "correct" need a correction: see test_corrections.py.
ALWAYS = {"look", "declare", "take evidence", "take paper"}
UNSIGNED = {*ALWAYS, "name counterparty"}
IN_DRAFT = {*UNSIGNED, "edit", "attach", "prepare", "submit", "class", "hand over"}
UNPUBLISHED = {
    *(*ALWAYS, "publish", "stamp", "notify", "claim", "forbid"),
    *("class", "copy", "order publication", "begin correction", "check out", "print"),
}
READY = {
    *(*UNPUBLISHED, "name counterparty", "sign plan", "cancel"),
    *("receive first", "ink", "their ink", "refuse"),
}
ON_THE_NETWORK = {*UNPUBLISHED, "outage", "judge outage", "take down"} - {"publish"}
ALLOWED: dict[str, set[str]] = {
    "nothing": {"open"},
    "draft": IN_DRAFT,
    "proposed": {
        *(*UNSIGNED, "amend", "withdraw", "return", "table", "remove", "begin"),
        *("class", "order publication"),
    },
    "deciding": {*UNSIGNED, "order publication", "abandon decision", "sign minutes"},
    "signing minutes": {
        *(*UNSIGNED, "order publication", "sign minutes", "abandon minutes", "decide"),
    },
    "decided": READY,
    "signing plan": {
        *(UNPUBLISHED - {"begin correction", "check out"}),
        *("name counterparty", "sign plan", "abandon plan", "finish plan", "ink", "their ink"),
    },
    "signing given up": {
        *(*UNPUBLISHED, "name counterparty", "cancel", "receive first", "their ink"),
    },
    "giving up": {
        *(UNPUBLISHED - {"begin correction", "check out"}),
        *("name counterparty", "abandon plan", "finish plan", "their ink"),
        *("propose void", "void"),
    },
    "signed": {*UNPUBLISHED, "receive", "their ink"},
    "received": UNPUBLISHED,
    "received first": {*UNPUBLISHED, "refuse", "name counterparty", "cancel"},
    "in ink": {*UNPUBLISHED, "ink", "confirm ink", "refuse"},
    "confirmed ink": UNPUBLISHED,
    "refused": {*UNPUBLISHED, "name counterparty", "cancel"},
    "returned": IN_DRAFT,
    "withdrawn": IN_DRAFT,
    "removed": {*ALWAYS, "class"},
    "published": {*ON_THE_NETWORK, "confirm", "receive", "their ink"},
    "claimed": {*ON_THE_NETWORK, "settle", "receive", "their ink"},
    "final": {*ON_THE_NETWORK, "receive", "their ink"},
    "checked out": {"look", "take evidence", "take paper", "recall", "take in"},
    "taken in": READY,
    "recalled": {*READY, "keep aside"},
}


def test_every_act_on_a_case_is_tried_in_every_situation() -> None:
    assert {type(act) for _, act, _ in ACTS.values()} == set(get_args(CaseAct))
    assert ALLOWED.keys() == {"nothing", *STAGES}


@pytest.mark.parametrize("situation", ALLOWED)
def test_only_the_listed_transitions_are_allowed(situation: str) -> None:
    story = story_of(situation)
    allowed = {name for name, (who, act, at) in ACTS.items() if not story.codes(who, act, at)}
    assert allowed == ALLOWED[situation]


@pytest.mark.parametrize("situation", STAGES)
def test_each_situation_is_at_its_stage(situation: str) -> None:
    assert story_of(situation).stage is STAGES[situation]


@pytest.mark.parametrize("situation", STAGES)
def test_a_refused_act_changes_nothing(situation: str) -> None:
    """Asking the rules is pure: the state is the same afterwards."""
    story = story_of(situation)
    before = (story.case, dict(story.state.numbering), story.state.roster)
    for who, act, at in ACTS.values():
        story.codes(who, act, at)
    assert (story.case, dict(story.state.numbering), story.state.roster) == before


def test_the_case_remembers_who_did_what_when() -> None:
    case = Story.of("signed").case
    assert case.number == CASE
    assert case.prepared_by == {PREPARER.person, PRESENTER.person}
    assert (case.presenter, case.decided_by, case.signed_by) == (PRESENTER, MAYOR, DEPUTY)
    assert (case.begun_at, case.decided_at, case.signed_at) == (DECIDED_AT, DECIDED_AT, SIGNED_AT)
    assert (case.decided_on, case.signed_on) == (SIGNING_MINUTES, SIGNING_PLAN)
    assert case.signing is None
    assert case.signing_by is None


def test_the_newest_revision_follows_its_own_signature() -> None:
    """A stamp on the minutes does not make another file the newest agreement."""
    story = Story.of("signed").does(DESK, STAMPED, SIGNED_AT)
    assert story.case.latest(DECIDED.signed) == STAMPED.signed
    assert story.case.latest(SIGNED.signed) == SIGNED.signed
    later = replace(
        STAMPED,
        before=STAMPED.signed.document,
        signed=replace(STAMPED.signed, document=replace(STAMPED.signed.document, length=4000)),
    )
    story.does(DESK, later, SIGNED_AT)
    assert story.case.latest(DECIDED.signed) == later.signed
