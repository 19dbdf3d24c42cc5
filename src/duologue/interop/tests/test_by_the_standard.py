"""What we send out and take in, held against R4B models that somebody else wrote, and against our own reader."""

import json

import pytest
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.questionnaire import Questionnaire
from pydantic import ValidationError
from tests import histories
from tests.science.hostile import good

from duologue.courses.visibility import Viewer
from duologue.interop import fhir_forms, numbers
from duologue.interop.shared import as_fhir
from duologue.questionnaires import entering, library
from duologue.science import foreign_forms, foreign_json
from duologue.science.foreign_forms import Terms

SHELF = list(library.shelf().values())
INSTRUMENTS = [form for form in SHELF if (form.is_instrument or form.by_clinician) and not form.score_only]


def name(form):
    return f"{form.id}-{form.version}"


@pytest.mark.parametrize("form", SHELF, ids=name)
def test_each_form_is_a_questionnaire_by_models_that_are_not_ours(form):
    read = Questionnaire.model_validate(fhir_forms.questionnaire(form))
    assert read.title == form.title and read.version == form.version and read.copyright == form.licence


@pytest.mark.parametrize(
    "spoil",
    [
        lambda found: found["item"][0].pop("linkId"),
        lambda found: found["item"][0].update(answerOption={}),
        lambda found: found.pop("status"),
        lambda found: found["item"][0].update(required="perhaps"),
    ],
)
def test_control_those_models_notice_a_fault(spoil):
    found = fhir_forms.questionnaire(library.newest("audit-c"))
    spoil(found)
    with pytest.raises(ValidationError):
        Questionnaire.model_validate(found)


@pytest.mark.django_db
def test_a_whole_course_is_a_bundle_by_models_that_are_not_ours(cast, now):
    histories.amiras(cast)
    viewer = Viewer(cast.tom)
    made = json.loads(as_fhir(viewer, viewer.course(cast.ours.pk), now=now))
    assert len(Bundle.model_validate(made).entry) == len(made["entry"])


@pytest.mark.django_db
def test_a_total_from_paper_travels_as_a_number_that_says_where_it_came_from(cast, now):
    form = library.newest("ors")
    entering.enter_total(form, 21.5, on=now.date(), course=cast.ours, by=cast.tom, now=now)
    viewer = Viewer(cast.tom)
    course = viewer.course(cast.ours.pk)
    made = json.loads(as_fhir(viewer, course, now=now))
    assert Bundle.model_validate(made)
    kinds = [entry["resource"]["resourceType"] for entry in made["entry"]]
    assert kinds == ["EpisodeOfCare", "Observation"]
    total = made["entry"][1]["resource"]
    assert total["valueQuantity"]["value"] == 21.5 and "derivedFrom" not in total
    assert total["note"] == [{"text": "Counted elsewhere, and entered by the therapist."}]
    [row] = numbers.totals(viewer, course)
    assert (row.number, row.note) == ("21.5", "counted elsewhere, entered by the therapist")


def test_the_good_file_of_the_import_tests_is_good_by_those_models_too():
    assert Questionnaire.model_validate(good())


@pytest.mark.parametrize("form", INSTRUMENTS, ids=name)
def test_what_goes_out_comes_in_again_the_same(form):
    file = json.dumps(fhir_forms.questionnaire(form)).encode()
    brought = foreign_forms.read(foreign_json.read(file))
    assert (brought.title, brought.stem, brought.copyright) == (form.title, form.stem, form.licence)
    assert [(i.text, i.kind) for i in brought.items] == [(i.text, i.kind) for i in form.items]
    for mine, theirs in zip(form.items, brought.items, strict=True):
        assert [(o.value, o.text) for o in theirs.options] == [(o.value, o.text) for o in mine.options]
        assert (theirs.asked_when is None) == (mine.asked_when is None)
        if mine.asked_when:
            assert (theirs.asked_when.any_of, theirs.asked_when.at_least) == (
                mine.asked_when.any_of,
                mine.asked_when.at_least,
            )
    raising = {item.id: [o.value for o in item.options if item.raises(o.value)] for item in form.items}
    terms = Terms(called="x", counted="" if brought.why_not_counted else "lower", raises=raising)
    made = foreign_forms.as_form(brought, terms, form_id="own-1", version="1")
    assert [item.raises_on for item in made.items] == [tuple(sorted(values)) for values in raising.values()]


@pytest.mark.parametrize("form", INSTRUMENTS, ids=name)
def test_a_question_that_reaches_a_person_here_cannot_come_in_without(form):
    brought = foreign_forms.read(foreign_json.read(json.dumps(fhir_forms.questionnaire(form)).encode()))
    assert {item.id for item in form.items if item.raises_at is not None} <= set(brought.speaking_of_harm)


@pytest.mark.django_db
@pytest.mark.parametrize("form_id", [form.id for form in INSTRUMENTS])
def test_a_therapist_and_a_manager_take_an_instrument_along(cast, signed_in, form_id):
    for person in (cast.tom, cast.mo):
        taken = signed_in(person).get(reverse("interop:questionnaire", args=[form_id]))
        assert taken["Content-Type"] == "application/fhir+json" and "attachment" in taken["Content-Disposition"]
        assert Questionnaire.model_validate(json.loads(taken.content))


@pytest.mark.django_db
@pytest.mark.parametrize("form_id", ["wsas", "no-form", "own-123"])
def test_what_is_not_ours_to_give_is_not_given(cast, signed_in, form_id):
    assert signed_in(cast.tom).get(reverse("interop:questionnaire", args=[form_id])).status_code == 404
