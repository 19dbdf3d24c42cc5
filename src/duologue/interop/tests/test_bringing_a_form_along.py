"""A practice brings a form along under its own licence: kept whole, asked by it alone, readable for ever."""

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from tests.science.hostile import GOOD, HOSTILE, good, last, option, raw, root
from tests.science.test_forms_from_elsewhere import HARM, spoilt

from duologue.audit.models import LedgerLine, Receipt
from duologue.questionnaires import actions, library, licensed
from duologue.questionnaires.licensed import Licence
from duologue.questionnaires.licensed_models import LicensedForm
from duologue.questionnaires.models import Ask, Response
from duologue.science.foreign_forms import Refused

pytestmark = pytest.mark.django_db
FORMS = "/forms/"
SAID = {"holder": "Somebody Else", "scope": "50 clients a year, on screen", "until_on": "2027-11-26"}
USED = {"called": "How tired were you?", "by_clinician": "no", "counted": "lower"}


def file(held, name="scale.json"):
    return SimpleUploadedFile(name, held, "application/json")


@pytest.fixture
def tom(signed_in, cast):
    return signed_in(cast.tom)


@pytest.fixture
def in_use(cast, now):
    """`in_use(file)` is a form of the practice that may be asked."""

    def make(held=GOOD, *, practice=None, until_on=None, **terms):
        licence = Licence("Somebody Else", "50 clients", until_on)
        kept = licensed.bring_in(held, licence=licence, practice=practice or cast.practice, by=cast.tom, now=now)
        return licensed.put_in_use(kept, {"called": "How tired?", "counted": "lower", **terms}, by=cast.tom, now=now)

    return make


def nothing_was_kept():
    lines = LedgerLine.objects.filter(verb__startswith="licensedform").count()
    return not LicensedForm.objects.exists() and not lines and not Receipt.objects.exists()


def test_from_the_file_to_the_line_on_the_progress_page(cast, now, tom, signed_in):
    sent = tom.post(FORMS, {"file": file(GOOD), **SAID})
    kept = LicensedForm.objects.get()
    assert sent.url == reverse("interop:own-form", args=[kept.pk]) and bytes(kept.original) == GOOD
    page = tom.get(sent.url).content.decode()
    assert "How heavy were your legs?" in page and "counts 2" in page and "Not in use yet" in page
    assert "never shown" not in page
    assert tom.post(sent.url, USED).status_code == 302
    ask = reverse("questionnaires:ask", args=[cast.ours.pk])
    assert "Tiredness Scale" in tom.get(ask).content.decode()
    assert tom.post(ask, {"form_id": kept.form_id}).status_code == 302
    asked = Ask.objects.unscoped().get()
    amira = signed_in(cast.amira)
    page = amira.get(reverse("questionnaires:answer", args=[asked.pk])).content.decode()
    assert "How tired were you?" in page and "At home" in page and "<h1>Tiredness" not in page
    amira.post(reverse("questionnaires:answer", args=[asked.pk]), {"q1": "2", "q2": "1", "q3": "2"})
    response = Response.objects.unscoped().get()
    assert response.score.value == 5
    text = tom.get(reverse("questionnaires:read", args=[response.pk])).content.decode()
    assert "5 of 6" in text and "Used under a licence of Somebody Else" in text
    assert "Tiredness Scale" in tom.get(reverse("progress:course", args=[cast.ours.pk])).content.decode()


@pytest.mark.parametrize("held, reason", [one[1:] for one in HOSTILE], ids=[one[0] for one in HOSTILE])
def test_a_hostile_file_is_refused_beside_the_field_and_nothing_is_half_done(tom, held, reason):
    back = tom.post(FORMS, {"file": file(held), **SAID})
    page = back.content.decode().replace("&#x27;", "'").replace("&lt;", "<")
    assert back.status_code == 422 and reason in page and 'id="id_file_error"' in page
    assert "50 clients a year, on screen" in page and 'value="2027-11-26"' in page
    assert nothing_was_kept()


@given(found=spoilt())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_was_done_to_a_file_the_page_answers_and_keeps_all_or_nothing(tom, found):
    before = LicensedForm.objects.count()
    try:
        held = json.dumps(found).encode()
    except ValueError:
        return
    answer = tom.post(FORMS, {"file": file(held), **SAID})
    assert answer.status_code in (302, 422)
    assert LicensedForm.objects.count() == before + (answer.status_code == 302)
    if answer.status_code == 302:
        assert tom.get(answer.url).status_code == 200


def test_when_the_ledger_cannot_be_written_the_form_is_not_kept_either(tom, monkeypatch):
    def breaks(*_, **__):
        raise RuntimeError("the ledger cannot be written")

    monkeypatch.setattr("duologue.questionnaires.licensed.ledger.record", breaks)
    tom.raise_request_exception = False
    assert tom.post(FORMS, {"file": file(GOOD), **SAID}).status_code == 500
    assert nothing_was_kept()


def test_control_a_partial_commit_would_be_noticed(cast, now):
    licensed.bring_in(GOOD, licence=Licence("x", "y"), practice=cast.practice, by=cast.tom, now=now)
    assert not nothing_was_kept()


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"holder": ""}, "Write a few words here."),
        ({"scope": ""}, "Write a few words here."),
        ({"scope": "x" * 501}, "Use 500 characters"),
        ({"until_on": "2026-11-25"}, "This day is over."),
        ({"file": ""}, "Choose a file."),
    ],
)
def test_a_slip_gets_a_sentence_and_keeps_nothing(tom, said, sentence):
    back = tom.post(FORMS, {"file": file(GOOD), **SAID, **said})
    assert back.status_code == 422 and sentence in back.content.decode() and nothing_was_kept()


def test_the_same_key_with_another_file_is_other_words(tom):
    key = {"entry_key": "7b0c9ab8-66f5-4b60-8d5a-0a5f0f1e7e11"}
    assert tom.post(FORMS, {"file": file(GOOD), **SAID, **key}).status_code == 302
    assert tom.post(FORMS, {"file": file(GOOD), **SAID, **key}).status_code == 302
    assert tom.post(FORMS, {"file": file(root(title="Another")), **SAID, **key}).status_code == 409
    assert LicensedForm.objects.count() == 1


def test_the_very_same_file_is_here_already_and_a_changed_one_is_the_next_version(tom):
    tom.post(FORMS, {"file": file(GOOD), **SAID})
    again = tom.post(FORMS, {"file": file(GOOD), **SAID})
    assert again.status_code == 422 and "This very file is here already." in again.content.decode()
    assert tom.post(FORMS, {"file": file(root(publisher="x")), **SAID}).status_code == 302
    first, second = LicensedForm.objects.order_by("version")
    assert (first.form_id, first.version, second.form_id, second.version) == (first.form_id, "1", first.form_id, "2")


def test_once_in_use_it_never_changes(tom, cast, now, in_use):
    form = in_use()
    kept = LicensedForm.objects.get()
    page = reverse("interop:own-form", args=[kept.pk])
    back = tom.post(page, {**USED, "counted": "higher"})
    assert back.status_code == 422 and "It is in use already" in back.content.decode()
    with pytest.raises(Refused):
        licensed.put_in_use(kept, {"called": "x"}, by=cast.tom, now=now)
    assert licensed.find(form.id, "1") == form and "stays as it is" in tom.get(page).content.decode()


def test_a_question_about_harm_has_to_reach_a_person_and_then_does(tom, cast, now, signed_in):
    tom.post(FORMS, {"file": file(last(text=HARM)), **SAID})
    page = reverse("interop:own-form", args=[LicensedForm.objects.get().pk])
    back = tom.post(page, USED)
    assert back.status_code == 422 and "Question 3 speaks of dying or of harm." in back.content.decode()
    assert "How tired were you?" in back.content.decode()
    assert tom.post(page, {**USED, "raises_q3": ["1", "2"]}).status_code == 302
    asked = actions.ask(LicensedForm.objects.get().form_id, course=cast.ours, by=cast.tom, now=now)
    sent = signed_in(cast.amira).post(reverse("questionnaires:answer", args=[asked.pk]), {"q3": "1"})
    response = Response.objects.unscoped().get()
    assert sent.url == reverse("safety:after", args=[response.pk]) and response.score.value is None


@pytest.mark.parametrize("ticked", [["7"], ["-1"], ["x"], ["١"], ["9999999"]])
def test_ticks_that_are_no_answers_are_not_taken(tom, ticked):
    tom.post(FORMS, {"file": file(last(text=HARM)), **SAID})
    page = reverse("interop:own-form", args=[LicensedForm.objects.get().pk])
    assert tom.post(page, {**USED, "raises_q3": ticked}).status_code == 422
    assert LicensedForm.objects.get().in_use_since is None


def test_what_cannot_be_counted_offers_no_total(tom):
    tom.post(FORMS, {"file": file(last(answerOption=[option("No"), option("Yes")])), **SAID})
    page = reverse("interop:own-form", args=[LicensedForm.objects.get().pk])
    assert "does not say what it counts" in tom.get(page).content.decode()
    assert tom.post(page, USED).status_code == 422
    assert tom.post(page, {**USED, "counted": "no"}).status_code == 302


def test_only_the_practice_that_brought_it_can_ask_it(cast, now, in_use, signed_in):
    form = in_use(practice=cast.elsewhere)
    with pytest.raises(licensed.CannotBeAsked):
        actions.ask(form.id, course=cast.ours, by=cast.tom, now=now)
    asked = actions.ask(form.id, course=cast.abroad, by=cast.zoe, now=now)
    assert asked.form == form
    page = signed_in(cast.tom).get(reverse("questionnaires:ask", args=[cast.ours.pk])).content.decode()
    assert form.title not in page and form.title not in signed_in(cast.tom).get(FORMS).content.decode()


def test_until_the_last_day_of_its_licence_and_not_after(cast, now, in_use):
    form = in_use(until_on=now.date())
    actions.ask(form.id, course=cast.ours, by=cast.tom, now=now)
    with pytest.raises(licensed.CannotBeAsked):
        actions.ask(form.id, course=cast.theirs, by=cast.ben, now=now + timedelta(days=1))


def test_what_was_put_away_or_is_over_is_asked_no_more_and_stays_readable(cast, now, in_use, tom, signed_in):
    form = in_use()
    asked = actions.ask(form.id, course=cast.ours, by=cast.tom, now=now)
    draft = actions.begin(asked.form, course=cast.ours, by=cast.amira, now=now, question=asked)
    sent = actions.send(draft, {"q1": 1, "q2": 1, "q3": 1}, now=now)
    kept = LicensedForm.objects.get()
    LicensedForm.objects.update(until_on=now.date() - timedelta(days=1))
    for _ in range(2):
        assert tom.post(reverse("interop:put-away", args=[kept.pk])).url == FORMS
    library.brought_along.cache_clear()
    with pytest.raises(licensed.CannotBeAsked):
        actions.ask(form.id, course=cast.theirs, by=cast.ben, now=now)
    for person in (cast.tom, cast.amira):
        page = signed_in(person).get(reverse("questionnaires:read", args=[sent.pk])).content.decode()
        assert "How heavy were your legs?" in page and "3 of 6" in page
    assert "put away" in tom.get(FORMS).content.decode()


def test_a_new_version_is_asked_from_now_on_and_its_line_is_its_own(cast, now, in_use):
    first = in_use()
    second = in_use(root(publisher="x"))
    assert (first.id, second.version) == (second.id, "2")
    assert actions.ask(first.id, course=cast.ours, by=cast.tom, now=now).form_version == "2"
    assert licensed.find(first.id, "1") == first


def test_one_for_clinicians_is_asked_in_person_and_not_sent(cast, now, in_use, tom):
    form = in_use(by_clinician=True)
    with pytest.raises(actions.NotForClients):
        actions.ask(form.id, course=cast.ours, by=cast.tom, now=now)
    page = f"{reverse('questionnaires:in-person', args=[cast.ours.pk])}?form={form.id}"
    assert "How heavy were your legs?" in tom.get(page).content.decode()
    tom.post(page, {"q1": "0", "q2": "2", "q3": "open"})
    assert Response.objects.unscoped().get().answers == {"q1": 0, "q2": 2, "q3": None}
    with pytest.raises(Refused, match="answers to choose from"):
        in_use(last(type="text", answerOption=None), by_clinician=True)


def test_words_of_a_file_are_never_markup(tom, in_use):
    script = "<script>alert(1)</script>"
    tom.post(FORMS, {"file": file(root(title=script)), **SAID, "holder": script})
    kept = LicensedForm.objects.get()
    for page in (FORMS, reverse("interop:own-form", args=[kept.pk])):
        text = tom.get(page).content.decode()
        assert "&lt;script&gt;alert" in text and "<script>alert" not in text


def test_the_file_comes_back_byte_for_byte(tom):
    held = raw(good()) + b"\n\n"
    tom.post(FORMS, {"file": file(held), **SAID})
    back = tom.get(reverse("interop:original", args=[LicensedForm.objects.get().pk]))
    assert back.content == held and back["Content-Type"] == "application/fhir+json"
    assert back["Content-Disposition"].startswith("attachment") and back["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("name", ["amira", "sol", "ines", "max", "una"])
def test_nobody_but_therapists_and_managers_gets_here(cast, signed_in, name):
    assert signed_in(getattr(cast, name)).get(FORMS).status_code == 404


def test_its_words_do_not_travel_to_another_practice(cast, now, in_use):
    from duologue.courses.visibility import Viewer
    from duologue.interop.shared import as_fhir

    asked = actions.ask(in_use().id, course=cast.ours, by=cast.tom, now=now)
    draft = actions.begin(asked.form, course=cast.ours, by=cast.amira, now=now, question=asked)
    actions.send(draft, {"q1": 1, "q2": 1, "q3": 1}, now=now)
    viewer = Viewer(cast.tom)
    bundle = json.loads(as_fhir(viewer, viewer.course(cast.ours.pk), now=now))
    kinds = [entry["resource"]["resourceType"] for entry in bundle["entry"]]
    assert "Questionnaire" not in kinds and kinds.count("QuestionnaireResponse") == 1
    [given_] = [e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == "QuestionnaireResponse"]
    assert [item["linkId"] for item in given_["item"]] == ["a", "b", "c"]
