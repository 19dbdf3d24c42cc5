"""Tom looks for something to take along."""

from html import unescape

import pytest

from duologue.questionnaires import library
from duologue.questionnaires.exercises import ANY
from duologue.questionnaires.filling import ON_ONE_PAGE
from duologue.questionnaires.worksheet import fields_of, steps_of
from duologue.techniques.approaches import APPROACHES

IDS = ["thought-record", "relationship-episode", "helpful-moment", "diary-for-a-day"]


def test_four_schools_stand_there_equally_each_with_something_real(signed_in, cast):
    text = signed_in(cast.tom).get("/library/").content.decode()
    for school in APPROACHES:
        sheets = [form for form in library.worksheets() if form.extra["school"] == school.id]
        assert sheets and school.name in text and all(form.title in text for form in sheets)
    assert {form.extra["school"] for form in library.worksheets()} == {ANY, *(school.id for school in APPROACHES)}


@pytest.mark.parametrize("form_id", IDS)
def test_a_worksheet_is_shown_as_the_client_will_see_it(signed_in, cast, form_id):
    form = library.newest(form_id)
    text = unescape(signed_in(cast.tom).get(f"/library/{form_id}/").content.decode())
    assert form.called in text and form.extra["therapist_note"][:40] in text
    assert all(f'name="{item.id}"' in text for item in form.items)


@pytest.mark.parametrize("form", library.worksheets(), ids=lambda form: form.id)
def test_a_worksheet_is_complete_and_short_enough_for_a_bad_day(form):
    assert [item for step in steps_of(form) for item in step] == [item.id for item in form.items]
    assert form.presentation in ON_ONE_PAGE or len(steps_of(form, 1)) <= 6
    assert form.extra["therapist_note"] and form.minutes <= 6
    taken = {
        "read_by",
        "one_line",
        "smaller",
        "entry_key",
        "how",
        "words",
        "move",
        "which_day",
        "step",
        "version",
        "layer",
    }
    assert not {item.id for item in form.items} & taken
    assert set(fields_of(form)().fields) == {item.id for item in form.items}


def test_the_thought_record_has_three_steps():
    assert steps_of(library.newest("thought-record"), 1) == [["happened"], ["thought"], ["feeling", "strength"]]


def test_choosing_a_client_leads_to_the_agreement(signed_in, cast):
    tom = signed_in(cast.tom)
    text = tom.get("/library/helpful-moment/").content.decode()
    assert "Amira" in text and "Nia" not in text
    answer = tom.get(f"/library/helpful-moment/?with={cast.ours.pk}")
    assert answer["Location"] == f"/course/{cast.ours.pk}/between/agree/?worksheet=helpful-moment"


@pytest.mark.parametrize("chosen", ["theirs", "abroad", "nonsense"])
def test_another_therapists_client_is_not_found(signed_in, cast, chosen):
    course = getattr(cast, chosen, None)
    answer = signed_in(cast.tom).get(f"/library/helpful-moment/?with={course.pk if course else chosen}")
    assert answer.status_code == 404


def test_the_library_is_the_therapists(signed_in, cast):
    for person in (cast.amira, cast.sol, cast.mo, cast.ines, cast.max, cast.una):
        assert signed_in(person).get("/library/").status_code == 404
        assert signed_in(person).get("/library/thought-record/").status_code == 404


@pytest.mark.parametrize("form_id", ["phq-9", "first-history", "no-such-thing"])
def test_what_is_no_worksheet_is_not_found_there(signed_in, cast, form_id):
    assert signed_in(cast.tom).get(f"/library/{form_id}/").status_code == 404


@pytest.mark.parametrize("place", ["/library/", "/library/thought-record/"])
def test_the_price_of_the_library(signed_in, cast, place, django_assert_max_num_queries):
    tom = signed_in(cast.tom)
    with django_assert_max_num_queries(8):
        tom.get(place)
