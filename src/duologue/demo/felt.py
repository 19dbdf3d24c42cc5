"""The chapters of the relationship: words on a session from both chairs, cards, messages, what was said past a therapist."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.people.models import User
from duologue.relationship import actions as relationship
from duologue.relationship import handing_on, noticing, speaking_up, writing
from duologue.relationship.models import FOUR, Feedback
from duologue.relationship.signals import Signal
from duologue.relationship.spoken import Concern
from duologue.sessions.models import Session

RATED = (*FOUR, "worth_it")


def all_of(this: Telling, *, staff: dict[str, User]) -> list[Steps]:
    """Every chapter as a story of its own."""
    return [_messages(this), _concern(this), _effects(this), _handover(this, staff)]


def words_on(this: Telling, n: int, session: Session, hour: dict[str, Any]) -> Steps:
    """The client's word on a session, the therapist's own view, and the answer to a remark."""
    feedback = relationship.give_feedback(
        session,
        ratings=dict(zip(RATED, hour["feedback"], strict=True)),
        helped_most=hour.get("helped", ""),
        remark=hour.get("remark", ""),
        talk="yes" if hour.get("remark") else "no",
        by=this.client,
        now=this.after(n, minutes=52),
    )
    if not hour.get("no_view"):
        _own_view(this, n, session, feedback)
    if hour.get("remark") and hour.get("answer"):
        yield this.after(n, minutes=60 * 20)
        relationship.answer(feedback.remark, hour["answer"], by=this.therapist, now=this.after(n, minutes=60 * 20))


def _own_view(this: Telling, n: int, session: Session, feedback: Feedback) -> None:
    """Near what the client said, from a chance of its own, so that no other number of the story changes."""
    chance = random.Random(f"{this.told['name']} {n}")
    seen = {name: min(10, max(4, (getattr(feedback, name) or 7) + chance.choice((-1, 0, 0, 1)))) for name in FOUR}
    relationship.give_own_view(session, ratings=seen, by=this.therapist, now=this.after(n, minutes=54))


def looked_at(this: Telling, n: int, hour: dict[str, Any]) -> None:
    """In an hour the notices of the hours before are looked at, and a strain gets the card the story tells of."""
    now = this.after(n, minutes=49)
    before = Signal.objects.unscoped().filter(course=this.course, closed_at__isnull=True, session__number__lt=n)
    for signal in before.select_related("course").order_by("session__starts_at", "pk"):
        if not signal.is_strain:
            noticing.close(signal, by=this.therapist, now=now)
        elif card := hour.get("card"):
            again = (now + timedelta(weeks=card["weeks"])).date()
            tried = {"tried": card["tried"], "words": card["words"], "again_on": again}
            noticing.write_card(signal, **tried, by=this.therapist, now=now)


def _messages(this: Telling) -> Steps:
    for told in this.told.get("messages", []):
        at = this.now - timedelta(hours=told["hours_ago"])
        yield at
        mine = told["by"] == "client"
        by = this.client if mine else this.therapist
        writing.note_seen(this.course, as_client=mine, by=by, now=at)
        writing.send(told["words"], course=this.course, from_client=mine, by=by, now=at)


def _concern(this: Telling) -> Steps:
    if told := this.told.get("concern"):
        at = this.now - timedelta(hours=told["hours_ago"])
        yield at
        by: dict[str, Any] = {"course": this.course, "by": this.client, "now": at}
        kept = speaking_up.speak_up(Concern.Kind(told["kind"]), told["words"], therapist_sees=told["sees"], **by)
        if answer := told.get("answer"):
            yield at + timedelta(hours=20)
            speaking_up.answer_concern(kept, answer, by=kept.goes_to, now=at + timedelta(hours=20))


def _effects(this: Telling) -> Steps:
    if told := this.told.get("effects"):
        at = this.before(told["session"], hours=4)
        yield at
        given = {name: told[name] for name in ("harder", "hurt", "elsewhere") if name in told}
        speaking_up.tell_of_effects(given, told.get("words", ""), course=this.course, by=this.client, now=at)


def _handover(this: Telling, staff: dict[str, User]) -> Steps:
    """Somebody came over from another therapist this morning, with words of their own."""
    if told := this.told.get("handover"):
        to, asked = staff[told["to"]], this.now - timedelta(days=3)
        yield asked
        opened = handing_on.open_transfer(this.course, to=to, by=this.therapist, now=asked)
        said = this.now - timedelta(days=1)
        yield said
        handing_on.write_packet(opened, told["packet"], seen=0, by=this.client, now=said)
        handing_on.decide(opened, True, by=this.client, now=said)
        done = this.now - timedelta(hours=3)
        yield done
        handing_on.carry_out(opened, by=this.therapist, now=done)
