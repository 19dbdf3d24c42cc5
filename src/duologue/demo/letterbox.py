"""A mail server for the demo: it takes every letter over real SMTP and keeps it in a folder, where a page shows it."""

from __future__ import annotations

import email
import email.policy
import socket
import time
from pathlib import Path

from aiosmtpd.controller import Controller


class Keeper:
    """Keeps each letter as a file named by the moment it came."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, server, session, envelope):
        (self.folder / f"{time.time_ns()}.eml").write_bytes(envelope.content)
        return "250 kept"


def start(folder: Path) -> Controller:
    """Listen on a free port of this machine; the controller knows which and can be stopped."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(Keeper(folder), hostname="127.0.0.1", port=port)
    controller.start()
    return controller


def letters(folder: Path) -> list[dict[str, str]]:
    """Every letter that came, newest first: to, subject, text."""
    found = []
    for file in sorted(folder.glob("*.eml"), reverse=True):
        message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
        found.append({"to": message["to"], "subject": message["subject"], "text": message.get_content()})
    return found
