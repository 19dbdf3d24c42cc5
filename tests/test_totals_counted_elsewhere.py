"""A therapist enters the total of an instrument whose words are not ours to show."""

from datetime import timedelta

import pytest
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.questionnaires import actions, entering, library, panels, trajectories
from duologue.questionnaires.models import Response, Score
from duologue.science import scoring
from duologue.science.form_files import NotAForm, parse
from duologue.science.reliable_change import Change
from duologue.sessions.models import AgendaItem

pytestmark = pytest.mark.django_db
# From the publications: the ends, the ranges' first totals, and whether higher is better.
PUBLISHED = {
    "wsas": (0, 40, [0, 10, 21], False),
    "isi": (0, 28, [0, 8, 15, 22], False),
    "oq-45": (0, 180, [], False),
    "bdi-ii": (0, 63, [0, 14, 20, 29], False),
    "ors": (0, 40, [], True),
    "srs": (0, 40, [], True),
}
# How much must change: working values, each said to be one.
CHANGE = {"wsas": 8, "oq-45": 14, "bdi-ii": 9, "ors": 5}


@pytest.fixture
def tom(signed_in, cast):
    return signed_in(cast.tom)


@pytest.fixture
def page(cast):
    return reverse("questionnaires:enter-total", args=[cast.ours.pk])


def entered(cast, now, form_id, *totals):
    """Totals of past weeks, the last of them of today."""
    return [
        entering.enter_total(
            library.newest(form_id),
            total,
            on=(now - timedelta(weeks=weeks)).date(),
            course=cast.ours,
            by=cast.tom,
            now=now,
        )
        for weeks, total in zip(range(len(totals) - 1, -1, -1), totals, strict=True)
    ]


def test_every_form_of_which_only_a_total_is_kept_is_in_the_table():
    assert {form.id for form in library.score_only()} == set(PUBLISHED)


@pytest.mark.parametrize("form_id", PUBLISHED)
def test_its_key_is_as_published(form_id):
    low, high, begins, higher_is_better = PUBLISHED[form_id]
    form = library.newest(form_id)
    key = form.key()
    assert (key.low, key.high, [first for first, *_ in key.bands], not key.lower_is_better) == PUBLISHED[form_id]
    covered = [value for first, last, _ in key.bands for value in range(first, last + 1)]
    assert covered in ([], list(range(low, high + 1)))
    assert key.reliable_change == CHANGE.get(form_id)
    assert ("reliable_change" in key.working) is (form_id in CHANGE)


@pytest.mark.parametrize("form_id", PUBLISHED)
def test_its_words_are_nowhere_and_no_client_can_be_asked(cast, now, form_id):
    form = library.newest(form_id)
    assert [(item.kind, item.options) for item in form.items] == [("number", ())]
    assert form not in library.askable() and form not in library.by_clinicians()
    with pytest.raises(actions.NotForClients):
        actions.ask(form_id, course=cast.ours, by=cast.tom, now=now)
    with pytest.raises(actions.NotForClients):
        actions.begin(form, course=cast.ours, by=cast.amira, now=now)


@pytest.mark.parametrize("wrong", [-1, 41, 20.5, True, "20", float("nan"), float("inf"), None])
def test_a_total_that_cannot_be_is_not_kept(cast, now, wrong):
    form = library.newest("wsas")
    assert wrong is None or not form.item("total").accepts(wrong)
    with pytest.raises(ValueError):
        entered(cast, now, "wsas", wrong)


def test_without_a_total_there_is_none_and_never_zero():
    total = scoring.total(library.newest("wsas"), {})
    assert (total.value, total.answered, total.asked) == (None, 0, 1)


def test_a_form_with_questions_takes_no_total(cast, now):
    with pytest.raises((ValueError, KeyError)):
        entering.enter_total(library.newest("phq-9"), 9, on=now.date(), course=cast.ours, by=cast.tom, now=now)


def test_a_total_gets_a_line_on_progress_with_its_day_and_who_entered_it(cast, now, tom, signed_in):
    entered(cast, now, "wsas", 30, 26, 18)
    for browser, address in (
        (tom, reverse("progress:course", args=[cast.ours.pk])),
        (signed_in(cast.amira), reverse("progress:mine")),
    ):
        text = browser.get(address).content.decode()
        assert "Each total was counted elsewhere and entered by the therapist." in text
        assert "12 November 2026" in text and "Work and daily life" in text
    line = trajectories.trajectories(Response.objects.unscoped(), held=[])[0]
    assert line.known == (30, 26, 18) and line.change is Change.IMPROVED


def test_a_working_value_is_said_to_be_one(cast, now, tom):
    [kept] = entered(cast, now, "oq-45", 80)
    text = tom.get(reverse("questionnaires:read", args=[kept.pk])).content.decode()
    assert "A change of 14 or more" in text and "That is a working value, not checked" in text
    assert "Tom entered this total on Thursday 26 November 2026" in text


def test_a_change_becomes_a_line_on_the_agenda_but_not_from_a_total_of_long_ago(cast, now):
    entered(cast, now, "wsas", 30, 18)
    assert AgendaItem.objects.unscoped().filter(kind=AgendaItem.Kind.CHANGE).count() == 1
    long_ago = (now - timedelta(days=90)).date()
    entering.enter_total(library.newest("wsas"), 5, on=long_ago, course=cast.ours, by=cast.tom, now=now)
    assert AgendaItem.objects.unscoped().filter(kind=AgendaItem.Kind.CHANGE).count() == 1


def test_entering_one_on_the_page(cast, tom, page):
    assert "No total yet." in tom.get(page).content.decode()
    sent = tom.post(page, {"instrument": "ors", "total": "21,4", "on": "2026-11-20"})
    assert sent.url == page
    text = tom.get(page).content.decode()
    assert "21.4 of 40" in text and "filled in on 20 November 2026" in text
    assert "Entered by Tom on 26 November 2026" in text
    assert panels.counted(Response.objects.unscoped().get()).value == 21.4


@pytest.mark.parametrize(
    "said, sentence",
    [
        ({"total": "41"}, "between 0 and 40, in whole points"),
        ({"total": "20.5"}, "between 0 and 40, in whole points"),
        ({"total": "nan"}, "Write a number"),
        ({"total": "1e400"}, "Write a number"),
        ({"total": ""}, "Write a number"),
        ({"on": "2026-11-27"}, "Choose a day up to today."),
        ({"on": "0001-01-01"}, "Choose a day up to today."),
        ({"instrument": "phq-9"}, "Choose the form."),
    ],
)
def test_a_slip_gets_a_sentence_and_loses_nothing(tom, page, said, sentence):
    given = {"instrument": "wsas", "total": "12", "on": "2026-11-20", **said}
    back = tom.post(page, given)
    text = back.content.decode()
    assert back.status_code == 422 and sentence in text
    assert not Response.objects.unscoped().exists()
    assert all(f'value="{value}"' in text for value in given.values() if value not in ("phq-9", ""))


def test_one_entered_by_mistake_can_be_taken_out_and_the_ledger_knows(cast, now, tom, page):
    kept = entered(cast, now, "wsas", 30, 3)[-1]
    for _ in range(2):
        assert tom.post(reverse("questionnaires:take-out", args=[kept.pk])).url == page
    assert [score.value for score in Score.objects.unscoped()] == [30]
    assert LedgerLine.objects.filter(verb="response.taken_out").count() == 1
    assert "3 of 40" not in tom.get(page).content.decode()


def test_what_a_client_answered_cannot_be_taken_out(cast, now, tom):
    draft = actions.begin(library.newest("gad-7"), course=cast.ours, by=cast.amira, now=now)
    sent = actions.send(draft, {}, now=now)
    assert tom.post(reverse("questionnaires:take-out", args=[sent.pk])).status_code == 404
    with pytest.raises(ValueError):
        entering.take_out(sent, by=cast.tom, now=now)


def test_a_file_that_promises_a_total_and_brings_questions_is_refused():
    said = dict.fromkeys(("title", "called", "purpose", "licence", "source"), "x") | {"score_only": True}
    with pytest.raises(NotAForm):
        parse(said, form_id="made", version="1")
    with pytest.raises(NotAForm):
        parse(
            {**said, "items": [], "scoring": {"low": 0, "high": 1, "lower_is_better": True}}, form_id="m", version="1"
        )
