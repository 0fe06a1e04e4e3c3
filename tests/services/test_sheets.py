"""Sheets around a case: they say what files and ledger say, and are refused where they can't."""

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pypdfium2
import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.clock import FINAL, SIGNED
from signapp.demo.scene import CASE
from signapp.domain.calendar import HELSINKI
from signapp.domain.claims import Settlement
from signapp.domain.deadlines import ClaimKind
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.papers import PaperTaken
from signapp.domain.publicity import WHOLE_CASE, PersonalData, PublicityClass
from signapp.ledger.entries import entry_hash
from signapp.ledger.notes import read_receipt
from signapp.services import receipt_code
from signapp.services.notify import (
    Certificate,
    Settled,
    confirm_finality,
    record_claim,
    settle_claim,
)
from signapp.services.paper_values import Options
from signapp.services.papers import offered, take_paper
from signapp.services.publicity import Class, class_record
from signapp.services.sheet_finality import finality_certificate
from signapp.services.sheet_ink import deciding_entry, ink_page
from signapp.services.sheet_verification import verification_sheet
from signapp.services.sheets import MakeSheet
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.services.conftest import Stand, StandAt
from tests.services.test_ink import record

EN = Options(language="en")
TITLE = "Pekingin kaupungin kanssa tehtävän toimintasuunnitelman 2017–2019 allekirjoittaminen"
REASONS = {
    "fi": "ennen kuin päätös oli lainvoimainen",
    "sv": "innan beslutet hade vunnit laga kraft",
    "en": "before the decision was final",
}


def words(pdf: bytes) -> str:
    """Return the text of a PDF in the order of its content, with single spaces."""
    document = pypdfium2.PdfDocument(pdf)
    found = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    return re.sub(r"\s+", " ", re.sub(r"[\ufffe\u00ad]\s*", "", found))


def made(stand: Stand, make: MakeSheet, language: str = "fi") -> str:
    return words(make(stand.desk, CASE, Texts(language)))


def refusal(stand: Stand, make: MakeSheet) -> list[tuple[str, object]]:
    """Return the codes with which a sheet is refused, and why."""
    with pytest.raises(NotAuthorisedError) as refused:
        make(stand.desk, CASE, Texts("fi"))
    return [(one.code, one.facts.get("why", "")) for one in refused.value.reasons]


def in_order(text: str, *parts: str) -> None:
    """Ask that a text has these parts one after another."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        assert found >= 0, (part, text[at : at + 200])
        at = found + len(part)


@pytest.fixture
def final(walked_demo: Path, tmp_path: Path) -> Iterator[Stand]:
    """The demo after the registry confirmed finality."""
    with opened_demo(Path(shutil.copytree(walked_demo, tmp_path / "walked"))) as scene:
        yield Stand(scene)


# --- the verification sheet -----------------------------------------------------------------


def test_a_verification_sheet_says_who_signed_what_on_which_decision(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("sign")
    now = stand.journal.clock.now()
    monkeypatch.setattr(stand.scene.clock, "now", lambda: now)
    signed = stand.case.agreement.newest(stand.plan)
    for language, before in REASONS.items():
        pdf, say = verification_sheet(stand.desk, CASE, Texts(language)), Texts(language).say
        text = words(pdf)
        in_order(
            *(text, say("verdict.holds"), TITLE, stand.plan.sha256, signed.sha256),
            *("Aapo Apulainen", say("sheet.time.proven"), say("level.B-LTA")[:40]),
            *(say("remark.kind.no_list")[:30], say("remark.entry.kind_exact")),
            *(say("sheet.section"), "Päivi Pormestari", say("minutes.kind.exact")[:30]),
            *(before, say("sheet.finality.not_yet", day=stand.desk.today())[:20]),
            say("sheet.check"),
        )
        assert say("sheet.verification.waits", parties="Beijing") in text
    assert verification_sheet(stand.desk, CASE, Texts("en")) == pdf


def test_a_verification_sheet_tells_of_the_stored_bytes_and_not_of_the_acts(
    stand_at: StandAt,
) -> None:
    stand, say = stand_at("sign"), Texts("en").say
    path = stand.journal.register.document(stand.case.agreement.newest(stand.plan))
    path.chmod(0o600)
    path.write_bytes(stand.desk.read(stand.plan) + b"%")
    text = made(stand, verification_sheet, "en")
    assert say("verdict.does_not_hold") in text
    assert say("verdict.holds") not in text
    assert say("error.DocumentAlteredError.heading") in text
    assert "Aapo Apulainen" not in text[: text.index(say("sheet.authorisation"))]


def test_of_paper_a_verification_sheet_tells_what_was_recorded_and_never_a_check(
    stand_at: StandAt,
) -> None:
    stand, texts = stand_at("publish"), Texts("en")
    stand.scene.clock.move_to(SIGNED)
    record(stand)
    text = made(stand, verification_sheet, "en")
    in_order(
        *(text, texts.say("sheet.verification.paper_only"), stand.plan.sha256),
        *(texts.say("sheet.ink.note")[:40], "Aapo Apulainen. Holder of the office"),
        *(texts.say("sheet.ink.waits"), "Beijing", "Vice Mayor", "29 August 2017, Helsinki"),
        stand.case.agreement.ink[0].act.scan.sha256,
    )
    assert texts.say("verdict.holds") not in text
    assert texts.say("sheet.level") not in text


def test_a_verification_sheet_needs_a_signature(stand_at: StandAt) -> None:
    assert refusal(stand_at("publish"), verification_sheet) == [("NothingSignedYet", "")]


# --- the certificate of finality ------------------------------------------------------------


def test_a_certificate_of_finality_tells_every_period_and_who_confirmed(final: Stand) -> None:
    for language in LANGUAGES:
        text, texts = made(final, finality_certificate, language), Texts(language)
        day = texts.date(FINAL.date())
        in_order(
            *(text, texts.say("sheet.final.state", day=FINAL.date()), TITLE),
            *("Pekingin kaupunki", texts.date(datetime(2017, 9, 11, tzinfo=HELSINKI).date())),
            texts.say("sheet.final.members")[:20],
            *(texts.say("sheet.final.no_claims")[:40], day, "Raija Rekisteröijä"),
        )
        for one in final.case.finality.periods:
            assert texts.moment(one.ends_at) in text
        assert texts.say("sheet.final.court.note") not in text


def test_before_the_registry_confirmed_it_no_certificate_is_given(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    why = [("NotFinalYet", "period_running"), ("NotFinalYet", "not_confirmed")]
    assert refusal(stand, finality_certificate) == [why[0], *why]
    stand.scene.clock.move_to(FINAL)
    assert refusal(stand, finality_certificate) == [why[1]]


def test_an_undecided_case_gets_no_certificate_and_no_page_for_ink(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    assert refusal(stand, finality_certificate) == [("WrongStage", "")]
    assert refusal(stand, ink_page) == [("OutcomeOpensNoSigning", "")]


def test_after_a_claim_only_what_the_court_certified_is_told_and_as_told(final: Stand) -> None:
    who, arrived = final.enter("registrar-1"), FINAL - timedelta(days=4)
    record_claim(final.desk, who, CASE, ClaimKind.RECTIFICATION_REQUEST, arrived)
    pending = refusal(final, finality_certificate)
    assert ("NotFinalYet", "claim_pending") in pending
    settle_claim(final.desk, who, CASE, 1, Settled(FINAL.date(), Settlement.DECIDED))
    court = Certificate("Helsingin hallinto-oikeus", FINAL.date())
    confirm_finality(final.desk, who, CASE, court)
    text, texts = made(final, finality_certificate), Texts("fi")
    for part in (
        "Helsingin hallinto-oikeus",
        texts.say("settlement.decided"),
        texts.say("sheet.final.court.note")[:40],
        texts.date(arrived.date()),
    ):
        assert part in text
    assert texts.say("sheet.final.no_claims")[:40] not in text


# --- the page for ink -----------------------------------------------------------------------


def scanned(pdf: bytes, folder: Path) -> str:
    """Return what an independent reader reads out of the first page's code."""
    if shutil.which("zbarimg") is None and not os.environ.get("CI"):
        pytest.skip("zbarimg is not installed (Debian: zbar-tools)")
    document = pypdfium2.PdfDocument(pdf)
    picture = document[0].render(scale=150 / 72).to_pil()
    picture.save(folder / "page.png")
    command = ["zbarimg", "--quiet", "--raw", "--nodbus", str(folder / "page.png")]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_page_for_ink_carries_hash_lines_and_a_receipt_that_proves(
    stand_at: StandAt, tmp_path: Path
) -> None:
    stand = stand_at("publish")
    for language in LANGUAGES:
        text, say = made(stand, ink_page, language), Texts(language).say
        in_order(
            *(text, TITLE, stand.plan.sha256, say("sheet.receipt.whole", number="14")[:30]),
            *("Helsinki", "Aapo Apulainen", "Beijing", say("sheet.line.originals")),
        )
    pdf = ink_page(stand.desk, CASE, Texts("fi"))
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    desk_key = stand.journal.desk_key.public
    receipt = read_receipt(scanned(pdf, tmp_path).removesuffix("\n"), desk_key)
    stored = tuple(stand.journal.register.entries())
    decided = stored[deciding_entry(stand.desk, stand.case)]
    assert b'"Decided"' in decided.body
    assert receipt.proves(entry_hash(decided.body, decided.signature))
    assert not receipt.proves(entry_hash(stored[0].body, stored[0].signature))


def test_a_receipt_too_large_for_paper_gives_way_to_what_names_it(
    stand_at: StandAt, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("publish")
    monkeypatch.setattr(receipt_code, "MOST_DOTS", 75)
    pdf = ink_page(stand.desk, CASE, Texts("en"))
    number = deciding_entry(stand.desk, stand.case)
    assert Texts("en").say("sheet.receipt.named", number=str(number))[:40] in words(pdf)
    stored = next(iter(stand.journal.register.entries(number)))
    leaf = entry_hash(stored.body, stored.signature).hex()
    assert f"index {number}\nleaf {leaf}\n" in scanned(pdf, tmp_path)


def test_a_receipt_of_a_register_of_a_million_entries_fits_a_code_that_paper_can_bear() -> None:
    lines = ["c2sp.org/tlog-proof@v1", "index 999999", *["x" * 44] * 20]
    note = f"{'r' * 33}\n1000000\n{'x' * 44}\n\n— {'r' * 33} {'x' * 92}\n"
    dots = receipt_code._dots("\n".join(lines) + "\n\n" + note)
    assert 0 < len(dots) <= receipt_code.MOST_DOTS + 2 * receipt_code.MARGIN


def test_nothing_is_signed_by_hand_that_may_not_be_or_is_already(stand_at: StandAt) -> None:
    assert refusal(stand_at("sign"), ink_page) == [("SignedAlready", "")]


# --- all of them ----------------------------------------------------------------------------


def test_no_sheet_tells_a_secret_title(final: Stand, stand_at: StandAt) -> None:
    before = stand_at("publish")
    secret = Class(
        PublicityClass.SECRET, ("JulkL (621/1999) 24.1 § 20 k",), PersonalData.NONE, "Sopimus"
    )
    sheets: list[tuple[Stand, Callable[..., bytes]]] = [
        (final, verification_sheet),
        (final, finality_certificate),
        (before, ink_page),
    ]
    for stand in (final, before):
        class_record(stand.desk, stand.enter("registrar-1"), CASE, WHOLE_CASE, secret)
    for stand, make in sheets:
        text = made(stand, make)
        assert "allekirjoittaminen" not in text, make
    assert "24.1 § 20 k" in made(final, verification_sheet)


def test_sheets_leave_as_papers_and_the_certificate_by_the_registry_alone(
    final: Stand, tmp_path: Path
) -> None:
    registrar, preparer = final.enter("registrar-1"), final.enter("preparer")
    file = tmp_path / "finality.pdf"
    with pytest.raises(NotAuthorisedError) as refused:
        take_paper(final.desk, preparer, CASE, "finality", file)
    assert [one.code for one in refused.value.reasons] == ["DutyNotInOffice"]
    for code in ("finality", "verification"):
        made_of = take_paper(final.desk, registrar, CASE, code, file, EN, over=True)
        assert final.entries()[-1].act == PaperTaken(code, made_of.ref.sha256, 1)
        assert Texts("en").say(f"paper.{code}") in words(file.read_bytes())
    found = {one.paper.code: one.against for one in offered(final.desk, CASE, registrar)}
    assert [one.code for one in found["ink-page"]] == ["SignedAlready"]
    assert found["verification"] == ()
