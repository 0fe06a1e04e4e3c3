"""Minutes say who was disqualified, who stood in, what is secret, in the language of the text."""

from dataclasses import replace

import pikepdf
import pytest

from signapp.demo.clock import DECIDED, PROPOSED
from signapp.demo.scene import CASE, seed_text
from signapp.domain.acts import Actor, Capacity, OfficeTitle
from signapp.domain.publicity import MINUTES, PersonalData, PublicityClass
from signapp.services.decide import AS_PROPOSED, begin_decision
from signapp.services.drafting import propose
from signapp.services.impartiality import declare_disqualified
from signapp.services.minutes import minutes_data, render_minutes
from signapp.services.minutes_handling import as_printed
from signapp.services.prepare import open_document, save_draft
from signapp.services.publicity import Class, class_record
from signapp.texts.catalogue import Texts
from tests.services.conftest import Stand, StandAt

GROUND = "JulkL (621/1999) 24.1 § 20 k"
MAYOR = OfficeTitle("pormestari", "pormestarin", "borgmästare", "mayor")
CHIEF = OfficeTitle("kansliapäällikkö", "kansliapäällikön", "kanslichef", "chief executive")
HEAD = OfficeTitle("toimen mies", "toimen miehen", "biträdande borgmästare för kultur", "head")


@pytest.mark.parametrize(
    ("title", "language", "written", "printed"),
    [
        (MAYOR, "fi", "Pormestari päätti, että", "Pormestarin sijainen päätti, että"),
        (CHIEF, "fi", "Kansliapäällikkö päätti", "Kansliapäällikön sijainen päätti"),
        (HEAD, "fi", "Toimen mies päättää", "Toimen miehen sijainen päättää"),
        (MAYOR, "sv", "Borgmästaren beslutade", "Ställföreträdaren för borgmästaren beslutade"),
        (
            *(HEAD, "sv", "Biträdande borgmästaren för kultur beslutade"),
            "Ställföreträdaren för biträdande borgmästaren för kultur beslutade",
        ),
        (MAYOR, "en", "The mayor decided", "The substitute for the mayor decided"),
        (MAYOR, "fi", "Pormestarin esikunta päätti", "Pormestarin esikunta päätti"),
        (MAYOR, "fi", "Vs. pormestari päätti", "Vs. pormestari päätti"),
    ],
)
def test_whoever_stands_in_is_named_so_in_every_language(
    title: OfficeTitle, language: str, written: str, printed: str
) -> None:
    deputy = Actor("urban", "U510VH1", Capacity.DEPUTY)
    assert as_printed(written, deputy, title, Texts(language)) == printed
    holder = replace(deputy, capacity=Capacity.HOLDER)
    assert as_printed(written, holder, title, Texts(language)) == written


def begun(stand: Stand) -> str:
    """Have the mayor begin to decide; return what the minutes say, in one text."""
    stand.scene.clock.move_to(DECIDED)
    mayor = stand.enter("mayor")
    open_document(stand.desk, mayor, CASE, stand.plan)
    begin_decision(stand.desk, mayor, CASE, AS_PROPOSED)
    return str(minutes_data(stand.desk, CASE))


def test_who_was_disqualified_before_the_decision_is_named_with_the_ground(
    stand_at: StandAt,
) -> None:
    stand = stand_at("propose")
    declare_disqualified(stand.desk, stand.enter("registrar-1"), CASE, 5)
    said = begun(stand)
    name = stand.journal.text(stand.journal.state.roster.persons["registrar-1"].name)
    assert f"Esteelliset: {name}" in said
    assert "Esteellisyyden syy: yhteisöjäävi (hallintolaki 28.1 § 5 kohta)" in said
    assert said.index("'Käsittely'") < said.index("Esteelliset: ")
    declare_disqualified(stand.desk, stand.enter("deputy-mayor"), CASE, 7)
    assert str(minutes_data(stand.desk, CASE)) == said


def test_minutes_that_are_not_public_say_so_on_every_page(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    partly = Class(PublicityClass.PARTLY_SECRET, (GROUND,), PersonalData.SOME, "liikesalaisuus")
    class_record(stand.desk, stand.enter("preparer"), CASE, MINUTES, partly)
    assert f"'secrecy': 'Osittain salassa pidettävä ({GROUND})'" in begun(stand)


def test_public_minutes_bear_no_mark_of_secrecy(stand_at: StandAt) -> None:
    assert "'secrecy': ''" in begun(stand_at("propose"))


def test_documents_have_the_language_of_the_text_not_of_the_desk(stand_at: StandAt) -> None:
    """The same proposal in Swedish: headings, record type, § and outcome are in Swedish."""
    stand = stand_at("prepare")
    save_draft(stand.desk, stand.enter("preparer"), CASE, replace(seed_text(), language="sv"))
    stand.scene.clock.move_to(PROPOSED)
    propose(stand.desk, stand.enter("presenter"), CASE)
    begun(stand)
    data = minutes_data(stand.desk, CASE)
    assert data["language"] == "sv"
    assert [part["heading"] for part in data["sections"]][:2] == ["Beslut", "Beslutsförslag"]
    assert data["header"]["record_type"] == "förtroendevalds beslut"
    assert data["sections"][1]["blocks"] == [
        {"kind": "paragraph", "text": "Beslutet överensstämmer med förslaget."}
    ]
    minutes = stand.journal.register.document(render_minutes(stand.desk, CASE))
    with pikepdf.open(minutes) as pdf:
        assert pdf.Root.Lang == "sv"
    assert stand.desk.document_texts.language == "fi"
