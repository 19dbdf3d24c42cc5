"""Four weeks of squares: by shape and not by colour, with the same numbers in the sentence, the picture and the table."""

import re
from datetime import date, timedelta

import pytest

from duologue.courses.visibility import Viewer
from duologue.homework import actions, rhythm, shows
from duologue.homework.models import Assignment, Entry
from duologue.science.rhythm import Mark

ReadBy, How = Entry.ReadBy, Entry.How


@pytest.fixture
def lived(cast, agree, now):
    """Two weeks of a walk on every day: done 3, a bit 2, hard 1, not 1, one of them in private."""
    walk = agree(what="Walk", rhythm=Assignment.Rhythm.DAILY)
    told = [(0, How.DONE), (1, How.A_BIT), (2, How.HARD), (3, How.DONE), (8, How.A_BIT), (9, How.DONE), (10, How.NOT)]
    for days_ago, how in told:
        read_by = ReadBy.ME if days_ago == 3 else ReadBy.BOTH
        on = now.date() - timedelta(days=days_ago)
        reason = {"reason": "too_big", "words": "The rain"} if how == How.HARD else {}
        actions.do(walk, by=cast.amira, now=now, how=how, on=on, read_by=read_by, **reason)
    return walk


def numbers(html):
    """What the sentence, the table and the picture of a page say: done, a bit, not."""
    sentence = re.search(r"done on (\d+) days?, a bit on (\d+) days?, not on (\d+) days?", html)
    total = re.search(r'<th scope="row">All of them</th>' + r"<td>(\d+)</td>" * 4, html)
    weeks = re.findall(r'<th scope="row">\d+ \w+</th>' + r"<td>(\d+)</td>" * 4, html)
    sums = tuple(sum(int(week[n]) for week in weeks) for n in range(3))
    picture = html.split('<svg class="rhythm"')[1].split("</svg>")[0]
    # the squares that are half or crossed have an empty edge of the same width
    full = picture.count(
        'rx="4" stroke="currentColor" stroke-width="2"/>'
    )  # half ones and crossed ones have an empty edge
    drawn = (full, picture.count('z"/>'), picture.count('stroke-width="2.5"'))
    return tuple(map(int, sentence.groups())), tuple(map(int, total.groups()[:3])), sums, drawn


@pytest.mark.parametrize("person, expected", [("amira", (3, 2, 2)), ("tom", (2, 2, 2))])
def test_sentence_table_and_picture_say_the_same(signed_in, cast, lived, person, expected):
    html = signed_in(cast.everybody[person]).get(f"/course/{cast.ours.pk}/progress/").content.decode()
    assert numbers(html) == (expected, expected, expected, expected)


def test_it_stands_with_reasons_on_toms_page_and_on_the_things_own(signed_in, cast, lived):
    for address in (f"/course/{cast.ours.pk}/between/", f"/course/{cast.ours.pk}/progress/"):
        text = signed_in(cast.tom).get(address).content.decode()
        assert "too hard that day, too big. “The rain”" in text and "Of what was given to you." in text
    assert numbers(signed_in(cast.amira).get(f"/between/{lived.pk}/").content.decode())[0] == (3, 2, 2)


def test_a_day_without_a_word_is_called_nothing(signed_in, cast, lived):
    text = signed_in(cast.amira).get(f"/course/{cast.ours.pk}/progress/").content.decode().lower()
    assert not [word for word in ("missed", "streak", "in a row", "overdue", "skipped") if word in text]
    assert "#" not in re.sub(r'href="#|&#|id="#', "", text.split('<svg class="rhythm"')[1].split("</svg>")[0])


def test_before_anything_was_agreed_nothing_is_offered(cast, now, agree):
    assert shows.on_progress(Viewer(cast.amira), cast.ours, now=now) is None
    assert shows.at_the_ending(Viewer(cast.amira), cast.ours, now=now) is None
    assert rhythm.of_one(Viewer(cast.amira), agree(), now=now) is None


def test_a_stranger_is_offered_nothing(cast, lived, now):
    for person in (cast.nia, cast.ben, cast.sol, cast.mo):
        assert shows.on_progress(Viewer(person), cast.ours, now=now) is None


def test_the_days_ahead_are_in_mind_and_not_counted(cast, agree, now):
    agree(what="Walk", rhythm=Assignment.Rhythm.DAILY)
    shown = rhythm.of_course(Viewer(cast.amira), cast.ours, now=now).calendar
    assert shown.weeks[-1].marks == (Mark.NOTHING,) * 3 + (Mark.IN_MIND,) * 4  # agreed today, a Thursday
    assert shown.planned == 1 and date(2026, 11, 2) == shown.weeks[0].begins


def test_what_it_costs(cast, lived, now, django_assert_num_queries):
    viewer = Viewer(cast.amira)
    with django_assert_num_queries(3):
        shows.on_progress(viewer, cast.ours, now=now)
