"""`duologue demo`: a practice with invented people in a folder that is thrown away, on this machine only."""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
import time
import urllib.request
import webbrowser
from pathlib import Path


def run(*, host: str, port: int) -> int:
    """Build the practice, start it, print its address; everything is gone when it stops."""
    if not _is_free(host, port):
        print(f"duologue: port {port} is taken. Try: make demo PORT={port + 1}", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="duologue-demo-"))
    try:
        return _run(folder, host=host, port=port)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *, host: str, port: int) -> int:
    began = time.monotonic()
    _set_up(folder, host=host, port=port)
    import django

    django.setup()
    from duologue.config import running
    from duologue.demo import letterbox, practice

    letters = letterbox.start(folder / "letters")
    os.environ["DUOLOGUE_SMTP_PORT"] = str(letters.port)
    running.migrate()
    practice.fill()
    print(f"The practice is ready ({time.monotonic() - began:.0f} s). Starting ...", flush=True)
    threading.Thread(target=_announce, args=(host, port), daemon=True).start()
    try:
        return running.serve(host=host, port=port, tick=5)
    finally:
        letters.stop()


def _set_up(folder: Path, *, host: str, port: int) -> None:
    from duologue.people import keyfile

    keyfile.create(folder / "keys.json")  # beside its database on purpose: both are thrown away together
    os.environ.update(
        {
            "DJANGO_SETTINGS_MODULE": "duologue.config.settings",
            "DUOLOGUE_MODE": "demo",
            "DUOLOGUE_HOME": str(folder),
            "DUOLOGUE_KEY_FILE": str(folder / "keys.json"),
            "DUOLOGUE_DEMO_CLOCK": str(folder / "clock"),
            "DUOLOGUE_DEMO_LETTERS": str(folder / "letters"),
            "DUOLOGUE_SMTP_HOST": "127.0.0.1",
            "DUOLOGUE_URL": f"http://{host}:{port}",
            "DUOLOGUE_HOSTS": f"localhost,127.0.0.1,{host}",
        }
    )


def _announce(host: str, port: int) -> None:
    """Print the address once the house answers; open a browser only where there is a display."""
    address = f"http://{host}:{port}/"
    for _ in range(100):
        try:
            with urllib.request.urlopen(f"{address}healthz", timeout=1) as answer:
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.1)
    print(f"\n  Duologue, with invented people: {address}\n  Stop it with Ctrl+C. Nothing is kept.\n", flush=True)
    if sys.stdout.isatty() and (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        webbrowser.open(address)


def _is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
