"""Signing that is interrupted: what was made is kept, and goes on with the same bytes."""

import os
import signal
import threading
from typing import Any

import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.clock import DAY_AFTER, SIGNED
from signapp.demo.scene import CASE
from signapp.domain import errors
from signapp.domain.errors import Standing
from signapp.services import signature
from signapp.services.journal import SignedIn
from signapp.services.outbox import add_missing_time_stamps
from signapp.services.ports import Holds, KeyHome, SigningJob
from signapp.services.prepare import open_document
from signapp.services.sign import sign_agreement
from tests.services.conftest import Stand, StandAt

Ready = tuple[Stand, SignedIn]


@pytest.fixture
def ready(stand_at: StandAt) -> Ready:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, CASE, stand.plan)
    return stand, who


def dies_at_work(process_id: int) -> None:
    """Have a process stand still, so that it takes a call, and die a moment later."""
    os.kill(process_id, signal.SIGSTOP)
    threading.Timer(0.3, os.kill, (process_id, signal.SIGKILL)).start()


class DiesAfter:
    """A desk's pdf worker that is killed when a phase begins, once."""

    def __init__(self, pdf: Any, phase: str) -> None:
        self._pdf = pdf
        self._phase = phase

    def __getattr__(self, name: str) -> Any:
        if name == self._phase:
            self._phase = ""
            dies_at_work(self._pdf.process.process_id)
        return getattr(self._pdf, name)


@pytest.mark.parametrize(
    ("phase", "standing"),
    [
        ("prepare", Standing.NOTHING_SIGNED),
        ("assemble", Standing.SIGNATURE_EXISTS),
        ("judge", Standing.SIGNATURE_EXISTS),
        ("extend", Standing.RECORDED),
    ],
)
def test_a_killed_worker_loses_nothing(ready: Ready, phase: str, standing: Standing) -> None:
    stand, who = ready
    pdf = stand.desk.pdf
    object.__setattr__(stand.desk, "pdf", DiesAfter(pdf, phase))
    with pytest.raises(errors.WorkerFailedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert caught.value.standing is standing
    signed_already = stand.case.signed is not None
    assert signed_already == (phase == "extend")
    if signed_already:
        add_missing_time_stamps(stand.desk)
    else:
        verdict = sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
        assert verdict.holds is Holds.YES
    assert stand.case.signed is not None
    assert [r.level for r in stand.case.revisions] == ["B-LTA", "B-LTA"]
    assert stand.acts().count("DocumentSigned") == 1


def test_a_killed_key_worker_is_not_known_and_the_same_bytes_are_retried(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, who = ready
    seen: list[bytes] = []
    keys, sign = stand.desk.keys, stand.desk.keys.sign

    def dying(home: KeyHome, pin: str, certificate: bytes, message: bytes) -> bytes:
        seen.append(message)
        if len(seen) == 1:
            dies_at_work(keys.process.process_id)
        return sign(home, pin, certificate, message)

    monkeypatch.setattr(keys, "sign", dying)
    with pytest.raises(errors.WorkerFailedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert caught.value.standing is Standing.NOT_KNOWN
    assert sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor")).holds is Holds.YES
    assert len(seen) == 2
    assert seen[0] == seen[1]


def test_the_job_goes_on_in_a_new_process(ready: Ready, monkeypatch: pytest.MonkeyPatch) -> None:
    stand, who = ready

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(signature, "store", crash)
        with pytest.raises(KeyboardInterrupt):
            sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    folder = stand.scene.place.folder
    stand.scene.clock.keep()
    with opened_demo(folder) as scene:
        later = Stand(scene)
        job = later.journal.register.job(CASE)
        assert job.phase == "signed"
        assert job.signature
        again = later.enter("deputy-mayor")
        verdict = sign_agreement(
            scene.desk, again, CASE, later.key("deputy-mayor", "no PIN needed")
        )
        assert verdict.holds is Holds.YES
        assert later.journal.register.job(CASE) is None


def test_a_wrong_pin_after_an_unknown_end_does_not_say_that_nothing_was_signed(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, who = ready
    keys, sign = stand.desk.keys, stand.desk.keys.sign

    def dying(*arguments: Any) -> bytes:
        dies_at_work(keys.process.process_id)
        return sign(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(keys, "sign", dying)
        with pytest.raises(errors.WorkerFailedError):
            sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    with pytest.raises(errors.WrongPinError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor", "000000"))
    assert caught.value.standing is Standing.NOT_KNOWN
    assert "SigningAbandoned" not in stand.acts()


def test_what_was_begun_on_the_day_is_not_signed_the_day_after(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, who = ready

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(signature, "use_key", crash)
        with pytest.raises(KeyboardInterrupt):
            sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert stand.case.signing is not None
    stand.scene.clock.move_to(DAY_AFTER)
    who = stand.enter("deputy-mayor")
    with pytest.raises(errors.NotAuthorisedError) as caught:
        sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert [reason.code for reason in caught.value.reasons] == ["TooLate"]
    assert caught.value.standing is Standing.NOTHING_SIGNED
    assert stand.case.signing is None


def test_a_disk_that_is_full_after_the_key_was_used_leaves_it_not_known(
    ready: Ready, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand, who = ready
    register, save = stand.journal.register, stand.journal.register.save_job

    def full(job: SigningJob) -> None:
        if job.signature:
            raise errors.StorageError(cause="No space left on device")
        save(job)

    with monkeypatch.context() as patch:
        patch.setattr(register, "save_job", full)
        with pytest.raises(errors.StorageError) as caught:
            sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor"))
    assert caught.value.standing is Standing.NOT_KNOWN
    assert sign_agreement(stand.desk, who, CASE, stand.key("deputy-mayor")).holds is Holds.YES
