"""Both parties sign: their file comes back in either order, or is refused with what was found."""

from collections.abc import Callable
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority, Issued
from signapp.demo.clock import SIGNED
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.acts import Purpose
from signapp.domain.bilateral_errors import ReturnedFileRefusedError
from signapp.domain.decision import Stage
from signapp.domain.slots import Filled, signed_by_all, slots
from signapp.services.audit import verify_register
from signapp.services.counterparty import receive_signed
from signapp.services.document_audit import DocumentVerdict
from signapp.services.files import verify_files
from signapp.services.inbox import NextStep, inbox
from signapp.services.ports import Holds, Part, SignatureVerdict, Verdict
from signapp.services.prepare import open_document
from signapp.services.sign import sign_agreement
from tests.services.conftest import Stand, StandAt
from tests.signing import forgeries

OURS, THEIRS = "Helsinki", "Beijing"
Change = Callable[[bytes], bytes]


@pytest.fixture(scope="module")
def beijing() -> Issued:
    """A signer of another authority, which nobody here knows."""
    return DemoAuthority.found().issue("王小明", Purpose.SIGNATURE, "p256")


def newest(stand: Stand) -> bytes:
    """Return the bytes that the other party is sent."""
    return stand.desk.read(stand.case.agreement.newest(stand.plan))


def returned(stand: Stand, content: bytes) -> Path:
    """Return a file that came from outside."""
    path = stand.scene.place.folder / "returned.pdf"
    path.write_bytes(content)
    return path


def receive(stand: Stand, content: bytes, person: str = "registrar-1") -> Verdict:
    return receive_signed(stand.desk, stand.enter(person), CASE, returned(stand, content))


def deputy_signs(stand: Stand) -> Verdict:
    stand.scene.clock.move_to(max(SIGNED, stand.scene.clock.now()))
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, CASE, stand.case.agreement.newest(stand.plan))
    return sign_agreement(stand.desk, deputy, CASE, stand.key("deputy-mayor"))


def in_field(verdict: Verdict, field: str) -> SignatureVerdict:
    (made,) = [one for one in verdict.signatures if one.field == field]
    return made


def codes(part: Part | None) -> set[str]:
    assert part
    return {one.code for one in part.remarks}


def filled(stand: Stand) -> dict[str, Filled]:
    return {slot.party: slot.filled for slot in slots(stand.case)}


def audited(stand: Stand) -> list[DocumentVerdict]:
    """Return the audit of all documents of the case, after the other levels held."""
    desk = stand.desk
    found = verify_register(
        desk.journal.register, desk.pdf, desk.trust.material(), desk.journal.clock.now()
    )
    assert found.findings == ()
    return [one for one in found.documents if one.case == CASE]


def test_each_original_has_a_slot_for_each_party(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    assert filled(stand) == {OURS: Filled.OPEN, THEIRS: Filled.OPEN}
    deputy_signs(stand)
    assert filled(stand) == {OURS: Filled.ELECTRONIC, THEIRS: Filled.OPEN}
    assert stand.case.signed_by_city
    assert not signed_by_all(stand.case)


@pytest.mark.parametrize("first", [OURS, THEIRS])
def test_their_signature_is_kept_in_either_order_and_ours_holds(
    stand_at: StandAt, beijing: Issued, first: str
) -> None:
    stand = stand_at("publish")
    if first == OURS:
        deputy_signs(stand)
        receive(stand, forgeries.signed_unasked(newest(stand), beijing, THEIRS))
    else:
        receive(stand, forgeries.signed_unasked(newest(stand), beijing, THEIRS))
        assert not stand.case.signed_by_city
        deputy_signs(stand)
    assert filled(stand) == {OURS: Filled.ELECTRONIC, THEIRS: Filled.ELECTRONIC}
    assert signed_by_all(stand.case)
    assert stand.case.stage is Stage.SIGNED
    files = []
    for name, ref in (
        ("minutes", stand.case.latest(stand.case.decided.signed).document),
        ("agreement", stand.case.agreement.newest(stand.plan)),
    ):
        path = stand.scene.place.out / f"{name}.pdf"
        path.write_bytes(stand.desk.read(ref))
        files.append(path)
    trust, now = stand.desk.trust.material(), stand.journal.clock.now()
    minutes, agreement = verify_files(stand.desk.pdf, files, trust, now)
    assert minutes.holds is Holds.YES
    verdict = agreement.verdict
    assert codes(verdict.decided) == {"decided.exact"}
    ours, theirs = in_field(verdict, OURS), in_field(verdict, THEIRS)
    assert (ours.holds, ours.level) == (Holds.YES, "B-LTA")
    assert theirs.content.holds is Holds.YES
    assert codes(theirs.person) == {"signer.untrusted"}
    assert agreement.authority.holds is Holds.YES
    assert "authority.other_party" in codes(agreement.authority)


def test_the_audit_follows_their_file_and_finds_another_one(
    stand_at: StandAt, beijing: Issued
) -> None:
    stand = stand_at("sign")
    receive(stand, forgeries.signed_unasked(newest(stand), beijing, THEIRS))
    (theirs,) = [one for one in audited(stand) if one.role == "received"]
    assert codes(theirs.entry) == {"entry.their_signature"}
    assert codes(theirs.verdict.decided) == {"decided.exact"}
    agreements = [one for one in audited(stand) if one.role == "agreement"]
    assert all(one.entry.holds is Holds.YES for one in agreements)
    (last,) = [one for one in agreements if one.verdict]
    assert "entry.counterparty" in codes(last.entry)
    assert {one.holds for one in audited(stand)} == {Holds.YES, theirs.holds}
    path = stand.journal.register.document(theirs.document)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-2])
    found = {one.role for one in audited(stand) if one.holds is Holds.NO}
    assert {"received", "agreement"} <= found


def test_whoever_sends_on_the_next_version_is_told_what_is_next(
    stand_at: StandAt, beijing: Issued
) -> None:
    stand = stand_at("sign")
    (task,) = inbox(stand.desk, stand.enter("preparer"))
    assert (task.step, task.mine) == (NextStep.RECORD_COUNTERPARTY, True)
    receive(stand, forgeries.signed_unasked(newest(stand), beijing, THEIRS), "preparer")
    (task,) = inbox(stand.desk, stand.enter("preparer"))
    assert task.step is NextStep.AWAIT_FINALITY


# --- what is refused ------------------------------------------------------------------------


def resaved(pdf: bytes) -> bytes:
    """Return the file as a program writes it that knows nothing of revisions."""
    return pdf.replace(b"%PDF-1.7", b"%PDF-1.6", 1)


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (lambda pdf: pdf, "nothing_added"),
        (forgeries.annotated, "changed"),
        (forgeries.page_added, "changed"),
        (resaved, "begins_otherwise"),
    ],
    ids=["as it was", "a comment alone", "a page alone", "saved anew"],
)
def test_a_file_without_their_signature_is_refused(
    stand_at: StandAt, change: Change, what: str
) -> None:
    stand = stand_at("sign")
    refused(stand, change(newest(stand)), what)


@pytest.mark.parametrize(
    "change",
    [
        forgeries.page_replaced,
        forgeries.page_stream_overwritten,
        forgeries.annotated,
        forgeries.page_added,
        forgeries.title_changed,
    ],
)
def test_a_change_under_their_signature_is_refused(
    stand_at: StandAt, beijing: Issued, change: Change
) -> None:
    stand = stand_at("sign")
    forged = forgeries.signed_unasked(change(newest(stand)), beijing, THEIRS)
    with pytest.raises(ReturnedFileRefusedError) as caught:
        receive(stand, forged)
    assert caught.value.facts["what"] in ("changed", "not_intact")
    nothing_recorded(stand)


def test_a_change_after_their_signature_is_refused(stand_at: StandAt, beijing: Issued) -> None:
    stand = stand_at("sign")
    honest = forgeries.signed_unasked(newest(stand), beijing, THEIRS)
    refused(stand, forgeries.annotated(honest), "not_intact")
    refused(stand, forgeries.covered_by_new_field(newest(stand), beijing), "other_field")


def test_an_older_version_and_another_document_are_refused(
    stand_at: StandAt, beijing: Issued
) -> None:
    stand = stand_at("sign")
    decided = stand.desk.read(stand.plan)
    refused(stand, forgeries.signed_unasked(decided, beijing, THEIRS), "older_version")
    signed = stand.desk.read(stand.case.signed.signed.document)
    refused(stand, forgeries.signed_unasked(signed, beijing, THEIRS), "older_version")
    minutes = stand.desk.read(stand.case.decided.signed.document)
    refused(stand, minutes, "begins_otherwise")
    path = returned(stand, b"not a PDF at all")
    with pytest.raises(errors.DocumentError):
        receive_signed(stand.desk, stand.enter("registrar-1"), CASE, path)


def test_our_own_field_is_not_theirs_to_fill(stand_at: StandAt, beijing: Issued) -> None:
    stand = stand_at("publish")
    refused(stand, forgeries.signed_unasked(newest(stand), beijing, OURS), "other_field")


def test_it_is_received_once_and_by_an_attendant(stand_at: StandAt, beijing: Issued) -> None:
    stand = stand_at("sign")
    honest = forgeries.signed_unasked(newest(stand), beijing, THEIRS)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        receive(stand, honest, "deputy-mayor")
    assert [one.code for one in caught.value.reasons] == ["DutyNotInOffice"]
    receive(stand, honest)
    refused(stand, honest, "nothing_added")


def refused(stand: Stand, content: bytes, what: str) -> None:
    before, kept = stand.acts(), documents(stand)
    with pytest.raises(ReturnedFileRefusedError) as caught:
        receive(stand, content)
    assert caught.value.facts == {"what": what}
    assert [act for act in stand.acts() if act != "SessionOpened"] == [
        act for act in before if act != "SessionOpened"
    ]
    assert documents(stand) == kept


def nothing_recorded(stand: Stand) -> None:
    assert "CounterpartySigned" not in stand.acts()
    assert filled(stand)[THEIRS] is Filled.OPEN


def documents(stand: Stand) -> set[str]:
    folder = stand.scene.place.register / "documents"
    return {path.name for path in folder.rglob("*") if path.is_file()}
