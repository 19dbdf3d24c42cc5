"""A write is acknowledged after it has been flushed to disk, not before (R1, T2b): counted in system calls.

`kill -9` cannot show this, because the kernel keeps what a killed process wrote; only power loss would. So the server runs
under strace, and for every answer that says "kept" there must be an fsync of the database between question and answer.
"""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.architecture.tree import ROOT

WRITES = 20
TOKEN = "t" * 32  # a CSRF secret may be sent as its own token

pytestmark = pytest.mark.strace


def environment(folder: Path, settings: str) -> dict[str, str]:
    return {
        **os.environ,
        "DUOLOGUE_MODE": "test",
        "DUOLOGUE_HOME": str(folder),
        "DUOLOGUE_URL": "http://127.0.0.1",
        "DATABASE_URL": f"sqlite:///{folder / 'house.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": settings,
        "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}",
    }


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(folder: Path, settings: str):
    """A real server on a fresh house, traced; gives what a browser needs and the file the calls are written to."""
    env, trace, port = environment(folder, settings), folder / "calls", free_port()
    made = subprocess.run(
        [sys.executable, "-m", "tests.promises.a_house_on_disk"], env=env, cwd=ROOT, capture_output=True, check=True
    )
    server = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--workers",
        "1",
        "--no-ws",
        "--host",
        "127.0.0.1",
    ]
    server += ["--port", str(port), "duologue.config.wsgi:application"]
    watch = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-e", "signal=none", "-o", str(trace)]
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen([*watch, *server], env=env, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
    try:
        wait_for(port, process, folder / "log")
        yield json.loads(made.stdout), port, trace
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # strace holds softer signals back, and nothing is left to keep
        process.wait(timeout=20)


def wait_for(port: int, process: subprocess.Popen, log: Path) -> None:
    for _ in range(300):
        try:
            status, _ = ask(port, "GET", "/healthz")
            assert status == 200, log.read_text()
            return
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.1)
    raise AssertionError(log.read_text())


def ask(port: int, method: str, path: str, body: str | None = None, session: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    headers = {"Cookie": f"duologue={session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    read = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, read


def flushes(trace: Path) -> int:
    return sum("sync(" in line for line in trace.read_text().splitlines()) if trace.exists() else 0


def flushed_for_each(folder: Path, settings: str) -> list[int]:
    """For each acknowledged write, how often the server asked the disk to keep its bytes before it answered."""
    counted = []
    with serving(folder, settings) as (browser, port, trace):
        for n in range(WRITES):
            before = flushes(trace)
            body = urlencode({f"q{n % 9 + 1}": n % 4, "entry_key": str(uuid.uuid4())})
            status, words = ask(port, "POST", f"/answer/{browser['ask']}/keep/", body, browser["session"])
            assert status == 204, (status, words[:2000])
            counted.append(flushes(trace) - before)
    return counted


def test_every_acknowledged_write_was_flushed(tmp_path):
    counted = flushed_for_each(tmp_path, "duologue.config.settings")
    assert len(counted) == WRITES
    assert min(counted) >= 1, counted


def test_control_with_synchronous_normal_next_to_nothing_is_flushed(tmp_path):
    counted = flushed_for_each(tmp_path, "tests.promises.careless")
    assert sum(counted) <= WRITES / 5, counted
