"""Makes the stored register of the rules in force: `python -m tests.storage.make_stored_register`.

A register that was once lawful has to open, replay and verify the same for ever. While the format
is not released, the register of rules number 1 may be made anew; after that a new number gets a
register of its own, and the old ones are never touched again.

The story is always the same; keys, salts and names of registers are new each time, since nothing
that is secret may be known beforehand. Beside the register stand what is to be found in it
(`rules-1.json`) and one entry of every kind of act (`acts-1.jsonl`).
"""

import dataclasses
import json
import shutil
import tarfile
import tempfile
import types
import typing
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from signapp.bootstrap import opened_demo, reading
from signapp.demo.clock import DECIDED, FINAL, PUBLISHED
from signapp.demo.people import DEPUTY_MAYOR, MAYOR, SINCE, UNTIL
from signapp.demo.scene import CASE, CLASS_CODE, FIELD, seed_text
from signapp.demo.walk import Walk
from signapp.domain.acts import Actor, Capacity, CaseAct, DeputiesOrdered, Outcome
from signapp.domain.authorisation import on_day
from signapp.domain.calendar import helsinki_day
from signapp.domain.claims import Settlement
from signapp.domain.deadlines import ClaimKind
from signapp.domain.errors import NotAuthorisedError, WrongPinError
from signapp.domain.publicity import PersonalData, PublicityClass, Record, RecordKind
from signapp.domain.values import to_plain
from signapp.ledger.entries import ACTS, RULES, Entry
from signapp.services import decide, notify, prepare, publicity, publish, review
from signapp.services.audit import RegisterVerdict, log, verify_register
from signapp.services.document_audit import DocumentVerdict
from signapp.services.impartiality import declare_disqualified
from signapp.services.ports import Box, CaseRow, FieldOrder, Register
from signapp.services.register import (
    confirm_roster_change,
    propose_roster_change,
    sign_in,
    sign_out,
)
from signapp.texts.catalogue import Texts
from tests.services.conftest import Stand

STORED = Path(__file__).parent / "stored"
OTHER_CASE = "HEL 2017-009999"
VERIFIED_AT = FINAL + timedelta(days=2)


# --- the story ------------------------------------------------------------------------------


def tell(stand: Stand) -> None:
    """Walk the seed case to its finality, past a claim, and have another one rejected."""
    walk = Walk(stand.scene, Texts("fi"), lambda _: None)
    walk.prepare()
    mistyped(stand)
    walk.propose()
    refused(stand)
    walk.decide()
    walk.publish()
    disputed(stand)
    walk.sign()
    interrupted(stand)
    walk.finalise()
    rejected_by_a_deputy(stand)


def mistyped(stand: Stand) -> None:
    """Somebody mistypes a PIN."""
    try:
        sign_in(stand.desk, "mayor", stand.homes["mayor"].session, "0000")
    except WrongPinError:
        return
    raise AssertionError


def refused(stand: Stand) -> None:
    """The deputy mayor begins too early."""
    stand.scene.clock.move_to(DECIDED - timedelta(hours=1))
    deputy = stand.enter("deputy-mayor")
    try:
        decide.begin_decision(stand.desk, deputy, CASE, decide.AS_PROPOSED)
    except NotAuthorisedError:
        return
    raise AssertionError


def disputed(stand: Stand) -> None:
    """A claim arrives and is withdrawn; enforcement is forbidden, permitted and judged anew."""
    stand.scene.clock.move_to(PUBLISHED + timedelta(hours=3))
    registrar, desk = stand.enter("registrar-2"), stand.desk
    now = stand.scene.clock.now()
    notify.record_claim(desk, registrar, CASE, ClaimKind.RECTIFICATION_REQUEST, now)
    notify.forbid_enforcement(desk, registrar, CASE, "kaupunginhallitus")
    notify.permit_enforcement(desk, registrar, CASE, "kaupunginhallitus")
    settled = notify.Settled(desk.today(), Settlement.WITHDRAWN)
    notify.settle_claim(desk, registrar, CASE, 1, settled)
    signatory = stand.enter("deputy-mayor")
    notify.rejudge_enforcement(desk, signatory, CASE, (False, False), "Vaatimus peruttiin.")
    sign_out(desk, registrar.session)


def interrupted(stand: Stand) -> None:
    """The minutes could not be seen for an hour, which the registry judges harmless."""
    registrar, desk, now = stand.enter("registrar-2"), stand.desk, stand.scene.clock.now()
    hour = timedelta(hours=1)
    publish.record_outage(desk, registrar, CASE, now - 2 * hour, now - hour)
    counted = helsinki_day(PUBLISHED)
    publish.judge_outages(desk, registrar, CASE, counted, "Katko oli yöllä.")


def rejected_by_a_deputy(stand: Stand) -> None:
    """Another case comes back, is amended, and is rejected by the disqualified mayor's deputy."""
    desk, preparer = stand.desk, stand.enter("preparer")
    order = DeputiesOrdered(MAYOR, (DEPUTY_MAYOR,), SINCE, UNTIL, "Khs 9.8.2021 § 557")
    proposed = propose_roster_change(desk, stand.enter("registrar-1"), (order,), ())
    confirm_roster_change(desk, stand.enter("registrar-2"), proposed)
    prepare.open_case(desk, preparer, OTHER_CASE, CLASS_CODE, "Toinen suunnitelma")
    prepare.save_draft(desk, preparer, OTHER_CASE, seed_text())
    plan = stand.scene.place.action_plan
    prepare.attach(desk, preparer, OTHER_CASE, plan, "Toimenpidesuunnitelma", "en")
    prepare.place_signatures(
        *(desk, preparer, OTHER_CASE, 1),
        (FieldOrder(FIELD, FIELD, Box(FIELD, 0, 300.0, 20.0, 500.0, 80.0)),),
    )
    withheld = publicity.Class(
        PublicityClass.PARTLY_SECRET,
        ("JulkL (621/1999) 24.1 § 20 k",),
        PersonalData.NONE,
        "Liikesalaisuus.",
    )
    attachment = Record(RecordKind.ATTACHMENT, 1)
    publicity.class_record(desk, preparer, OTHER_CASE, attachment, withheld)
    submit(stand)
    mayor, presenter = stand.enter("mayor"), stand.enter("presenter")
    decide.table_proposal(
        desk, mayor, OTHER_CASE, desk.today() + timedelta(days=1), "Selvitetään vielä."
    )
    decide.return_proposal(desk, mayor, OTHER_CASE, "Perustele tarkemmin.")
    submit(stand)
    prepare.withdraw_proposal(desk, presenter, OTHER_CASE, "Liite tarkistetaan.")
    submit(stand)
    prepare.amend_proposal(desk, presenter, OTHER_CASE, "Pormestari päättää toisin.")
    declare_disqualified(desk, mayor, OTHER_CASE, 5)
    in_for = stand.enter("deputy-mayor").session.acting_for(MAYOR, Capacity.DEPUTY)
    document = stand.journal.case(OTHER_CASE).attachments[0].prepared
    assert document
    prepare.open_document(desk, in_for, OTHER_CASE, document.prepared)
    ruling = decide.Ruling(Outcome.REJECTED, "Ehdotus hylätään.", impartial=True)
    decide.begin_decision(desk, in_for, OTHER_CASE, ruling)
    decide.abandon_decision(desk, in_for, OTHER_CASE)
    minutes = decide.begin_decision(desk, in_for, OTHER_CASE, ruling)
    prepare.open_document(desk, in_for, OTHER_CASE, minutes)
    decide.decide(desk, in_for, OTHER_CASE, stand.key("deputy-mayor"))


def submit(stand: Stand) -> None:
    """Submit the other case, having seen what looks wrong in its text."""
    desk, days = stand.desk, on_day(stand.desk.today() + timedelta(days=3))
    wanted = prepare.ProposedSigning(
        *(MAYOR, "demo-provision-1", DEPUTY_MAYOR, 1, FIELD, days, "Helsinki")
    )
    case = stand.journal.case(OTHER_CASE)
    text = review.as_proposed(desk, case, seed_text())
    found = review.review(desk, case, text, DEPUTY_MAYOR, days)
    seen = frozenset(map(review.mark, found))
    presenter = stand.enter("presenter")
    prepare.submit(desk, presenter, OTHER_CASE, wanted, (False, False), seen)


# --- what is to be found in it --------------------------------------------------------------


def found_in(register: Register, verdict: RegisterVerdict) -> dict[str, Any]:
    """Return what a stored register has to say, now and ever after."""
    return {
        "register": verdict.register,
        "size": verdict.size,
        "root": verdict.root,
        "founding": verdict.founding,
        "holds": verdict.holds.value,
        "findings": [found.code for found in verdict.findings],
        "documents": [document_found(one) for one in verdict.documents],
        "acts": dict(sorted(Counter(type(one.act).__name__ for one in log(register)).items())),
        "rows": [to_plain(row, CaseRow) for row in register.case_rows()],
    }


def document_found(one: DocumentVerdict) -> dict[str, Any]:
    """Return what is to be said of a document, sentence by sentence."""
    parts = [one.verdict.decided, one.entry] if one.verdict else [one.entry]
    made = one.verdict.signatures if one.verdict else ()
    for signature in made:
        parts += [signature.content, signature.person, signature.time]
    return {
        "case": one.case,
        "role": one.role,
        "sha256": one.document.sha256,
        "holds": one.holds.value,
        "levels": [signature.level for signature in made],
        "signers": [signature.signer for signature in made],
        "said": [remark.code for part in parts if part for remark in part.remarks],
    }


def anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Leave out who made the archive."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


# --- one entry of every kind ----------------------------------------------------------------

SIMPLE: dict[Any, Any] = {
    str: "text",
    bytes: b"bytes",
    bool: True,
    int: 7,
    date: date(2017, 8, 29),
    datetime: datetime(2017, 8, 29, 11, 0, tzinfo=UTC),
}


def example(hint: Any) -> Any:
    """Return a value that fits a type hint, always the same."""
    origin, given = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return example(given[0])
    if origin is tuple:
        return tuple(example(one) for one in given if one is not Ellipsis)
    if origin is typing.Annotated:
        return example(given[0])
    if dataclasses.is_dataclass(hint):
        fields = typing.get_type_hints(hint)
        return hint(**{name: example(fields[name]) for name in fields})  # type: ignore[operator]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    return SIMPLE[hint]


def entry_of(kind: type) -> Entry:
    """Return an entry with an example of an act."""
    act = example(kind)
    on_case = isinstance(act, CaseAct)
    return Entry(
        register="signapp.register/0123456789abcdef",
        number=1,
        at=SIMPLE[datetime],
        actor=Actor("person", "office", Capacity.HOLDER),
        act=act,
        case=CASE if on_case else "",
        case_entry=1 if on_case else 0,
        case_previous="",
        previous_root="00" * 32,
        key="11" * 32,
    )


def bodies() -> list[bytes]:
    """Return the body of an entry of every kind of act, by name."""
    return [entry_of(ACTS[name]).body() for name in sorted(ACTS)]


# --- making ---------------------------------------------------------------------------------


def make(folder: Path) -> Path:
    """Make the register in a folder; return its place, without the desk's key."""
    with opened_demo(folder / "demo") as scene:
        stand = Stand(scene)
        stand.let_reach(folder)
        tell(stand)
    register = folder / "demo" / "register"
    (register / "desk.key").unlink()
    shutil.rmtree(register / "work")
    (register / "work").mkdir()
    return register


def verified(register: Path) -> dict[str, Any]:
    """Verify a register on the disk at the moment that is kept; return what is found."""
    with reading() as tools:
        opened = tools.register(register)
        trust = tools.trust(None, register)
        verdict = verify_register(opened, tools.pdf, trust, VERIFIED_AT)
        return found_in(opened, verdict)


def main() -> None:
    """Replace what is stored of the rules in force."""
    STORED.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        register = make(Path(temporary))
        found = verified(register)
        assert found["holds"] == "holds", found
        with tarfile.open(STORED / f"rules-{RULES}.tar.xz", "w:xz", preset=9) as archive:
            archive.add(register, "register", filter=anonymous)
    text = json.dumps(found, indent=1, ensure_ascii=False)
    (STORED / f"rules-{RULES}.json").write_text(text + "\n", encoding="utf-8")
    (STORED / f"acts-{RULES}.jsonl").write_bytes(b"\n".join(bodies()) + b"\n")
    print(f"rules-{RULES}: {found['size']} entries, {len(found['acts'])} kinds of acts")


if __name__ == "__main__":
    main()
