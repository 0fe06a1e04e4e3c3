"""No act is allowed because nobody wrote a rule for it; and the domain is tried without a disk."""

import ast
from pathlib import Path
from typing import get_args

import pytest

from signapp.domain import acts
from signapp.domain.authority import _CHECKS, _by_its_key, reasons_against
from tests.domain.stories import DECIDED_AT, MAYOR, Story


def every_act() -> set[type]:
    return set(get_args(acts.Act))


def test_every_act_has_a_rule() -> None:
    assert set(_CHECKS) == every_act()
    free = {kind for kind, rule in _CHECKS.items() if rule is _by_its_key}
    assert free == set(get_args(acts.SessionAct))


def test_what_has_no_rule_is_no_act() -> None:
    """A rule that is missing must not be a permission."""

    class SomethingNew:
        pass

    situation = Story.of("draft").state.situation(MAYOR, DECIDED_AT, "")
    with pytest.raises(KeyError):
        reasons_against(situation, SomethingNew())  # type: ignore[arg-type]


def test_the_domain_is_tried_without_a_disk() -> None:
    """No test of it has a folder, a register, a process or a key; data beside the code is read."""
    for path in Path(__file__).parent.glob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        modules = {
            node.module
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module
        }
        ours = {module for module in modules if module.startswith("signapp.")}
        assert {module for module in ours if not module.startswith("signapp.domain")} == set(), (
            path
        )
        arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
        assert not arguments & {"tmp_path", "tmp_path_factory"}, path
