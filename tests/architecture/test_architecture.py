"""The rules that the program's own text keeps, read from its syntax trees."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "signapp"
MODULES = sorted(PACKAGE.rglob("*.py"))

DECLARATIONS = {"domain/acts.py", "domain/authority.py", "domain/errors.py", "services/ports.py"}
"""Modules that mostly declare: they may be longer than the others."""

LONGEST_MODULE, LONGEST_DECLARATIONS, LONGEST_FUNCTION = 300, 900, 40


def name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Return every node of the program with the module that it stands in."""
    return [(name(path), node) for path in MODULES for node in ast.walk(tree(path))]


def imports(part: str = "") -> Iterator[tuple[str, str]]:
    """Yield what the modules below a folder import, wherever in the text they do."""
    for module, node in nodes():
        if module.startswith(part):
            if isinstance(node, ast.Import):
                yield from ((module, alias.name) for alias in node.names)
            if isinstance(node, ast.ImportFrom) and node.module:
                yield module, node.module


def importing(*libraries: str, part: str = "") -> set[str]:
    """Return the modules below a folder that import one of the libraries."""
    return {module for module, what in imports(part) if what.split(".")[0] in libraries}


def called(function: ast.expr) -> str:
    """Return the dotted name of what is called, as far as it is one."""
    match function:
        case ast.Name(id=plain):
            return plain
        case ast.Attribute(value=value, attr=attribute):
            return f"{called(value)}.{attribute}"
    return ""


def calls() -> Iterator[tuple[str, str, ast.Call]]:
    for module, node in nodes():
        if isinstance(node, ast.Call):
            yield module, called(node.func), node


def calling(*names: str) -> set[str]:
    """Return the modules that call one of the names, bare or at the end of a dotted one."""
    return {
        module
        for module, what, _ in calls()
        if any(what == one or what.endswith(f".{one}") for one in names)
    }


def test_there_is_a_program_to_read() -> None:
    assert len(MODULES) > 80
    assert importing("sqlite_utils") == {"storage/register.py"}
    assert "storage/schema.py" in calling("sqlite3.connect")


# --- shape ----------------------------------------------------------------------------------


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_says_in_its_first_line_what_it_is_for(path: Path) -> None:
    first_line = (ast.get_docstring(tree(path)) or "").partition("\n")[0]
    assert len(first_line) > 15
    assert path.read_text(encoding="utf-8").startswith('"""')


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_a_module_is_short(path: Path) -> None:
    longest = LONGEST_DECLARATIONS if name(path) in DECLARATIONS else LONGEST_MODULE
    assert len(path.read_text(encoding="utf-8").splitlines()) <= longest


def test_a_function_is_short() -> None:
    long = {
        f"{module}: {node.name}": node.end_lineno - node.lineno + 1
        for module, node in nodes()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno
        and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert long == {}


def test_no_module_is_a_drawer_for_odds_and_ends() -> None:
    drawers = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    parts = {part for path in MODULES for part in path.relative_to(PACKAGE).with_suffix("").parts}
    assert parts & drawers == set()


# --- errors ---------------------------------------------------------------------------------

EDGES = {"workers/serving.py", "gui/runner.py", "cli/terminal.py"}
"""A worker's job boundary, and the top level of window and terminal."""


def handlers() -> Iterator[tuple[str, ast.ExceptHandler, set[str]]]:
    for module, node in nodes():
        if isinstance(node, ast.ExceptHandler):
            caught = ast.walk(node.type) if node.type else []
            yield module, node, {one.id for one in caught if isinstance(one, ast.Name)}


def test_everything_is_caught_at_the_edges_only() -> None:
    catching = {
        module for module, node, names in handlers() if node.type is None or "Exception" in names
    }
    assert catching <= EDGES
    assert "workers/serving.py" in catching


def test_whoever_cleans_up_after_anything_raises_it_again() -> None:
    for module, node, names in handlers():
        if "BaseException" in names:
            last = node.body[-1]
            assert isinstance(last, ast.Raise), module
            assert last.exc is None, module


# --- threads, clocks, the network -----------------------------------------------------------


def test_only_the_runner_has_threads_in_the_window() -> None:
    assert importing("threading", "concurrent", "asyncio", part="gui/") == {"gui/runner.py"}
    starting = calling(
        "Thread", "ThreadPoolExecutor", "QThread", "QThreadPool", "start_new_thread"
    )
    assert starting == {"gui/runner.py", "services/in_turn.py"}  # the latter is the terminal's
    assert calling("processEvents") == set()


def test_no_dialogue_runs_an_event_loop_of_its_own() -> None:
    """One exec: that of the application."""
    loops = [(module, what) for module, what, _ in calls() if what.endswith((".exec", ".exec_"))]
    before_there_is_a_window = ("gui/application.py", "gui/opening.py")
    assert [module for module, _ in loops] in ([], list(before_there_is_a_window))
    assert calling("QEventLoop", "question", "getText", "getOpenFileName") == set()


def test_the_time_is_read_in_one_place() -> None:
    clocks = calling(
        *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
        *("time.time", "time.time_ns", "time.localtime", "time.gmtime", "currentDateTime"),
    )
    assert clocks == {"machine.py"}


def test_only_the_network_opens_connections() -> None:
    libraries = ("socket", "ssl", "urllib", "http", "requests", "aiohttp", "httpx", "ftplib")
    opening = {
        module
        for module, what in imports()
        if what.split(".")[0] in libraries and what != "urllib.parse"  # only reads addresses
    }
    assert {module.partition("/")[0] for module in opening} <= {"network"}


def test_only_the_parts_that_have_to_start_processes() -> None:
    starting = {"workers/process.py", "workers/office.py"}
    assert importing("subprocess", "multiprocessing") <= starting
    assert calling("os.system", "os.popen", "os.fork") == set()


def test_nothing_that_arrives_is_executed() -> None:
    assert importing("pickle", "marshal", "shelve", "dill", "cloudpickle") == set()
    executed = {what for _, what, _ in calls()} & {"eval", "exec", "compile", "__import__"}
    assert executed == set()


# --- the database ---------------------------------------------------------------------------

SQLITE_UTILS = {
    *("transform", "upsert", "upsert_all", "insert", "insert_all", "alter", "delete"),
    *("delete_where", "convert", "drop", "add_column", "create", "create_table", "table"),
    *("enable_wal", "atomic", "duplicate", "rename_table", "truncate"),
}
"""What drops guards, writes without our transaction, or makes tables out of a slip."""


def test_tables_are_reached_by_our_own_words_only() -> None:
    assert {one.partition("/")[0] for one in importing("sqlite3", "sqlite_utils")} == {"storage"}
    used = {
        (module, what)
        for module, what, _ in calls()
        if module.startswith("storage/") and what.rpartition(".")[2] in SQLITE_UTILS
    }
    assert used == set()


def test_the_database_loads_no_plugins() -> None:
    made = [node for _, what, node in calls() if what.rpartition(".")[2] == "Database"]
    assert made
    for node in made:
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        plugins = given.get("execute_plugins")
        assert isinstance(plugins, ast.Constant)
        assert plugins.value is False


# --- layers, and the repository -------------------------------------------------------------


def test_the_layers_hold() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    if not linter.exists():
        pytest.skip("import-linter is not installed")
    done = subprocess.run(
        [linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
    assert "0 broken" in done.stdout


TOP = {
    *("signapp", "resources", "tests", "packaging"),
    *("pyproject.toml", "README.md", "LICENSE", "CHANGELOG.md"),
}


def test_the_repository_has_nothing_else_at_its_top() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git repository")
    done = subprocess.run(
        [git, "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    tops = {path.partition("/")[0] for path in done.stdout.split("\0") if path}
    assert {top for top in tops if not top.startswith(".")} == TOP
