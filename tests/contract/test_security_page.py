"""docs/security.md answers every row of the checklist with tests that exist, or says what is missing."""

import ast
import re

import pytest

from tests.server import ROOT

PAGES = ("security.md", "privacy.md")
ROWS = re.compile(r"^\| (R\d+) \| ([^|]+) \| ([^|]*)\| ([^|]*)\|$", re.MULTILINE)
NAMES = re.compile(r"`(test_\w+)`")
LAST = 46


def defined() -> set[str]:
    """Every test there is."""
    return {
        node.name
        for path in (ROOT / "tests").rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize("page", PAGES)
def test_every_test_a_page_names_exists(page: str) -> None:
    named = set(NAMES.findall((ROOT / "docs" / page).read_text(encoding="utf-8")))
    assert named - defined() == set()
    assert len(named) > 15


def test_every_row_of_the_checklist_is_answered_once_with_a_test_or_a_gap() -> None:
    rows = ROWS.findall((ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert [row[0] for row in rows] == [f"R{number}" for number in range(1, LAST + 1)]
    for name, _, proof, gap in rows:
        assert NAMES.search(proof) or gap.strip(), name
