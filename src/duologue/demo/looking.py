"""The chapter of looking at how it goes: what is remembered, what happened, the review, what was changed."""

from __future__ import annotations

from datetime import timedelta

from duologue.courses import actions as courses
from duologue.courses.visibility import Audience
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.progress import actions as progress
from duologue.progress import remembering
from duologue.progress.models import REVIEWED


def all_of(this: Telling) -> list[Steps]:
    """Each part as a story of its own."""
    return [_remembered(this), _life(this), _review(this), _turn(this)]


def _remembered(this: Telling) -> Steps:
    zone = this.course.practice.zone
    for kept in this.told.get("milestones", []):
        at = this.after(kept["session"], minutes=30)
        yield at
        on = at.astimezone(zone).date()
        courses.mark_milestone(kept["words"], on=on, course=this.course, by=this.client, now=at)


def _life(this: Telling) -> Steps:
    for happened in this.told.get("life", []):
        at = this.before(happened["session"], hours=40)
        yield at
        on = at.astimezone(this.course.practice.zone).date()
        audience = Audience(happened.get("read_by", "shared"))
        remembering.mark_event(happened["words"], on=on, audience=audience, course=this.course, by=this.client, now=at)


def _review(this: Telling) -> Steps:
    told = this.told.get("review")
    if not told:
        return
    now = this.after(told["session"], minutes=35)
    yield now
    words = {name: told[name] for name in REVIEWED if name in told}
    review = progress.write_review(**words, course=this.course, review=None, seen=0, by=this.therapist, now=now)
    progress.sign(review, seen=review.version, by=this.therapist, now=now)
    if told["signed"]:
        progress.sign(review, seen=review.version, by=this.client, now=now + timedelta(minutes=2))


def _turn(this: Telling) -> Steps:
    """What the two decided to change, and by when."""
    if told := this.told.get("turn"):
        now = this.after(told["session"], minutes=38)
        yield now
        kept = {"decided": told["decided"], "by_when": (now + timedelta(weeks=told["weeks"])).date()}
        progress.change_course(told["found"], **kept, course=this.course, by=this.therapist, now=now)
