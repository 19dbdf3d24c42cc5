"""One measured run on one database, in a process of its own; prints its figures as JSON. Started by benchmarks.run."""

from __future__ import annotations

import cProfile
import gc
import json
import pstats
import sys

import django

ROUNDS, BLOCK = 15, 10
WARM = 5


def main() -> int:
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    from benchmarks import shares, work

    house = work.House(submissions=(ROUNDS + 1) * BLOCK + 200)
    first = work.works(house)
    if "--profile" in sys.argv:
        return _profile(first[1])
    blocks = _interleaved(first)
    later = work.after_growing(house, first)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    grown = {name if "floor" not in name else f"{name}, later": runs for name, runs in _interleaved(later).items()}
    asked = {each.name: _queries(each) for each in first + later}
    found = {"vendor": connection.vendor, "cpu": {**blocks, **grown}, "queries": asked, "shares": shares.of(first[1])}
    print(json.dumps(found))
    return 0


def _interleaved(works: list) -> dict[str, list[float]]:
    """CPU milliseconds a request, once for each round: every work takes its turn in every round."""
    from benchmarks.spent import Meter

    meter, spent = Meter(), {each.name: [] for each in works}
    for each in works:
        for _ in range(WARM):
            each.once()
    for _ in range(ROUNDS):
        for each in works:
            gc.collect()
            before = meter.read()
            for _ in range(BLOCK):
                each.once()
            spent[each.name].append((meter.read() - before) / BLOCK / 1e6)
    return spent


def _queries(each) -> int:
    from django.db import connection

    counted: list[str] = []

    def count(execute, sql, params, many, context):
        counted.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        each.once()
    return len([sql for sql in counted if not sql.startswith(("SAVEPOINT", "RELEASE", "BEGIN"))])


def _profile(each) -> int:
    for _ in range(WARM):
        each.once()
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(150):
        each.once()
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats(70)
    return 0


if __name__ == "__main__":
    sys.exit(main())
