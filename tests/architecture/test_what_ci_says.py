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
    names = [".venv/ready", "tools", "check", "test", "test-postgres"]
    targets = dict.fromkeys(names, "true") | {k.replace("_", "-"): v for k, v in ends.items()}
    (folder / "Makefile").write_text("".join(f"{name}:\n\t@{does}\n" for name, does in targets.items()))
    return subprocess.run(["bash", ".ci/run"], cwd=folder, capture_output=True, check=False).returncode


def test_it_says_yes_when_everything_held(tmp_path):
    assert ci(tmp_path) == 0


@pytest.mark.parametrize("which", ["-m browser", "-m 'not browser'"])
def test_each_half_of_the_tests_counts_and_together_they_are_all(tmp_path, which):
    assert ci(tmp_path, test=f'echo "$(TESTS)" >> asked; [ "$(TESTS)" != "{which}" ]') != 0
    assert sorted((tmp_path / "asked").read_text().splitlines()) == ["-m 'not browser'", "-m browser"]


@pytest.mark.parametrize("broken", ["check", "test", "test_postgres"])
def test_it_says_no_when_one_thing_did_not(tmp_path, broken):
    assert ci(tmp_path, **{broken: "false"}) != 0
