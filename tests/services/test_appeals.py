"""The catalogue of appeal instructions: its words, their versions, and who approves them (R25)."""

from dataclasses import replace

import pytest

from signapp.demo.scene import CASE, seed_text
from signapp.domain.acts import AppealTextApproved, AppealTextWritten, AttemptRefused, OfficeKind
from signapp.domain.calendar import Appeal
from signapp.domain.errors import NotAuthorisedError
from signapp.services.appeal_text import AppealText, parts_of, shipped
from signapp.services.appeals import (
    AppealWords,
    appeal_now,
    appeals_now,
    approve_appeal,
    write_appeal,
)
from signapp.services.audit import verify_register
from signapp.services.drafting import propose
from signapp.services.ports import Holds
from signapp.services.prepare import proposal_text, save_draft
from signapp.texts.catalogue import LANGUAGES
from tests.services.conftest import Stand, StandAt
from tests.services.test_life import codes

BOARD = "rectification-board"
REAL = "Helsingin kaupungin kirjaamo, Pohjoisesplanadi 11–13, helsinki.kirjaamo@hel.fi"
WORDS = AppealWords("Oikaisuvaatimusohje", "Kaupunginhallitus", f"## Kenelle\n\n{REAL}")
each_language = pytest.mark.parametrize("language", LANGUAGES)
TEXTS = [text for language in LANGUAGES for text in shipped(language)]
each_text = pytest.mark.parametrize("text", TEXTS, ids=lambda one: f"{one.language}-{one.code}")


def test_every_language_has_the_same_instructions() -> None:
    finnish = [(one.code, one.kind, one.makers, one.days) for one in shipped("fi")]
    assert len(finnish) >= 6
    assert {kind for _, kind, _, _ in finnish} == set(Appeal)
    for language in LANGUAGES:
        assert finnish == [(one.code, one.kind, one.makers, one.days) for one in shipped(language)]
        assert {one.language for one in shipped(language)} == {language}


@each_text
def test_every_shipped_text_is_a_draft_and_says_where_to_turn(text: AppealText) -> None:
    assert text.draft
    assert text.name
    assert text.laws
    assert text.parts
    assert (text.kind is Appeal.PROHIBITED) == (not text.authority) == (text.days == 0)
    assert text.has_invented_contact == (text.kind is not Appeal.PROHIBITED)
    if text.days:
        assert str(text.days) in text.body
    assert "{" not in text.body


@each_text
def test_a_text_edited_as_plain_lines_comes_back_the_same(text: AppealText) -> None:
    assert parts_of(text.body) == text.parts
    again = text.with_words(text.name, text.authority, text.body)
    assert again.version == text.version


@each_text
def test_the_version_is_of_the_words_and_of_nothing_else(text: AppealText) -> None:
    assert replace(text, draft=False).version == text.version
    assert replace(text, name=f"{text.name}.").version != text.version
    assert AppealText.of_json(text.to_json()) == text


def test_lines_before_any_heading_are_a_part_without_one() -> None:
    first, second = parts_of("Ensin.\n\n## Otsikko\nHeti perään.\n\nToinen\nrivi.")
    assert (first.heading, first.text) == ("", ("Ensin.",))
    assert (second.heading, second.text) == ("Otsikko", ("Heti perään.", "Toinen rivi."))


def test_mayor_and_deputy_mayor_have_each_their_own_authority() -> None:
    makers = {one.code: one for one in shipped("fi")}
    board, committee = makers[BOARD], makers["rectification-committee"]
    assert board.suits(OfficeKind.MAYOR)
    assert not board.suits(OfficeKind.DEPUTY_MAYOR)
    assert committee.suits(OfficeKind.DEPUTY_MAYOR)
    assert not committee.suits(OfficeKind.MAYOR)
    assert makers["prohibited-preparation"].suits(OfficeKind.MAYOR)


def write(stand: Stand, person: str = "registrar-1", words: AppealWords = WORDS) -> None:
    write_appeal(stand.desk, stand.enter(person), BOARD, "fi", words)


def test_a_registrar_gives_an_instruction_other_words(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    before = appeal_now(stand.desk, BOARD, "fi")
    write(stand)
    after = appeal_now(stand.desk, BOARD, "fi")
    assert (before.written_by, after.written_by) == ("", "registrar-1")
    assert after.text.body == WORDS.body
    assert (after.text.kind, after.text.makers) == (before.text.kind, before.text.makers)
    assert after.text.version != before.text.version
    assert appeal_now(stand.desk, BOARD, "sv").text == before_in_swedish()
    entry = stand.entries()[-1]
    assert isinstance(entry.act, AppealTextWritten)
    assert REAL not in entry.body().decode()
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    verdict = verify_register(stand.journal.register, stand.desk.pdf, trust, now)
    assert verdict.holds is Holds.YES


def before_in_swedish() -> AppealText:
    return next(one for one in shipped("sv") if one.code == BOARD)


def test_another_registrar_approves_the_words(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    write(stand)
    approve = (stand.desk, stand.enter("registrar-1"), BOARD, "fi", "Kaupunginlakimies 1.8.2017")
    assert codes(approve_appeal, *approve) == ["AppealTextOwn"]
    approve_appeal(stand.desk, stand.enter("registrar-2"), BOARD, "fi", "Kaupunginlakimies")
    assert not appeal_now(stand.desk, BOARD, "fi").text.draft
    assert isinstance(stand.entries()[-1].act, AppealTextApproved)
    write(stand, words=replace(WORDS, name="Uusi nimi"))
    assert appeal_now(stand.desk, BOARD, "fi").text.draft


def test_invented_contact_details_are_not_approved(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    approve = (stand.desk, stand.enter("registrar-1"), BOARD, "fi", "Kaupunginlakimies")
    assert codes(approve_appeal, *approve) == ["ContactInvented"]
    assert isinstance(stand.entries()[-1].act, AttemptRefused)
    assert all(entry.text.draft for entry in appeals_now(stand.desk, "fi"))


def test_nobody_else_writes_or_approves(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    preparer = stand.enter("preparer")
    assert codes(write_appeal, stand.desk, preparer, BOARD, "fi", WORDS) == ["DutyNotInOffice"]
    refused = codes(approve_appeal, stand.desk, preparer, BOARD, "fi", "x")
    assert refused == ["DutyNotInOffice", "ContactInvented"]


def test_the_same_words_are_no_new_version(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    now = appeal_now(stand.desk, BOARD, "fi").text
    same = AppealWords(now.name, f" {now.authority}", f"{now.body}\n\n")
    registrar = stand.enter("registrar-1")
    assert codes(write_appeal, stand.desk, registrar, BOARD, "fi", same) == ["AppealTextUnchanged"]
    unknown = codes(write_appeal, stand.desk, registrar, "nowhere", "fi", same)
    assert unknown == ["AppealTextUnknown"]


def test_a_proposal_with_older_words_is_refused_and_with_the_newest_taken(
    stand_at: StandAt,
) -> None:
    stand = stand_at("prepare")
    write(stand)
    presenter = stand.enter("presenter")
    assert codes(propose, stand.desk, presenter, CASE) == ["AppealTextOutdated"]
    newest = appeal_now(stand.desk, BOARD, "fi").text
    save_draft(stand.desk, presenter, CASE, replace(seed_text(), appeals=(newest,)))
    propose(stand.desk, presenter, CASE)
    assert stand.case.proposal
    assert stand.case.proposal.appeals == (newest.chosen,)


def test_a_decision_keeps_its_words_when_the_catalogue_changes(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    before = proposal_text(stand.desk, CASE).appeals
    assert [one.code for one in before] == [BOARD]
    write(stand)
    assert proposal_text(stand.desk, CASE).appeals == before
    assert stand.case.proposal
    assert stand.case.proposal.appeals == tuple(one.chosen for one in before)


def test_another_decision_maker_s_instruction_does_not_fit(stand_at: StandAt) -> None:
    stand = stand_at("prepare")
    committee = next(one for one in shipped("fi") if one.code == "rectification-committee")
    presenter = stand.enter("presenter")
    save_draft(stand.desk, presenter, CASE, replace(seed_text(), appeals=(committee,)))
    assert codes(propose, stand.desk, presenter, CASE) == ["AppealTextUnsuitable"]


@pytest.mark.parametrize(
    ("lacking", "section"),
    [
        ({"title": " "}, "title"),
        ({"decision": ""}, "decision"),
        ({"rationale": ("", " ")}, "grounds"),
        ({"further_information": ()}, "further_information"),
        ({"enforcement_reason": ""}, "enforcement"),
        ({"appeals": ()}, "appeal"),
    ],
)
def test_a_mandatory_section_that_is_missing_is_named(
    stand_at: StandAt, lacking: dict[str, object], section: str
) -> None:
    stand = stand_at("prepare")
    presenter = stand.enter("presenter")
    save_draft(stand.desk, presenter, CASE, replace(seed_text(), **lacking))
    with pytest.raises(NotAuthorisedError) as caught:
        propose(stand.desk, presenter, CASE)
    (reason,) = caught.value.reasons
    assert (reason.code, reason.facts) == ("SectionMissing", {"section": section})
    refused = stand.entries()[-1].act
    assert isinstance(refused, AttemptRefused)
    assert refused.codes == ("SectionMissing",)
