"""CPU time of the whole process tree: this process with all its threads, and every process of the database server."""

from __future__ import annotations

import time
from pathlib import Path

from django.db import connection


def _postmaster() -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        folder = cursor.fetchone()[0]
    return int(Path(folder, "postmaster.pid").read_text().split()[0])


class Meter:
    """Reads the CPU time spent so far, in nanoseconds."""

    def __init__(self) -> None:
        self.postmaster = _postmaster()

    def read(self) -> int:
        return time.process_time_ns() + sum(self._of(pid) for pid in self._server())

    def _server(self) -> list[str]:
        if self.postmaster is None:
            return []
        children = Path(f"/proc/{self.postmaster}/task/{self.postmaster}/children").read_text().split()
        return [str(self.postmaster), *children]

    def _of(self, pid: str) -> int:
        try:
            return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):
            return 0  # it ended meanwhile; a server process that ends within a block is rare, and its time is then lost
