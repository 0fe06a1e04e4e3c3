"""A meeting's list decided at the terminal, by a real process at a demo's date."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.people import SESSION_PIN, SIGNATURE_PIN
from signapp.domain.decision import Stage
from tests.cli.city import answering
from tests.cli.running import Done
from tests.meeting import propose_list
from tests.services.conftest import Stand

COUNT = 3


@pytest.fixture
def stand(demo_folder: Path) -> Iterator[Stand]:
    """A demo with cases on the mayor's list."""
    with opened_demo(demo_folder) as scene:
        propose_list(scene, COUNT)
        scene.clock.keep()
        yield Stand(scene)


def decide_list(stand: Stand, *arguments: object, answers: str, person: str = "mayor") -> Done:
    """Do the command, and read the register anew."""
    folder = stand.scene.place.folder
    keys = folder / "keys"
    done = answering(
        answers,
        *("case", "decide-list", folder, *arguments, "--as", person, "--out", folder / "read"),
        *("--key", keys / f"{person}-session.p12", "--pin-stdin"),
        *("--signature", keys / f"{person}-signature.p12"),
    )
    stand.journal.catch_up()
    return done


def stages(stand: Stand) -> list[Stage]:
    return [case.stage for case in stand.journal.state.cases.values()]


def test_a_list_is_read_and_decided_with_one_pin(stand: Stand) -> None:
    answers = f"{SESSION_PIN}\ny\ny\ny\n{SIGNATURE_PIN}\n"
    done = decide_list(stand, answers=answers)
    assert done.returncode == 0, done.stderr
    assert stages(stand) == [Stage.DECIDED] * COUNT
    assert done.stdout.count("Decided  B-LTA") == COUNT
    assert "section 3  Avustus 3" in done.stdout
    files = sorted(path.name for path in (stand.scene.place.folder / "read").iterdir())
    assert len(files) == 2 * COUNT
    assert SIGNATURE_PIN not in done.stdout + done.stderr


def test_nothing_is_signed_without_a_yes_and_the_list_goes_on_later(stand: Stand) -> None:
    done = decide_list(stand, answers=f"{SESSION_PIN}\ny\nn\n")
    assert done.returncode == 3
    assert stages(stand) == [Stage.DECIDING] * COUNT
    wrong = decide_list(stand, answers=f"{SESSION_PIN}\ny\ny\n000000\n")
    assert wrong.returncode == 3
    assert "WrongPinError" in wrong.stdout
    assert wrong.stdout.count("Not reached") == COUNT - 1
    assert stages(stand) == [Stage.DECIDING] * COUNT
    done = decide_list(stand, answers=f"{SESSION_PIN}\ny\n{SIGNATURE_PIN}\n")
    assert done.returncode == 0, done.stderr
    assert stages(stand) == [Stage.DECIDED] * COUNT


def test_some_cases_are_chosen_and_others_have_no_list(stand: Stand) -> None:
    first = next(iter(stand.journal.state.cases))
    answers = f"{SESSION_PIN}\ny\ny\ny\n{SIGNATURE_PIN}\n"
    done = decide_list(stand, first, answers=answers)
    assert done.returncode == 0, done.stderr
    assert stages(stand) == [Stage.DECIDED, Stage.PROPOSED, Stage.PROPOSED]
    other = decide_list(stand, answers=f"{SESSION_PIN}\n", person="deputy-mayor")
    assert "There are no cases on the list." in other.stdout
    unknown = decide_list(stand, "HEL 2017-000001", answers="")
    assert unknown.returncode == 3
    assert "CaseUnknown" in unknown.stderr
