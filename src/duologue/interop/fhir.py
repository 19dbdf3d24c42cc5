"""Our records as FHIR R4 resources: plain dicts from plain records, and nothing that reads or writes.

What was not answered is absent. A total that could not be counted is absent too; neither is ever a zero.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime

from duologue.courses.models import Course, Goal, Stage
from duologue.interop.fhir_forms import (
    Resource,
    loinc,
    moment,
)
from duologue.questionnaires.models import Response, Score
from duologue.sessions.models import Session

UCUM = "http://unitsofmeasure.org"
SURVEY = {"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "survey"}
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
        "timestamp": moment(at),
        "entry": entries,
    }


def client(name: str) -> Resource:
    """The client as a name only: who they are elsewhere is not ours to say."""
    return {"type": "Patient", "display": name}


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
        "effectiveDateTime": moment(response.sent_at),
        "valueQuantity": {"value": whole, "unit": "{score}", "system": UCUM, "code": "{score}"},
        "derivedFrom": [{"reference": f"urn:uuid:{response.pk}"}],
    }
    if key.loinc:
        counted["code"]["coding"] = [loinc(key.loinc)]
    if score.estimated:
        text = f"An estimate: {score.answered} of {score.asked} questions were answered. Compare it with nothing."
        counted["note"] = [{"text": text}]
    if form.score_only:  # there are no answers that it could come from
        del counted["derivedFrom"]
        counted["note"] = [{"text": "Counted elsewhere, and entered by the therapist."}]
    return counted


def goal(goal: Goal, ratings: Iterable[tuple[datetime, int]], *, subject: Resource) -> Resource:
    """A goal in the client's words, with each rating as a dated note."""
    status, since = "active", None
    if goal.set_aside_at:
        status, since = "cancelled", goal.set_aside_at
    elif goal.reached_at:
        status, since = "completed", goal.reached_at
    notes = [{"time": moment(at), "text": f"{value} of 10, where 10 is fully there"} for at, value in ratings]
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
        "start": moment(session.starts_at),
        "end": moment(session.ends_at),
        "minutesDuration": session.minutes,
        "participant": [{"actor": actor, "status": "accepted"} for actor in actors],
    }


def _therapist(name: str) -> Resource:
    return {"type": "Practitioner", "display": name}


def _period(start: datetime, end: datetime | None) -> Resource:
    return {"start": moment(start), **({"end": moment(end)} if end else {})}
