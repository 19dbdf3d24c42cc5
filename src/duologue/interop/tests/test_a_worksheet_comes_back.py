"""Every worksheet in the library goes out as a FHIR Questionnaire and comes back equal."""

import json
from dataclasses import replace

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from duologue.interop import fhir_back, fhir_forms
from duologue.questionnaires import library

WORKSHEETS = [form for form in library.shelf().values() if fhir_back.travels(form)]


def there_and_back(form):
    """As it travels: a file of text, which programs that are not ours can read."""
    sent = json.dumps(fhir_forms.questionnaire(form))
    assert Questionnaire.model_validate_json(sent).title == form.title
    return fhir_back.worksheet(json.loads(sent))


@pytest.mark.parametrize("form", WORKSHEETS, ids=lambda form: f"{form.id}.v{form.version}")
def test_it_comes_back_equal(form):
    back = there_and_back(form)
    assert back == form and back.extra == form.extra


def test_all_of_the_library_is_looked_at():
    assert {form.id for form in library.worksheets()} <= {form.id for form in WORKSHEETS} and len(WORKSHEETS) > 25


@pytest.mark.parametrize(
    "change",
    [
        lambda item: replace(item, text="Something else"),
        lambda item: replace(item, layer=3),
        lambda item: replace(item, needed=not item.needed),
        lambda item: replace(item, hint="A hint"),
        lambda item: replace(item, kind="date"),
    ],
)
def test_control_a_question_that_changed_on_the_way_is_noticed(change):
    form = library.newest("thought-record")
    assert there_and_back(replace(form, items=(change(form.items[0]), *form.items[1:]))) != form


def test_what_fhir_says_is_read_from_fhir():
    form = library.newest("thought-record")
    sent = fhir_forms.questionnaire(form)
    sent["item"][1]["text"] = "What did you think?"
    assert fhir_back.worksheet(sent).items[1].text == "What did you think?"


def test_an_instrument_is_told_by_fhir_alone():
    sent = fhir_forms.questionnaire(library.newest("phq-9"))
    assert "extension" not in sent
    with pytest.raises(KeyError):
        fhir_back.worksheet(sent)
