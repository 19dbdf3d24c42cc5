"""When messages are read, in words, and when a mail about one may go: never in somebody's quiet hours."""

from __future__ import annotations

from datetime import datetime, time

from duologue.people.models import Practice, User
from duologue.sessions.arrangements import ReminderChoice
from duologue.sessions.reminders import choice_of, quiet_around

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NIGHT = (time(20), time(8))  # for whoever has not chosen their own


def when_read(practice: Practice) -> str:
    """The practice's hours in words: "from Monday to Friday, between 09:00 and 17:00"; else its own sentence."""
    hours = practice.hours
    if hours is None:
        return practice.answers_read
    return f"{_days(sorted(hours.days))}, between {hours.opens:%H:%M} and {hours.closes:%H:%M}"


def _days(days: list[int]) -> str:
    names = [DAYS[day] for day in days]
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return f"from {names[0]} to {names[-1]}"
    return "on " + " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def is_open(practice: Practice, *, now: datetime) -> bool | None:
    """Whether the practice works at this moment; None where nobody has said when."""
    if practice.hours is None:
        return None
    begins, _ = next(practice.hours.spans(now))
    return begins <= now


def to_a_client(user: User, *, practice: Practice, now: datetime) -> datetime | None:
    """When a mail may go to a client: now, or when their quiet hours end. None for whoever turned mails off."""
    choice = choice_of(user)
    if choice is not None and choice.when == ReminderChoice.When.NEVER:
        return None
    if choice is None or choice.quiet_from is None:
        choice = ReminderChoice(user=user, quiet_from=NIGHT[0], quiet_until=NIGHT[1])
    quiet = quiet_around(now, choice, zone=practice.zone)
    return quiet[1] if quiet else now


def to_staff(practice: Practice, *, now: datetime) -> datetime:
    """When a mail may go to somebody who works here: in working hours."""
    if practice.hours is None:
        return now
    begins, _ = next(practice.hours.spans(now))
    return max(begins, now)
