"""Our records as FHIR R4 resources: plain dicts from plain records, and nothing that reads or writes.

What was not answered is absent. A total that could not be counted is absent too; neither is ever a zero.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from duologue.courses.models import Course, Goal, Stage
from duologue.questionnaires.models import Response, Score
from duologue.science.forms import Form, Item
from duologue.sessions.models import Session

Resource = dict[str, Any]
LOINC, UCUM = "http://loinc.org", "http://unitsofmeasure.org"
SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}
EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
TYPES = {"choice": "choice", "scale": "integer", "line": "string", "text": "text", "date": "date", "number": "decimal"}
EPISODE = {
    Stage.Kind.ENQUIRY: "planned",
    Stage.Kind.ASSESSMENT: "active",
    Stage.Kind.TREATMENT: "active",
    Stage.Kind.ENDING: "active",
    Stage.Kind.FOLLOW_UP: "active",
    Stage.Kind.CLOSED: "finished",
}
APPOINTMENT = {
    Session.State.PLANNED: "booked",
    Session.State.ATTENDED: "fulfilled",
    Session.State.MISSED: "noshow",
    Session.State.CANCELLED: "cancelled",
}


def bundle(resources: Iterable[Resource], *, at: datetime) -> Resource:
    """Everything in one collection."""
    entries = [{"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in resources]
    return {
        "resourceType": "Bundle",
        "id": str(uuid.uuid4()),
        "type": "collection",
        "timestamp": _moment(at),
        "entry": entries,
    }


def client(name: str) -> Resource:
    """The client as a name only: who they are elsewhere is not ours to say."""
    return {"type": "Patient", "display": name}


def canonical(form: Form) -> str:
    """The address of a form in all its versions. It belongs to no domain, because we own none."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'duologue:form:{form.id}')}"


def questionnaire(form: Form) -> Resource:
    """One version of one form, in its authors' words, with what each answer counts."""
    items = [_item(item) for item in form.items]
    stem = [{"linkId": "stem", "type": "display", "text": form.stem}] if form.stem else []
    return {
        "resourceType": "Questionnaire",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"duologue:form:{form.id}:{form.version}")),
        "url": canonical(form),
        "version": form.version,
        "title": form.title,
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": form.licence,
        **({"code": [_loinc(form.loinc, form.title)]} if form.loinc else {}),
        "item": stem + items,
    }


def _item(item: Item) -> Resource:
    drawn: Resource = {"linkId": item.id, "text": item.text, "type": TYPES[item.kind], "required": item.needed}
    if item.loinc:
        drawn["code"] = [_loinc(item.loinc)]
    if item.kind == "choice":
        drawn["answerOption"] = [
            {
                "extension": [{"url": f"{EXTENSION}ordinalValue", "valueDecimal": o.value}],
                "valueCoding": _coding(item, o),
            }
            for o in item.options
        ]
    if item.kind == "scale":
        ends = {"minValue": 0, "maxValue": 10}
        drawn["extension"] = [{"url": EXTENSION + name, "valueInteger": value} for name, value in ends.items()]
    if item.between:
        bounds = zip(("minValue", "maxValue"), item.between, strict=True)
        drawn["extension"] = [{"url": EXTENSION + name, "valueDecimal": value} for name, value in bounds]
    return drawn


def questionnaire_response(response: Response, *, subject: Resource) -> Resource:
    """The answers that were given, each under the question it answers. What was left out stays out."""
    form, items = response.form, []
    for item in form.items:
        answer = response.answers.get(item.id)
        if answer is not None and answer != "":
            items.append({"linkId": item.id, "text": item.text, "answer": [_answer(item, answer)]})
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(response.pk),
        "questionnaire": f"{canonical(form)}|{form.version}",
        "status": "completed",
        "subject": subject,
        "authored": _moment(response.sent_at),
        "source": subject,
        **({"item": items} if items else {}),
    }


def _answer(item: Item, answer: Any) -> Resource:
    if item.kind == "choice":
        chosen = next(option for option in item.options if option.value == answer)
        return {"valueCoding": _coding(item, chosen)}
    name = {"scale": "valueInteger", "date": "valueDate", "number": "valueDecimal"}.get(item.kind, "valueString")
    return {name: answer}


def observation(response: Response, score: Score, *, subject: Resource) -> Resource | None:
    """The total of one response on one scale, or nothing when it could not be counted."""
    form = response.form
    if score.value is None or form.scoring is None:
        return None
    key = form.key(score.scale)
    whole = int(score.value) if float(score.value).is_integer() else score.value
    counted: Resource = {
        "resourceType": "Observation",
        "id": str(score.pk),
        "status": "final",
        "category": [{"coding": [SURVEY]}],
        "code": {"text": f"{form.title}: {key.name or 'total'}"},
        "subject": subject,
        "effectiveDateTime": _moment(response.sent_at),
        "valueQuantity": {"value": whole, "unit": "{score}", "system": UCUM, "code": "{score}"},
        "derivedFrom": [{"reference": f"urn:uuid:{response.pk}"}],
    }
    if key.loinc:
        counted["code"]["coding"] = [_loinc(key.loinc)]
    if score.estimated:
        text = f"An estimate: {score.answered} of {score.asked} questions were answered. Compare it with nothing."
        counted["note"] = [{"text": text}]
    return counted


def goal(goal: Goal, ratings: Iterable[tuple[datetime, int]], *, subject: Resource) -> Resource:
    """A goal in the client's words, with each rating as a dated note."""
    status, since = "active", None
    if goal.set_aside_at:
        status, since = "cancelled", goal.set_aside_at
    elif goal.reached_at:
        status, since = "completed", goal.reached_at
    notes = [{"time": _moment(at), "text": f"{value} of 10, where 10 is fully there"} for at, value in ratings]
    return {
        "resourceType": "Goal",
        "id": str(goal.pk),
        "lifecycleStatus": status,
        "description": {"text": goal.words},
        "subject": subject,
        "startDate": goal.written_at.date().isoformat(),
        **({"statusDate": since.date().isoformat()} if since else {}),
        **({"note": notes} if notes else {}),
    }


def episode_of_care(course: Course, *, subject: Resource) -> Resource:
    """The course as a whole, with its dated stages."""
    way = course.way
    ends = [*(stage.began_at for stage in way[1:]), None]
    history = [
        {"status": EPISODE[Stage.Kind(s.kind)], "period": _period(s.began_at, None if s.kind == "closed" else end)}
        for s, end in zip(way, ends, strict=True)
    ]
    closed = way[-1].began_at if way and way[-1].kind == Stage.Kind.CLOSED else None
    return {
        "resourceType": "EpisodeOfCare",
        "id": str(course.pk),
        "status": history[-1]["status"] if history else "planned",
        **({"statusHistory": history} if history else {}),
        "patient": subject,
        "managingOrganization": {"type": "Organization", "display": course.practice.name},
        "period": _period(course.opened_at, closed),
        **({"careManager": _therapist(course.lead.name)} if course.lead else {}),
    }


def appointment(session: Session, *, subject: Resource) -> Resource:
    """One session: when it was, and whether it took place. Not what was said."""
    state = "arrived" if session.running else APPOINTMENT[Session.State(session.state)]
    actors = [subject, _therapist(session.therapist.name)]
    return {
        "resourceType": "Appointment",
        "id": str(session.pk),
        "status": state,
        "description": f"Session {session.number}",
        "start": _moment(session.starts_at),
        "end": _moment(session.ends_at),
        "minutesDuration": session.minutes,
        "participant": [{"actor": actor, "status": "accepted"} for actor in actors],
    }


def _therapist(name: str) -> Resource:
    return {"type": "Practitioner", "display": name}


def _coding(item: Item, option: Any) -> Resource:
    coding = {"code": option.code or str(option.value), "display": option.text}
    return {"system": LOINC, **coding} if option.code else coding


def _loinc(code: str, display: str = "") -> Resource:
    return {"system": LOINC, "code": code, **({"display": display} if display else {})}


def _period(start: datetime, end: datetime | None) -> Resource:
    return {"start": _moment(start), **({"end": _moment(end)} if end else {})}


def _moment(at: datetime | None) -> str:
    assert at is not None
    return at.isoformat(timespec="seconds")
