"""The chapter of what is asked again and again: rules, cards filled in day by day, times nobody opened, an answer on paper."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from duologue.demo.answers import items_for
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import asking, library, paper
from duologue.questionnaires.models import Ask, AskRule


def all_of(this: Telling) -> list[Steps]:
    """Each rule and each sheet of paper as a story of its own."""
    return [_rule(this, told) for told in this.told.get("asking", [])] + [
        _on_paper(this, told) for told in this.told.get("paper", [])
    ]


def _rule(this: Telling, told: dict[str, Any]) -> Steps:
    """A rule from some days ago; of its turns, so many were left unopened, or were filled in as a card."""
    at = this.now - timedelta(days=told["days_ago"])
    yield at
    words = {name: told[name] for name in ("why", "when", "over_because", "open_days") if name in told}
    rule = asking.set_rule(told["form"], course=this.course, by=this.therapist, now=at, **words)
    turns = told.get("unopened", 0) or len(told.get("cards", []))
    for n in range(turns):
        day = at + timedelta(days=7 * n)
        yield day
        asked = _asked(rule, day)
        if cards := told.get("cards"):
            yield from _card(this, asked, cards[n], at=day)


def _asked(rule: AskRule, now: datetime) -> Ask:
    turn = asking.turn_of(rule, now=now)
    assert turn, "a turn of the story falls into the quiet hours"
    asking.ask_by(rule, turn, now=now)
    return Ask.objects.unscoped().select_related("course").get(rule=rule, turn=turn.name)


def _card(this: Telling, asked: Ask, told: dict[str, Any], *, at: datetime) -> Steps:
    """A week, one evening after the other; the last one is on its way."""
    draft = None
    for n in range(1, told["days"] + 1):
        evening = at + timedelta(days=n - 1, hours=9)
        if evening >= this.now:
            return
        yield evening
        draft = draft or questionnaires.begin(
            asked.form, course=this.course, by=this.client, now=evening, question=asked
        )
        questionnaires.keep_answers(draft, _evening(this, told, n), now=evening)
    if draft and told["days"] == 7:
        yield evening + timedelta(minutes=1)
        questionnaires.send(draft, {"remember": told["words"]}, now=evening + timedelta(minutes=1))


def _evening(this: Telling, told: dict[str, Any], n: int) -> dict[str, int]:
    urge = told["urges"][n - 1]
    feeling = min(5, urge + this.rng.randint(0, 1))
    return {
        f"feeling_{n}": feeling,
        f"good_{n}": 5 - feeling if feeling < 5 else 1,
        f"urge_{n}": urge,
        f"acted_{n}": int(n in told.get("acted", [])),
        f"skills_{n}": this.rng.randint(1, 3),
        f"sleep_{n}": this.rng.randint(5, 8),
    }


def _on_paper(this: Telling, told: dict[str, Any]) -> Steps:
    """A form filled in by hand in the waiting room, and entered the day after."""
    form = library.newest(told["form"])
    at = this.before(told["session"], hours=1) + timedelta(days=1)
    yield at
    given = items_for(told["total"], items=[item.id for item in form.items], highest=3, rng=this.rng)
    on = this.sessions[told["session"]].starts_at.astimezone(this.course.practice.zone).date()
    paper.enter(form, given, on=on, course=this.course, by=this.therapist, now=at)
