"""The ceremony kit: originals of the decided bytes, counted; refused before a file is written."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from signapp.demo.clock import DAY_BEFORE
from signapp.demo.scene import CASE
from signapp.domain.acts import AbsenceRecorded
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.printing import OriginalsPrinted
from signapp.services.ceremony_kit import SUMS, KitWish, may_print, write_kit
from signapp.services.evidence import sheet
from signapp.services.evidence_words import circulation
from signapp.services.log_detail import detail_of
from signapp.services.sheet_checklist import checklist
from signapp.texts.catalogue import Texts
from tests.services.conftest import Stand, StandAt
from tests.services.test_sheets import in_order, words

TWO = KitWish(2, "fi")
NAME = CASE.replace(" ", "-")


@pytest.fixture
def day_before(stand_at: StandAt) -> Stand:
    stand = stand_at("publish")
    stand.scene.clock.move_to(DAY_BEFORE)
    return stand


def test_a_kit_holds_the_decided_bytes_and_what_goes_with_them_and_is_counted(
    day_before: Stand, tmp_path: Path
) -> None:
    desk, who = day_before.desk, day_before.enter("registrar-1")
    place = write_kit(desk, who, CASE, TWO, tmp_path / "out")
    original = place / f"{NAME}-original-1.pdf"
    assert original.read_bytes() == desk.read(day_before.plan)
    assert {one.name for one in place.iterdir()} == {
        *(original.name, f"{NAME}-ink.pdf", f"{NAME}-checklist.pdf", SUMS),
    }
    subprocess.run(["sha256sum", "--check", "--strict", SUMS], cwd=place, check=True)
    entry = day_before.entries()[-1]
    assert entry.act == OriginalsPrinted((day_before.plan,), 2)
    assert entry.actor.person == "registrar-1"
    detail = detail_of(desk, who, entry)
    assert detail
    assert Texts("fi").say(detail.key, **detail.facts) == "2 kappaletta"
    write_kit(desk, who, CASE, KitWish(1, "sv"), tmp_path / "out")
    assert [one.copies for one in day_before.case.printed] == [2, 1]
    assert day_before.case.copies_printed == 3
    text = words((place / f"{NAME}-checklist.pdf").read_bytes())
    say = Texts("sv").say
    in_order(text, f"{say('sheet.checklist.copies')} 1", f"{say('sheet.checklist.copies.all')} 3")
    sheet_of_acts = words(sheet(desk, CASE, circulation, "fi"))
    assert sheet_of_acts.count(Texts("fi").say("act.OriginalsPrinted")) == 2


def test_who_may_not_print_gets_no_file(day_before: Stand, tmp_path: Path) -> None:
    for person, code in (("mayor", "DutyNotInOffice"), ("assistant", "OtherOfficeAuthorised")):
        who = day_before.enter(person)
        assert not may_print(day_before.desk, who, day_before.case)
        with pytest.raises(NotAuthorisedError) as refused:
            write_kit(day_before.desk, who, CASE, TWO, tmp_path / "out")
        assert code in [one.code for one in refused.value.reasons]
    registrar = day_before.enter("registrar-1")
    assert may_print(day_before.desk, registrar, day_before.case)
    with pytest.raises(NotAuthorisedError) as refused:
        write_kit(day_before.desk, registrar, CASE, KitWish(0, "fi"), tmp_path / "out")
    assert [one.code for one in refused.value.reasons] == ["CopiesOutOfRange"]
    assert not (tmp_path / "out").exists()
    assert day_before.case.printed == ()


def test_the_checklist_asks_the_rules_of_the_day_itself(day_before: Stand) -> None:
    desk, texts = day_before.desk, Texts("en")
    text = words(checklist(desk, CASE, texts))
    day = day_before.desk.today() + timedelta(days=1)
    in_order(text, texts.say("sheet.checklist.ready", day=day), "Aapo Apulainen", "valid until")
    who = day_before.enter("deputy-mayor")
    desk.journal.record(who, AbsenceRecorded("deputy-mayor", day, day))
    text = words(checklist(desk, CASE, texts))
    assert texts.say("sheet.checklist.not_ready", day=day) in text
    assert texts.say("sheet.checklist.no_card") in text
    assert texts.say("sheet.checklist.ready", day=day) not in text
