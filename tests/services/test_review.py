"""What looks wrong in a draft is told before it is proposed, and has to be seen (R9)."""

from dataclasses import replace

import pytest

from signapp.demo.people import DEPUTY_MAYOR, MAYOR, PROVISION
from signapp.demo.scene import CASE, FIELD, SIGNING_DAY, seed_text
from signapp.domain.acts import AttemptRefused
from signapp.domain.authorisation import on_day
from signapp.domain.publicity import MINUTES, PersonalData, PublicityClass, attachment
from signapp.services.drafting import propose
from signapp.services.journal import SignedIn
from signapp.services.prepare import ProposedSigning, findings_in_draft, save_draft, submit
from signapp.services.publicity import Class, class_record
from signapp.services.review import mark
from tests.services.conftest import Stand, StandAt
from tests.services.test_life import codes

DAYS = on_day(SIGNING_DAY)
WANTED = ProposedSigning(MAYOR, PROVISION, DEPUTY_MAYOR, 1, FIELD, DAYS, "Helsinki")


def draft(stand: Stand, **changes: object) -> SignedIn:
    presenter = stand.enter("presenter")
    save_draft(stand.desk, presenter, CASE, replace(seed_text(), **changes))
    return presenter


def test_the_seed_case_has_nothing_to_be_checked(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    assert findings_in_draft(stand.desk, CASE, DEPUTY_MAYOR, DAYS) == ()
    propose(stand.desk, stand.enter("presenter"), CASE)
    assert stand.case.proposal
    assert stand.case.proposal.seen == ()


def test_warnings_have_to_be_seen_before_submitting(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    other_day = seed_text().decision.replace("29.8.2017", "30.8.2017")
    presenter = draft(stand, decision=other_day, rationale=("Kuntalain 51 § antaa vallan.",))
    found = findings_in_draft(stand.desk, CASE, DEPUTY_MAYOR, DAYS)
    assert [one.code for one in found] == ["DayDiffers", "CitationRepealed"]
    submitting = (stand.desk, presenter, CASE, WANTED, (False, False))
    assert codes(submit, *submitting) == ["WarningsNotSeen"]
    one_seen = frozenset({mark(found[0])})
    assert codes(submit, *submitting, one_seen) == ["WarningsNotSeen"]
    refused = stand.entries()[-1].act
    assert isinstance(refused, AttemptRefused)
    submit(*submitting, frozenset(map(mark, found)))
    assert stand.case.proposal
    assert stand.case.proposal.seen == ("DayDiffers", "CitationRepealed")


def test_seeing_one_warning_lets_no_other_of_its_kind_stand(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    presenter = draft(stand, rationale=("Henkilötietolaki 523/1999.", "Laki 365/1995."))
    found = findings_in_draft(stand.desk, CASE, DEPUTY_MAYOR, DAYS)
    seen = frozenset(map(mark, found))
    draft(stand, rationale=("Hankintalain 348/2007 mukaan.",))
    assert codes(submit, stand.desk, presenter, CASE, WANTED, (False, False), seen) == [
        "WarningsNotSeen"
    ]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"rationale": ("Ks. liite 2.",)}, "AttachmentNotListed"),
        ({"title": "Henkilön 131052-308T asia"}, "SecretInPublicText"),
    ],
)
def test_what_is_certainly_wrong_blocks_submission(
    stand_at: StandAt, changes: dict[str, object], code: str
) -> None:
    stand = stand_at("prepare")
    presenter = draft(stand, **changes)
    found = findings_in_draft(stand.desk, CASE, DEPUTY_MAYOR, DAYS)
    assert [one.code for one in found] == [code]
    seen = frozenset(map(mark, found))
    assert codes(submit, stand.desk, presenter, CASE, WANTED, (False, False), seen) == [code]


SECRET = Class(
    PublicityClass.SECRET, ("JulkL (621/1999) 24.1 § 20 k",), PersonalData.NONE, "liikesalaisuus"
)


def test_a_public_text_does_not_repeat_a_secret_title(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    title = stand.journal.text(stand.case.attachments[0].attached.title)
    draft(stand, decision=f"{seed_text().decision} {title}")
    assert findings_in_draft(stand.desk, CASE, DEPUTY_MAYOR, DAYS) == ()
    preparer = stand.enter("preparer")
    class_record(stand.desk, preparer, CASE, attachment(1), SECRET)
    found = findings_in_draft(stand.desk, CASE, DEPUTY_MAYOR, DAYS)
    assert [one.code for one in found] == ["SecretInPublicText"]
    assert found[0].certain
    class_record(stand.desk, preparer, CASE, MINUTES, SECRET)  # nothing of it is published
    assert findings_in_draft(stand.desk, CASE, DEPUTY_MAYOR, DAYS) == ()
