"""The last step of closing an hour: the same time again, one tap away. What is agreed and how it was belong to other steps."""

from __future__ import annotations

from datetime import datetime, timedelta

from duologue.people.models import User
from duologue.science.recurrence import is_unusual, wall_clock
from duologue.sessions import planning
from duologue.sessions.models import How, Session

AHEAD = (1, 2)  # weeks


def meet_again(session: Session, *, weeks: int, by: User, now: datetime) -> Session:
    """Plan the same time on the wall clock in one or two weeks. Raises ValueError with the reason when that cannot be."""
    if weeks not in AHEAD:
        raise ValueError("Choose next week, or in two weeks.")
    zone = session.course.practice.zone
    local = session.starts_at.astimezone(zone)
    on, at = local.date() + timedelta(weeks=weeks), local.time()
    if is_unusual(on, at, zone):
        raise ValueError("The clocks change at that hour. Choose another time.")
    for away in planning.breaks_of([session.therapist, session.course.client], since=on):
        if away.first_on <= on <= away.last_on:
            raise planning.InABreak(away)
    return planning.plan_session(
        course=session.course,
        starts_at=wall_clock(on, at, zone),
        minutes=session.minutes,
        by=by,
        now=now,
        therapist=session.therapist,
        how=How(session.how),
        link=session.link,
    )
