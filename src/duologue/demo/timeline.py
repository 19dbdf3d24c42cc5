"""Tells many stories at once, in the order in which things happened, so that the ledger reads like a real one."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import datetime
from itertools import count

# A story is a generator: it says when its next step happens, and takes that step when it is resumed.
Steps = Iterator[datetime]


class Timeline:
    """Resumes whichever story's next step comes first. A step that lies before the present one happens at once."""

    def __init__(self) -> None:
        self._waiting: list[tuple[datetime, int, Steps]] = []
        self._turn = count()

    def begin(self, steps: Steps) -> None:
        """Let a story join; its first step waits for its time."""
        at = next(steps, None)
        if at is not None:
            heapq.heappush(self._waiting, (at, next(self._turn), steps))

    def run(self) -> None:
        """Take every step of every story, also of those that join meanwhile."""
        while self._waiting:
            _, _, steps = heapq.heappop(self._waiting)
            self.begin(steps)
