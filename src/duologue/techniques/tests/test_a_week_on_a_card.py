"""The diary card: put together in session, filled in day by day, read as a week, and never more than was given."""

from datetime import timedelta

import pytest
from django.urls import reverse
from tests.cast import TODAY
from tests.reading import words

from duologue.courses.visibility import Viewer
from duologue.questionnaires import actions as questionnaires
from duologue.techniques import diary, week
from duologue.techniques.cards import DiaryCard, OwnEntry
from duologue.techniques.readers import ReadBy
from duologue.techniques.tests.conftest import LINES

THREE = (ReadBy.ME, ReadBy.LINE, ReadBy.BOTH)


def day_page(cast):
    return reverse("techniques:day", args=[cast.ours.pk])


def kept():
    return (
        OwnEntry.objects.unscoped().select_related("response", "card", "course__practice").order_by("received_at", "pk")
    )


def test_both_put_the_card_together_and_see_it(cast, signed_in):
    where = reverse("techniques:card", args=[cast.ours.pk])
    chosen = {"feelings": ["anger", "joy"], "urges": ["self_harm"], "target_1": "Messages at night", "version": 0}
    answer = signed_in(cast.tom).post(where, {**chosen, "skills": ["skill_stop"], "also": ["medication"]})
    assert answer.status_code == 302
    card = DiaryCard.objects.unscoped().get()
    assert [row.name for row in card.urges] == ["The urge to hurt myself", "Messages at night"]
    for person in (cast.tom, cast.amira):
        assert "Messages at night" in signed_in(person).get(where).content.decode()


def test_a_card_without_a_line_is_sent_back_with_a_sentence(cast, signed_in):
    where = reverse("techniques:card", args=[cast.ours.pk])
    answer = signed_in(cast.tom).post(where, {"skills": ["skill_stop"], "version": 0})
    assert answer.status_code == 422 and "Choose one line at least" in words(answer)
    assert 'value="skill_stop" checked' in answer.content.decode()  # what was chosen is still there
    long = signed_in(cast.tom).post(where, {"target_1": "x" * 41, "version": 0})
    assert long.status_code == 422 and "40 characters" in words(long)


def test_a_change_is_a_version_and_days_keep_theirs(cast, now, card, fill_in):
    before = fill_in(1, target_1=4)
    other = {**LINES, "own": {**LINES["own"], "target_1": "Skipping class"}}
    newer = diary.derive_card(other, seen=1, course=cast.ours, by=cast.amira, now=now)
    after = fill_in(0, on=newer, target_1=2)
    assert (before.card.number, after.card.number) == (1, 2)
    shown = week.of(Viewer(cast.tom), cast.ours, until=TODAY)
    lines = {line.name: line.values for line in shown.urges}
    assert lines["Messages at night"] == [4] and lines["Skipping class"] == [2]
    assert (
        diary.derive_card(other, seen=2, course=cast.ours, by=cast.tom, now=now) == newer
    )  # the same is no new version


def test_two_who_change_it_at_once_lose_nothing(cast, now, card, signed_in):
    diary.derive_card({**LINES, "on": ["fear"]}, seen=1, course=cast.ours, by=cast.tom, now=now)
    where = reverse("techniques:card", args=[cast.ours.pk])
    mine = {"feelings": ["joy"], "target_2": "Shouting", "version": 1}
    answer = signed_in(cast.amira).post(where, mine)
    page = answer.content.decode()
    assert answer.status_code == 409 and "You both changed the card" in words(answer) and "Fear" in words(answer)
    assert 'value="Shouting"' in page and 'value="joy" checked' in page and 'name="version" value="2"' in page
    assert signed_in(cast.amira).post(where, {**mine, "version": 2}).status_code == 302


def test_a_card_that_could_reach_nobody_is_not_made(cast, now):
    cast.practice.stand_in = None
    cast.practice.save()
    with pytest.raises(questionnaires.NobodyToTell):
        diary.derive_card(LINES, seen=0, course=cast.ours, by=cast.tom, now=now)
    calm = {"on": ["anger", "target_1"], "own": {"target_1": "Messages"}}
    assert diary.derive_card(calm, seen=0, course=cast.ours, by=cast.tom, now=now)


def test_a_day_is_just_for_her_unless_she_says_otherwise(cast, card, signed_in):
    page = signed_in(cast.amira).get(day_page(cast)).content.decode()
    assert 'name="read_by" value="me" id="id_read_by_0" checked' in page
    answer = signed_in(cast.amira).post(day_page(cast), {"day": TODAY, "anger": 3, "read_by": "me"})
    assert answer.status_code == 302
    entry = kept().get()
    assert entry.read_by == ReadBy.ME and entry.response.answers["anger"] == 3 and not entry.late


@pytest.mark.parametrize("read_by", THREE)
def test_who_reads_a_day(cast, fill_in, read_by):
    """The visibility table: three privacies, every kind of person, the entry and its answers."""
    entry = fill_in(0, anger=4, note="kept words", line="one line", read_by=read_by)
    reads = {"entry": set(), "answers": set()}
    for name, person in cast.everybody.items():
        viewer = Viewer(person)
        if viewer.records(OwnEntry).filter(pk=entry.pk).exists():
            reads["entry"].add(name)
        shown = [day for day in week.of(viewer, cast.ours, until=TODAY).days if day.answers]
        if shown:
            reads["answers"].add(name)
    hers, both = {"amira"}, {"amira", "tom"}
    assert reads["entry"] == (hers if read_by == ReadBy.ME else both)
    assert reads["answers"] == (both if read_by == ReadBy.BOTH else hers)


@pytest.mark.parametrize("read_by, line, numbers", [("me", False, False), ("line", True, False), ("both", False, True)])
def test_his_pages_show_what_was_given_and_nothing_else(cast, fill_in, signed_in, read_by, line, numbers):
    entry = fill_in(0, anger=4, note="kept words", line="one line", read_by=ReadBy(read_by))
    page = words(signed_in(cast.tom).get(reverse("techniques:dbt", args=[cast.ours.pk])))
    assert ("one line" in page, "kept words" in page) == (line, numbers)
    one = signed_in(cast.tom).get(reverse("techniques:entry", args=[entry.pk]))
    assert one.status_code == (404 if read_by == "me" else 200)
    assert numbers == ("kept words" in words(one))
    assert "Just for" not in page  # and never that something was kept back


def test_she_changes_her_mind_both_ways(cast, fill_in, signed_in):
    entry = fill_in(0, anger=4, read_by=ReadBy.ME)
    where = reverse("techniques:readers", args=[entry.pk])
    assert signed_in(cast.amira).post(where, {"read_by": "line"}).status_code == 422
    signed_in(cast.amira).post(where, {"read_by": "both"})
    assert week.of(Viewer(cast.tom), cast.ours, until=TODAY).filled
    signed_in(cast.amira).post(where, {"read_by": "me"})
    assert not week.of(Viewer(cast.tom), cast.ours, until=TODAY).told


def test_late_is_late_and_not_missing(cast, fill_in, signed_in):
    fill_in(3, anger=4, late=2)
    fill_in(2, anger=2)
    shown = week.of(Viewer(cast.tom), cast.ours, until=TODAY)
    assert [(day.on, day.entry.late) for day in shown.filled] == [
        (TODAY - timedelta(days=3), True),
        (TODAY - timedelta(days=2), False),
    ]
    said = [entry.response.answers["same_day"] for entry in kept()]
    assert sorted(said) == [0, 1]
    page = words(signed_in(cast.tom).get(reverse("techniques:dbt", args=[cast.ours.pk])))
    assert "2 days of seven are here." in page and "late" in page


def test_a_day_written_on_the_phone_at_night_and_sent_later_is_of_that_night(cast, card, signed_in):
    from duologue.web.offline.outbox import OWNER, WAITED, mark

    yesterday = TODAY - timedelta(days=1)
    waited = {
        f"HTTP_{name.upper().replace('-', '_')}": said for name, said in ((OWNER, mark(cast.amira)), (WAITED, "57600"))
    }
    given = {"day": yesterday, "anger": 1, "read_by": "both"}
    answer = signed_in(cast.amira).post(day_page(cast), given, **waited)
    assert answer.status_code == 200  # a phone reads where to go next
    assert not kept().get().late


def test_a_gap_is_a_gap_and_a_zero_is_a_zero(cast, fill_in, signed_in):
    fill_in(0, anger=0, suicide=0)
    shown = week.of(Viewer(cast.tom), cast.ours, until=TODAY)
    anger = next(line for line in shown.feelings if line.id == "anger")
    joy = next(line for line in shown.feelings if line.id == "joy")
    assert [cell.value for _, cell in anger.cells] == [None] * 6 + [0]
    assert [cell.value for _, cell in joy.cells] == [None] * 7
    assert shown.sentence == "One day of seven is here. No urge was above 0."


def test_the_week_in_a_sentence(cast, fill_in):
    fill_in(0, suicide=2, target_1=4, target_1_acted=1)
    fill_in(1, suicide=1, target_1=4)
    said = week.of(Viewer(cast.tom), cast.ours, until=TODAY).sentence
    assert said == (
        "2 days of seven are here. The strongest urge was 4 of 5: Messages at night, on Wednesday and Thursday. "
        "Acted on an urge: once."
    )


def test_skills_tried_are_counted(cast, fill_in):
    fill_in(0, skill_stop=1, skill_opposite=1)
    fill_in(1, skill_stop=1)
    assert week.of(Viewer(cast.tom), cast.ours, until=TODAY).tried == [("Stop and pause", 2), ("Opposite action", 1)]


def test_same_as_yesterday_brings_the_feelings_and_never_an_urge(cast, fill_in, signed_in):
    fill_in(1, anger=4, joy=1, feeling_1=5, suicide=3, target_1=5, target_1_acted=1)
    page = signed_in(cast.amira).post(day_page(cast), {"day": TODAY, "joy": 2, "move": "same"}).content.decode()
    assert {name: _chosen(page, name) for name in ("anger", "joy", "feeling_1")} == {
        "anger": "4",
        "joy": "1",
        "feeling_1": "5",
    }
    assert [_chosen(page, name) for name in ("suicide", "target_1", "target_1_acted")] == [None, None, None]
    assert kept().count() == 1  # and nothing was kept


def _chosen(page, name):
    import re

    found = re.search(rf'name="{name}" value="(\d)" checked', page)
    return found and found.group(1)


def test_a_day_filled_in_again_keeps_both_and_shows_the_newer(cast, now, fill_in, signed_in):
    first = fill_in(0, anger=1)
    signed_in(cast.amira).post(day_page(cast), {"day": TODAY, "anger": 4, "read_by": "both"})
    shown = week.of(Viewer(cast.tom), cast.ours, until=TODAY).days[-1]
    assert kept().count() == 2 and shown.answers["anger"] in (1, 4)
    assert first in [*shown.earlier, shown.entry]


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"day": "2026-11-27", "anger": 1}, "still to come"),
        ({"day": "2026-09-01", "anger": 1}, "more than a month ago"),
        ({"day": "soon", "anger": 1}, "Choose which day"),
        ({"day": "2026-11-26", "anger": 9}, "Choose one of the"),
        ({"day": "2026-11-26"}, "Fill in one line"),
        ({"day": "2026-11-26", "anger": 1, "read_by": "line"}, "Write your one line"),
    ],
)
def test_what_cannot_be_kept_says_why_and_loses_nothing(cast, card, signed_in, given, sentence):
    given = {"read_by": "both", **given, "note": "Words that stay"}
    if "anger" not in given:
        del given["note"]
    answer = signed_in(cast.amira).post(day_page(cast), given)
    assert answer.status_code == 422 and sentence in words(answer)
    assert "note" not in given or "Words that stay" in answer.content.decode()
    assert not kept()


def test_without_a_card_the_pages_say_where_it_will_be(cast, signed_in):
    assert "There is no card yet" in words(signed_in(cast.amira).get(day_page(cast)))
    assert signed_in(cast.amira).post(day_page(cast), {"anger": 1}).status_code == 422
    assert "There is no card yet" in words(signed_in(cast.tom).get(reverse("techniques:dbt", args=[cast.ours.pk])))


@pytest.mark.parametrize("until", ["", "nonsense", "0001-01-01", "9999-12-31", "2026-11-20"])
def test_any_week_can_be_asked_for(cast, fill_in, signed_in, until):
    fill_in(0, anger=1)
    answer = signed_in(cast.tom).get(reverse("techniques:dbt", args=[cast.ours.pk]), {"until": until})
    assert answer.status_code == 200


def test_the_week_costs_the_same_however_much_was_written(cast, fill_in, signed_in, django_assert_max_num_queries):
    for days_ago in range(7):
        fill_in(days_ago, anger=1, suicide=2)
        fill_in(days_ago, anger=2)
    browser = signed_in(cast.amira)
    with django_assert_max_num_queries(20):
        browser.get(reverse("techniques:dbt", args=[cast.ours.pk]))


def test_control_a_week_that_shows_what_was_kept_back_is_noticed(cast, fill_in, monkeypatch):
    fill_in(0, anger=4, note="kept words", line="one line", read_by=ReadBy.LINE)

    def all_of_it(viewer, entries):
        for entry in entries:
            entry.shown = entry.response
        return entries

    monkeypatch.setattr(week, "seen_by", all_of_it)
    assert week.of(Viewer(cast.tom), cast.ours, until=TODAY).filled
