"""The chapters of the tools with a page of their own: the diary card and a chain, moments, dreams and the focus."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duologue.assessment.models import Formulation
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.questionnaires import library
from duologue.techniques import diary, finding, linking
from duologue.techniques.cards import OwnEntry
from duologue.techniques.patterns import DREAM, EPISODE, WORDS
from duologue.techniques.readers import ReadBy


def all_of(this: Telling) -> list[Steps]:
    """Each of the story's tools."""
    cards = [_card(this, told) for told in this.told.get("card", [])]
    moments = [_written(this, told, EPISODE) for told in this.told.get("moments", [])]
    dreams = [_written(this, told, DREAM) for told in this.told.get("dreams", [])]
    return [*cards, *moments, *dreams, *(_focus(this, told) for told in this.told.get("focus", []))]


def _card(this: Telling, told: dict[str, Any]) -> Steps:
    """A card put together in a session, its days up to yesterday, and what was looked at link by link."""
    at = this.after(told["session"], minutes=35)
    yield at
    held = {"on": told["on"], "own": told.get("own", {})}
    who: dict[str, Any] = {"course": this.course, "by": this.therapist}
    card = diary.derive_card(held, seen=told.get("seen", 0), **who, now=at)
    days: dict[int, OwnEntry] = {}
    zone = this.course.practice.zone
    for day in sorted(told.get("days", []), key=lambda one: -one["ago"]):
        about = this.now - timedelta(days=day["ago"])
        at = (about + timedelta(days=day.get("late", 0))).astimezone(zone).replace(hour=21, minute=32 - day["ago"])
        yield at
        given = {"read_by": ReadBy(day.get("read_by", "both")), "line": day.get("line", "")}
        said, on = day["said"], about.astimezone(zone).date()
        days[day["ago"]] = diary.fill_in_day(card, on, said, by=this.client, now=at, written_at=at, **given)
    for chain in told.get("chains", []):
        yield from _chain(this, chain, days[chain["ago"]])


def _chain(this: Telling, told: dict[str, Any], day: OwnEntry) -> Steps:
    at = day.written_at + timedelta(hours=told["hours_later"])
    yield at
    both: dict[str, Any] = {"by": this.client, "now": at}
    chain = linking.begin(told["target"], entry=day, row=told["row"], course=this.course, **both)
    parts = {
        name: told.get(name, "") for name in ("vulnerability", "prompting", "short", "long", "repair", "not_again")
    }
    linking.write_on(chain, {"target": told["target"], **parts}, seen=1, **both)
    for link in told["links"]:
        linking.add_link(chain, **link, **both)


def _written(this: Telling, told: dict[str, Any], form_id: str) -> Steps:
    """A moment or a dream the client wrote; the themes on it and its triangle come in the hour after."""
    zone = this.course.practice.zone
    at = this.sessions[told["session"]].starts_at + timedelta(days=told["days_after"], hours=4, minutes=7)
    if at >= this.now:
        return
    yield at
    given: dict[str, Any] = {"read_by": ReadBy(told["read_by"]), "line": told.get("line", "")}
    about: dict[str, Any] = {
        "on": at.astimezone(zone).date(),
        "course": this.course,
        "by": this.client,
        "now": at,
        "at": at,
    }
    entry = diary.keep_entry(library.newest(form_id), told["said"], **about, **given)
    ahead = [n for n in this.sessions if this.sessions[n].starts_at > at and this.after(n) < this.now]
    if not told.get("themes") or not ahead:
        return
    at = this.after(min(ahead), minutes=28)
    yield at
    for part, chosen in told["themes"].items():
        finding.name_themes(entry.response, part, chosen, seen=[], by=this.therapist, now=at)
    drawn = Formulation.objects.unscoped().filter(course=this.course).order_by("written_at", "pk")
    for one in drawn:
        if one.about == told.get("example_of"):
            finding.take_as_example(entry.response, one, by=this.client, now=at)


def _focus(this: Telling, told: dict[str, Any]) -> Steps:
    """What the two keep in view, and when they looked at it again."""
    at = this.after(told["session"], minutes=33)
    yield at
    zone = this.course.practice.zone
    words = {name: told[name] for name in WORDS}
    looked = told["looked"]
    first = this.sessions[looked["session"]].starts_at.astimezone(zone).date()
    focus = finding.begin_focus(words, review_on=first, course=this.course, by=this.client, now=at)
    at = this.after(looked["session"], minutes=33)
    yield at
    again = (at + timedelta(weeks=looked["weeks"])).astimezone(zone).date()
    finding.look_at_focus(focus, again_on=again, by=this.therapist, now=at)
