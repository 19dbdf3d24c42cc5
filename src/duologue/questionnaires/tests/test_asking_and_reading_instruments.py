"""Every instrument can be asked, answered and read; what only a clinician asks can never be put before a client."""

import re

import pytest
from django.urls import reverse

from duologue.questionnaires import actions, library, panels, trajectories
from duologue.questionnaires.models import Ask, Response, Score
from duologue.science.form_files import NotAForm, parse

BY_CLINICIANS = library.by_clinicians()
OFFERED = [form for form in library.askable() if form.is_instrument]


def page_of(name, record):
    return reverse(f"questionnaires:{name}", args=[record.pk])


def sent(cast, now, form_id, said):
    """Amira was asked, and sent these answers."""
    asked = actions.ask(form_id, course=cast.ours, by=cast.tom, now=now)
    draft = actions.begin(asked.form, course=cast.ours, by=cast.amira, now=now, question=asked)
    return actions.send(draft, said, now=now)


def highest(form):
    """The last answer on the page to every question."""
    return {item.id: item.options[-1].value for item in form.items}


def test_asq_is_among_what_clinicians_ask():
    assert [form.id for form in BY_CLINICIANS] == ["asq"]


@pytest.mark.parametrize("form", BY_CLINICIANS, ids=lambda form: form.id)
class TestAskedByAClinicianOnly:
    """No path puts it before a client."""

    def test_it_is_not_offered_and_the_page_says_why(self, cast, signed_in, form):
        page = signed_in(cast.tom).get(reverse("questionnaires:ask", args=[cast.ours.pk])).content.decode()
        assert f'value="{form.id}"' not in page and "it cannot be sent" in page

    def test_a_made_up_request_asks_nothing(self, cast, signed_in, form):
        back = signed_in(cast.tom).post(reverse("questionnaires:ask", args=[cast.ours.pk]), {"form_id": form.id})
        assert back.status_code == 422 and not Ask.objects.unscoped().exists()

    def test_the_verbs_refuse(self, cast, now, form):
        with pytest.raises(actions.NotForClients):
            actions.ask(form.id, course=cast.ours, by=cast.tom, now=now)
        with pytest.raises(actions.NotForClients):
            actions.begin(form, course=cast.ours, by=cast.amira, now=now)
        assert not Response.objects.unscoped().exists()

    def test_an_ask_that_got_in_all_the_same_is_not_answered(self, cast, now, signed_in, form):
        """As if a row had been written past the verbs."""
        first = actions.ask("phq-2", course=cast.ours, by=cast.tom, now=now)
        Ask.objects.unscoped().filter(pk=first.pk).update(form_id=form.id)
        amira = signed_in(cast.amira)
        for reply in (
            amira.get(page_of("answer", first)),
            amira.post(page_of("keep", first), {"q1": "1"}),
            amira.post(page_of("answer", first), {"q1": "1"}),
        ):
            assert reply.status_code == 404 and form.items[0].text not in reply.content.decode()
        assert not Response.objects.unscoped().exists()


@pytest.mark.parametrize("form", OFFERED, ids=lambda form: form.id)
def test_it_is_asked_answered_counted_and_read(cast, signed_in, form):
    tom, amira = signed_in(cast.tom), signed_in(cast.amira)
    ask = reverse("questionnaires:ask", args=[cast.ours.pk])
    assert tom.post(ask, {"form_id": form.id}).url == ask
    asked = Ask.objects.unscoped().get()
    page = amira.get(page_of("answer", asked)).content.decode().replace("&#x27;", "'")
    assert all(item.text in page for item in form.items) and form.stem in page and form.instructions in page
    amira.post(page_of("answer", asked), {name: str(value) for name, value in highest(form).items()})
    response = Response.objects.unscoped().get()
    assert {score.scale for score in response.totals} == {key.scale for key in form.scales}
    read = tom.get(page_of("read", response)).content.decode()
    for one in panels.counted_scales(response):
        assert f"{one.value} of {one.highest}" in read and one.band in read
    assert response.score.scale == form.scoring.scale
    back = amira.get(page_of("read", response)).content.decode()
    assert "for you to interpret" not in back


def test_the_page_offers_the_two_in_use_first_with_minutes_and_questions(cast, signed_in):
    page = signed_in(cast.tom).get(reverse("questionnaires:ask", args=[cast.ours.pk])).content.decode()
    assert [form.id for form in OFFERED[:2]] == ["gad-7", "phq-9"]
    values = re.findall(r'name="form_id" value="([^"]+)"', page)
    assert values == [form.id for form in library.askable()] and len(values) == 17
    assert "about 6 minutes, 20 questions" in page


def test_pcl_5_names_no_range_to_anybody(cast, now, signed_in):
    for value in (0, 1, 2, 3, 4):
        sent(cast, now, "pcl-5", {f"q{n}": value for n in range(1, 21)})
    response = Response.objects.unscoped().latest("sent_at")
    pages = [(cast.tom, page_of("read", response)), (cast.amira, page_of("read", response))]
    pages += [(cast.tom, reverse(name, args=[cast.ours.pk])) for name in ("progress:course", "assessment:overview")]
    pages += [(cast.amira, reverse("progress:mine"))]
    for person, address in pages:
        text = signed_in(person).get(address).content.decode()
        assert not re.search(r"published (name of this )?range|\b(mild|moderate|severe|minimal)\b", text), address


def test_its_groups_are_counts_for_the_therapist_only(cast, now, signed_in):
    response = sent(cast, now, "pcl-5", {f"q{n}": 2 for n in range(1, 21)})
    assert "7 of 7, 2 asked for" in signed_in(cast.tom).get(page_of("read", response)).content.decode()
    assert "asked for" not in signed_in(cast.amira).get(page_of("read", response)).content.decode()


def test_never_spares_two_questions_and_they_read_as_not_asked(cast, now, signed_in):
    response = sent(cast, now, "audit-c", {"q1": 0})
    assert (response.score.value, response.score.estimated) == (0, False)
    page = signed_in(cast.tom).get(page_of("read", response)).content.decode()
    assert page.count("Not asked") == 2 and "0 of 12" in page


def test_lines_are_never_joined_across_instruments_or_scales(cast, now):
    for form_id in ("k10", "k6", "rses-0-30", "dass-21", "phq-4", "phq-2", "phq-9"):
        for _ in range(2):
            sent(cast, now, form_id, highest(library.newest(form_id)))
    lines = trajectories.trajectories(Response.objects.unscoped(), held=[])
    found = {(line.form.id, line.key.scale): line.known for line in lines}
    assert len(found) == len(lines) == 11
    assert found["k10", "total"] == (50, 50) and found["k6", "total"] == (24, 24)
    assert found["dass-21", "stress"] == (42, 42) and found["phq-4", "anxiety"] == (6, 6)
    slugs = [trajectories.shown(line).slug for line in lines]
    assert len(set(slugs)) == len(slugs) and lines[0].form.id == "phq-9"


def test_a_scale_is_counted_once_for_each_response(cast, now):
    response = sent(cast, now, "dass-21", highest(library.newest("dass-21")))
    actions.send(response, {}, now=now)
    assert Score.objects.unscoped().count() == 3
    assert [one.key.name for one in panels.counted_scales(response)] == ["Depression", "Anxiety", "Stress"]


def test_a_missing_answer_leaves_only_its_own_scale_without_a_total(cast, now):
    said = highest(library.newest("dass-21")) | {"q2": None}
    found = {one.score.scale: one.value for one in panels.counted_scales(sent(cast, now, "dass-21", said))}
    assert found == {"depression": 42, "anxiety": None, "stress": 42}


FORM = dict.fromkeys(("title", "called", "purpose", "licence", "source"), "x")
YES_NO = [{"value": 0, "text": "no"}, {"value": 1, "text": "yes"}]


@pytest.mark.parametrize(
    "more, reason",
    [
        ({"scoring": {"low": 0, "high": 1, "lower_is_better": True, "items": ["q9"]}}, "unknown questions: q9"),
        ({"scales": [{"low": 0, "high": 1, "lower_is_better": True}] * 2}, "same name"),
        ({"items": [{"id": "q1", "text": "?", "asked_when": {"any_of": ["q2"], "at_least": 1}}]}, "come before"),
    ],
)
def test_a_key_that_does_not_fit_its_questions_is_refused(more, reason):
    data = {**FORM, "options": YES_NO, "items": [{"id": "q1", "text": "?"}], **more}
    with pytest.raises(NotAForm, match=reason):
        parse(data, form_id="made", version="1")
