"""What several pages of progress need: who may still write, what was decided, the review that is open."""

from __future__ import annotations

from typing import Any

from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.progress import actions
from duologue.progress.models import CourseCorrection, Review, ReviewRhythm
from duologue.progress.rhythm import Rhythm, of

ENDED = "This course has ended. Everything stays here to read, and nothing new can be written."


def may_write(form: Any, course: Course) -> bool:
    """Whether anything is still written in this course; the form says why not."""
    if course.has_ended:
        form.add_error(None, ENDED)
    return not course.has_ended


def decided(viewer: Viewer, course: Course) -> Any:
    """What the two decided to change, newest first."""
    return viewer.records(CourseCorrection).filter(course=course).order_by("-written_at", "-pk")


def open_review(viewer: Viewer, course: Course) -> Review | None:
    """The review in which both may still write."""
    return viewer.records(Review).filter(actions.OPEN, course=course).first()


def rhythm_of(viewer: Viewer, course: Course) -> Rhythm:
    """When the two look back."""
    return of(course.practice, viewer.records(ReviewRhythm).filter(course=course).first())
