"""One command, one house: the web server, the worker and the tick, started and stopped together."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from types import FrameType

from django.conf import settings
from django.core.management import call_command

log = logging.getLogger(__name__)
TICK = 60.0


def migrate() -> None:
    """Bring the database to this version and gather the static files."""
    settings.HOME.mkdir(parents=True, exist_ok=True, mode=0o700)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)


def serve(*, host: str, port: int, tick: float = TICK) -> int:
    """Run until told to stop (SIGTERM, SIGINT) or until one of the two ends by itself; then stop the other."""
    server = [sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "4"]
    server += ["--host", host, "--port", str(port), "--no-ws", "--log-level", "warning"]
    worker = [sys.executable, "-m", "django", "db_worker", "--interval", "1", "--no-startup-delay", "-v", "0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "duologue.config.settings"}
    both = [
        subprocess.Popen([*server, "duologue.config.wsgi:application"], env=environment),
        subprocess.Popen(worker, env=environment),
    ]
    stopping = []

    def stop(signum: int, frame: FrameType | None) -> None:
        stopping.append(signum)

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
    next_tick = 0.0
    while not stopping and all(process.poll() is None for process in both):
        if time.monotonic() >= next_tick:
            do_what_is_due()
            next_tick = time.monotonic() + tick
        time.sleep(0.2)
    for process in both:
        if process.poll() is None:
            process.terminate()
    codes = [process.wait(timeout=30) for process in both]
    return 0 if stopping else max(abs(code) for code in codes)


def do_what_is_due() -> None:
    """Once a minute: who is told next, a drill that is due, what waits to be brought, reminders, what is asked by a rule
    or after an ending, answers that come onto the agenda, the night's counting, letters, and the ledger's head outside
    the database.

    Each stands alone: what one of them meets keeps none of the others from their turn. What was erased goes again before
    anybody looks, in case a backup came back; then who is told next, which waits for no mail.
    """
    from duologue.audit import ledger
    from duologue.courses import erasing
    from duologue.ending import following
    from duologue.homework import reminders as of_practice
    from duologue.people import letters
    from duologue.progress import fitting
    from duologue.questionnaires import asking
    from duologue.safety import drills, escalation, outbox
    from duologue.sessions import actions as sessions
    from duologue.sessions import gathering, reminders
    from duologue.techniques import finding
    from duologue.web import clock

    works = [
        lambda: erasing.apply_the_list(now=clock.now()),
        lambda: escalation.pass_on(now=clock.now()),
        lambda: drills.begin_what_is_due(now=clock.now()),
        outbox.bring.enqueue,  # also the worker's heartbeat
        lambda: reminders.send_due(now=clock.now()),
        lambda: of_practice.send_due(now=clock.now()),
        lambda: asking.ask_what_is_due(now=clock.now(), meetings=sessions.next_meetings),
        lambda: fitting.tonight.enqueue() if fitting.due(now=clock.now()) else None,
        lambda: erasing.erase_what_is_due(now=clock.now()),
        lambda: following.ask_what_is_due(now=clock.now()),
        lambda: finding.bring_what_is_due(now=clock.now()),
        lambda: gathering.new_answers(now=clock.now()),
        lambda: letters.send_waiting.enqueue() if letters.any_waiting() else None,
        lambda: ledger.anchor_head(settings.AUDIT_ANCHOR),
    ]
    for work in works:
        try:
            work()
        except Exception:
            log.exception("Some of the minute's work could not be done; it is tried again in a minute.")
