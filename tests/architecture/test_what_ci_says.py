"""CI says yes only when the checks and the tests on both databases did."""

import shutil
import subprocess

import pytest

from tests.architecture import tree

ROOT = tree.PACKAGE.parent.parent


def ci(folder, **ends):
    """What `.ci/run` ends with where each target of the Makefile ends as told."""
    (folder / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", folder / ".ci" / "run")
    targets = {"check": "true", "test": "true", "test-postgres": "true"} | {
        k.replace("_", "-"): v for k, v in ends.items()
    }
    (folder / "Makefile").write_text("".join(f"{name}:\n\t@{does}\n" for name, does in targets.items()))
    return subprocess.run(["bash", ".ci/run"], cwd=folder, capture_output=True, check=False).returncode


def test_it_says_yes_when_everything_held(tmp_path):
    assert ci(tmp_path) == 0


@pytest.mark.parametrize("broken", ["check", "test", "test_postgres"])
def test_it_says_no_when_one_thing_did_not(tmp_path, broken):
    assert ci(tmp_path, **{broken: "false"}) != 0
