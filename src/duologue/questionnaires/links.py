"""A link that opens one form and nothing else: made, sent by mail in neutral words, opened with a code, used up."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.people import letters
from duologue.people.actions import BETWEEN_LINKS, fingerprint
from duologue.people.models import User
from duologue.questionnaires.models import Ask, LinkCode, Response, TaskLink

LASTS = timedelta(days=7)
MOST_WRONG = 5  # guesses at one link; then only the mail can bring a new one, every ten minutes at most
LETTER = """Hello {called},

there is a short page for you at {practice}. This link opens it, and nothing else:

{url}

It asks for the six numbers you were told. It works once, until {until}.
You can also find the page after signing in, as always.
Please do not answer this mail; nobody reads the answers.
"""


@transaction.atomic
def code_of(course: Course, *, by: User, now: datetime) -> LinkCode:
    """The six numbers of a course, made when they are first needed."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    if (kept := LinkCode.objects.unscoped().select_related("course").filter(course=course).first()) is not None:
        return kept
    return write(LinkCode, course=course, by=by, now=now, code=_six(), audience=Audience.CARE_TEAM)


@transaction.atomic
def change_code(course: Course, *, by: User, now: datetime) -> LinkCode:
    """Other numbers from now on, also for links on their way."""
    held = code_of(course, by=by, now=now)
    held.code = _six()
    held.save(update_fields=["code"])
    ledger.record("linkcode.changed", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


def _six() -> str:
    return f"{secrets.randbelow(1_000_000):06d}"


@transaction.atomic
def send(asked: Ask, *, by: User, now: datetime) -> TaskLink:
    """Send a link for one question by mail; earlier links to it stop working."""
    code_of(asked.course, by=by, now=now)
    TaskLink.objects.unscoped().filter(ask=asked, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    secret = secrets.token_urlsafe(32)
    until = min(filter(None, [asked.expires_at, now + LASTS]))
    link = write(
        TaskLink,
        course=asked.course,
        by=by,
        now=now,
        ask=asked,
        secret_hash=fingerprint(secret),
        expires_at=until,
        audience=Audience.CARE_TEAM,
    )
    practice, client = asked.course.practice, asked.course.client
    local = until.astimezone(practice.zone)
    letters.post(
        practice=practice,
        to=client.email,
        subject=f"Your page at {practice.name}",
        body=LETTER.format(
            called=client.called,
            practice=practice.name,
            url=f"{settings.PUBLIC_URL}{reverse('questionnaires:one', args=[secret])}",
            until=f"{local:%A} {local.day} {local:%B, %H:%M}",
        ),
        now=now,
    )
    return link


def link_for(secret: str) -> TaskLink | None:
    """The link a secret belongs to, used or not, run out or not."""
    found = TaskLink.objects.unscoped().filter(secret_hash=fingerprint(secret))
    return found.select_related("ask__course__practice", "course__practice", "author").first()


def still_opens(link: TaskLink, *, now: datetime) -> bool:
    """Whether a link leads anywhere: not used, not run out, not guessed at too often, and its question still open."""
    asked = link.ask
    over = link.used_at or link.expires_at <= now or link.wrong_codes >= MOST_WRONG or asked.stopped_at
    return not over and not asked.has_run_out(now) and not _sent(asked)


def _sent(asked: Ask) -> bool:
    return Response.objects.unscoped().filter(ask=asked, sent_at__isnull=False).exists()


def draft_of(asked: Ask) -> Response | None:
    """What was begun under a question, for whoever opened its link or was handed the device."""
    return Response.objects.unscoped().filter(ask=asked).select_related("course").first()


@transaction.atomic
def is_the_code(link: TaskLink, said: str) -> bool:
    """Whether these are the course's numbers. Each wrong guess counts, also when many come at once."""
    held = TaskLink.objects.unscoped().select_for_update().get(pk=link.pk)
    code = LinkCode.objects.unscoped().select_related("course").filter(course=link.course_id).first()
    if held.wrong_codes < MOST_WRONG and code and constant_time_compare("".join(said.split()), code.code):
        return True
    TaskLink.objects.unscoped().filter(pk=link.pk).update(wrong_codes=F("wrong_codes") + 1)
    link.wrong_codes = held.wrong_codes + 1
    return False


def use_up(link: TaskLink, *, now: datetime) -> None:
    """The one task is done."""
    TaskLink.objects.unscoped().filter(pk=link.pk, used_at__isnull=True).update(used_at=now)


@transaction.atomic
def send_new(secret: str, *, now: datetime) -> None:
    """Answer the button on a link that no longer works. Nothing goes out for a secret nobody knows, for a question that is
    not open any more, and within ten minutes of the last letter."""
    old = link_for(secret)
    if old is None or still_opens(old, now=now):
        return
    asked = old.ask
    if asked.stopped_at or asked.has_run_out(now) or _sent(asked):
        return
    if not letters.written_to(asked.course.client.email, since=now - BETWEEN_LINKS):
        send(asked, by=old.author, now=now)
