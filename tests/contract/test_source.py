"""What must be true of every source file."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("app", "sandbox", "launch", "bench", "tests")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]
APP = [path for path in FILES if path.is_relative_to(ROOT / "app")]
MOST_LINES, MOST_IN_A_FUNCTION = 400, 45
DOORS = {"app/domain/help_requests/access.py", "app/domain/help_requests/queries.py"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def calls(path: Path) -> Iterator[tuple[str, ast.Call]]:
    """Every call in a file with the name it is called by."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def test_there_is_source_to_look_at() -> None:
    assert len(APP) > 120


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_files_and_functions_keep_their_size(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= MOST_LINES
    if "tests" in path.parts:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < MOST_IN_A_FUNCTION, node.name


def test_commit_and_rollback_stand_in_db_only() -> None:
    found = {
        name_of(path)
        for path in APP
        for called, _ in calls(path)
        if called.endswith((".commit", ".rollback")) and "connection" not in called
    }
    assert found == {"app/db.py"}


def test_requests_are_fetched_through_one_door() -> None:
    """`select(HelpRequest…)` stands in access.py and queries.py only."""
    found = {
        name_of(path)
        for path in APP
        for called, node in calls(path)
        if called == "select" and node.args and ast.unparse(node.args[0]).startswith("HelpRequest")
    }
    assert found <= DOORS
    assert found


def test_time_comes_from_the_clock_only() -> None:
    for path in APP:
        wrong = [
            called
            for called, _ in calls(path)
            if called in ("datetime.now", "datetime.utcnow", "date.today", "time.time")
        ]
        assert wrong == [] or name_of(path) == "app/clock.py", name_of(path)


def test_nothing_has_a_name_that_says_nothing() -> None:
    empty = {"utils", "common", "core", "helpers", "manager", "service", "base"}
    assert {name_of(path) for path in APP if path.stem in empty} == {"app/models/base.py"}


def test_no_module_says_a_name_twice() -> None:
    """A merge that keeps both sides leaves two definitions, of which the last one wins without a word."""
    for path in FILES:
        said = [
            target.id
            for node in ast.parse(path.read_text(encoding="utf-8")).body
            for target in (node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)])
            if isinstance(target, ast.Name) and not isinstance(node, ast.AugAssign)
        ]
        assert sorted(said) == sorted(set(said)), name_of(path)


def test_every_module_opens_with_a_sentence() -> None:
    for path in FILES:
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), name_of(path)


def test_routers_hold_eight_lines_at_most() -> None:
    for path in sorted((ROOT / "app" / "routers").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AsyncFunctionDef):
                body = [
                    one for one in node.body if not isinstance(one, ast.Expr) or not isinstance(one.value, ast.Constant)
                ]
                assert sum((one.end_lineno or 0) - one.lineno + 1 for one in body) <= 8, f"{path.name}:{node.name}"
