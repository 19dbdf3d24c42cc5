"""How long a course's pages are kept after it ended: a policy of the house, for every practice the same."""

from __future__ import annotations

from datetime import date

from django.utils import timezone

from duologue.courses.models import Course, Stage

YEARS = 7  # decision 12
OVER = (Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED)


def ended_on(course: Course) -> date | None:
    """The day on which the course ended, in the active time zone; None while it goes on, also after a way back."""
    began = None
    for stage in reversed(course.way):
        if stage.kind not in OVER:
            break
        began = stage.began_at
    return timezone.localdate(began) if began else None


def kept_until(course: Course) -> date | None:
    """The day until which the pages of a course are kept; None while it has not ended."""
    ended = ended_on(course)
    return years_after(ended, YEARS) if ended else None


def years_after(day: date, years: int) -> date:
    """The same day so many years on. A 29 February becomes 1 March: never a day too short."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
