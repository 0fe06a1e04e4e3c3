"""Trusted lists at a register, by real processes: taken in, shown, refused."""

import json
from pathlib import Path

import pytest

from signapp.services.trust_values import ListPointer
from signapp.storage.trust import FolderTrust
from tests.cli.city import City, city
from tests.cli.running import signapp
from tests.signing import lists
from tests.signing.lists import Listed, ListOf, Operator

ADDRESS = "https://lists.example.org/"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> City:
    made = city(tmp_path_factory.mktemp("city"))
    done = made.found()
    assert done.returncode == 0, done.stderr
    return made


class Union:
    """Lists in a folder, as somebody downloaded them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.eu, self.national = Operator.named("EU"), Operator.named("national")
        self.signers = folder / "signers.pem"
        from cryptography.hazmat.primitives.serialization import Encoding

        self.signers.write_bytes(self.eu.certificate.public_bytes(Encoding.PEM))
        issuer = Operator.named("An issuer").der
        pointers = [ListPointer(one, ADDRESS, (self.national.der,)) for one in ("FI", "SE")]
        self.put("eu-lotl.xml", self.eu.sign(lists.list_of_lists(tuple(pointers))))
        for one in ("FI", "SE"):
            self.put(f"{one}.xml", self.national.sign(ListOf(one, (Listed(issuer),)).xml()))

    def put(self, name: str, content: bytes) -> None:
        (self.folder / name).write_bytes(content)


@pytest.fixture
def union(tmp_path: Path) -> Union:
    folder = tmp_path / "lists"
    folder.mkdir()
    return Union(folder)


def take(city: City, union: Union, *more: object) -> "tuple[int, str]":
    arguments = ("--from", union.folder, "--signers", union.signers, *more)
    done = signapp("trust", "lists", city.register, *arguments)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout + done.stderr


def test_lists_are_taken_in_shown_and_not_replaced_by_older_or_forged_ones(
    founded: City, union: Union
) -> None:
    before = signapp("trust", "show", founded.register)
    assert before.returncode == 0, before.stderr
    assert "There are no trusted lists." in before.stdout
    code, said = take(founded, union)
    assert code == 0, said
    assert "FI: list 7, " in said
    assert "SE" not in said
    store = FolderTrust(founded.register / "trust")
    (kept,) = store.material().lists
    assert kept.sha256 in said
    assert kept.source == str(union.folder / "FI.xml")
    assert (founded.register / "trust" / "lists" / f"{kept.sha256}.xml").is_file()
    shown = signapp("trust", "show", founded.register).stdout
    assert kept.sha256 in shown
    assert "EU: list 7" in shown
    assert take(founded, union, "--territory", "se", "--territory", "FI")[0] == 0
    assert [one.territory for one in store.material().lists] == ["SE", "FI"]
    index = (founded.register / "trust" / "lists.json").read_bytes()

    older = union.national.sign(ListOf("FI", number=6).xml())
    union.put("FI.xml", older)
    code, said = take(founded, union)  # of the territories of the last time
    assert code == 3
    assert "older than the one" in said
    union.put("FI.xml", Operator.named("forger").sign(ListOf("FI", number=9).xml()))
    code, said = take(founded, union)
    assert code == 3
    assert "The electronic signature of the list FI is missing" in said
    (union.folder / "FI.xml").unlink()
    code, said = take(founded, union)
    assert code == 3
    assert "There is no list FI" in said
    assert (founded.register / "trust" / "lists.json").read_bytes() == index


def test_the_real_signers_count_where_none_are_given(founded: City, union: Union) -> None:
    done = signapp("trust", "lists", founded.register, "--from", union.folder)
    known = FolderTrust(founded.register / "trust").trusted_lists.list_signers()
    if not known:
        assert done.returncode == 3
        assert "The electronic signature of the list EU" in done.stderr


def test_a_territory_that_nobody_lists_is_told(founded: City, union: Union) -> None:
    code, said = take(founded, union, "--territory", "XX")
    assert code == 3
    assert "There is no list XX" in said


def test_a_large_file_is_refused_before_it_is_read(founded: City, union: Union) -> None:
    with (union.folder / "eu-lotl.xml").open("wb") as large:
        large.truncate(200 * 1024 * 1024)
    code, said = take(founded, union)
    assert code == 3
    assert "eu-lotl.xml is too large" in said


def test_a_hostile_file_ends_in_the_worker(founded: City, union: Union) -> None:
    union.put("eu-lotl.xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>')
    code, said = take(founded, union)
    assert code == 3
    assert "DOCTYPE" in said


def test_a_source_must_be_chosen(founded: City) -> None:
    assert signapp("trust", "lists", founded.register).returncode == 2


def test_a_damaged_index_is_told(tmp_path: Path) -> None:
    made = city(tmp_path)
    assert made.found().returncode == 0
    (made.register / "trust" / "lists.json").write_text(json.dumps({"kept": 1}))
    done = signapp("trust", "show", made.register)
    assert done.returncode == 3
    assert "lists.json" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_report_is_written_with_the_whole_verdict_beside_it(
    walked_demo: Path, tmp_path: Path
) -> None:
    signed, trust = next(walked_demo.glob("out/*.pdf")), walked_demo / "out" / "trust.pem"
    out = tmp_path / "report.xml"
    done = signapp("verify", signed, "--trust", trust, "--report", out)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "mainindication:total-passed" in out.read_text("utf-8")
    beside = json.loads((tmp_path / "report.verdict.json").read_text("utf-8"))
    assert (beside["holds"], beside["report"]) == ("holds", "report.xml")
    (made, *_) = beside["verdict"]["signatures"]
    assert made["kind"] == {"code": "kind.no_list", "facts": {}}
    assert made["standard"]["holds"] == "holds"
    assert signapp("verify", signed, signed, "--report", out).returncode == 2
