"""Papers of a case leave by one place: what can be made now, by whom, whole, and logged."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

from signapp.demo.scene import CASE
from signapp.domain.errors import NotAuthorisedError, StorageError
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.paper_errors import PaperNotWrittenOverError, PaperUnknownError
from signapp.domain.papers import PaperTaken
from signapp.domain.publicity import WHOLE_CASE, PersonalData, PublicityClass
from signapp.services.journal import SignedIn
from signapp.services.paper_values import Options
from signapp.services.papers import PAPERS, Offered, offered, take_paper
from signapp.services.publicity import Class, class_record
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.services.conftest import Stand

StandAt = Callable[[str], Stand]
SECRET = Class(
    PublicityClass.SECRET, ("JulkL (621/1999) 24.1 § 20 k",), PersonalData.NONE, "Salainen."
)


def of(stand: Stand, who: SignedIn | None = None) -> dict[str, Offered]:
    return {one.paper.code: one for one in offered(stand.desk, CASE, who)}


def codes(one: Offered) -> list[str]:
    return [reason.code for reason in one.against]


def refusal(stand: Stand, who: SignedIn, code: str, file: Path, options: Options) -> set[str]:
    """Try to take a paper, which has to be refused and logged; return why."""
    with pytest.raises(NotAuthorisedError) as refused:
        take_paper(stand.desk, who, CASE, code, file, options)
    assert not list(file.parent.glob(f"{file.name}*"))
    assert stand.acts()[-1] == "AttemptRefused"
    return {one.code for one in refused.value.reasons}


def test_every_kind_has_a_name_and_a_sentence_in_every_language() -> None:
    assert len({one.code for one in PAPERS}) == len(PAPERS)
    for language in LANGUAGES:
        texts = Texts(language)
        for one in PAPERS:
            assert re.fullmatch("[a-z]+(-[a-z]+)*", one.code)
            assert texts.say(f"paper.{one.code}") != texts.say(f"paper.{one.code}.what")
            assert one.media_type.startswith("application/")


def test_what_can_be_made_follows_the_case(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("propose")
    who = stand.enter("registrar-1")
    assert codes(of(stand, who)["minutes"]) == ["NotYetDecided"]
    assert codes(of(stand)["public-copy"]) == ["NothingToTakeOut"]
    assert codes(of(stand, who)["agreement"]) == []
    file = tmp_path / "minutes.pdf"
    assert refusal(stand, who, "minutes", file, Options()) == {"NotYetDecided"}
    assert codes(of(stand, stand.enter("mayor"))["evidence"]) == ["DutyNotInOffice"]
    assert codes(of(stand, stand.enter("auditor"))["agreement"]) == ["AuditorOnlyReads"]
    with pytest.raises(PaperUnknownError) as unknown:
        take_paper(stand.desk, who, CASE, "poem", file)
    assert "public-copy" in unknown.value.facts["known"]


def test_papers_are_what_the_register_holds_and_each_is_logged(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("sign")
    who = stand.enter("preparer")
    case = stand.case
    assert case.minutes_in_force
    stored = {
        "minutes": case.latest(case.minutes_in_force).document,
        "agreement": case.agreement.newest(stand.plan),
    }
    for code, ref in stored.items():
        file = tmp_path / of(stand)[code].name()
        assert file.name == f"HEL-2017-008888-{code}.pdf"
        made = take_paper(stand.desk, who, CASE, code, file, Options(copies=2))
        assert made.ref == ref
        assert hashlib.sha256(file.read_bytes()).hexdigest() == ref.sha256
        act = stand.entries()[-1].act
        assert act == PaperTaken(code, ref.sha256, 2)
    for language in ("sv", "en"):
        options = Options(language=language)
        for code in ("log", "circulation"):
            file = tmp_path / of(stand)[code].name(options)
            assert file.name == f"HEL-2017-008888-{code}-{language}.pdf"
            made = take_paper(stand.desk, who, CASE, code, file, options)
            with pikepdf.open(file) as pdf:
                assert str(pdf.Root.Lang) == language
            assert stand.entries()[-1].act == PaperTaken(code, made.ref.sha256, 1)
    file = tmp_path / "e.zip"
    made = take_paper(stand.desk, stand.enter("registrar-1"), CASE, "evidence-public", file)
    assert stand.entries()[-1].act == EvidenceTaken(made.ref.sha256, public=True)


def test_nothing_is_written_over_nor_left_half_written(
    stand_at: StandAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("decide")
    who, file = stand.enter("preparer"), tmp_path / "m.pdf"
    file.write_bytes(b"somebody's")
    with pytest.raises(PaperNotWrittenOverError):
        take_paper(stand.desk, who, CASE, "minutes", file)
    assert file.read_bytes() == b"somebody's"
    size = stand.journal.size
    monkeypatch.setattr(Path, "replace", _full)
    with pytest.raises(StorageError):
        take_paper(stand.desk, who, CASE, "minutes", file, over=True)
    monkeypatch.undo()
    assert file.read_bytes() == b"somebody's"
    assert [one.name for one in tmp_path.glob("m.pdf*")] == ["m.pdf"]
    take_paper(stand.desk, who, CASE, "minutes", file, over=True)
    assert file.read_bytes().startswith(b"%PDF-")
    assert stand.journal.size == size + 2
    options = Options(which="2", language="sv")
    assert refusal(stand, who, "minutes", tmp_path / "x.pdf", options) == {
        *("NothingToTakeOut", "PaperHasItsLanguage"),
    }
    options = Options(which="7")
    assert refusal(stand, who, "agreement", tmp_path / "x.pdf", options) == {"WhichOneMissing"}


def _full(*_: object) -> None:
    raise OSError("full")


def test_what_is_secret_is_kept_from_who_does_not_act_in_the_case(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("sign")
    registrar, file = stand.enter("registrar-1"), tmp_path / "m.pdf"
    class_record(stand.desk, registrar, CASE, WHOLE_CASE, SECRET)
    assert codes(of(stand, registrar)["minutes"]) == []
    outsider = stand.enter("assistant")
    assert codes(of(stand, registrar)["public-copy"]) == ["NothingToTakeOut"]  # it was public
    for code in ("minutes", "agreement", "summary"):
        seen = of(stand, outsider)[code]
        assert "PaperWithheld" in codes(seen)
        assert seen.choices == ()
        assert "PaperWithheld" in refusal(stand, outsider, code, file, Options())
