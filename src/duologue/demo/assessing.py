"""The chapters of the first assessment: the history part by part, and the maps two people go on drawing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from duologue.assessment import history, mapping
from duologue.assessment.models import FormulationBox
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.questionnaires import actions as questionnaires


def parts(this: Telling) -> Steps:
    """The parts of the history that the story tells, sent one after the other in the evening after the first."""
    at = this.course.opened_at + timedelta(days=2, hours=9)
    who: dict[str, Any] = {"course": this.course, "by": this.client}
    for form_id, answers in this.told.get("history_parts", {}).items():
        at += timedelta(minutes=7)
        yield at
        asked = history.open_part(form_id, **who, now=at)
        draft = questionnaires.begin(asked.form, **who, now=at, question=asked)
        sent = questionnaires.send(draft, answers, now=at)
        questionnaires.note_opened(sent, now=at + timedelta(hours=12))
    for form_id, choice in this.told.get("history_aside", {}).items():
        at += timedelta(minutes=1)
        yield at
        history.set_aside(form_id, choice, **who, now=at)


def maps(this: Telling) -> list[Steps]:
    """Each map of the story, drawn box by box and arrow by arrow."""
    return [_map(this, told) for told in this.told.get("maps", [])]


def _map(this: Telling, told: dict[str, Any]) -> Steps:
    boxes: dict[int, FormulationBox] = {}
    what = [(box["session"], 0, n, box) for n, box in enumerate(told["boxes"])]
    what += [(arrow["session"], 1, n, arrow) for n, arrow in enumerate(told["arrows"])]
    what += [
        (session, 2, n, {"value": value})
        for n, box in enumerate(told["boxes"])
        for session, value in box.get("rated", [])
    ]
    what.sort(key=lambda one: one[:3])
    at = this.after(what[0][0], minutes=19)
    yield at
    held = mapping.begin(told["kind"], told["about"], course=this.course, by=this.therapist, now=at)
    for turn, (session, step, n, one) in enumerate(what):
        now = this.after(session, minutes=20 + turn)
        yield now
        if step == 0:
            by = this.therapist if one.get("by") == "therapist" else this.client
            boxes[n] = mapping.write_box(held, one["place"], one["words"], by=by, now=now)
        elif step == 1:
            start, end = boxes[one["from"]], boxes[one["to"]]
            mapping.draw_arrow(start, end, one.get("word", ""), by=this.client, now=now)
        else:
            _rate(this, boxes[n], one["value"], now)


def _rate(this: Telling, box: FormulationBox, value: int, now: datetime) -> None:
    mapping.rate_box(box, value=value, by=this.client, now=now)
