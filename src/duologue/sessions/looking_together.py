"""Verbs of looking at something together: start, let one screen in, choose what it shows, stop.

A screen comes in by a short code or by the client's own tap. It holds a secret of which only a hash is kept, and it shows what
`showing.py` gives: never more than both may read. Everything ends with the session, at the latest after two hours.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction
from django.utils.crypto import salted_hmac

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.people.actions import fingerprint
from duologue.people.models import User
from duologue.sessions.live_views import LiveView
from duologue.sessions.models import LONGEST, Session

LASTS = LONGEST
CODE_LASTS = timedelta(minutes=10)
NOTED = timedelta(seconds=10)  # how often it is written down that a screen is there: not at each of its questions
LETTERS = "34679ACDEFGHJKMNPQRTWXY"  # none that looks like another one, and few that make words
LENGTH = 6  # 148 million codes; ten guesses in ten minutes from one place
MOST_GUESSES, GUESSES_COUNT_FOR = 10, 600
SALT = "duologue.looking-together"


def code_of(live: LiveView) -> str:
    """The code that was made last, which is kept nowhere: it follows from the row's id and the key of the house."""
    number = int.from_bytes(salted_hmac(SALT, f"{live.pk}:{live.codes}", algorithm="sha256").digest(), "big")
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)


def _hash_of(code: str) -> str:
    """Keyed: a short code could be guessed from a plain hash."""
    return salted_hmac(f"{SALT}.code", code, algorithm="sha256").hexdigest()


def why_not_look(session: Session) -> str | None:
    """The reason nothing can be looked at together, or None."""
    return None if session.running else "You can look at something together while the session runs."


def live_of(session: Session) -> LiveView | None:
    """The live view of a session that was not stopped, in time or not."""
    held = LiveView.objects.unscoped().filter(session=session, stopped_at__isnull=True)
    found: LiveView | None = held.select_related("course", "author", "paired_by").first()
    if found:
        found.session = session
    return found


@transaction.atomic
def start(session: Session, *, by: User, now: datetime) -> LiveView:
    """Begin to look together, with a code for one screen. Raises ValueError with the reason when the session does not run."""
    if reason := why_not_look(session):
        raise ValueError(reason)
    if held := live_of(session):
        if held.is_on(now):
            return held
        stop(held, by=by, now=now)
    live = write(
        LiveView, course=session.course, by=by, now=now, session=session, until=now + LASTS, code_until=now + CODE_LASTS
    )
    _give_code(live)
    return live


@transaction.atomic
def new_code(live: LiveView, *, by: User, now: datetime) -> LiveView:
    """A code for another screen; the one that was there shows nothing any more."""
    live.codes, live.code_until = live.codes + 1, now + CODE_LASTS
    live.screen_hash, live.paired_at, live.paired_by, live.seen_at = "", None, None, None
    _give_code(live)
    live.save(update_fields=["code_until", "screen_hash", "paired_at", "paired_by", "seen_at"])
    ledger.record("liveview.code", actor=by.pk, course=live.course_id, subject=live.pk, at=now)
    return live


def _give_code(live: LiveView) -> None:
    while LiveView.objects.unscoped().filter(code_hash=(hashed := _hash_of(code_of(live)))).exists():
        live.codes += 1
    live.code_hash = hashed
    live.save(update_fields=["codes", "code_hash"])


def too_many_guesses(place: str) -> bool:
    """Whether so many codes were guessed from one place that none is taken from there for some minutes."""
    return int(cache.get(f"{SALT}:{place}", 0)) >= MOST_GUESSES


def note_wrong_guess(place: str, *, now: datetime) -> None:
    """Count a wrong code, and leave a line in the ledger that does not hold it."""
    key = f"{SALT}:{place}"
    cache.add(key, 0, GUESSES_COUNT_FOR)
    cache.incr(key)
    ledger.record("refused", actor=None, at=now, route="sessions:screen")


@transaction.atomic
def let_in(code: str, *, by: User | None, now: datetime) -> str | None:
    """The secret for the one screen that came with this code, or None for a code that opens nothing. It works once."""
    plain = code.upper().replace(" ", "").replace("-", "")
    found = LiveView.objects.unscoped().filter(code_hash=_hash_of(plain)).select_related("session").first()
    if found is None or not found.takes_code(now) or not found.is_on(now):
        return None
    return _pair(found, by=by, now=now)


@transaction.atomic
def look_here(live: LiveView, *, by: User, now: datetime) -> str | None:
    """The secret for the client's own screen, which takes the place of another one; None when it is over."""
    return _pair(live, by=by, now=now) if live.is_on(now) else None


def _pair(live: LiveView, *, by: User | None, now: datetime) -> str | None:
    secret = secrets.token_urlsafe(32)
    same = LiveView.objects.unscoped().filter(pk=live.pk, code_hash=live.code_hash, stopped_at__isnull=True)
    given = {"screen_hash": fingerprint(secret), "paired_at": now, "paired_by": by, "seen_at": now}
    if not same.update(code_hash="", **given):  # somebody else was faster
        return None
    ledger.record("liveview.paired", actor=by.pk if by else None, course=live.course_id, subject=live.pk, at=now)
    return secret


def shown_on(secret: str | None) -> LiveView | None:
    """The live view of the screen that holds this secret, over or not; one query."""
    if not secret:
        return None
    found = LiveView.objects.unscoped().filter(screen_hash=fingerprint(secret))
    held: LiveView | None = found.select_related("session", "course__practice", "author").first()
    return held


def still_steers(live: LiveView) -> bool:
    """Whether the one who started it cares for the course still; one query."""
    return bool(Course.objects.unscoped().of_care_team(live.author).filter(pk=live.course_id).exists())


def note_heard(live: LiveView, *, now: datetime) -> None:
    """The screen asked: written down every ten seconds at most."""
    if live.seen_at is None or now - live.seen_at >= NOTED:
        LiveView.objects.unscoped().filter(pk=live.pk).update(seen_at=now)


@transaction.atomic
def show(live: LiveView, shown: LiveView.Shown, *, exercise: str = "", by: User, now: datetime) -> LiveView:
    """Choose what the screen shows from now on."""
    live.shown, live.exercise = shown, exercise
    live.save(update_fields=["shown", "exercise"])
    ledger.record("liveview.shown", actor=by.pk, course=live.course_id, subject=live.pk, at=now)
    return live


@transaction.atomic
def stop(live: LiveView, *, by: User | None, now: datetime) -> None:
    """The screen shows nothing any more, and nothing opens it again. Stopping twice is stopping once."""
    running = LiveView.objects.unscoped().filter(pk=live.pk, stopped_at__isnull=True)
    if running.update(stopped_at=now, code_hash=""):
        live.stopped_at, live.code_hash = now, ""
        ledger.record("liveview.stopped", actor=by.pk if by else None, course=live.course_id, subject=live.pk, at=now)


def stop_with(session: Session, *, by: User, now: datetime) -> None:
    """The session is over, and so is what was looked at in it."""
    if live := live_of(session):
        stop(live, by=by, now=now)
