"""ASQ: a clinician asks in person, and any yes reaches a person."""

import pytest
from django.urls import reverse

from duologue.courses.visibility import Audience, Viewer
from duologue.questionnaires import library
from duologue.questionnaires.events import Unreachable
from duologue.questionnaires.models import Response
from duologue.safety.models import Alert
from duologue.science import scoring

pytestmark = pytest.mark.django_db
NO = {f"q{n}": "0" for n in range(1, 5)}


@pytest.fixture
def tom(signed_in, cast):
    return signed_in(cast.tom)


@pytest.fixture
def page(cast):
    return reverse("questionnaires:in-person", args=[cast.ours.pk])


def test_the_words_stand_there_with_yes_no_and_no_answer_for_each(tom, page):
    text = tom.get(page, {"form": "asq"}).content.decode()
    for item in library.newest("asq").items:
        assert item.text in text
    assert text.count("No answer given") == 5 and "checked" not in text


@pytest.mark.parametrize("form_id", ["phq-9", "wsas", "thought-record", "nothing"])
def test_only_a_form_for_clinicians_is_asked_here(tom, page, form_id):
    assert tom.get(page, {"form": form_id}).status_code == 404


@pytest.mark.parametrize("name", ["amira", "nia", "ben", "una", "sol", "mo"])
def test_nobody_but_the_care_team_gets_here(cast, signed_in, page, name):
    browser = signed_in(getattr(cast, name))
    assert browser.get(page).status_code == 404 and browser.post(page, NO).status_code == 404
    assert not Response.objects.unscoped().exists()


def test_four_times_no_raises_nothing_and_says_what_it_leads_to(tom, page):
    sent = tom.post(page, NO)
    response = Response.objects.unscoped().get()
    assert sent.url == reverse("questionnaires:read", args=[response.pk])
    assert (response.audience, response.answers["q5"]) == (Audience.CARE_TEAM, None)
    text = tom.get(sent.url).content.decode()
    assert "question 5 is not asked" in text and "Tom asked this in person on" in text and "Not asked" in text
    assert not Alert.objects.unscoped().exists()


@pytest.mark.parametrize("name", ["q1", "q2", "q3", "q4", "q5"])
def test_any_yes_leads_to_what_has_to_be_done(cast, tom, page, name):
    said = {**NO, "q5": "0", name: "1"}
    if name == "q5":
        said["q1"] = "open"
    sent = tom.post(page, said, follow=True)
    alert = Alert.objects.unscoped().get()
    assert (alert.rule, alert.owner) == (name, cast.tom)
    assert sent.redirect_chain[-1][0] == reverse("safety:alert", args=[alert.pk])
    text = sent.content.decode()
    assert "Amira told us something that needs you" in text and cast.amira.email in text
    assert cast.tom.email not in text
    assert "<strong>Amira</strong>" in tom.get(reverse("home:today")).content.decode()


def test_control_no_alert_would_be_noticed(cast, tom, page, monkeypatch):
    monkeypatch.setattr("duologue.science.scoring.raised", lambda form, answers: {})
    tom.post(page, {**NO, "q1": "1", "q5": "0"})
    with pytest.raises(Alert.DoesNotExist):
        Alert.objects.unscoped().get()


@pytest.mark.parametrize("said", [{**NO, "q2": "1"}, {**NO, "q2": "open"}])
def test_after_a_yes_or_no_answer_the_last_question_has_to_be_asked(tom, page, said):
    back = tom.post(page, said)
    text = back.content.decode()
    assert back.status_code == 422 and "Ask this one too." in text
    assert f'name="q2" value="{said["q2"]}" id="id_q2_{0 if said["q2"] == "1" else 2}" checked' in text
    assert not Response.objects.unscoped().exists()


def test_a_question_left_out_by_mistake_is_asked_for(tom, page):
    back = tom.post(page, {"q1": "0"})
    assert back.status_code == 422 and back.content.decode().count("Choose one of these.") >= 3


@pytest.mark.parametrize(
    "answers, begins",
    [
        ({"q1": 0, "q2": 0, "q3": 0, "q4": 0}, "All of questions"),
        ({"q1": 0, "q2": None, "q3": 0, "q4": 0, "q5": 0}, "Any yes or no answer"),
        ({"q1": 1, "q2": 0, "q3": 0, "q4": 0, "q5": None}, "Any yes or no answer"),
        ({"q1": 1, "q2": 0, "q3": 0, "q4": 0, "q5": 1}, "Yes to question 5"),
    ],
)
def test_what_the_answers_lead_to_is_as_published(answers, begins):
    assert scoring.outcome(library.newest("asq"), answers).startswith(begins)
    assert scoring.outcome(library.newest("phq-9"), {}) == ""


def test_the_client_has_no_page_with_these_answers(cast, tom, page, signed_in):
    tom.post(page, NO)
    response = Response.objects.unscoped().get()
    assert signed_in(cast.amira).get(reverse("questionnaires:read", args=[response.pk])).status_code == 404
    assert not Viewer(cast.amira).records(Response).exists()


def test_when_nobody_is_left_to_be_told_it_is_said_and_nothing_is_kept(tom, page, monkeypatch):
    def nobody(course, *, staff):
        raise Unreachable("Nobody is left.")

    monkeypatch.setattr("duologue.safety.escalation.who_answers", nobody)
    back = tom.post(page, {**NO, "q1": "1", "q5": "0"})
    assert back.status_code == 503 and "This was not kept" in back.content.decode()
    assert "checked" in back.content.decode()
    assert not Response.objects.unscoped().exists() and not Alert.objects.unscoped().exists()


def test_answers_without_a_yes_lead_to_no_alert_page(tom, page):
    tom.post(page, NO)
    pk = Response.objects.unscoped().get().pk
    assert tom.get(reverse("safety:raised", args=[pk])).url == reverse("questionnaires:read", args=[pk])
