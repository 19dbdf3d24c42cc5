"""What both sides of a course may read: for a screen at which they look together, where nobody may be signed in."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import models

from duologue.courses.models import Course
from duologue.courses.visibility import Audience, Viewer

M = TypeVar("M", bound=models.Model)


class BothOfUs(Viewer):
    """The client's own view of one course, without what either side keeps to itself.

    What it gives is never more than the client may read, and never what is just for the client: the therapist looks too.
    """

    def __init__(self, course: Course) -> None:
        super().__init__(course.client)
        self.of_course = course
        course.viewed_as = "client"  # type: ignore[attr-defined]  # as the viewer who opens a course says it

    def records(self, model: type[M]) -> Any:
        """The records of one kind, in this course, that both may read."""
        return super().records(model).filter(course=self.of_course, audience=Audience.SHARED)

    def first(self, model: type[M], **where: Any) -> M | None:
        """The first of them with this value."""
        found: M | None = self.records(model).filter(**where).first()
        return found
