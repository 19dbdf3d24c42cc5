"""The chapters of the tools with a page of their own: the diary card and its days, a chain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.techniques import diary, linking
from duologue.techniques.cards import OwnEntry
from duologue.techniques.readers import ReadBy


def all_of(this: Telling) -> list[Steps]:
    """Each of the story's tools."""
    return [_card(this, told) for told in this.told.get("card", [])]


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
