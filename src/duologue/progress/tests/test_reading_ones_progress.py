"""A client and a therapist read how it goes: the sentence, the picture and the table say the same."""

import re

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW
from tests.reading import measures, of_class, said, words

from duologue.courses.models import OwnWords
from duologue.sessions.models import AgendaItem


@pytest.fixture
def course(cast):
    histories.amiras(cast)
    return cast.ours


def page(browser, course):
    answer = browser.get(reverse("progress:course", args=[course.pk]))
    assert answer.status_code == 200
    return answer


def test_the_sentence_the_picture_and_the_table_say_the_same_numbers(cast, course, signed_in):
    card = measures(page(signed_in(cast.amira), course))["low mood"]
    told = [float(n) for n in re.findall(r"(?:was|is) (\d+)", said(of_class(card, "lead")[0]))]
    scored = [row for row in card.findall(".//tbody/tr") if row.get("class") != "happened"]
    cells = [said(row.findall("td")[-1]) for row in scored]
    table = [float(cell) if cell.isdigit() else None for cell in cells]
    assert told == [19, 9]
    assert table == [19, 18, 20, 16, 15, None, 12, 9]
    drawings = card.findall(".//svg")
    assert [d.get("width") for d in drawings] == ["296", "640"]
    for drawing in drawings:
        drawn = [float(mark.findtext("title")) for mark in of_class(drawing, "mark")]
        assert drawn == [value for value in table if value is not None]
        assert [float(label.text) for label in of_class(drawing, "label")] == told
        assert heights(drawing) == pytest.approx(drawn, abs=0.1)


def heights(drawing):
    """The values the dots stand at, read back from their pixels by the two ends of the axis."""
    axis = of_class(drawing, "axis")[0].get("d")
    top, floor = (float(n) for n in re.match(r"M\d+ (\d+)V(\d+)", axis).groups())
    return [27 * (floor - float(mark.get("cy"))) / (floor - top) for mark in of_class(drawing, "mark")]


def test_what_may_be_said_is_said_and_nothing_more(cast, course, signed_in):
    cards = measures(page(signed_in(cast.amira), course))
    mood, worry = said(cards["low mood"]), said(cards["worry"])
    assert "Lower means less difficulty." in mood
    assert "That is 10 points lower than at the start. It is more than ordinary ups and downs." in mood
    assert "Two scores are too few to say which way things are going." in worry
    assert "lower than" not in worry and "higher than" not in worry
    assert "1 time without a full score: the line has a gap there." in mood


def test_only_the_therapist_sees_published_limits(cast, course, signed_in):
    tom, amira = (page(signed_in(person), course) for person in (cast.tom, cast.amira))
    assert b'class="threshold"' in tom.content and b'class="threshold"' not in amira.content
    tom, amira = words(tom), words(amira)
    assert "10 and above is the usual clinical range" in tom
    assert "range called mild" in tom
    assert "clinical range" not in amira and "mild" not in amira
    assert "Amira's low mood score was 19 at the start. It is 9 now." in tom


def test_the_words_and_numbers_of_problems_and_goals_stand_there(cast, course, signed_in):
    text = words(page(signed_in(cast.amira), course))
    assert "Being in the shop alone" in text and "It was 9 of 10 at first. It is 4 now." in text
    assert "9, 8, 6, 4" in text
    assert "Shop on my own" in text and "It was 1 of 10 at first. It is 7 now." in text
    assert "I bought bread and did not run." in text


def test_a_milestone_stands_as_a_flag_after_the_right_session(cast, course, signed_in):
    drawing = measures(page(signed_in(cast.amira), course))["low mood"].findall(".//svg")[1]
    (flag,) = of_class(drawing, "flag")
    at = float(re.match(r"M([\d.]+)", flag.get("d")).group(1)) + 1
    ticks = [float(re.match(r"M([\d.]+)", tick.get("d")).group(1)) for tick in of_class(drawing, "tick")]
    assert at == pytest.approx(ticks[6])  # two weeks ago: on the day of the seventh of eight


def test_before_the_first_answers_the_page_says_what_will_be_here(cast, signed_in):
    assert "No scores yet. They appear here" in words(page(signed_in(cast.amira), cast.ours))


def test_one_score_is_a_start_and_two_are_no_direction(cast, signed_in):
    histories.answered(cast.ours, "phq-9", 19, NOW - histories.WEEK)
    text = words(page(signed_in(cast.amira), cast.ours))
    assert "Your first low mood score is 19, on a scale from 0 to 27." in text
    assert "There is nothing to compare it with yet." in text
    histories.answered(cast.ours, "phq-9", 16, NOW)
    text = words(page(signed_in(cast.amira), cast.ours))
    assert "The two are 3 points apart. Ordinary ups and downs can be that big." in text


def test_an_estimate_is_called_one_and_is_not_drawn(cast, signed_in):
    histories.answered(cast.ours, "phq-9", 19, NOW - 2 * histories.WEEK)
    histories.answered(cast.ours, "phq-9", 16, NOW - histories.WEEK, open_questions=("q8",))
    card = measures(page(signed_in(cast.amira), cast.ours))["low mood"]
    assert "about 18, one answer missing: an estimate" in said(card)
    assert len(of_class(card.find(".//svg"), "mark")) == 1


def test_my_progress_opens_the_clients_own_course(cast, course, signed_in):
    assert "It is 9 now" in signed_in(cast.amira).get(reverse("progress:mine")).content.decode()
    assert signed_in(cast.nia).get(reverse("progress:mine")).status_code == 200
    for person in (cast.tom, cast.mo, cast.sol):
        assert signed_in(person).get(reverse("progress:mine")).status_code == 404


def test_before_a_course_begins_the_page_says_what_will_be_here(cast, signed_in):
    assert "Nothing here yet" in signed_in(cast.max).get(reverse("progress:mine")).content.decode()


def test_nobody_else_reads_it(cast, course, signed_in):
    url = reverse("progress:course", args=[course.pk])
    for person in (cast.nia, cast.ben, cast.una, cast.sol, cast.mo, cast.ines, cast.max, cast.zoe):
        assert signed_in(person).get(url).status_code == 404
        assert signed_in(person).post(url, {"words": "x"}).status_code == 404


def test_what_the_numbers_miss_becomes_a_topic(cast, course, signed_in):
    browser = signed_in(cast.amira)
    url = reverse("progress:course", args=[course.pk])
    assert browser.post(url, {"words": "The nights"}, follow=True).status_code == 200
    (line,) = AgendaItem.objects.visible_to(cast.tom)
    assert (line.kind, line.words, line.author) == ("topic", "The nights", cast.amira)
    empty = browser.post(url, {"words": " "})
    assert empty.status_code == 422 and b"Write a few words here." in empty.content
    assert signed_in(cast.tom).post(url, {"words": "Mine"}).status_code == 404


def test_a_long_course_costs_no_more_questions(cast, course, signed_in, django_assert_max_num_queries):
    for n in range(30):
        histories.answered(course, "phq-9", n % 20, NOW + histories.WEEK * n)
    for person in (cast.amira, cast.tom):
        browser = signed_in(person)
        browser.get(reverse("progress:course", args=[course.pk]))
        with django_assert_max_num_queries(40):
            page(browser, course)


def test_own_words_are_not_on_this_page(cast, course, signed_in):
    """They belong to the ending, where both read them side by side."""
    assert OwnWords.objects.visible_to(cast.amira).count() == 2
    assert "I stopped going out" not in words(page(signed_in(cast.amira), course))
