"""What could harm somebody, and what keeps it from doing so: each control in docs/hazards is held by a test that is there."""

from __future__ import annotations

import ast
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.tree import ROOT
from tests.architecture.wording import BANNED

LOG = ROOT / "docs" / "hazards"
SAID = ("hazard", "cause", "effect", "harm", "control")
FILES = sorted(LOG.glob("*.toml"))


@cache
def named_in(path: Path) -> set[str]:
    """The node ids that pytest finds in a file, without parameters: `test_x`, `TestY::test_z`."""
    if not path.exists():
        return set()
    found = set()
    for node in ast.parse(path.read_text()).body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.add(node.name)
        if isinstance(node, ast.ClassDef) and node.name.startswith("Test"):
            inside = [n.name for n in node.body if isinstance(n, ast.FunctionDef) and n.name.startswith("test_")]
            found |= {f"{node.name}::{name}" for name in inside}
    return found


def is_there(node: str) -> bool:
    """Whether a test of this name would run: in a file that pytest collects."""
    path, _, name = node.partition("::")
    collected = Path(path).name.startswith("test_") and path.startswith(("tests/", "src/"))
    return collected and name in named_in(ROOT / path)


def faults(told: dict) -> list[str]:
    """What is wrong with one hazard's file."""
    wrong = [f"{name} is not said" for name in SAID if not told.get(name, "").strip()]
    wrong += [f"no such test: {node}" for node in told.get("held_by", []) if not is_there(node)]
    if not told.get("held_by") and not told.get("open"):
        wrong.append("held by nothing, and not said to be open")
    return wrong + [f"unknown: {name}" for name in set(told) - {*SAID, "held_by", "open"}]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_hazard_is_whole_and_its_control_is_held_by_a_test(file):
    assert not faults(tomllib.loads(file.read_text()))


def test_the_log_is_whole():
    assert len(FILES) >= 22
    assert [file.stem[:2] for file in FILES] == [f"{n:02d}" for n in range(1, len(FILES) + 1)]


def test_what_is_not_built_is_said_to_be_open():
    """An open hazard is told on the page of what is not covered, too."""
    pages = " ".join((ROOT / "docs" / "explanation" / "what-is-not-covered.md").read_text().split())
    still_open = [file.stem for file in FILES if "open" in tomllib.loads(file.read_text())]
    assert still_open and all(f"hazards/{stem}.toml" in pages for stem in still_open)


WHOLE = dict.fromkeys(SAID, "words")
HELD = "tests/architecture/test_hazards.py::test_the_log_is_whole"


@pytest.mark.parametrize(
    "told, fault",
    [
        ({**WHOLE, "held_by": ["tests/test_gone.py::test_it"]}, "no such test"),
        ({**WHOLE, "held_by": [HELD + "_and_more"]}, "no such test"),
        ({**WHOLE, "held_by": ["tests/cast.py::gather"]}, "no such test"),
        ({**WHOLE, "held_by": []}, "held by nothing"),
        ({**WHOLE, "harm": " ", "held_by": [HELD]}, "harm is not said"),
        ({**WHOLE, "held_by": [HELD], "likelihood": "low"}, "unknown"),
    ],
)
def test_control_a_hazard_that_names_no_test_is_noticed(told, fault):
    assert fault in faults(told)[0]
    assert not faults({**WHOLE, "held_by": [HELD]})


def test_no_hazard_claims_more_than_the_product_does():
    said = {file.stem: BANNED.findall(file.read_text()) for file in FILES}
    assert not {stem: found for stem, found in said.items() if found}
