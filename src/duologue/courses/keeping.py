"""How long a course's pages are kept after it ended, and what may stand in the way of erasing them."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from django.db import models, transaction
from django.db.models import Q
from django.utils import dateformat, timezone

from duologue.audit import ledger
from duologue.courses.models import Course, CourseRecord, Stage
from duologue.people.models import User
from duologue.people.sealed import SealedText

__all__ = ["ErasureRequest", "LegalHold"]

YEARS = 7  # decision 12: a policy of the house, for every practice the same
OVER = (Stage.Kind.FOLLOW_UP, Stage.Kind.CLOSED)


class LegalHold(models.Model):
    """That a course's pages have to stay for now, by the word of whoever manages the practice. The reason is theirs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    course = models.ForeignKey(Course, models.PROTECT, related_name="holds")
    reason = SealedText()  # under the practice's key: it has to be readable when the client's words are not any more
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["course"], condition=Q(lifted_at__isnull=True), name="one_hold_at_a_time"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="a_hold_is_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"a hold on {self.course_id}"

    @property
    def sealing_key_id(self) -> uuid.UUID:
        return self.course.practice.key_id


class ErasureRequest(CourseRecord):
    """A client's wish that everything of a course be erased. It counts once confirmed, and waits where it has to."""

    confirmed_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)
    carried_out_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["course"],
                condition=Q(taken_back_at__isnull=True, carried_out_at__isnull=True),
                name="one_wish_to_be_erased",
            ),
            models.CheckConstraint(
                condition=Q(carried_out_at__isnull=True) | Q(confirmed_at__isnull=False, taken_back_at__isnull=True),
                name="only_what_was_confirmed_is_erased",
            ),
        ]

    def __str__(self) -> str:
        return "a wish to be erased"


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


def hold_on(course: Course) -> LegalHold | None:
    """The hold that stands now, if there is one."""
    return LegalHold.objects.filter(course=course, lifted_at__isnull=True).select_related("course__practice").first()


def why_not_erase(course: Course, *, now: datetime) -> str | None:
    """The reason why nothing is erased yet, with the day where there is one; or None."""
    until = kept_until(course)
    if until is None:
        return "This course goes on. Its pages can be erased after it has ended."
    if hold_on(course):
        return "The practice has to keep these pages for now. It has been told so by law. Please ask there."
    if timezone.localdate(now) < until:
        day = dateformat.format(until, "j F Y")
        return f"The practice has to keep its pages for {YEARS} years. They are erased on {day}, by themselves."
    return None


@transaction.atomic
def set_hold(reason: str, *, course: Course, by: User, now: datetime) -> LegalHold:
    """Nothing of this course is erased until the hold is lifted. The one that stands stays."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    if held := hold_on(course):
        return held
    kept = LegalHold(course=course, reason=reason, set_at=now, set_by=by)
    kept.save(force_insert=True)
    ledger.record("course.held", actor=by.pk, course=course.pk, subject=kept.pk, at=now)
    return kept


@transaction.atomic
def lift(hold: LegalHold, *, by: User, now: datetime) -> LegalHold:
    """The pages have to stay no longer than any others."""
    if hold.lifted_at is None:
        hold.lifted_at, hold.lifted_by = now, by
        hold.save(update_fields=["lifted_at", "lifted_by"])
        ledger.record("course.hold_lifted", actor=by.pk, course=hold.course_id, subject=hold.pk, at=now)
    return hold
