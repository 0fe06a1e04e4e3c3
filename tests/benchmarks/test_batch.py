"""How long a meeting's list takes in one go, beside the same cases one by one; printed only."""

import time
from pathlib import Path

import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.scene import Scene
from signapp.services.decide import AS_PROPOSED, begin_decision, decide
from signapp.services.decide_all import How, decide_all
from signapp.services.decision_list import DecisionList
from signapp.services.journal import SignedIn
from signapp.services.prepare import open_document
from tests.meeting import enter, propose_list, read_plans
from tests.services.conftest import Stand

CASES = 12
HALVES = ("in one go", "one by one")


def in_one_go(scene: Scene, mayor: SignedIn, listed: tuple[str, ...]) -> None:
    found = DecisionList(scene.desk, mayor)
    for number in listed:
        open_document(scene.desk, mayor, number, found.begin(number))
    end = decide_all(scene.desk, mayor, listed, Stand(scene).key("mayor"))
    assert len(end.of(How.DECIDED)) == len(listed)


def one_by_one(scene: Scene, mayor: SignedIn, listed: tuple[str, ...]) -> None:
    for number in listed:
        minutes = begin_decision(scene.desk, mayor, number, AS_PROPOSED)
        open_document(scene.desk, mayor, number, minutes)
        decide(scene.desk, mayor, number, Stand(scene).key("mayor"))


def test_twelve_decisions(demo_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened_demo(demo_folder) as scene:
        listed = propose_list(scene, 2 * CASES + 1)
        mayor = enter(scene, "mayor")
        read_plans(scene, mayor, listed)
        one_by_one(scene, mayor, listed[:1])  # the workers are warm
        taken = {}
        for name, way, part in (
            (HALVES[0], in_one_go, listed[1 : CASES + 1]),
            (HALVES[1], one_by_one, listed[CASES + 1 :]),
        ):
            begun = time.perf_counter()
            way(scene, mayor, part)
            taken[name] = time.perf_counter() - begun
        levels = {scene.desk.journal.case(one).revisions[-1].level for one in listed}
    assert levels == {"B-LTA"}
    with capsys.disabled():
        for name, seconds in taken.items():
            print(
                f"\n{CASES} decisions {name}: {seconds:.1f} s, {seconds / CASES:.2f} s each",
                end="",
            )
        print(f"\nratio {taken[HALVES[0]] / taken[HALVES[1]]:.2f}")
