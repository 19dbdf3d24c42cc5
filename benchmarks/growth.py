"""`make bench-growth`: the growth model beside R's lme4 and Python's statsmodels, on the same made-up courses.

Each program fits in a process of its own with one thread; in every round each takes its turn. What is timed is the fit from
the lists of scores to the estimates, without starting the program and reading the file.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "reference" / "growth.md"
OTHER_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
ROUNDS = {1_000: 5, 10_000: 3, 100_000: 1}
MANY = 1_000_000
LONGEST_WAIT = 600  # seconds for one fit of another program
DEMANDS = {"lme4": 50, "statsmodels": 1000}
MANY_WITHIN = 5.0  # seconds


@dataclass
class Runs:
    """What one program did with one set: seconds of each round, and the log-likelihood it reached."""

    seconds: list[float] = field(default_factory=list)
    log_likelihood: float | None = None
    capped: bool = False
    version: str = ""


def make_courses(many: int, folder: Path) -> Path:
    """Courses of 2 to 12 scores at irregular sessions: line 15 - 2.5 ln(session + 1), variances 20, 2, -3, scatter 9."""
    draw = np.random.default_rng(many)
    lengths = draw.integers(2, 13, many)
    whose = np.repeat(np.arange(many), lengths)
    gaps = np.cumsum(draw.integers(1, 4, whose.size))
    first = np.concatenate([[0], np.cumsum(lengths)[:-1]])
    when = (gaps - np.repeat(gaps[first], lengths)).astype(float)
    own = draw.standard_normal((many, 2)) @ np.linalg.cholesky([[20.0, -3.0], [-3.0, 2.0]]).T
    what = 15 + own[whose, 0] + (own[whose, 1] - 2.5) * np.log1p(when) + 3 * draw.standard_normal(whose.size)
    np.savez(folder / "courses.npz", whose=whose, when=when, what=what)
    return folder


def commands(many: int) -> dict[str, list[str]]:
    """The programs that are here."""
    found = {"ours": [sys.executable, "-m", "benchmarks.growth_fits", "ours"]}
    if OTHER_PYTHON.exists() and has(OTHER_PYTHON, "-c", "import statsmodels"):
        found["statsmodels"] = [str(OTHER_PYTHON), "-m", "benchmarks.growth_fits", "statsmodels"]
    r = shutil.which("Rscript")
    if r and has(r, "-e", "library(lme4)"):
        found["lme4"] = [r, str(ROOT / "benchmarks" / "growth_lme4.R")]
    return {"ours": found["ours"]} if many == MANY else found


def has(*command: str | Path) -> bool:
    return subprocess.run([str(part) for part in command], capture_output=True, check=False).returncode == 0


def measured(many: int) -> dict[str, Runs]:
    """Every program on courses of this number, round by round."""
    runs = {name: Runs() for name in commands(many)}
    with tempfile.TemporaryDirectory(prefix="growth-") as name:
        folder = make_courses(many, Path(name))
        if "lme4" in runs:
            held = np.load(folder / "courses.npz")
            np.savetxt(
                folder / "courses.csv", np.stack([held["whose"], held["when"], held["what"]], axis=1), "%.17g", ","
            )
        for _ in range(ROUNDS.get(many, 3)):
            for program, command in commands(many).items():
                if not runs[program].capped:
                    one_fit(runs[program], [*command, str(folder)])
    for program, run in runs.items():
        shown = "more than the cap" if run.capped else f"{statistics.median(run.seconds):9.3f} s"
        print(f"  {many:>9,} courses  {program:12} {shown}", flush=True)
    return runs


def one_fit(runs: Runs, command: list[str]) -> None:
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL")}
    env = os.environ | threads | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    try:
        done = subprocess.run(
            command, env=env, cwd=ROOT, check=True, capture_output=True, text=True, timeout=LONGEST_WAIT
        )
    except subprocess.TimeoutExpired:
        runs.capped = True
        return
    said = json.loads(done.stdout.splitlines()[-1])
    runs.seconds.append(said["seconds"])
    runs.log_likelihood, runs.version = said["log_likelihood"], said["version"]


def table(found: dict[int, dict[str, Runs]]) -> list[str]:
    """A line for each rival at each number of courses."""
    lines = [
        "| Courses | Beside | Times as long as ours: median (least to most) | Our log-likelihood less theirs | Demand |",
        "| --- | --- | --- | --- | --- |",
    ]
    for many, programs in found.items():
        ours = programs["ours"]
        for name, runs in programs.items():
            if name != "ours":
                lines.append(f"| {many:,} | {name} | {beside(ours, runs)} | {DEMANDS[name]} {kept(ours, runs, name)} |")
    return lines


def ratios(ours: Runs, theirs: Runs) -> list[float]:
    return [other / one for one, other in zip(ours.seconds, theirs.seconds, strict=True)]


def beside(ours: Runs, theirs: Runs) -> str:
    if theirs.capped:
        least = LONGEST_WAIT / max(ours.seconds)
        return f"more than {least:,.0f} (stopped after {LONGEST_WAIT} s) | not reached"
    several = ratios(ours, theirs)
    assert ours.log_likelihood is not None and theirs.log_likelihood is not None
    ends = f" ({min(several):,.0f} to {max(several):,.0f})" if len(several) > 1 else ""
    return f"{statistics.median(several):,.0f}{ends} | {ours.log_likelihood - theirs.log_likelihood:+.1e}"


def kept(ours: Runs, theirs: Runs, name: str) -> str:
    if theirs.capped:
        return "times: holds" if LONGEST_WAIT / max(ours.seconds) >= DEMANDS[name] else "times: not known"
    return "times: holds" if statistics.median(ratios(ours, theirs)) >= DEMANDS[name] else "times: does not hold"


def report(found: dict[int, dict[str, Runs]], million: Runs) -> str:
    """The page."""
    absent = [name for name in DEMANDS if name not in found[min(found)]]
    versions = [f"{name} {runs.version}" for name, runs in found[min(found)].items() if name != "ours"]
    took = statistics.median(million.seconds)
    verdict = "holds" if took <= MANY_WITHIN else "does not hold"
    lines = [HEAD, *table(found), ""]
    lines += [f"{name} was not there, so it is not compared." for name in absent]
    lines += [f"{MANY:,} courses: {took:.1f} s here; demanded are {MANY_WITHIN:.0f} s or less: {verdict}.", ""]
    lines += (
        [f"Compared with {' and '.join(versions)}, on {platform.machine()} with one thread each."] if versions else []
    )
    return "\n".join([*lines, FOOT])


HEAD = """# The growth model beside others

Written by `make bench-growth`, which is part of `make bench`; do not edit.

The same made-up courses, 2 to 12 scores each at irregular sessions, fitted by restricted likelihood with a random start and a
random slope on ln(session + 1): by ours, by R's lme4 and by Python's statsmodels, each with its own defaults.
"""
FOOT = """
A difference above nothing means that ours found the likelier model; the others stop a little earlier. Demanded is that it is
never below -1e-8 of what such sums can hold: with 100,000 courses the log-likelihood has seven digits before the point.

What is timed is the fit alone, from the lists of scores to the estimates; starting a program and reading its file are not.
"""


def main() -> int:
    print("The growth model beside others, where they are installed ...", flush=True)
    found = {many: measured(many) for many in ROUNDS}
    million = measured(MANY)["ours"]
    REPORT.write_text(report(found, million))
    print("\n".join(table(found)))
    print(f"Written to {REPORT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
