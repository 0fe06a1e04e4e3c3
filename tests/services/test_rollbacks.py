"""Consistent roll-backs are found by every kind of anchor; what is not proven is always told."""

import json
import random
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from signapp.bootstrap import opened_demo
from signapp.demo.scene import CASE, Scene
from signapp.demo.walk import Walk
from signapp.domain.acts import DraftEdited
from signapp.domain.anchoring import CheckpointStamped
from signapp.ledger.verification import replay
from signapp.network.stamps import HttpTimeStamps
from signapp.services.anchor_proofs import AnchorJudge, AnchorKind, AnchorProof
from signapp.services.anchors import (
    Anchor,
    last_checkpoint,
    leaves_of,
    read_anchor,
    receipt,
    write_stamped,
)
from signapp.services.audit import log, verify_register
from signapp.services.desk_anchor import own_anchor
from signapp.services.files import FileJudge, FirstLook
from signapp.services.not_provable import not_provable
from signapp.services.ports import StoredEntry, TrustMaterial
from signapp.services.prepare import open_case
from signapp.services.stamping import stamp_now, stamp_when_due
from signapp.services.two_clocks import brackets
from signapp.texts.catalogue import Texts
from tests.network.servers import certomancer
from tests.services.conftest import Stand

ROLL_BACKS = 75
OTHER_CASE = "HEL 2017-009999"


@dataclass(frozen=True)
class OneLook(FileJudge):
    """Judges each file once: what minutes say does not depend on the register."""

    looks: dict[Path, FirstLook] = field(default_factory=dict)

    def first_look(self, path: Path) -> FirstLook:
        if path not in self.looks:
            self.looks[path] = super().first_look(path)
        return self.looks[path]


@dataclass(frozen=True)
class Told:
    """A register that was stamped, what others keep of it, and who looks at that."""

    scene: Scene
    rows: tuple[StoredEntry, ...]
    anchors: dict[str, Anchor]
    files: OneLook

    def proof(self, name: str, rows: tuple[StoredEntry, ...]) -> AnchorProof:
        ledger = replay((one.body, one.signature) for one in rows)
        assert ledger.findings == []  # a roll-back is in itself flawless
        (found,) = AnchorJudge(ledger, leaves_of(rows), self.files).proofs([self.anchors[name]])
        return found


@pytest.fixture(scope="module")
def told(stages: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """Many edits, a decision whose minutes print the root, and a time stamp over all of it."""
    folder = tmp_path_factory.mktemp("rolled") / "demo"
    shutil.copytree(stages["propose"], folder)
    with opened_demo(folder) as scene:
        desk, stand = scene.desk, Stand(scene)
        preparer = stand.enter("preparer")
        open_case(desk, preparer, OTHER_CASE, "04 03 01", "Another case")
        for _ in range(ROLL_BACKS):
            desk.journal.record(preparer, DraftEdited(), OTHER_CASE)
        Walk(scene, Texts("en"), lambda _: None).decide()
        entry = stamp_now(desk)
        assert entry
        assert isinstance(entry.act, CheckpointStamped)
        minutes, note = scene.place.out / "minutes.pdf", scene.place.out / "seen.note"
        stand.let_reach(scene.place.out)
        decided = stand.case.decided
        assert decided
        minutes.write_bytes(desk.read(stand.case.latest(decided.signed).document))
        write_stamped(entry.act, note)
        desk.journal.close()
        (own,) = own_anchor(desk.journal.memory.store, desk.journal.register)
        register = desk.journal.register
        anchors = {
            "desk": replace(own, file="other-profile.json", own=False),
            "own": own,
            "checkpoint": Anchor("kept.note", last_checkpoint(register)),
            "receipt": Anchor("entry.tlog-proof", receipt(register, 3)),
            "token": read_anchor(note),
            "token alone": Anchor("seen.note.tsr", stamp=entry.act.response),
            "minutes": read_anchor(minutes),
        }
        files = OneLook(desk.pdf, desk.trust.material(), desk.journal.clock.now())
        yield Told(scene, tuple(register.entries()), anchors, files)


FOUND_AS = {
    "desk": ("RegisterRolledBack", "other-profile.json"),
    "own": ("RegisterBehindDesk", None),
    "checkpoint": ("RegisterRolledBack", "kept.note"),
    "receipt": ("RegisterRolledBack", "entry.tlog-proof"),
    "token": ("RegisterRolledBack", "seen.note"),
    "token alone": ("AnchorOfAnotherRegister", "seen.note.tsr"),
    "minutes": ("RegisterRolledBack", "minutes.pdf"),
}


@pytest.mark.parametrize("name", FOUND_AS)
def test_each_anchor_finds_each_roll_back_and_is_named(told: Told, name: str) -> None:
    chance = random.Random(name)
    whole = told.proof(name, told.rows)
    assert (whole.problem, whole.anchors) == (None, True)
    code, file = FOUND_AS[name]
    for _ in range(ROLL_BACKS):
        left = chance.randrange(1, min(whole.size, len(told.rows) - 3))
        problem = told.proof(name, told.rows[:left]).problem
        assert problem is not None
        assert problem.code == code
        assert file is None or str(problem.facts["file"]).endswith(file)
        assert told.scene.desk.journal.state.founded  # it is the same register all the time
    said = Texts("en").error(problem).cause
    assert (file or "This desk saw") in said


def test_what_each_anchor_proves(told: Told) -> None:
    proofs = {name: told.proof(name, told.rows) for name in told.anchors}
    kinds = {name: proof.kind for name, proof in proofs.items()}
    assert kinds == {
        "desk": AnchorKind.DESK, "own": AnchorKind.DESK, "checkpoint": AnchorKind.CHECKPOINT,
        "receipt": AnchorKind.RECEIPT, "token": AnchorKind.TOKEN,
        "token alone": AnchorKind.TOKEN, "minutes": AnchorKind.MINUTES,
    }  # fmt: skip
    timed = {name for name, proof in proofs.items() if proof.not_later}
    assert timed == {"token", "token alone", "minutes"}
    assert proofs["token"].size == proofs["token alone"].size > proofs["minutes"].size
    assert proofs["own"].size == len(told.rows)
    assert proofs["own"].seen == proofs["desk"].seen is not None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda a: replace(a["token"], stamp=a["token"].stamp[:-1] + b"\0"), "AnchorNotGood"),
        (lambda a: replace(a["token"], content=json.loads(a["own"].content)["note"]),
         "AnchorNotGood"),
        (lambda a: replace(a["receipt"], content=a["receipt"].content.replace("x 3", "x 4")),
         "ReceiptProvesNothing"),
        (lambda a: replace(a["checkpoint"], content="nothing"), "AnchorOfAnotherRegister"),
        (lambda a: replace(a["desk"], content="{}"), "AnchorOfAnotherRegister"),
        (lambda _: Anchor("x", stamp=b"0\x03\x02\x01\x00"), "AnchorOfAnotherRegister"),
    ],
)  # fmt: skip
def test_an_anchor_that_was_changed_is_none(
    told: Told, change: Callable[[dict[str, Anchor]], Anchor], code: str
) -> None:
    ledger = replay((one.body, one.signature) for one in told.rows)
    judge = AnchorJudge(ledger, leaves_of(told.rows), told.files)
    (found,) = judge.proofs([change(told.anchors)])
    assert found.problem is not None
    assert found.problem.code == code


def test_a_file_that_is_no_minutes_is_no_anchor(told: Told) -> None:
    ledger = replay((one.body, one.signature) for one in told.rows)
    judge = AnchorJudge(ledger, leaves_of(told.rows), told.files)
    plan = Anchor("plan.pdf", path=told.scene.place.action_plan)
    (found,) = judge.proofs([plan])
    assert found.problem is not None
    assert found.problem.code == "AnchorOfAnotherRegister"


def test_the_whole_verdict_names_anchors_and_what_stands_in_the_register(told: Told) -> None:
    desk = told.scene.desk
    found = verify_register(
        desk.journal.register, desk.pdf, told.files.trust, desk.journal.clock.now(),
        tuple(told.anchors.values()),
    )  # fmt: skip
    assert found.findings == ()
    inside = [proof for proof in found.proofs if proof.inside]
    assert [proof.kind for proof in inside] == [AnchorKind.TOKEN, AnchorKind.MINUTES]
    assert all(proof.not_later and not proof.anchors for proof in inside)
    assert inside[1].file == CASE


# --- what is not proven ---------------------------------------------------------------------

ALWAYS = ("unrecorded", "second_copy", "unlocked_card")
GOLDEN = {
    (): ("rolled_back", "rewritten", "clock", *ALWAYS),
    ("own",): ("rolled_back_after", "rewritten_after", "same_machine", "clock", *ALWAYS),
    ("receipt",): ("rolled_back_after", "rewritten_after", "clock", *ALWAYS),
    ("token",): ("rolled_back_after", "rewritten_after", "between_stamps", *ALWAYS),
    ("own", "desk", "checkpoint", "receipt", "token", "minutes"): (
        "rolled_back_after", "rewritten_after", "between_stamps", *ALWAYS,
    ),
}  # fmt: skip


@pytest.mark.parametrize(("names", "keys"), GOLDEN.items(), ids=lambda one: "+".join(one)[:24])
def test_what_cannot_be_proven(told: Told, names: tuple[str, ...], keys: tuple[str, ...]) -> None:
    proofs = [told.proof(name, told.rows) for name in names]
    assert not_provable(proofs) == keys
    for language in ("fi", "sv", "en"):
        assert all(Texts(language).say(f"not_provable.{key}") for key in keys)


def test_what_speaks_against_the_register_proves_nothing(told: Told) -> None:
    proofs = [told.proof(name, told.rows[:5]) for name in ("token", "receipt")]
    assert not_provable(proofs) == GOLDEN[()]


# --- a real service -------------------------------------------------------------------------


class TrustOf:
    """The trust of a register, and a service's root with it."""

    def __init__(self, material: TrustMaterial) -> None:
        self._material = material

    def material(self) -> TrustMaterial:
        return self._material


def test_openssl_accepts_the_token_of_a_real_service(
    stages: dict[str, Path], tmp_path: Path
) -> None:
    """And it is asked once for all that waits, not again before its time."""
    shutil.copytree(stages["sign"], tmp_path / "demo")
    (tmp_path / "tsa").mkdir()
    contacts = list[object]()
    with certomancer(tmp_path / "tsa") as (address, root), opened_demo(tmp_path / "demo") as scene:
        known = scene.desk.trust.material()
        trust = TrustOf(replace(known, roots=(*known.roots, root)))
        desk = replace(scene.desk, trust=trust)  # type: ignore[arg-type]
        services = HttpTimeStamps((address,), contacts.append, frozenset({"127.0.0.1"}))
        desk.pdf.process._answers["stamp"] = services.stamp  # type: ignore[attr-defined]
        assert len(desk.journal.state.stamping.waiting) > 1
        entry = stamp_when_due(desk)
        assert entry
        assert isinstance(entry.act, CheckpointStamped)
        assert desk.journal.state.stamping.waiting == []
        assert len(contacts) == 1
        assert stamp_when_due(desk) is None
        assert stamp_now(desk) is None
        assert len(contacts) == 1
        note = tmp_path / "seen.note"
        stamp = write_stamped(entry.act, note)
        authority = tmp_path / "root.pem"
        pem = x509.load_der_x509_certificate(root).public_bytes(Encoding.PEM)
        authority.write_bytes(pem)
        ask = ["openssl", "ts", "-verify", "-in", stamp, "-CAfile", authority, "-data"]
        good = subprocess.run([*ask, note], capture_output=True, text=True, check=False)
        assert (good.returncode, good.stdout) == (0, "Verification: OK\n")
        note.write_text(note.read_text("utf-8").replace("\n\n", "\n \n"), encoding="utf-8")
        bad = subprocess.run([*ask, note], capture_output=True, text=True, check=False)
        assert bad.returncode == 1
        judged = desk.pdf.judge_stamp(
            entry.act.note.encode(), entry.act.response, trust.material(), datetime.now(UTC)
        )
        assert judged.moment
        assert judged.moment.replace(microsecond=0) == entry.act.proven
        assert judged.part.remarks[0].code == "time.stamp_revocation_unknown"  # it tells nobody
        bounds = brackets(log(desk.journal.register))
        assert all(one.not_later == entry.act.proven for one in bounds[: entry.act.size])
        assert bounds[-1].not_earlier == entry.act.proven
