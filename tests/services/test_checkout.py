"""A case goes away in a file, is acted on there, and comes home: whole, once, or not at all."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from signapp.bootstrap.checkouts import open_checkout, unpack
from signapp.domain import checkout_errors, errors
from signapp.domain.acts import (
    CertificateUnbound,
    CheckpointIssued,
    DocumentOpened,
    DocumentSigned,
    DraftEdited,
    Purpose,
)
from signapp.domain.checkout import CheckoutOpened
from signapp.domain.checkout_errors import ReturnRefusedError
from signapp.domain.decision import Stage
from signapp.ledger.away import write_rows
from signapp.ledger.entries import EntryKey, read_entry
from signapp.ledger.verification import Replay, replay
from signapp.services import refusal
from signapp.services.anchors import Anchor, last_checkpoint
from signapp.services.audit import log, verify_register
from signapp.services.away import reader
from signapp.services.case_files import LEDGER, read_case_file
from signapp.services.checkout import Destination, check_out, recall, write_return
from signapp.services.ink import SignedPaper, record_ink
from signapp.services.outbox import add_missing_time_stamps, waiting
from signapp.services.ports import Holds, TrustMaterial
from signapp.services.register import confirm_roster_change, propose_roster_change
from signapp.services.take_in import keep_return, look_into, take_in
from signapp.storage.archives import ZipArchives
from signapp.storage.desk_key import read_desk_key
from tests.domain.stories import (
    AUDITOR,
    CASE,
    DEPUTY,
    MAYOR,
    OTHER_CASE,
    OTHER_REGISTRAR,
    PREPARER,
    PRESENTER,
    REGISTRAR,
)
from tests.ledger.second_opinion import agree, verifier
from tests.services.miniature import Miniature, miniature
from tests.services.test_field_cases import MORNING, Town

TO_THE_DEPUTY = Destination("culture", "The signing is in Beijing, without a network.")
ZIPS = ZipArchives()


class Home(Town):
    """A city with two decided cases, one of which goes away and comes back in files."""

    def __init__(self, office: Miniature) -> None:
        super().__init__(office)
        self.out = office.folder.parent / "out.zip"
        self.back = office.folder.parent / "back.zip"
        self.laptop = office.folder.parent / "laptop"

    def leaves(self) -> None:
        registrar = self.office.enter(REGISTRAR)
        check_out(self.desk, registrar, CASE, TO_THE_DEPUTY, self.out)

    def goes(self) -> "Town":
        """The case is checked out, and opened at the laptop, whose clock goes on."""
        self.leaves()
        return self.opens()

    def opens(self, folder: str = "laptop") -> "Town":
        place = self.office.folder.parent / folder
        open_checkout(self.out, place)
        self.laptops = [*getattr(self, "laptops", []), Town(at_desk(place, self.office))]
        return self.laptops[-1]

    def returns(self, away: Town) -> None:
        self.back.unlink(missing_ok=True)
        write_return(away.desk, self.back)

    def takes_in(self, *anchors: Anchor, file: Path | None = None) -> Any:
        registrar = self.office.enter(REGISTRAR)
        return take_in(self.desk, registrar, file or self.back, anchors)

    @property
    def case(self) -> Any:
        self.journal.catch_up()
        return self.journal.case(CASE)

    def holds(self) -> None:
        found = verify_register(
            self.office.register, self.desk.pdf, TrustMaterial(), self.office.clock.now()
        )
        assert found.findings == ()
        assert {one.problem for one in found.documents} == {None}


def at_desk(folder: Path, home: Miniature) -> Miniature:
    return Miniature(folder, read_desk_key(folder), home.clock.moment)


@pytest.fixture
def home() -> Iterator[Home]:
    with miniature(MORNING) as office:
        town = Home(office)
        for number in (OTHER_CASE, CASE):
            town.prepares(number, words=f"plan of {number[-1]}")
            town.proposes(number)
            town.decides(number)
        yield town
        for away in getattr(town, "laptops", []):
            away.office.close()


def signed_away(home: Home) -> Town:
    """The deputy mayor signs away, where no time stamp can be had."""
    away = home.goes()
    away.office.paper.stamps = False
    assert away.signs().holds is Holds.YES
    return away


# --- away, and back -------------------------------------------------------------------------


def test_a_case_is_signed_away_and_comes_home(home: Home) -> None:
    away = signed_away(home)
    assert away.journal.case(CASE).stage is Stage.SIGNED
    home.returns(away)
    done = home.takes_in()
    assert (done.case, done.kept) == (CASE, False)
    assert home.case.stage is Stage.SIGNED
    assert home.case.signed == away.journal.case(CASE).signed
    assert home.case.checkouts.out is None
    home.holds()
    signed = home.case.latest(home.case.signed.signed).document
    assert home.desk.judge(signed).holds is Holds.YES
    (entry,) = [one for one in log(home.office.register) if isinstance(one.act, DocumentSigned)]
    assert entry.register == f"{home.journal.name}/{away.journal.size - len(done.entries)}"
    assert entry.actor == DEPUTY
    assert [row.stage for row in home.office.register.case_rows() if row.number == CASE] == [
        "signed"
    ]


def test_the_time_stamp_comes_at_home(home: Home) -> None:
    away = signed_away(home)
    assert [one.case for one in waiting(away.desk)] == [CASE]
    home.returns(away)
    assert CASE not in {one.case for one in waiting(home.desk)}
    home.takes_in()
    (sent,) = add_missing_time_stamps(home.desk)
    assert (sent.waiting.case, sent.level) == (CASE, "B-LTA")
    home.holds()


def test_ink_is_recorded_away(home: Home) -> None:
    away = home.goes()
    scan = away.office.folder.parent / "scan.pdf"
    scan.write_bytes(b"%PDF-miniature\nthe signed paper")
    paper = SignedPaper(
        by_city=True,
        counterparts=(),
        signed_on=away.desk.today(),
        place="Beijing",
        originals=2,
        languages=("en",),
        prevailing="en",
        kept_at="the archive",
        attested_by="A clerk",
    )
    record_ink(away.desk, away.office.enter(DEPUTY), CASE, paper, scan)
    home.returns(away)
    home.takes_in()
    assert home.case.agreement.city_ink.act.signed_on == away.desk.today()
    assert home.journal.text(home.case.agreement.city_ink.act.place) == "Beijing"
    assert home.case.signed_by_city
    home.holds()


def test_a_refusal_away_comes_home_with_its_reason(home: Home) -> None:
    away = home.goes()
    refusal.refuse_to_sign(away.desk, away.office.enter(DEPUTY), CASE, "Annex 2 is missing.")
    home.returns(away)
    home.takes_in()
    assert home.journal.text(home.case.agreement.refusal.reason) == "Annex 2 is missing."
    home.holds()


def test_a_case_goes_and_comes_twice(home: Home) -> None:
    first = home.goes()
    first.reads(DEPUTY, first.plan())
    home.returns(first)
    home.takes_in()
    home.out.unlink()
    home.leaves()
    away = home.opens("second laptop")
    assert away.signs().holds is Holds.YES
    home.returns(away)
    home.takes_in()
    assert len(home.case.checkouts.taken_in) == 2
    assert home.case.stage is Stage.SIGNED
    home.holds()


def test_the_register_away_holds_by_itself(home: Home, tmp_path: Path) -> None:
    """Another office reads and verifies the file, without the register that it came from."""
    from contextlib import ExitStack

    from signapp.storage.register import SqliteRegister

    away = signed_away(home)
    home.returns(away)
    with ExitStack() as opened:
        register = SqliteRegister(unpack(home.back, opened), read_only=True)
        opened.callback(register.close)
        found = verify_register(register, home.desk.pdf, TrustMaterial(), home.office.clock.now())
        assert found.findings == ()
        assert {one.case for one in found.documents} == {"", CASE}
        assert found.register == away.journal.name != home.journal.name
    with pytest.raises(checkout_errors.NoCaseFileError):
        open_checkout(home.back, tmp_path / "no key")


# --- where what is done meanwhile -----------------------------------------------------------


def test_at_home_a_case_that_is_away_is_only_read(home: Home) -> None:
    home.leaves()
    assert home.refused(home.signs) == ["CaseIsAway"]
    assert home.refused(home.journal.record, home.office.enter(PREPARER), DraftEdited(), CASE) == [
        "CaseIsAway"
    ]
    home.reads(PREPARER, home.plan())
    assert home.case.stage is Stage.DECIDED
    home.holds()


def test_away_only_this_case_is_acted_on(home: Home) -> None:
    away = home.goes()
    assert list(away.journal.state.cases) == [CASE]
    registrar = away.office.enter(REGISTRAR)
    proposed = propose_roster_change, away.desk, registrar, (), ()
    assert away.refused(*proposed) == ["OnlyTheCaseIsHere"]
    minutes = away.journal.case(CASE).decided.signed.document
    opened = DocumentOpened(minutes)
    assert away.refused(away.journal.record, registrar, opened, OTHER_CASE) == ["CaseUnknown"]
    assert away.refused(recall, away.desk, registrar, CASE, "x") == ["NotDoneAway"]
    assert away.refused(check_out, away.desk, registrar, CASE, TO_THE_DEPUTY, home.back) == [
        "NotDoneAway"
    ]


def test_nothing_of_other_cases_travels(home: Home) -> None:
    home.goes()
    others = {"An agreement"}  # every title is the same; the salts are not
    file = read_case_file(ZIPS, home.out)
    travelled = {one.commitment for one in file.texts}
    other = home.journal.case(OTHER_CASE)
    assert others
    assert home.journal.case(CASE).opened.title in travelled
    assert other.opened.title not in travelled
    assert other.begun.text not in travelled
    assert other.decided.signed.document.sha256 not in file.documents
    assert other.attachments[0].attached.original.sha256 not in file.documents


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        (REGISTRAR, []),
        (PRESENTER, []),
        (DEPUTY, []),
        (MAYOR, ["DutyNotInOffice"]),
        (PREPARER, ["DutyNotInOffice"]),
        (AUDITOR, ["DutyNotInOffice"]),
    ],
)
def test_who_checks_out_and_recalls(home: Home, who: Any, codes: list[str]) -> None:
    out = check_out, home.desk, home.office.enter(who), CASE, TO_THE_DEPUTY, home.out
    if codes:
        assert home.refused(*out) == codes
        assert not home.out.exists()
        home.leaves()
        assert home.refused(recall, home.desk, home.office.enter(who), CASE, "x") == codes
    else:
        check_out(*out[1:])
        recall(home.desk, home.office.enter(who), CASE, "Needed here.")
        assert home.case.checkouts.out is None


def test_only_a_decision_with_nothing_half_done_leaves(home: Home) -> None:
    third = "HEL 2017-007777"
    home.prepares(third, words="third plan")
    registrar = home.office.enter(REGISTRAR)
    out = check_out, home.desk, registrar, third, TO_THE_DEPUTY, home.out
    assert home.refused(*out) == ["WrongStage"]
    nowhere = Destination("nowhere", "x")
    assert home.refused(*out[:3], CASE, nowhere, home.out) == ["NowhereToGo"]
    silent = Destination("culture", " ")
    assert home.refused(*out[:3], CASE, silent, home.out) == ["CheckoutReasonMissing"]
    home.office.enter(DEPUTY)
    home.office.pens.breaks = True
    with pytest.raises(errors.WorkerFailedError):
        home.signs()
    assert home.refused(*out[:3], CASE, TO_THE_DEPUTY, home.out) == ["SigningStillOpen"]


def test_a_signing_is_finished_before_the_case_returns(home: Home) -> None:
    away = home.goes()
    away.office.enter(DEPUTY)
    away.office.pens.breaks = True
    with pytest.raises(errors.WorkerFailedError):
        away.signs()
    assert away.refused(write_return, away.desk, home.back) == ["SigningStillOpen"]
    away.office.pens.breaks = False
    assert away.signs().holds is Holds.YES
    home.returns(away)
    home.takes_in()
    assert home.case.stage is Stage.SIGNED


# --- returned twice, recalled, from elsewhere -----------------------------------------------


def test_what_returned_once_is_not_taken_in_twice(home: Home) -> None:
    home.returns(signed_away(home))
    home.takes_in()
    size, before = home.journal.size, home.case
    assert home.refused(home.takes_in) == ["AlreadyTakenIn"]
    assert home.case == before
    assert home.journal.size == size + 1  # the refused attempt
    home.holds()


def test_a_second_copy_that_went_another_way_is_kept_only(home: Home) -> None:
    """The file was opened at two desks: the first to return counts, the other is evidence."""
    first, second = home.goes(), home.opens("second laptop")
    assert first.signs().holds is Holds.YES
    refusal.refuse_to_sign(second.desk, second.office.enter(DEPUTY), CASE, "Not me.")
    home.returns(first)
    home.takes_in()
    home.returns(second)
    assert home.refused(home.takes_in) == ["AlreadyTakenIn"]
    registrar = home.office.enter(REGISTRAR)
    kept = keep_return(home.desk, registrar, home.back)
    assert kept.kept
    assert "SigningRefused" in [type(one.act).__name__ for one in kept.entries]
    assert home.refused(keep_return, home.desk, registrar, home.back) == ["AlreadyTakenIn"]
    assert home.case.agreement.refusal is None
    home.holds()


def test_what_was_recalled_meanwhile_is_shown_and_kept(home: Home) -> None:
    away = signed_away(home)
    home.returns(away)
    registrar = home.office.enter(REGISTRAR)
    assert home.refused(recall, home.desk, registrar, CASE, " ") == ["CheckoutReasonMissing"]
    recall(home.desk, registrar, CASE, "The court forbade it.")
    assert home.refused(home.takes_in) == ["RecalledMeanwhile"]
    assert home.case.stage is Stage.DECIDED
    shown = look_into(home.desk, home.back)
    assert shown.kept
    (signed,) = [one for one in shown.entries if isinstance(one.act, DocumentSigned)]
    keep_return(home.desk, registrar, home.back)
    assert home.case.stage is Stage.DECIDED
    assert home.desk.judge(signed.act.signed.document).holds is Holds.YES  # type: ignore[union-attr]
    home.holds()
    assert home.signs().holds is Holds.YES  # a person saw it, and decides


def test_a_return_is_not_put_aside_while_the_case_is_away(home: Home) -> None:
    home.returns(home.goes())
    kept = keep_return, home.desk, home.office.enter(REGISTRAR), home.back
    assert home.refused(*kept) == ["ReturnToBeTakenIn"]


def test_another_register_takes_nothing_in(home: Home) -> None:
    home.returns(signed_away(home))
    with miniature(MORNING) as elsewhere:
        other = Home(elsewhere)
        with pytest.raises(ReturnRefusedError) as caught:
            other.takes_in(file=home.back)
        assert caught.value.facts["what"] == "other_register"


def test_a_card_that_was_reported_lost_meanwhile_signs_nothing(home: Home) -> None:
    """Away nobody knew; at home the certificate was unbound before it signed."""
    away = home.goes()
    lost = home.desk.certificate(DEPUTY.person, Purpose.SESSION)
    change = (CertificateUnbound(lost.sha256, home.office.clock.now()),)
    first, second = home.office.enter(REGISTRAR), home.office.enter(OTHER_REGISTRAR)
    proposed = propose_roster_change(home.desk, first, change, ())
    confirm_roster_change(home.desk, second, proposed)
    away.office.clock.moment = home.office.clock.moment = MORNING.replace(hour=12)
    assert away.signs().holds is Holds.YES
    home.returns(away)
    assert refused(home)["name"] == "KeyNotInForce"


# --- tampered with --------------------------------------------------------------------------


def refused(home: Home, file: Path | None = None) -> dict[str, Any]:
    """Return why a return is refused; nothing of it is taken in."""
    size = home.journal.size
    with pytest.raises(ReturnRefusedError) as caught:
        home.takes_in(file=file)
    home.journal.catch_up()
    assert home.journal.size == size
    assert home.case.checkouts.out is not None
    assert home.case.stage is Stage.DECIDED
    home.holds()
    return dict(caught.value.facts)


Rows = list[tuple[bytes, bytes]]


def swapped(rows: Rows) -> Rows:
    return [*rows[:-3], rows[-2], rows[-3], rows[-1]]


def bent_body(rows: Rows) -> Rows:
    place = signed_at(rows)
    body, signature = rows[place]
    return [*rows[:place], (body.replace(b"B-T", b"B-B"), signature), *rows[place + 1 :]]


def bent_signature(rows: Rows) -> Rows:
    place = signed_at(rows)
    body, signature = rows[place]
    other = bytes([signature[0] ^ 1]) + signature[1:]
    return [*rows[:place], (body, other), *rows[place + 1 :]]


def left_out(rows: Rows) -> Rows:
    place = signed_at(rows)
    return [*rows[:place], *rows[place + 1 :]]


def other_desk(rows: Rows) -> Rows:
    """Everything from the beginning is signed anew by a desk key that was not bound."""
    place, key = opened_at(rows), EntryKey()
    made = read_entry(rows[place][0])
    body = replace(made, key=key.public).body()
    return [*rows[:place], (body, key.sign(body)), *rows[place + 1 :]]


def of_another_case(rows: Rows) -> Rows:
    """The desk away writes a further act, by a key of its own making, about another case."""
    place = signed_at(rows)
    made = read_entry(rows[place][0])
    body = replace(made, case=OTHER_CASE).body()
    return [*rows[:place], (body, rows[place][1]), *rows[place + 1 :]]


def without_its_end(rows: Rows) -> Rows:
    return rows[:-1]


def signed_at(rows: Rows) -> int:
    (place,) = [
        at for at, (body, _) in enumerate(rows) if isinstance(read_entry(body).act, DocumentSigned)
    ]
    return place


def opened_at(rows: Rows) -> int:
    (place,) = [
        at for at, (body, _) in enumerate(rows) if isinstance(read_entry(body).act, CheckoutOpened)
    ]
    return place


def rewrite(
    home: Home, change: Callable[[Rows], Rows] = lambda rows: rows, without: str = ""
) -> None:
    """Write the returned file anew, honestly packed, with another ledger or without a member."""
    from signapp.services.archives import ArchiveKind, Member

    file = read_case_file(ZIPS, home.back)
    rows = change(list(file.rows))
    members = [
        Member(one.name, write_rows(rows) if one.name == LEDGER else file.archive.read(one.name))
        for one in file.archive.manifest.members
        if not without or without not in one.name
    ]
    ZIPS.write(home.back, ArchiveKind.CASE_REGISTER, members)


@pytest.mark.parametrize(
    ("change", "what", "name"),
    [
        (bent_body, "ledger", "SignatureOfEntryWrong"),
        (bent_signature, "ledger", "SignatureOfEntryWrong"),
        (swapped, "ledger", "EntryOutOfOrder"),
        (left_out, "ledger", "EntryOutOfOrder"),
        (other_desk, "ledger", "KeyNotInForce"),
        (of_another_case, "ledger", "SignatureOfEntryWrong"),
        (without_its_end, "no_checkpoint", "–"),
    ],
    ids=lambda one: getattr(one, "__name__", None),
)
def test_what_was_changed_away_is_refused_by_name(
    home: Home, change: Callable[[Rows], Rows], what: str, name: str
) -> None:
    home.returns(signed_away(home))
    rewrite(home, change)
    found = refused(home)
    assert (found["what"], found["name"]) == (what, name)


def test_an_unlawful_act_away_is_refused(home: Home) -> None:
    """The desk away holds a key of its own, and no person's: it can sign nothing for them."""
    away = home.goes()
    forged = Forger(away, home)
    assert forged.refusal() == "KeyNotInForce"


class Forger:
    """Somebody with the desk key away writes that the deputy mayor refused to sign."""

    def __init__(self, away: Town, home: Home) -> None:
        from signapp.domain.bilateral import SigningRefused
        from signapp.services.journal import salted

        journal, self._home = away.journal, home
        key = journal.desk_key
        text = salted("I do not sign.")
        head = journal.ledger.head(CASE)
        from signapp.ledger.entries import Entry

        entry = Entry(
            register=journal.name,
            number=journal.size,
            at=away.office.clock.now(),
            actor=DEPUTY,
            act=SigningRefused(text.commitment),
            case=CASE,
            case_entry=head.entries + 1,
            case_previous=head.hash,
            previous_root=journal.root,
            key=key.public,
        )
        body = entry.body()
        from signapp.services.ports import StoredEntry

        signature = key.sign(body)
        last = tuple(away.office.register.entries())[-1]
        away.office.register.append(
            entry.number, last.signature, StoredEntry(body, signature), (text,)
        )
        replayed = Replay()
        for one in away.office.register.entries():
            replayed.take(one.body, one.signature)
        from signapp.domain.acts import DESK
        from signapp.ledger.notes import make_checkpoint

        made = make_checkpoint(journal.name, replayed.tree.size, replayed.root, key)
        issued = replace(
            entry,
            number=made.size,
            actor=DESK,
            act=CheckpointIssued(made.size, made.root, made.signature),
            case="",
            case_entry=0,
            case_previous="",
            previous_root=made.root,
        )
        body = issued.body()
        away.office.register.append(made.size, signature, StoredEntry(body, key.sign(body)))
        from signapp.services.case_files import write_case_file

        stored = tuple((one.body, one.signature) for one in away.office.register.entries())
        entries = [read_entry(one) for one, _ in stored]
        needed = [one for one in entries if one.case in ("", CASE)]
        write_case_file(
            ZIPS, home.back, away.office.register, needed, stored, TrustMaterial(), None
        )

    def refusal(self) -> str:
        return str(refused(self._home)["name"])


def test_a_cut_ledger_is_found_by_a_checkpoint_that_was_sent_home(home: Home) -> None:
    """The file was written before the signing, and the signing is to be forgotten."""
    away = home.goes()
    write_return(away.desk, home.back)
    assert away.signs().holds is Holds.YES
    note = last_checkpoint(away.office.register)
    with pytest.raises(errors.LedgerError) as caught:
        home.takes_in(Anchor("by mail", note))
    assert caught.value.code == "RegisterRolledBack"
    assert home.case.checkouts.out
    home.returns(away)
    home.takes_in(Anchor("by mail", note))
    assert home.case.stage is Stage.SIGNED


@pytest.mark.parametrize("part", ["document", "text"])
def test_a_return_without_its_documents_or_texts_is_refused(home: Home, part: str) -> None:
    away = home.goes()
    if part == "document":
        assert away.signs().holds is Holds.YES
        home.returns(away)
        signed = away.journal.case(CASE).signed.signed.document.sha256
        rewrite(home, without=signed)
        assert refused(home)["what"] == "document_missing"
    else:
        refusal.refuse_to_sign(away.desk, away.office.enter(DEPUTY), CASE, "Not me.")
        reason = away.journal.case(CASE).agreement.refusal.reason
        database = away.office.register._connection
        database.execute("delete from texts where commitment = ?", (reason,))
        home.returns(away)
        assert refused(home)["what"] == "text_missing"


def test_a_flipped_bit_in_the_file_is_named(home: Home) -> None:
    from signapp.domain.archive_errors import ArchiveRefusedError

    home.returns(signed_away(home))
    content = bytearray(home.back.read_bytes())
    content[len(content) // 2] ^= 1
    home.back.write_bytes(content)
    with pytest.raises(ArchiveRefusedError) as caught:
        home.takes_in()
    assert caught.value.facts["name"]
    assert home.case.checkouts.out


def test_a_damaged_ledger_of_a_case_that_came_home_is_found(home: Home) -> None:
    home.returns(signed_away(home))
    home.takes_in()
    ledger = home.case.checkouts.taken_in[0].ledger
    place = home.office.register.document(ledger)
    content = place.read_bytes()
    place.chmod(0o600)
    place.write_bytes(content[:-2] + b"x\n")
    found = verify_register(
        home.office.register, home.desk.pdf, TrustMaterial(), home.office.clock.now()
    )
    assert "AwayLedgerMissing" in [one.code for one in found.findings]
    place.unlink()
    found = verify_register(
        home.office.register, home.desk.pdf, TrustMaterial(), home.office.clock.now()
    )
    assert "AwayLedgerMissing" in [one.code for one in found.findings]


# --- broken off -----------------------------------------------------------------------------


def test_the_file_is_the_same_whenever_it_is_written(home: Home) -> None:
    home.leaves()
    first = home.out.read_bytes()
    home.reads(PREPARER, home.plan())
    home.prepares("HEL 2017-007777", words="third plan")
    home.out.unlink()
    home.leaves()
    assert home.out.read_bytes() == first
    with pytest.raises(checkout_errors.PlaceTakenError):
        home.leaves()


# --- the second verifier --------------------------------------------------------------------


def rows_of(office: Miniature) -> Rows:
    return [(one.body, one.signature) for one in office.register.entries()]


def test_the_second_verifier_agrees_away_and_at_home(home: Home) -> None:
    away = signed_away(home)
    home.returns(away)
    home.takes_in()
    for town in (home, away):
        rows = rows_of(town.office)
        agree(replay(rows, reader(town.office.register)), rows)
        found = verifier().verify(town.office.folder, [])
        assert (found["holds"], found["problems"]) == (True, [])
        assert any("away" in one for one in found["not_checked"])


@pytest.mark.parametrize(
    "change",
    [bent_body, bent_signature, swapped, left_out, other_desk, of_another_case, without_its_end],
)
def test_the_second_verifier_agrees_on_what_was_changed_away(
    home: Home, change: Callable[[Rows], Rows]
) -> None:
    rows = change(rows_of(signed_away(home).office))
    agree(replay(rows), rows)


def test_a_desk_that_was_not_bound_opens_nothing(home: Home) -> None:
    """The entry that begins a register away, where no case was leaving, and in the wrong place."""
    rows = rows_of(home.goes().office)
    opened = read_entry(rows[-1][0])
    for place in (5, len(rows) - 2):
        body = replace(opened, number=place).body()
        forged = [*rows[:place], (body, rows[-1][1]), *rows[place:]]
        read = replay(forged)
        assert read.findings
        agree(read, forged)
