"""Verbs of the summary: write it, show it to the client, hear their yes or no, pass it on."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.courses.permissions import Purpose, refused
from duologue.courses.versions import Stale, keep
from duologue.courses.visibility import Audience
from duologue.ending.summary_models import EarlierSummary, Summary
from duologue.people.actions import tell_of_news
from duologue.people.models import User

PARTS = {
    "when": "When, and how often",
    "brings": "What brought me, in my words",
    "done": "What we did",
    "measures": "What the questions showed",
    "goals": "Goals",
    "safety": "How safe things are at the end",
    "plan": "What comes next",
    "back": "The way back",
}


@transaction.atomic
def write_summary(
    parts: dict[str, str], *, to_whom: str, summary: Summary | None, course: Course, seen: int, by: User, now: datetime
) -> Summary:
    """Write a summary, or change one. What the client has had before them is kept as it was, and they are asked again.

    Raises Stale when somebody else changed it meanwhile, ValueError when it has been passed on already.
    """
    said = {name: words for name, words in parts.items() if words}
    if summary is None:
        about: dict[str, Any] = {"parts": said, "to_whom": to_whom}
        return write(Summary, course=course, by=by, now=now, audience=Audience.CARE_TEAM, **about)
    held = Summary.objects.unscoped().select_for_update().select_related("course").get(pk=summary.pk)
    if held.passed_on_at is not None:
        raise ValueError("This summary has been passed on. Write a new one.")
    if (held.parts, held.to_whom) == (said, to_whom):
        return held
    if seen != held.version:
        raise Stale(held)
    if held.shown_at is not None:
        before = {"version": held.version, "parts": held.parts, "to_whom": held.to_whom, "said": held.word}
        write(EarlierSummary, course=course, by=held.author, now=now, summary=held, **before)
    keep(held, seen=seen, parts=said, to_whom=to_whom)
    ledger.record("summary.changed", actor=by.pk, course=course.pk, subject=held.pk, at=now)
    return held


@transaction.atomic
def show(summary: Summary, *, by: User, now: datetime) -> Summary:
    """Show it to the client, who hears that there is something new."""
    if summary.shown_at is None:
        summary.shown_at, summary.audience = now, Audience.SHARED
        summary.save(update_fields=["shown_at", "audience"])
        ledger.record("summary.shown", actor=by.pk, course=summary.course_id, subject=summary.pk, at=now)
        client = summary.course.client
        if client.is_active and not refused(Purpose.REMINDERS).filter(course=summary.course_id).exists():
            tell_of_news(practice=summary.course.practice, user=client, now=now)
    return summary


def why_not_say(summary: Summary) -> str | None:
    """The reason why there is nothing to say yes or no to, or None."""
    if not summary.to_whom:
        return "This summary is for you alone. Nobody gets it."
    if summary.passed_on_at:
        return "This summary has been passed on already."
    return None


@transaction.atomic
def say(word: Summary.Word, summary: Summary, *, seen: int, by: User, now: datetime) -> Summary:
    """The client says yes or no to passing this version on to the one named in it.

    Raises Stale when it was changed since they read it, ValueError with the reason why there is nothing to say.
    """
    held = Summary.objects.unscoped().select_for_update().select_related("course").get(pk=summary.pk)
    if reason := why_not_say(held):
        raise ValueError(reason)
    if seen != held.version:
        raise Stale(held)
    held.said, held.said_version, held.said_at, held.said_by = word, held.version, now, by
    held.save(update_fields=["said", "said_version", "said_at", "said_by"])
    ledger.record(f"summary.{word}", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


def why_not_pass_on(summary: Summary) -> str | None:
    """The reason why a summary stays here, or None."""
    called = summary.course.client.called
    if not summary.to_whom:
        return "Say first to whom it goes."
    if summary.shown_at is None:
        return f"{called} has not seen it yet."
    if summary.word == Summary.Word.NO:
        return f"{called} has said no to passing this on."
    if summary.word != Summary.Word.YES:
        return f"{called} has not said yes to this version yet."
    if refused(Purpose.SHARING).filter(course=summary.course_id).exists():
        return f"{called} has said no to passing anything on."
    return None


@transaction.atomic
def pass_on(summary: Summary, *, by: User, now: datetime) -> Summary:
    """Pass it on: from now on it stays as it is. Raises ValueError with the reason why not."""
    held = Summary.objects.unscoped().select_for_update().select_related("course").get(pk=summary.pk)
    if reason := why_not_pass_on(held):
        raise ValueError(reason)
    if held.passed_on_at is None:
        held.passed_on_at, held.passed_on_by = now, by
        held.save(update_fields=["passed_on_at", "passed_on_by"])
        ledger.record("summary.passed_on", actor=by.pk, course=held.course_id, subject=held.pk, at=now)
    return held


def filled(parts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """The parts in their order in which something is written: name, heading, words."""
    return [(name, heading, parts[name]) for name, heading in PARTS.items() if parts.get(name)]
