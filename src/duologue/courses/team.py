"""The care team changes hands: whoever cared loses access in the same moment, and what follows listens (config/wiring.py)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.dispatch import Signal

from duologue.audit import ledger
from duologue.courses.models import CareTeamMember, Course
from duologue.people.models import Membership, Role, User

handed_over = Signal()  # course, to, by, now; inside the transaction in which the team changed


def may_take_over(course: Course) -> list[User]:
    """The therapists who work in the practice now and do not care for this course."""
    members = Membership.objects.filter(practice=course.practice, role=Role.THERAPIST, until_on__isnull=True)
    team = {person.pk for person in course.team}
    everybody = members.select_related("user").order_by("user__name", "pk")
    return [member.user for member in everybody if member.user_id not in team]


def why_not_hand_over(course: Course, to: User) -> str | None:
    """The reason a course cannot go to somebody, or None."""
    if course.has_ended:
        return "This course has ended."
    return None if to in may_take_over(course) else f"{to.called} cannot take this course over."


@transaction.atomic
def hand_over(course: Course, *, to: User, by: User, now: datetime) -> CareTeamMember:
    """From this moment somebody else cares for a course, and whoever did reads nothing of it any more.

    Raises ValueError with the reason when it cannot go to them.
    """
    held = Course.objects.unscoped().select_for_update(of=("self",)).select_related("practice").get(pk=course.pk)
    if reason := why_not_hand_over(held, to):
        raise ValueError(reason)
    today = now.astimezone(held.practice.zone).date()
    CareTeamMember.objects.unscoped().filter(course=held, until_on__isnull=True).update(until_on=today)
    place = CareTeamMember(course=held, user=to, lead=True, from_on=today)
    place.save(force_insert=True)
    for known in ("lead", "team"):
        for one in (course, held):
            one.__dict__.pop(known, None)
    ledger.record("course.handed_over", actor=by.pk, course=held.pk, at=now)
    handed_over.send(sender=Course, course=held, to=to, by=by, now=now)
    return place
