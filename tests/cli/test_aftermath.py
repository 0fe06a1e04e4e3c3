"""The registry at the terminal: what happens to a decision, by real processes at a demo's date."""

from datetime import date
from pathlib import Path

from signapp.demo.clock import FINAL, SIGNED
from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import CASE
from signapp.domain.claims import News, Settlement
from tests.cli.city import answering
from tests.cli.running import Done
from tests.services.conftest import Stand, StandAt, stand_at

__all__ = ["stand_at"]  # the fixture


def case(stand: Stand, command: str, *arguments: object, person: str = "registrar-1") -> Done:
    """Do a command on the seed case as a registrar; read the register anew."""
    folder: Path = stand.scene.place.folder
    key = folder / "keys" / f"{person}-session.p12"
    done = answering(
        f"{SESSION_PIN}\n",
        *("case", command, folder, CASE, "--as", person, "--key", key, "--pin-stdin", "--yes"),
        *arguments,
    )
    stand.journal.catch_up()
    return done


def test_a_claim_arrives_stops_finality_and_is_settled(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    arrived = ("--kind", "rectification_request", "--arrived", "2017-08-29T10:30")
    done = case(stand, "claim", *arrived)
    assert done.returncode == 0, done.stderr
    assert f"Recorded in case {CASE}." in done.stdout
    (claim,) = stand.case.claims
    assert claim.arrived_at.isoformat() == "2017-08-29T07:30:00+00:00"
    assert stand.case.enforcement.news == (News.CLAIM,)
    early = case(stand, "settle", "--claim", 1, "--how", "withdrawn", "--on", "2017-08-28")
    assert early.returncode == 3
    assert "SettledBeforeArrival" in early.stderr
    done = case(stand, "settle", "--claim", 1, "--how", "decided", "--on", "2017-08-29")
    assert done.returncode == 0
    assert stand.case.claims[0].settled_on == date(2017, 8, 29)
    assert stand.case.needs_certificate
    stand.scene.clock.move_to(FINAL)
    assert "CourtCertificateMissing" in case(stand, "final").stderr
    assert case(stand, "final", "--court", "Helsinki").returncode == 2
    certified = ("--court", "Helsingin hallinto-oikeus", "--certified", "2017-09-18")
    assert case(stand, "final", *certified).returncode == 0
    assert stand.case.final_on == date(2017, 9, 18)
    assert case(stand, "taken-down").returncode == 0
    assert not stand.case.publication.is_visible


def test_prohibitions_and_outages_are_recorded_by_the_registry_only(stand_at: StandAt) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    assert case(stand, "forbid", "--body", "kaupunginhallitus").returncode == 0
    assert stand.case.forbidden_by == "kaupunginhallitus"
    assert "NotForbidden" in case(stand, "permit", "--body", "joku muu").stderr
    assert case(stand, "permit", "--body", "kaupunginhallitus").returncode == 0
    times = ("--since", "2017-08-26T10:00", "--until", "2017-08-26T12:00")
    assert case(stand, "outage", *times).returncode == 0
    assert len(stand.case.publication.outages) == 1
    refused = case(stand, "outage", *times, person="auditor")
    assert refused.returncode == 3
    assert "OfficeNotHeld" in refused.stderr
    assert len(stand.case.publication.outages) == 1


def test_a_case_that_is_not_there_is_told_before_any_pin(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    done = case(stand, "forbid", "--body", "x")
    assert done.returncode == 3
    assert "CaseUnknown" in done.stderr


def test_the_ends_of_claims_are_those_of_the_rules() -> None:
    assert {one.value for one in Settlement} == {"withdrawn", "not_taken_up", "decided"}
