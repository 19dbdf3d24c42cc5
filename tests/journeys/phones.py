"""A phone whose browser keeps its things in a folder, so that it can die (kill -9) and be opened again."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from playwright.sync_api import Error, expect
from tests.journeys.conftest import QUIET, WIDTHS, session_cookie


class LastingPhone:
    """Chromium with a folder of its own. `open(person)` starts it with that person signed in; `die()` kills it at once."""

    def __init__(self, playwright, folder: Path, url: str):
        self.playwright, self.folder, self.url = playwright, folder, url
        self.context = self.page = None

    def open(self, person=None, *, worker=False):
        self.context = self.playwright.chromium.launch_persistent_context(
            self.folder,
            executable_path="/usr/bin/chromium",
            args=[*QUIET, "--disable-sync", "--no-first-run", "--disable-quic"],
            viewport=WIDTHS["phone"],
            has_touch=True,
            base_url=self.url,
            reduced_motion="reduce",
            service_workers="allow" if worker else "block",
        )
        self.sign_in(person)
        self.page = self.context.new_page()
        return self.page

    def sign_in(self, person=None):
        self.context.clear_cookies()
        if person is not None:
            self.context.add_cookies([session_cookie(person, self.url)])

    def die(self):
        """The battery is pulled: every process of this browser, found by its own folder, gets SIGKILL."""
        ours = [pid for pid, said in _processes() if str(self.folder) in said]
        assert ours, "there is no browser to kill"
        for pid in ours:
            os.kill(pid, signal.SIGKILL)
        _wait(lambda: not [pid for pid, said in _processes() if str(self.folder) in said])
        _close(self.context)
        for lock in self.folder.glob("Singleton*"):
            lock.unlink(missing_ok=True)
        self.context = self.page = None

    def close(self):
        if self.context:
            _close(self.context)

    def holds(self, words: str) -> list[str]:
        """Files of this browser in which these words stand as they are, in either spelling a browser uses."""
        found = []
        for path in self.folder.rglob("*"):
            if path.is_file() and any(words.encode(code) in path.read_bytes() for code in ("utf-8", "utf-16-le")):
                found.append(str(path.relative_to(self.folder)))
        return found


def _processes():
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state = (entry / "stat").read_text().rpartition(")")[2].split()[0]
                said = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                continue
            if state != "Z" and "chrom" in said:
                yield int(entry.name), said


def _wait(is_so, patience=10.0):
    until = time.monotonic() + patience
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.02)


def _close(context):
    try:
        context.close()
    except Exception as gone:  # noqa: BLE001  a browser that was killed cannot say goodbye
        assert "closed" in str(gone) or "crash" in str(gone).lower(), gone


def entries(page) -> list[dict]:
    """What lies in the outbox of this phone, without its sealed words."""
    return page.evaluate(
        """async () => {
            const open = indexedDB.open("duologue");
            const db = await new Promise((done) => (open.onsuccess = () => done(open.result)));
            if (!db.objectStoreNames.contains("entries")) return [];
            const asked = db.transaction("entries").objectStore("entries").getAll();
            const rows = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
            db.close();
            return rows.map(({ id, owner, state, what, page }) => ({ id, owner, state, what, page }));
        }"""
    )


def waits_for(page, count: int):
    """Until the outbox of this phone holds so many entries."""

    def so_many():
        page.wait_for_timeout(20)
        try:
            return len(entries(page)) == count
        except Error:  # the page is just going on to the next one
            return False

    _wait(so_many)


def state_says(page, words: str):
    expect(page.locator("[data-state]")).to_have_text(words)


def answer(page, words: str):
    page.locator("label.choice:visible").get_by_text(words, exact=True).tap()
