"""What the stories tell of safety: an answer that reached a person, the plan two people wrote, the drill of two weeks ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.people.models import Practice
from duologue.questionnaires.models import Response
from duologue.safety import actions as safety
from duologue.safety import drills, escalation, plans
from duologue.safety.models import Alert, Notice

STILL_OPEN = timedelta(days=2)


def told(this: Telling, response: Response, *, at: datetime) -> Steps:
    """What she chose, who heard of it while nobody had acted, and what was done; today's answer still waits."""
    found = Alert.objects.unscoped().filter(response=response).select_related("course", "owner")
    if (alert := found.first()) is None:
        return
    scores = this.told["scores"]
    yield at + timedelta(minutes=1)
    choice = Alert.Choice(scores.get("choice", "wait"))
    safety.choose(alert, choice, by=this.client, now=at + timedelta(minutes=1))
    acted_at = at + timedelta(hours=scores.get("acted_after", 14))
    is_open = this.now - at < STILL_OPEN
    yield from _clock(alert, until=this.now if is_open else acted_at)
    if not is_open:
        yield acted_at
        safety.see(alert, by=this.therapist, now=acted_at - timedelta(minutes=12))
        note = scores.get("acknowledged", "We talked about it.")
        safety.acknowledge(alert, did=Alert.Did.CALLED, note=note, by=this.therapist, now=acted_at)


def _clock(alert: Alert, *, until: datetime) -> Steps:
    """The steps of the alert's clock, each at its minute."""
    while True:
        due = Alert.objects.unscoped().values_list("next_at", flat=True).get(pk=alert.pk)
        if due is None or due > until:
            return
        yield due
        escalation.pass_on(now=due)


def plan(this: Telling) -> Steps:
    """The safety plan, as each of its versions was written."""
    seen = 0
    parts: dict[str, str] = {}
    for told in this.told.get("safety_plan", []):
        parts |= {name: words for name, words in told.items() if name in plans.PARTS}
        at = this.after(told["session"], minutes=told.get("minutes", 38))
        yield at
        by = this.client if told.get("by") == "client" else this.therapist
        words = dict.fromkeys(plans.PARTS, "") | parts
        kept = plans.write_plan(words, course=this.course, seen=seen, by=by, now=at)
        seen = kept.version
        if "again_in_weeks" in told:
            again_on = (at + timedelta(weeks=told["again_in_weeks"])).date()
            plans.look_at_it_together(kept, again_on=again_on, by=this.therapist, now=at)


def drill(practice: Practice, *, now: datetime) -> Steps:
    """Two weeks ago a made-up answer went its way, and somebody acted within the half hour."""
    at = now - timedelta(days=14, hours=3, minutes=20)
    yield at
    begun = drills.begin(practice, by=None, now=at)
    later = at + timedelta(minutes=26)
    yield later
    owner = begun.alert.owner
    safety.see(begun.alert, by=owner, now=later - timedelta(minutes=2))
    note = "Drill: I would ring, and ask how it is at this moment."
    safety.acknowledge(begun.alert, did=Alert.Did.CALLED, note=note, by=owner, now=later)


def deliver_what_is_history(*, now: datetime) -> None:
    """What people were told before today's moment had long reached them."""
    Notice.objects.unscoped().filter(written_at__lte=now).update(delivered_at=F("written_at"))
    Alert.objects.unscoped().filter(received_at__lte=now).update(delivered_at=F("received_at"))
