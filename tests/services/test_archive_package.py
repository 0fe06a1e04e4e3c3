"""The archive package: described by a published form, complete, and evidence all the same."""

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from signapp.bootstrap import opened_demo
from signapp.demo.scene import CASE
from signapp.domain.publicity import PersonalData, PublicityClass, attachment
from signapp.services.archive_form import PersonalDataTerm, PublicityTerm
from signapp.services.archive_retention import secrecy_period
from signapp.services.intake import attach_to_read
from signapp.services.papers import take_paper
from signapp.services.ports import Holds
from signapp.services.publicity import Class, class_record
from signapp.texts.catalogue import Texts
from tests.schemas import validator
from tests.services.conftest import Stand
from tests.services.test_evidence import Made, checked, ours, theirs

GROUND = "JulkL (621/1999) 24.1 § 17 k"
SECRET = Class(PublicityClass.SECRET, (GROUND,), PersonalData.NONE, "Liikesalaisuus.")


@pytest.fixture(scope="module")
def made(walked_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    folder = tmp_path_factory.mktemp("archive")
    demo, path = Path(shutil.copytree(walked_demo, folder / "demo")), folder / "archive.zip"
    with opened_demo(demo) as scene:
        stand = Stand(scene)
        who = stand.enter("registrar-1")
        class_record(stand.desk, who, CASE, attachment(1), SECRET)
        take_paper(stand.desk, who, CASE, "archive", path)
    return Made(demo, path, path)


@pytest.fixture(scope="module")
def members(made: Made) -> dict[str, bytes]:
    with zipfile.ZipFile(made.whole) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def metadata(members: dict[str, bytes]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(members["metadata.json"])
    return found


def test_it_is_evidence_that_both_verifiers_accept(made: Made) -> None:
    assert ours(made.whole) == theirs(made.whole) == []
    found = checked(made, made.whole)
    assert (found.holds, found.findings, found.damaged) == (Holds.YES, (), ())


def test_its_metadata_have_the_published_form(metadata: dict[str, Any]) -> None:
    validator("archive-metadata").validate(metadata)
    changed = json.loads(json.dumps(metadata))
    changed["Records"][0]["File"]["HashValue"] = "0"
    assert not validator("archive-metadata").is_valid(changed)


def test_every_document_is_described_and_every_hash_is_right(
    members: dict[str, bytes], metadata: dict[str, Any]
) -> None:
    files = [one["File"] for one in metadata["Records"]]
    assert {one["FileURI"] for one in files} == {
        name for name in members if name.startswith("documents/")
    }
    for one in files:
        content = members[one["FileURI"]]
        assert (one["HashValue"], one["Length"]) == (
            hashlib.sha256(content).hexdigest(), len(content),
        )  # fmt: skip
    listed = json.loads(members["manifest.json"])["members"]
    assert {one["name"] for one in listed} == set(members) - {"manifest.json"}
    for one in listed:
        assert hashlib.sha256(members[one["name"]]).hexdigest() == one["sha256"]


def test_the_records_say_what_an_archive_asks(metadata: dict[str, Any]) -> None:
    case, records = metadata["Case"], metadata["Records"]
    by_role = {re.sub(r".*/(.*)-1\.pdf", r"\1", one["File"]["FileURI"]): one for one in records}
    minutes, agreement = by_role["minutes"], by_role["agreement"]
    original, copy = by_role["attachment"], by_role["public-copy"]
    assert case["DiaryNumber"] == "HEL 2017-008888 T 04 03 01"
    assert case["FunctionClass"]["Title"] == "Kansainväliseen yhteistoimintaan osallistuminen"
    assert (case["Status"], case["Opened"]) == ("Päätetty", "2017-08-21")
    assert minutes["Type"] == "luottamushenkilön päätös: pöytäkirja"
    assert {one["Role"] for one in minutes["Agents"]} == {
        *("mainCreator", "draftsman", "decisionMaker", "signer"),
    }
    signer = next(one for one in agreement["Agents"] if one["Role"] == "signer")
    assert signer["Name"] == "Aapo Apulainen"
    assert minutes["Retention"]["Years"] == agreement["Retention"]["Years"] == -1
    assert copy["Retention"]["Years"] == 0
    assert {one["Type"]: one["Retention"]["Years"] for one in metadata["Handlings"]} == {
        "pöytäkirjanote": 0
    }
    assert original["VersionSeriesId"] == agreement["VersionSeriesId"]
    assert original["NativeId"] != agreement["NativeId"]
    assert copy["VersionSeriesId"] != minutes["VersionSeriesId"]
    assert agreement["Protection"]["PublicityClass"] == "Salassa pidettävä"
    assert agreement["Protection"]["SecurityReasons"] == [GROUND]
    period = agreement["Protection"]["SecrecyPeriod"]
    assert (period["Years"], period["Begins"], period["Ends"]) == (25, "2017-08-29", "2042-08-29")
    assert minutes["Protection"]["SecrecyPeriod"] is None


def test_signed_files_have_their_validation_data_and_reports(
    members: dict[str, bytes], metadata: dict[str, Any]
) -> None:
    signed = [one for one in metadata["Records"] if one["ValidationData"]]
    assert len(signed) == 2
    for one in signed:
        kinds = {item["Kind"] for item in one["ValidationData"]}
        assert {"signature", "certificate"} <= kinds
        assert members[one["ValidationReport"]].startswith(b"<?xml")
        verdict = one["ValidationReport"].replace(".xml", ".verdict.json")
        content = members[one["File"]["FileURI"]]
        assert json.loads(members[verdict])["document"]["sha256"] == one["File"]["HashValue"]
        for item in one["ValidationData"]:
            if item["Kind"] == "signature":
                assert item["HashValue"] in cms_hashes(content)


def cms_hashes(pdf: bytes) -> set[str]:
    """Return the hashes of what stands in the holes of a file, without the padding."""
    found = re.findall(rb"/Contents <([0-9a-fA-F]+)>", pdf)
    shorn = [bytes.fromhex(one.decode()) for one in found]
    return {
        hashlib.sha256(one[: 4 + int.from_bytes(one[2:4], "big")]).hexdigest() for one in shorn
    }


def test_the_log_lies_beside_and_speaks(members: dict[str, bytes], made: Made) -> None:
    lines = list(csv.DictReader(io.StringIO(members["case-log.csv"].decode("utf-8"))))
    told = [one for one in lines if one["number"].isdigit()]
    assert {one["case"] for one in told} == {CASE}
    texts = Texts("fi")
    assert all(one["act_in_words"] == texts.say(f"act.{one['act']}") for one in told)
    numbers = {one.number for one in made.entries() if one.case == CASE}
    last = max(numbers)
    assert {int(one["number"]) for one in told} == numbers - {last}  # that it was taken out
    for name in ("archive-package.md", "decision-record.schema.json"):
        assert members[f"documentation/{name}"]
    validator("decision-record").validate(json.loads(members["decision.json"]))


def test_originals_of_other_kinds_are_described_as_such(
    stand_at: Callable[[str], Stand], tmp_path: Path
) -> None:
    """And a case that is not decided yet can be archived, too."""
    stand, picture, file = stand_at("prepare"), tmp_path / "map.png", tmp_path / "a.zip"
    Image.new("RGB", (300, 200), "white").save(picture, dpi=(150, 150))
    attach_to_read(stand.desk, stand.enter("preparer"), CASE, picture, "Kartta", "fi")
    take_paper(stand.desk, stand.enter("registrar-1"), CASE, "archive", file)
    with zipfile.ZipFile(file) as archive:
        found = json.loads(archive.read("metadata.json"))
        (png,) = [one for one in found["Records"] if one["File"]["MediaType"] == "image/png"]
        content = archive.read(png["File"]["FileURI"])
    validator("archive-metadata").validate(found)
    assert content == picture.read_bytes()
    made = [one for one in found["Records"] if one["VersionSeriesId"] == png["VersionSeriesId"]]
    assert sorted(one["File"]["MediaType"] for one in made) == ["application/pdf", "image/png"]
    assert {one["Title"] for one in made} == {"Kartta"}
    assert (found["Case"]["Status"], found["Case"]["Decision"]) == ("Vireillä", None)


def test_the_words_of_the_records_are_those_of_the_program() -> None:
    texts = Texts("fi")
    for one in PublicityClass:
        assert texts.say(f"publicity.{one.value}") == PublicityTerm[one.name].value
    for data in PersonalData:
        assert texts.say(f"personal_data.{data.value}") == PersonalDataTerm[data.name].value


@pytest.mark.parametrize(
    ("grounds", "years", "ends"),
    [
        (("JulkL (621/1999) 24.1 § 17 k",), 25, date(2045, 2, 28)),
        (("JulkL (621/1999) 24.1 § 25 k",), 100, date(2120, 2, 29)),
        (("JulkL (621/1999) 24.1 § 17 k", "JulkL (621/1999) 24.1 § 32 k"), 100, date(2120, 2, 29)),
        (("JulkL (621/1999) 24.1 § 33 k",), 25, date(2045, 2, 28)),
        (("Laki 1/2000 2 §",), None, None),
        (("JulkL (621/1999) 24.1 § 17 k", "Laki 1/2000 2 §"), None, None),
        ((), None, None),
    ],
)
def test_secrecy_lasts_as_the_grounds_say(
    grounds: tuple[str, ...], years: int | None, ends: date | None
) -> None:
    found = secrecy_period(PublicityClass.SECRET, grounds, date(2020, 2, 29))
    assert found
    assert (found.years, found.ends) == (years, ends)
    assert secrecy_period(PublicityClass.PUBLIC, (), date(2020, 2, 29)) is None
