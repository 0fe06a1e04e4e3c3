"""Erasing a text: it is gone from the very file, and every proof holds without it (A-R25)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from signapp.bootstrap import make_backup, reading
from signapp.demo.scene import CASE
from signapp.domain import authority
from signapp.domain.errors import NotAuthorisedError
from signapp.domain.keeping import ErasureGround, TextErased
from signapp.ledger.verification import replay
from signapp.resources import resource
from signapp.services.anchors import Anchor, last_checkpoint, receipt
from signapp.services.audit import verify_register
from signapp.services.decide import return_proposal
from signapp.services.erase import erasable_texts, erase
from tests.services.conftest import Stand, StandAt
from tests.storage.registers import by_force

CANARY = "kanarialintu-5512-henkilötunnus"
GROUND = ErasureGround.ON_REQUEST


@pytest.fixture
def returned(stand_at: StandAt) -> Stand:
    """A register in which somebody wrote personal data into the reason for a return."""
    stand = stand_at("propose")
    return_proposal(stand.desk, stand.enter("mayor"), CASE, f"Katso {CANARY}.")
    return stand


def the_text(stand: Stand) -> str:
    (found,) = [one for one in erasable_texts(stand.desk) if CANARY in one.text]
    assert found.case == CASE
    return found.commitment


def verified(stand: Stand, *anchors: Anchor) -> tuple[list[str], int]:
    with reading() as tools:
        place = stand.scene.place.folder
        register, trust = tools.register(place), tools.trust(None, place)
        found = verify_register(register, tools.pdf, trust, stand.scene.clock.now(), anchors)
    return [one.code for one in found.findings], len(found.keeping.erased)


def stand_alone(stand: Stand) -> list[str]:
    """Return what the verifier that shares no code finds."""
    done = subprocess.run(
        [
            sys.executable,
            resource("verifier", "verify_register.py"),
            stand.scene.place.register,
            "--json",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    return [one["code"] for one in json.loads(done.stdout)["problems"]]


def everywhere(folder: Path) -> list[Path]:
    files = [one for one in folder.rglob("*") if one.is_file()]
    return [one for one in files if CANARY.encode() in one.read_bytes()]


def test_an_erased_text_is_gone_and_every_proof_holds(returned: Stand, tmp_path: Path) -> None:
    register = returned.scene.place.register
    assert everywhere(register) == [register / "register.sqlite"]
    commitment = the_text(returned)
    (number,) = [
        entry.number
        for entry in returned.entries()
        if getattr(entry.act, "reason", "") == commitment
    ]
    returned.journal.checkpoint()
    kept = Anchor("receipt", receipt(returned.journal.register, number))
    seen = Anchor("checkpoint", last_checkpoint(returned.journal.register))
    made = make_backup(returned.scene.place.folder, tmp_path / "backup")
    returned.journal.catch_up()
    backups = erase(returned.desk, returned.enter("registrar-1"), commitment, GROUND)
    assert everywhere(register) == []
    assert len(backups) == 1
    assert everywhere(tmp_path / "backup"), "the backup still holds it, as is told"
    assert made.logged
    assert returned.journal.text(commitment) == "…"
    assert verified(returned, kept, seen) == ([], 1)
    assert stand_alone(returned) == []
    assert "CheckpointIssued" in returned.acts()[-1]


def test_a_text_that_is_gone_without_an_act_is_missing(returned: Stand) -> None:
    commitment = the_text(returned)
    by_force(
        returned.scene.place.register,
        lambda db: db.execute("delete from texts where commitment = ?", (commitment,)),
    )
    assert verified(returned)[0] == ["TextMissing"]
    assert stand_alone(returned) == ["TextMissing"]


def test_what_was_decided_and_who_decided_stays(stand_at: StandAt) -> None:
    stand = stand_at("decide")
    registrar, case = stand.enter("registrar-1"), stand.case
    assert case.proposal
    mayor = stand.journal.state.roster.persons["mayor"].name
    kept = (case.opened.title, case.proposal.text, case.proposal.enforcement.reason, mayor)
    for commitment in (*kept, "00" * 32):
        with pytest.raises(NotAuthorisedError) as refused:
            erase(stand.desk, registrar, commitment, GROUND)
        assert [one.code for one in refused.value.reasons] == ["TextMustStay"]
    assert all(stand.journal.register.text(one) for one in kept)
    assert verified(stand) == ([], 0)


def test_only_a_registrar_erases_and_only_once(returned: Stand) -> None:
    commitment = the_text(returned)
    with pytest.raises(NotAuthorisedError) as refused:
        erase(returned.desk, returned.enter("mayor"), commitment, GROUND)
    assert [one.code for one in refused.value.reasons] == ["DutyNotInOffice"]
    assert returned.journal.register.text(commitment)
    registrar = returned.enter("registrar-1")
    erase(returned.desk, registrar, commitment, GROUND)
    with pytest.raises(NotAuthorisedError) as refused:
        erase(returned.desk, registrar, commitment, GROUND)
    assert [one.code for one in refused.value.reasons] == ["TextAlreadyErased"]


def test_a_replay_refuses_an_erasure_that_was_forced(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who erases a decision's text by a program of their own is found out by ours."""
    stand = stand_at("decide")
    title, registrar = stand.case.opened.title, stand.enter("registrar-1")
    with monkeypatch.context() as careless:
        careless.setitem(authority._CHECKS, TextErased, lambda *_: ())
        erase(stand.desk, registrar, title, GROUND)
    rows = [(one.body, one.signature) for one in stand.journal.register.entries()]
    found = replay(rows).findings
    assert [(one.code, one.facts["reasons"]) for one in found] == [
        ("ActNotAllowed", "TextMustStay")
    ]
