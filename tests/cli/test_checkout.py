"""A case leaves and comes back at the terminal, by real processes."""

from pathlib import Path

from signapp.demo.clock import SIGNED
from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import CASE
from signapp.domain.decision import Stage
from signapp.services.checkout import write_return
from signapp.services.refusal import refuse_to_sign
from signapp.services.register import sign_in
from tests.cli.city import answering
from tests.cli.running import Done, signapp
from tests.services.conftest import Stand, StandAt, stand_at
from tests.services.test_checkout_for_real import laptop

__all__ = ["stand_at"]  # the fixture


def case(stand: Stand, command: str, *arguments: object) -> Done:
    """Do a command as a registrar; read the register anew."""
    folder: Path = stand.scene.place.folder
    key = folder / "keys" / "registrar-1-session.p12"
    who = ("--as", "registrar-1", "--key", key, "--pin-stdin", "--yes")
    done = answering(f"{SESSION_PIN}\n", "case", command, folder, *arguments, *who)
    stand.journal.catch_up()
    return done


def test_a_case_leaves_is_refused_away_and_comes_back(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    out, back, place = tmp_path / "out.zip", tmp_path / "back.zip", tmp_path / "laptop"
    wanted = stand.case.authorises
    assert wanted
    to = ("--office", wanted.office, "--reason", "The signing is in Beijing.")
    done = case(stand, "check-out", CASE, out, *to)
    assert done.returncode == 0, done.stderr
    assert "nobody acts on it here" in done.stdout
    shown = signapp("case", "show", stand.scene.place.folder, CASE)
    assert "Away: the case is awaited back" in shown.stdout
    assert "CaseIsAway" in shown.stdout
    opened = signapp("checkout", "open", out, place)
    assert opened.returncode == 0, opened.stderr
    with laptop(stand, place) as away:
        person = stand.homes["deputy-mayor"]
        session = sign_in(away, "deputy-mayor", person.session, SESSION_PIN)
        refuse_to_sign(away, session.acting_for(wanted.office), CASE, "The annex is missing.")
        write_return(away, back)
    verified = signapp("register", "verify", back)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "/" in verified.stdout.splitlines()[0].removeprefix("Register signapp.register/")
    done = case(stand, "take-in", back)
    assert done.returncode == 0, done.stderr
    assert "Done away" in done.stdout
    assert stand.case.agreement.refusal
    again = case(stand, "take-in", back)
    assert again.returncode == 3
    assert "AlreadyTakenIn" in again.stderr
    assert "Done away" in again.stdout
    logged = signapp("register", "log", stand.scene.place.folder).stdout
    assert "The case was taken in again" in logged, logged
    assert "away" in next(line for line in logged.splitlines() if "Signing was refused" in line)


def test_a_case_is_recalled_and_its_return_kept(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    out, back, place = tmp_path / "out.zip", tmp_path / "back.zip", tmp_path / "laptop"
    wanted = stand.case.authorises
    assert wanted
    to = ("--office", wanted.office, "--reason", "The signing is in Beijing.")
    assert case(stand, "check-out", CASE, out, *to).returncode == 0
    assert signapp("checkout", "open", out, place).returncode == 0
    with laptop(stand, place) as away:
        write_return(away, back)
    done = case(stand, "recall", CASE, "--reason", "The meeting was called off.")
    assert done.returncode == 0, done.stderr
    assert stand.case.stage is Stage.DECIDED
    late = case(stand, "take-in", back)
    assert late.returncode == 3
    assert "RecalledMeanwhile" in late.stderr
    kept = case(stand, "take-in", back, "--keep")
    assert kept.returncode == 0, kept.stderr
    assert stand.case.checkouts.kept
    assert stand.case.checkouts.out is None


def test_the_file_is_written_by_a_register_away_only(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    done = signapp("checkout", "return", stand.scene.place.folder, tmp_path / "back.zip")
    assert done.returncode == 3
    assert "CaseIsNotAway" in done.stderr
