"""The reading pack: what waits for a decision in one PDF, without what its reader may not see."""

from pathlib import Path

import pikepdf
import pytest

from signapp.demo.scene import CASE
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.paper_errors import PaperNotWrittenOverError
from signapp.domain.papers import PaperTaken
from signapp.domain.publicity import (
    WHOLE_CASE,
    PersonalData,
    PublicityClass,
    attachment,
)
from signapp.services import reading_pack
from signapp.services.publicity import Class, class_record
from signapp.services.reading_pack import KIND, write_pack
from signapp.texts.catalogue import Texts
from tests.services.conftest import Stand, StandAt
from tests.services.test_sheets import TITLE, in_order, words

SECRET = Class(
    PublicityClass.SECRET, ("JulkL (621/1999) 24.1 § 20 k",), PersonalData.NONE, "Sopimus"
)
PLAN_TITLE = "Toimintasuunnitelma Helsinki–Peking 2017–2019"
IN_THE_PLAN = "Cooperation between the City of Helsinki and the City of Beijing"


def packed(stand: Stand, person: str, folder: Path, language: str = "fi") -> Path:
    """Write a person's pack, and return its file."""
    file = folder / f"{person}-{language}.pdf"
    write_pack(stand.desk, stand.enter(person), file, Texts(language))
    return file


def outline_of(file: Path) -> list[tuple[str, list[str]]]:
    """Return the bookmarks, each with those below it."""
    with pikepdf.open(file) as pdf, pdf.open_outline() as outline:
        return [(one.title, [each.title for each in one.children]) for one in outline.root]


def refusal(stand: Stand, person: str, file: Path) -> list[str]:
    with pytest.raises(NotAuthorisedError) as refused:
        write_pack(stand.desk, stand.enter(person), file, Texts("fi"))
    assert not file.exists()
    return [one.code for one in refused.value.reasons]


def test_a_pack_has_a_cover_every_proposal_its_attachments_and_numbers(
    stand_at: StandAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, who = stand_at("propose"), Texts("fi")
    now = stand.journal.clock.now()
    monkeypatch.setattr(stand.scene.clock, "now", lambda: now)
    file = packed(stand, "mayor", tmp_path)
    text = words(file.read_bytes())
    in_order(
        *(text, who.say("pack.not_decided"), f"{CASE}, 9 sivua", TITLE, PLAN_TITLE),
        *(who.say("pack.standards")[:50], who.say("pack.notice"), "päätti, että"),
        *("Asia 1, sivu 1", "Eero Esittelijä", "Asia 1, sivu 4", IN_THE_PLAN, "Asia 1, sivu 9"),
    )
    assert outline_of(file) == [
        (who.say("pack.cover"), []),
        (f"{CASE} {TITLE}", [who.say("pack.proposal"), f"Liite 1: {PLAN_TITLE}"]),
    ]
    with pikepdf.open(file) as pdf:
        assert [page.label for page in pdf.pages] == ["i", *(f"1-{n}" for n in range(1, 10))]
        assert "/AcroForm" not in pdf.Root
        assert "/Metadata" not in pdf.Root  # which would claim a standard that it does not keep
    taken = stand.entries()[-1]
    assert isinstance(taken.act, PaperTaken)
    assert (taken.act.kind, taken.case) == (KIND, CASE)
    assert not stand.case.has_seen("mayor", stand.plan)
    with pytest.raises(PaperNotWrittenOverError):
        write_pack(stand.desk, stand.enter("mayor"), file, Texts("fi"))
    again = write_pack(stand.desk, stand.enter("mayor"), tmp_path / "again.pdf", Texts("fi"))
    assert again.file.read_bytes() == file.read_bytes()
    assert again.ref.sha256 == taken.act.sha256
    plan = stand.journal.register.document(stand.plan)
    plan.chmod(0o600)
    plan.write_bytes(b"%PDF-1.7 altered")
    text = words(packed(stand, "mayor", tmp_path, "en").read_bytes())
    assert f"{CASE}, 3 pages" in text
    assert Texts("en").say("error.DocumentAlteredError.heading") in text


def test_what_its_reader_may_not_see_is_not_in_the_pack(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("propose")
    registrar = stand.enter("registrar-1")
    class_record(stand.desk, registrar, CASE, attachment(1), SECRET)
    mayors = words(packed(stand, "mayor", tmp_path).read_bytes())
    assert IN_THE_PLAN in mayors
    assert PLAN_TITLE in mayors
    for withheld in (False, True):
        if withheld:
            class_record(stand.desk, registrar, CASE, WHOLE_CASE, SECRET)
        helpers = packed(stand, "assistant", tmp_path, "sv" if withheld else "fi")
        text, bookmarks = words(helpers.read_bytes()), str(outline_of(helpers))
        assert "24.1 § 20 k" in text
        assert IN_THE_PLAN not in text
        assert PLAN_TITLE not in text + bookmarks
        assert (TITLE in text) != withheld
        assert ("allekirjoittaminen" in bookmarks) != withheld


def test_no_pack_is_made_of_nothing_or_of_too_much(
    stand_at: StandAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("propose")
    assert refusal(stand, "presenter", tmp_path / "p.pdf") == ["NothingWaits"]
    monkeypatch.setattr(reading_pack, "MOST_PAGES", 8)
    assert refusal(stand, "mayor", tmp_path / "m.pdf") == ["PackTooLarge"]
    assert not [one for one in stand.entries() if isinstance(one.act, PaperTaken)]
