"""Decisions as open data: of the city's shape, read back alike, with nothing secret in them."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from signapp.demo.scene import CASE
from signapp.domain.publicity import (
    MINUTES,
    WHOLE_CASE,
    PersonalData,
    PublicityClass,
    Record,
    attachment,
)
from signapp.services.minutes import read_minutes
from signapp.services.open_decisions import Wanted, open_decisions
from signapp.services.papers import take_paper
from signapp.services.public_copy import MASK, LeftOut, make_public_copy
from signapp.services.publicity import Class, class_record
from tests.documents.samples import content_of, samples
from tests.documents.test_samples import held
from tests.schemas import validator
from tests.services.conftest import Stand

GROUND = "JulkL (621/1999) 24.1 § 17 k"
SECRET = Class(PublicityClass.SECRET, (GROUND,), PersonalData.NONE, "Liikesalaisuus.")
PARTLY = replace(SECRET, publicity=PublicityClass.PARTLY_SECRET)
PERSONAL = Class(PublicityClass.PUBLIC, (), PersonalData.SOME, "Nimiä.")
ALL = Wanted(unpublished=True)
StandAt = Callable[[str], Stand]


def exported(stand: Stand, wanted: Wanted = ALL) -> list[dict[str, Any]]:
    """Export, check the form, and return the decisions."""
    whole = json.loads(open_decisions(stand.desk, wanted).to_json())
    validator("open-decisions").validate(whole)
    found: list[dict[str, Any]] = whole["decisions"]
    return found


@pytest.fixture
def decided(stand_at: StandAt) -> Stand:
    return stand_at("publish")


def classed(stand: Stand, record: Record, given: Class) -> None:
    class_record(stand.desk, stand.enter("registrar-1"), CASE, record, given)


def test_the_minutes_come_back_as_they_are(decided: Stand) -> None:
    (one,) = exported(decided)
    minutes = held(read_minutes(decided.desk, CASE))
    again = held(content_of(one))
    assert again == minutes
    header = content_of(one).header
    assert header.date == "24.8.2017"
    assert header.decision_maker == "Pormestari"
    assert one["published_date"] == "2017-08-25"
    assert one["diary_number_full"] == "HEL 2017-008888 T 04 03 01"


@pytest.mark.skipif(not samples(), reason="the shared samples are not at hand")
def test_names_and_types_are_those_of_the_city(decided: Stand) -> None:
    known, required = defaultdict(set), set[str]()
    for sample in samples():
        paths = {path for path, kind in kinds(sample)}
        required = required & paths if required else paths
        for path, kind in kinds(sample):
            known[path].add(kind)
    (one,) = exported(decided)
    ours = list(kinds(one))
    assert {(path, kind) for path, kind in ours if kind not in known[path]} == set()
    assert {path for path in required if path.count(".") == 1} <= {path for path, _ in ours}


def kinds(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Yield every place in JSON with the type of what is there."""
    yield path, type(value).__name__
    if isinstance(value, dict):
        for key, item in value.items():
            yield from kinds(item, f"{path}.{key}")
    if isinstance(value, list):
        for item in value:
            yield from kinds(item, f"{path}[]")


def test_only_what_is_wanted_leaves(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    assert exported(stand, Wanted()) == []
    assert len(exported(stand)) == 1
    day = date(2017, 8, 24)
    for wanted, number in (
        (replace(ALL, since=day, until=day), 1),
        (replace(ALL, since=date(2017, 8, 25)), 0),
        (replace(ALL, until=date(2017, 8, 23)), 0),
        (replace(ALL, office="U510VH1", number=CASE), 1),
        (replace(ALL, office="U480400VH2"), 0),
        (replace(ALL, number="HEL 2017-000001"), 0),
    ):
        assert len(exported(stand, wanted)) == number, wanted
    (one,) = exported(stand, replace(ALL, names=False))
    text = json.dumps(one, ensure_ascii=False)
    assert not [name for name in ("Valmistelija", "Eero", "Päivi") if name in text]
    assert one["more_info"][0]["phone"] == "09 000 0002"


def test_of_secret_minutes_only_that_they_are_secret(decided: Stand, tmp_path: Path) -> None:
    words = strings(exported(decided)[0])
    classed(decided, WHOLE_CASE, SECRET)
    (one,) = exported(decided)
    assert one["title"] == f"Salassa pidettävä ({GROUND})"
    assert one["diary_number_full"] is None
    assert (one["sections"], one["motion_sections"], one["attachments"]) == ([], [], [])
    assert one["appeal"] == {"variant": "none_shown"}
    told = strings(one) & {word for word in words if len(word) > 40}
    assert told == {one["classification_title"], one["source"]["path"]}
    file = tmp_path / "open.json"
    take_paper(decided.desk, decided.enter("assistant"), CASE, "open-decision", file)
    assert json.loads(file.read_text("utf-8"))["decisions"] == [one]


def test_a_secret_attachment_is_told_by_its_ground(decided: Stand) -> None:
    classed(decided, attachment(1), SECRET)
    (one,) = exported(decided)
    (listed,) = one["attachments"]
    assert listed == {
        "number": 1,
        "title": f"Salassa pidettävä ({GROUND})",
        "publicity_class": "Salassa pidettävä",
        "security_reasons": [GROUND],
    }


def test_what_a_public_copy_leaves_out_is_left_out(decided: Stand) -> None:
    before = exported(decided)[0]
    classed(decided, MINUTES, PARTLY)
    said = f"Salassa pidettävä ({GROUND})"
    (one,) = exported(decided)  # nobody has looked at it yet
    texts = [part["text"] for part in (*one["sections"], *one["motion_sections"])]
    assert {*texts, one["title"]} == {said}
    assert (one["authorisation"], one["extracts"], one["attachments"]) == (None, [], [])
    who = decided.enter("registrar-1")
    make_public_copy(decided.desk, who, CASE, LeftOut(parts=("rationale", "extracts", "signer")))
    (one,) = exported(decided)
    assert one["sections"] == before["sections"]
    assert [part["text"] for part in one["motion_sections"]] == [
        before["motion_sections"][0]["text"],
        said,
    ]
    assert "signature_block" in before
    assert "signature_block" not in one
    assert (one["extracts"], one["authorisation"]) == ([], before["authorisation"])
    make_public_copy(decided.desk, who, CASE, LeftOut(passages=("Peking",)))
    text = json.dumps(exported(decided), ensure_ascii=False)
    assert "Peking" not in text


def test_individuals_are_left_out_where_there_are_personal_data(decided: Stand) -> None:
    before = exported(decided)[0]
    classed(decided, MINUTES, PERSONAL)
    (one,) = exported(decided)
    assert [each["recipient"] for each in one["extracts"]] == [
        each["recipient"] for each in before["extracts"]
    ]  # an office and the other party
    assert set(one["distribution"]) == {MASK}
    assert before["distribution"] == list(read_minutes(decided.desk, CASE).text.distribution)


def strings(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return {text for part in parts for text in strings(part)}
