"""Our records as FHIR R4: required fields, codes from the value sets, and nothing that nobody said."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from tests import histories

from duologue.courses import actions as courses
from duologue.courses.models import Stage
from duologue.courses.visibility import Audience, Viewer
from duologue.interop import fhir, fhir_forms
from duologue.interop.shared import as_fhir
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.sessions import actions as sessions
from duologue.sessions.models import Session

pytestmark = pytest.mark.django_db

# From the R4 definitions (4.0.1): what each resource needs, and the codes its status may have.
NEEDS = {
    "Questionnaire": {"status"},
    "QuestionnaireResponse": {"status"},
    "Observation": {"status", "code"},
    "Goal": {"lifecycleStatus", "description", "subject"},
    "EpisodeOfCare": {"status", "patient"},
    "Appointment": {"status", "participant"},
}
STATUS = {
    "Questionnaire": {"draft", "active", "retired", "unknown"},
    "QuestionnaireResponse": {"in-progress", "completed", "amended", "entered-in-error", "stopped"},
    "Observation": {"registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error"},
    "Goal": {"proposed", "planned", "accepted", "active", "on-hold", "completed", "cancelled", "rejected"},
    "EpisodeOfCare": {"planned", "waitlist", "active", "onhold", "finished", "cancelled", "entered-in-error"},
    "Appointment": {"proposed", "pending", "booked", "arrived", "fulfilled", "cancelled", "noshow", "waitlist"},
}
ITEM_TYPES = {"decimal", "group", "display", "choice", "integer", "string", "text", "date"}
VALUE_OF = {"choice": "valueCoding", "integer": "valueInteger", "date": "valueDate"}
# The LOINC codes this project has checked: two panels, their questions, their totals.
PHQ = {"44249-1", "44250-9", "44255-8", "44259-0", "44254-1", "44251-7", "44258-2", "44252-5", "44253-3", "44260-8"}
GAD = {"69737-5", "69725-0", "68509-9", "69733-4", "69734-2", "69735-9", "69689-8", "69736-7"}
LOINC = PHQ | GAD | {"44261-6", "70274-6", "LA6568-5", "LA6569-3", "LA6570-1", "LA6571-9"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


def bundle_for(person, course, now):
    viewer = Viewer(person)
    return json.loads(as_fhir(viewer, viewer.course(course.pk), now=now))


def of_kind(bundle, kind):
    return [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind]


def everything_in(value):
    """Every dictionary in a resource, however deep."""
    if isinstance(value, dict):
        yield value
    for held in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from everything_in(held)


def faults(bundle) -> list[str]:
    """What FHIR R4 asks of these resources and does not find."""
    found = []
    for entry in bundle["entry"]:
        held = entry["resource"]
        kind = held["resourceType"]
        found += [f"{kind} without {name}" for name in NEEDS[kind] - set(held)]
        if held.get("lifecycleStatus", held.get("status")) not in STATUS[kind]:
            found.append(f"{kind}: no such status {held.get('status')}")
        if not ID.fullmatch(held["id"]) or entry["fullUrl"] != f"urn:uuid:{held['id']}":
            found.append(f"{kind}: id {held['id']}")
        if any(value in (None, "", [], {}) for part in everything_in(held) for value in part.values()):
            found.append(f"{kind}: something empty")
        found += [
            f"{kind}: unknown code {part['code']}"
            for part in everything_in(held)
            if part.get("system") == fhir_forms.LOINC and part["code"] not in LOINC
        ]
        for name in ("authored", "effectiveDateTime", "start", "end"):
            if name in held and not MOMENT.fullmatch(held[name]):
                found.append(f"{kind}: {name} {held[name]}")
    addresses = [entry["fullUrl"] for entry in bundle["entry"]]
    found += ["the same address twice"] if len(addresses) != len(set(addresses)) else []
    return found + answer_faults(bundle)


def answer_faults(bundle) -> list[str]:
    """Answers that do not fit the questionnaire they name."""
    asked = {f"{q['url']}|{q['version']}": q for q in of_kind(bundle, "Questionnaire")}
    found = []
    for given in of_kind(bundle, "QuestionnaireResponse"):
        items = {item["linkId"]: item for item in asked[given["questionnaire"]]["item"]}
        for answered in given.get("item", ()):
            item = items[answered["linkId"]]
            [answer] = answered["answer"]
            if set(answer) != {VALUE_OF.get(item["type"], "valueString")}:
                found.append(f"{answered['linkId']}: {answer} to a question of type {item['type']}")
            elif "answerOption" in item and answer["valueCoding"] not in [
                o["valueCoding"] for o in item["answerOption"]
            ]:
                found.append(f"{answered['linkId']}: {answer} was not offered")
    return found


def test_a_whole_course_is_fhir(cast, now):
    histories.amiras(cast)
    bundle = bundle_for(cast.tom, cast.ours, now)
    assert not faults(bundle)
    assert bundle["type"] == "collection" and "total" not in bundle
    assert {kind: len(of_kind(bundle, kind)) for kind in NEEDS} == {
        "EpisodeOfCare": 1,
        "Appointment": 8,
        "Goal": 1,
        "Questionnaire": 2,
        "QuestionnaireResponse": 10,
        "Observation": 9,  # one PHQ-9 had three questions open: no total
    }


def test_control_faults_are_noticed(cast, now):
    histories.amiras(cast)
    bundle = bundle_for(cast.tom, cast.ours, now)
    of_kind(bundle, "Appointment")[0]["status"] = "finished"
    of_kind(bundle, "Observation")[0]["code"]["coding"][0]["code"] = "12345-6"
    of_kind(bundle, "QuestionnaireResponse")[0]["item"][0]["answer"] = [{"valueInteger": 0}]
    del of_kind(bundle, "Goal")[0]["subject"]
    assert len(faults(bundle)) == 4


def test_what_was_not_answered_is_absent_and_never_zero(cast, now):
    left_open = ("q1", "q2", "q3")
    histories.answered(cast.ours, "phq-9", None, now, open_questions=left_open)
    bundle = bundle_for(cast.tom, cast.ours, now)
    [given] = of_kind(bundle, "QuestionnaireResponse")
    assert [item["linkId"] for item in given["item"]] == ["q4", "q5", "q6", "q7", "q8", "q9"]
    assert not of_kind(bundle, "Observation")


def test_an_empty_form_has_no_items_at_all(cast, now):
    histories.answered(cast.ours, "gad-7", None, now, open_questions=tuple(f"q{n}" for n in range(1, 8)))
    [given] = of_kind(bundle_for(cast.tom, cast.ours, now), "QuestionnaireResponse")
    assert "item" not in given


def test_a_total_has_its_code_its_number_and_where_it_came_from(cast, now):
    response = histories.answered(cast.ours, "phq-9", 11, now)
    [total] = of_kind(bundle_for(cast.tom, cast.ours, now), "Observation")
    assert total["code"]["coding"] == [{"system": "http://loinc.org", "code": "44261-6"}]
    assert total["valueQuantity"]["value"] == 11
    assert total["derivedFrom"] == [{"reference": f"urn:uuid:{response.pk}"}]
    assert "note" not in total


def test_an_estimate_says_that_it_is_one(cast, now):
    histories.answered(cast.ours, "phq-9", 8, now, open_questions=("q8",))
    [total] = of_kind(bundle_for(cast.tom, cast.ours, now), "Observation")
    assert total["note"][0]["text"].startswith("An estimate: 8 of 9")


def test_each_answer_carries_what_it_counts():
    drawn = fhir_forms.questionnaire(library.newest("phq-9"))
    questions = [item for item in drawn["item"] if item["type"] == "choice"]
    assert len(questions) == 9
    for question in questions:
        counted = [o["extension"][0] for o in question["answerOption"]]
        assert {e["url"] for e in counted} == {"http://hl7.org/fhir/StructureDefinition/ordinalValue"}
        assert [e["valueDecimal"] for e in counted] == [0, 1, 2, 3]
        assert not [o for o in question["answerOption"] if "extension" in o["valueCoding"]]


@pytest.mark.parametrize("form", library.shelf().values(), ids=lambda form: f"{form.id}-{form.version}")
def test_every_form_on_the_shelf_is_a_questionnaire(form):
    drawn = fhir_forms.questionnaire(form)
    assert not faults(fhir.bundle([drawn], at=histories.NOW))
    assert {item["type"] for item in drawn["item"]} <= ITEM_TYPES
    links = [item["linkId"] for item in drawn["item"]]
    assert len(links) == len(set(links))


def test_a_session_that_was_missed_is_a_no_show(cast, now):
    def planned(weeks):
        starts = now + timedelta(weeks=weeks)
        return sessions.plan_session(course=cast.ours, starts_at=starts, minutes=50, by=cast.tom, now=now)

    for n, state in enumerate((Session.State.CANCELLED, Session.State.MISSED), start=1):
        sessions.mark(planned(n), state, by=cast.tom, now=now + timedelta(weeks=n, hours=2))
    planned(3)
    sessions.begin(planned(0), by=cast.tom, now=now)
    found = of_kind(bundle_for(cast.tom, cast.ours, now), "Appointment")
    assert sorted(a["status"] for a in found) == ["arrived", "booked", "cancelled", "noshow"]
    assert all(a["start"] < a["end"] and len(a["participant"]) == 2 for a in found)


def test_a_goal_knows_whether_it_was_reached_or_set_aside(cast, now):
    reached = courses.set_goal("To go out", value=7, course=cast.ours, by=cast.amira, now=now)
    aside = courses.set_goal("To move", value=None, course=cast.ours, by=cast.amira, now=now)
    reached.reached_at, aside.set_aside_at = now, now
    reached.save(), aside.save()
    courses.set_goal("To sing", value=None, course=cast.ours, by=cast.amira, now=now)
    found = {g["description"]["text"]: g for g in of_kind(bundle_for(cast.tom, cast.ours, now), "Goal")}
    assert {words: g["lifecycleStatus"] for words, g in found.items()} == {
        "To go out": "completed",
        "To move": "cancelled",
        "To sing": "active",
    }
    assert found["To go out"]["note"][0]["text"].startswith("7 of 10") and "note" not in found["To sing"]


def test_the_course_has_its_stages_and_its_end(cast, now):
    for n, kind in enumerate((Stage.Kind.TREATMENT, Stage.Kind.CLOSED), start=1):
        courses.move_to(kind, course=cast.ours, by=cast.tom, now=now + timedelta(days=n))
    [episode] = of_kind(bundle_for(cast.tom, cast.ours, now), "EpisodeOfCare")
    assert [stage["status"] for stage in episode["statusHistory"]] == ["active", "active", "finished"]
    assert episode["status"] == "finished" and episode["period"]["end"] == "2026-11-28T13:50:00+00:00"
    assert episode["patient"] == {"type": "Patient", "display": "Amira"}  # no address, no number


def test_what_one_side_keeps_is_in_nobodys_file(cast, now):
    form = library.newest("phq-9")
    question = questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=now)
    kept = questionnaires.begin(form, course=cast.ours, by=cast.amira, now=now, question=question)
    questionnaires.send(kept, histories.adding_up("phq-9", 5), now=now)
    Response.objects.unscoped().filter(pk=kept.pk).update(audience=Audience.ME)
    record = library.newest("thought-record")  # shared, but written between sessions
    given = questionnaires.begin(record, course=cast.ours, by=cast.amira, now=now)
    questionnaires.send(given, {"happened": "h"}, now=now)
    begun = questionnaires.ask("gad-7", course=cast.ours, by=cast.tom, now=now)
    questionnaires.begin(begun.form, course=cast.ours, by=cast.amira, now=now, question=begun)  # not sent
    for person in (cast.amira, cast.tom):
        assert not of_kind(bundle_for(person, cast.ours, now), "QuestionnaireResponse")
