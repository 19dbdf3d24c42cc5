"""The chapter of an ending: the plan with help near by, how it was begun, a summary with its yes, and looking in afterwards."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from duologue.courses import actions as courses
from duologue.courses.models import OwnWords
from duologue.courses.visibility import Viewer
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.ending import actions as endings
from duologue.ending import farewells, following, keepsakes, resources, summaries
from duologue.ending.first_draft import first_draft
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.ending.models import Ending, Farewell
from duologue.ending.summary_models import Summary
from duologue.people.models import Practice, User
from duologue.science.recurrence import wall_clock

NEAR_BY = [
    (430, "Kirkgate baby walk", "A slow walk with prams, and tea after", "", "Park gate, Kirkgate", "Tuesdays at ten"),
    (
        120,
        "Night line for parents",
        "Somebody to talk to when a baby does not sleep",
        "0113 496 0012",
        "",
        "Nine to six",
    ),
    (90, "Allotment group", "Digging in company; nobody has to talk", "0113 496 0044", "Mill Lane", "Saturdays"),
    (60, "Job club", "Help with forms and first days back at work", "0113 496 0071", "Central library", "Thursdays"),
    (30, "Quiet swim", "The small pool with the lights low", "", "Mill Lane baths", "Mondays at seven"),
]


def near_by(practice: Practice, *, by: User, now: datetime) -> Steps:
    """The practice's list of help near by; one line of it has not been checked for long."""
    for days, name, what, phone, address, hours in NEAR_BY:
        at = now - timedelta(days=days)
        yield at
        said = {"name": name, "what": what, "phone": phone, "address": address, "hours": hours}
        resources.keep(said, of=None, practice=practice, by=by, now=at)


def of_story(this: Telling) -> list[Steps]:
    """Each part as a story of its own."""
    return [_plan(this), _ending(this), _summary(this), _afterwards(this)]


def _plan(this: Telling) -> Steps:
    """The staying-well plan as far as it has grown, with help near by where the story names some."""
    if told := dict(this.told.get("plan", {})):
        now, chosen = this.after(told.pop("session"), minutes=40), told.pop("near_by", [])
        yield now
        endings.write_plan(told, course=this.course, seen=0, by=this.client, now=now)
        found = resources.of_practice(this.course.practice).filter(name__in=chosen)
        if chosen:
            keepsakes.choose_resources([one.pk for one in found], course=this.course, by=this.client, now=now)


def _ending(this: Telling) -> Steps:
    """The ending, where the story has one: begun three sessions before the last, with days to look in."""
    told = this.told.get("ending")
    if not told:
        return
    begun, last = this.after(max(told["last"] - 3, 1), minutes=45), this.after(told["last"], minutes=70)
    yield begun
    about: dict[str, Any] = {"course": this.course, "by": this.therapist}
    endings.begin(Ending.Kind.PLANNED, last_session_number=told["last"], why=told["why"], **about, now=begun)
    yield last
    said: dict[str, Any] = {"course": this.course, "by": this.client, "now": last}
    if "today" in told:
        courses.say(OwnWords.About.NOW, told["today"], **said)
    if "letter" in told:
        letter = farewells.write_letter(told["letter"], kind=Farewell.Kind.LETTER, seen=0, **said)
        farewells.give(letter, by=this.client, now=last)
    if months := told.get("months"):
        following.plan_follow_ups(months, last_on=last.date(), **about, now=last)
    else:
        endings.set_follow_up((last + timedelta(weeks=told["follow_up_weeks"])).date(), **about, now=last)
    endings.end(**about, now=last + timedelta(minutes=5))


def _summary(this: Telling) -> Steps:
    """A summary for somebody else: written, read by its client, said yes to, and only then passed on."""
    told = this.told.get("summary")
    if not told:
        return
    last = this.told["ending"]["last"]
    written, read, gone = this.after(last - 1, minutes=56), this.before(last), this.after(last, minutes=60)
    yield written
    parts = first_draft(Viewer(this.therapist), this.course) | {"done": told["done"], "safety": told["safety"]}
    about: dict[str, Any] = {"to_whom": told["to_whom"], "summary": None, "course": this.course, "seen": 0}
    held = summaries.write_summary(parts, **about, by=this.therapist, now=written)
    summaries.show(held, by=this.therapist, now=written)
    yield read
    summaries.say(Summary.Word.YES, held, seen=1, by=this.client, now=read)
    yield gone
    summaries.pass_on(held, by=this.therapist, now=gone)


def _afterwards(this: Telling) -> Steps:
    """How it was on the days to look in that have passed, and what came of it."""
    zone = this.course.practice.zone
    for told in this.told.get("looked_in", []):
        on = following.months_after(this.after(this.told["ending"]["last"]).date(), told["months"])
        at = wall_clock(on, time(19, 20), zone)
        yield at
        due = FollowUp.objects.unscoped().select_related("course").get(course=this.course, months=told["months"])
        check = following.look_in(due, told["answers"], by=this.client, now=at)
        if "spoke_after_days" in told:
            following.ask_to_talk(check, by=this.client, now=at + timedelta(minutes=1))
            spoke = at + timedelta(days=told["spoke_after_days"], hours=-8)
            yield spoke
            following.have_answered(EarlySignsCheck.Spoke.TALKED, course=this.course, by=this.therapist, now=spoke)
