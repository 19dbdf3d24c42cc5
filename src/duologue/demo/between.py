"""What is tried between the demo's sessions: agreed, done or not on its days, settled; notes, what helped, a reminder."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.homework import actions as homework
from duologue.homework import notes, reminders
from duologue.homework.models import Assignment, Entry
from duologue.questionnaires import library

READERS = {"me": Entry.ReadBy.ME, "line": Entry.ReadBy.LINE, "shared": Entry.ReadBy.BOTH}
PLAN = ("what", "why", "when_where", "obstacle", "smaller", "confidence")
TOLD = ("words", "line", "reason", "how_much", "quality", "difficulty", "usefulness")


def of_story(this: Telling) -> list[Steps]:
    """Each thing that was agreed as a story of its own, and what the client kept for themselves beside it."""
    agreed = [_practice(this, told) for told in this.told.get("homework", [])]
    return [*agreed, _notes(this), _helped(this), _reminder(this)]


def _practice(this: Telling, told: dict[str, Any]) -> Steps:
    """What was agreed between sessions, each time it was tried, and how it was settled."""
    session = this.sessions.get(told["session"])
    if session is None or this.after(told["session"]) > this.now:
        return
    agreed_at = this.after(told["session"], minutes=44)
    yield agreed_at
    due = session.starts_at + timedelta(days=told.get("until", 6))
    assignment = homework.agree(
        course=this.course,
        by=this.therapist,
        now=agreed_at,
        worksheet=library.newest(told["worksheet"]) if "worksheet" in told else None,
        due_on=due.astimezone(this.course.practice.zone).date(),
        rhythm=Assignment.Rhythm(told.get("rhythm", "once")),
        kind=Assignment.Kind(told["kind"]) if "kind" in told else None,
        **{name: told[name] for name in (*PLAN, "days", "guide", "reading") if name in told},
    )
    for entry in told.get("entries", []):
        at = session.starts_at + timedelta(days=entry["day"], hours=5, minutes=12)
        if at < this.now:
            yield at
            _try(this, assignment, entry, at=at)
    if settled := told.get("settled"):
        at = this.after(settled["session"], minutes=15)
        yield at
        outcome = Assignment.Outcome(settled["outcome"])
        homework.settle(assignment, outcome, words=settled["words"], by=this.therapist, now=at)


def _try(this: Telling, assignment: Assignment, entry: dict[str, Any], *, at: datetime) -> None:
    homework.do(
        assignment,
        by=this.client,
        now=at,
        how=Entry.How(entry["how"]),
        answers=entry.get("answers"),
        read_by=READERS[entry.get("audience", "shared")],
        **{name: entry[name] for name in TOLD if name in entry},
    )


def _notes(this: Telling) -> Steps:
    """Pages of the client's own, the oldest first."""
    for told in this.told.get("notes", []):
        at = this.now - timedelta(days=told["days_ago"], hours=told.get("hours", 0))
        yield at
        kept = {"read_by": READERS[told.get("audience", "me")], "line": told.get("line", "")}
        homework.write_down(told["words"], course=this.course, by=this.client, now=at, **kept)


def _helped(this: Telling) -> Steps:
    for told in this.told.get("helped", []):
        at = this.after(told["session"], minutes=90)
        yield at
        both = told.get("both", True)
        notes.keep_what_helped(told["words"], course=this.course, both=both, by=this.client, now=at)


def _reminder(this: Telling) -> Steps:
    if told := this.told.get("practice_reminder"):
        at = this.now - timedelta(days=12)
        yield at
        reminders.choose(time.fromisoformat(told["at"]), told["days"], by=this.client, now=at)
