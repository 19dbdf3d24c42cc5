"""When a client is left alone: reasons of other slices, so that nobody who sends reminders needs to know them.

Each reason is a function without arguments that gives the ids of people as a subquery; which ones there are stands in
config/wiring.py (QUIET).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Reason = Callable[[], Any]
_reasons: list[Reason] = []


def leave_alone_when(reasons: Iterable[Reason]) -> None:
    """Say for what reasons somebody is not reminded of anything."""
    _reasons[:] = reasons


def left_alone() -> list[Any]:
    """The ids of people who are not reminded now: one subquery for each reason."""
    return [reason() for reason in _reasons]
