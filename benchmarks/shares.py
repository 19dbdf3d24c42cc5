"""Where the time of one work goes: the shares of its own time in the profiler, by whose code it is."""

from __future__ import annotations

import cProfile
import pstats
import re
from collections import Counter

OWN = "our own code: rules, forms, scoring, sealing, ledger"
WHOSE = [
    ("composing statements and reading rows (Django's models)", r"/django/db/models/"),
    ("transactions and the connection (Django's backends)", r"/django/db/"),
    ("templates", r"/django/template/|/template_partials/"),
    ("the rest of Django and its packages", r"/site-packages/"),
    (OWN, r"/duologue/"),
]
DATABASE = re.compile(r"execute|commit|fetch|psycopg|sqlite3")


def of(work, times: int = 100) -> dict[str, float]:
    """Per cent of the profiled time, largest first. Time in C functions counts for the code that called them."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(times):
        work.once()
    profile.disable()
    spent: Counter[str] = Counter()
    for (file, _, name), (_, _, own, _, callers) in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        if file != "~":
            spent[_whose(file)] += own
        elif DATABASE.search(name):
            spent["the database itself"] += own
        else:
            for (caller, _, _), figures in callers.items():
                spent[_whose(caller)] += figures[2]
    whole = sum(spent.values())
    return {whose: 100 * own / whole for whose, own in spent.most_common()}


def _whose(file: str) -> str:
    if "/psycopg" in file:
        return "the database itself"
    return next((whose for whose, pattern in WHOSE if re.search(pattern, file)), "Python's own library")
