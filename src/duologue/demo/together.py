"""The chapters of what both filled in together in an hour, and how it went."""

from __future__ import annotations

from typing import Any

from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.questionnaires import library
from duologue.science.forms import Form
from duologue.techniques import actions
from duologue.techniques.models import UsedTogether


def all_of(this: Telling) -> list[Steps]:
    """Each worksheet of the story that was used in a session."""
    return [_used(this, told) for told in this.told.get("together", [])]


def _used(this: Telling, told: dict[str, Any]) -> Steps:
    at = this.after(told["session"], minutes=told.get("minute", 31))
    if at > this.now:
        return
    yield at
    sheet = library.newest(told["worksheet"])
    answers = told.get("answers", {}) | laid_down(sheet, told.get("sorts", []))
    where: dict[str, Any] = {"course": this.course, "session": this.sessions[told["session"]]}
    used = actions.use(sheet, answers, **where, by=this.therapist, now=at)
    at = this.after(told["session"], minutes=46)
    yield at
    went = UsedTogether.Went(told["went"])
    actions.say_how_it_went(used, went, told.get("words", ""), seen=used.version, by=this.client, now=at)


def laid_down(sheet: Form, sorts: list[list[int]]) -> dict[str, int]:
    """Statements laid down in this order, the least like me first, as the answers of a sort: turn after turn."""
    told: dict[str, int] = {}
    for group in sheet.groups:
        places = [column for column, room in enumerate(group.holds, start=1) for _ in range(room)]
        for turn, order in enumerate(sorts, start=1):
            laid = {f"s{statement}_{turn}": column for statement, column in zip(order, places, strict=True)}
            told |= {name: laid[name] for name in group.ids(turn)}
    return told
