"""What comes again: moments with themes both put on them, a triangle with its example, a focus with its day, dreams."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.cast import TODAY
from tests.reading import words

from duologue.courses.versions import Stale
from duologue.courses.visibility import Viewer
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.sessions.models import AgendaItem
from duologue.techniques import diary, finding, recurring
from duologue.techniques.cards import OwnEntry
from duologue.techniques.pattern_views import MAP
from duologue.techniques.patterns import DREAM, EPISODE, Example, Focus, Theme
from duologue.techniques.readers import ReadBy


@pytest.fixture
def moment(cast, now):
    """`moment("Greta")` is a moment Amira wrote, for both unless it says otherwise."""

    def moment_(who="Greta", *, read_by=ReadBy.BOTH, line="", days_ago=0, **said):
        answers = {"who": who, "wish": "To be asked", "other": "Looked away", "self": "I left", **said}
        on = TODAY - timedelta(days=days_ago)
        given = {"by": cast.amira, "now": now, "at": now - timedelta(days=days_ago), "read_by": read_by, "line": line}
        return diary.keep_entry(library.newest(EPISODE), answers, on=on, course=cast.ours, **given)

    return moment_


@pytest.fixture
def read(cast, signed_in):
    def read_(person):
        return signed_in(person).get(reverse("techniques:patterns", args=[cast.ours.pk]))

    return read_


def name(moment, part, *chosen, seen=(), by, now):
    finding.name_themes(moment.response, part, chosen, seen=seen, by=by, now=now)


def open_themes():
    return sorted((t.part, t.words) for t in Theme.objects.unscoped().filter(taken_away_at=None))


def test_themes_that_came_again_are_a_sentence_and_a_table_for_both(cast, now, moment, read):
    first, second, third = moment("Greta"), moment("Klara"), moment("The chef")
    name(first, "wish", "to be seen", by=cast.tom, now=now)
    name(second, "wish", "To be  seen", "to matter", by=cast.amira, now=now)
    name(third, "self", "left first", by=cast.amira, now=now)
    for person in (cast.tom, cast.amira):
        said = words(read(person))
        assert "What came again. What was wished: “to be seen” in 2 of 3 moments." in said
        assert "to be seen 2 of 3" in said and "left first 1 of 3" in said
        assert "“left first”" not in said  # once is not again


def test_nothing_is_read_out_of_the_text(cast, moment, read):
    moment("Greta", wish="To be seen", self="I left first"), moment("Klara", wish="To be seen")
    assert not Theme.objects.unscoped().exists()
    assert "No themes yet." in words(read(cast.tom)) and "in 2 of" not in words(read(cast.tom))


def test_both_put_words_on_it_by_the_page_and_take_them_off(cast, signed_in, moment):
    where = reverse("techniques:moment", args=[moment().response_id])
    given = {"wish": ["to be seen"], "own_wish": "to be asked", "self": ["left first"]}
    assert signed_in(cast.tom).post(where, given).status_code == 302
    assert open_themes() == [("self", "left first"), ("wish", "to be asked"), ("wish", "to be seen")]
    seen = {"seen_wish": ["to be seen", "to be asked"], "seen_self": ["left first"]}
    signed_in(cast.amira).post(where, {**seen, "wish": ["to be asked"], "self": ["left first"]})
    assert open_themes() == [("self", "left first"), ("wish", "to be asked")]
    held = signed_in(cast.amira).get(where).content.decode()
    assert 'value="to be asked" checked' in held and 'name="seen_self" value="left first"' in held


def test_what_the_other_one_put_there_meanwhile_stays(cast, now, moment):
    held = moment()
    name(held, "wish", "to be seen", by=cast.tom, now=now)  # after Amira opened the page
    name(held, "wish", "to matter", seen=[], by=cast.amira, now=now)
    assert open_themes() == [("wish", "to be seen"), ("wish", "to matter")]


def test_too_many_words_are_sent_back_and_stay_chosen(cast, signed_in, moment):
    where = reverse("techniques:moment", args=[moment().response_id])
    answer = signed_in(cast.tom).post(where, {"wish": [f"word {n}" for n in range(6)], "own_wish": "one more"})
    assert answer.status_code == 422 and "Choose 6 at most." in words(answer)
    assert 'value="one more"' in answer.content.decode() and not open_themes()


def test_what_it_stirs_in_the_therapist_has_a_place_of_his_own(cast, signed_in, moment, read):
    where, held = (
        reverse("sessions:own-notes", args=[cast.ours.pk]),
        reverse("techniques:moment", args=[moment().response_id]),
    )
    for page in (read(cast.tom), signed_in(cast.tom).get(held)):
        assert f'href="{where}"' in page.content.decode()
    tom = signed_in(cast.tom)
    assert tom.post(where, {"words": "I hurried her, as she expects.", "kind": "transference"}).status_code == 302
    for page in (read(cast.amira), signed_in(cast.amira).get(held), read(cast.tom)):
        assert "I hurried her" not in words(page)
    assert (
        where not in read(cast.amira).content.decode() and where not in signed_in(cast.amira).get(held).content.decode()
    )
    assert signed_in(cast.amira).get(where).status_code == 404


def test_themes_are_looked_for_in_what_both_can_read(cast, now, moment, signed_in):
    private = moment(read_by=ReadBy.ME)
    where = reverse("techniques:moment", args=[private.response_id])
    assert signed_in(cast.tom).get(where).status_code == 404
    assert "just for you" in words(signed_in(cast.amira).get(where))
    assert signed_in(cast.amira).post(where, {"wish": ["to matter"]}).status_code == 422
    with pytest.raises(finding.NotShared):
        name(private, "wish", "to matter", by=cast.amira, now=now)


def test_a_moment_taken_back_takes_its_themes_out_of_his_counts(cast, now, moment, read):
    first, second = moment("Greta"), moment("Klara")
    for held in (first, second):
        name(held, "wish", "to be seen", by=cast.tom, now=now)
    assert "in 2 of 2 moments" in words(read(cast.tom))
    first.response.course = cast.ours
    diary.choose_readers(first, ReadBy.ME, line="", by=cast.amira, now=now)
    assert "in 2 of 2 moments" not in words(read(cast.tom)) and "1 of 1" in words(read(cast.tom))
    assert "in 2 of 2 moments" in words(read(cast.amira))


@pytest.mark.parametrize("form_id", [EPISODE, DREAM])
@pytest.mark.parametrize("read_by", list(ReadBy))
def test_who_reads_a_moment_or_a_dream(cast, now, form_id, read_by):
    """The visibility table: three privacies, every kind of person, the entry and its answers."""
    said = {"wish": "w", "other": "o", "dream": "A station"}
    sheet = library.newest(form_id)
    answers = {item.id: said[item.id] for item in sheet.items if item.id in said}
    given = {"by": cast.amira, "now": now, "at": now, "read_by": read_by, "line": "one line"}
    entry = diary.keep_entry(sheet, answers, on=TODAY, course=cast.ours, **given)
    reads: dict = {"entry": set(), "answers": set()}
    for who, person in cast.everybody.items():
        viewer = Viewer(person)
        reads["entry"] |= {who} if viewer.records(OwnEntry).filter(pk=entry.pk).exists() else set()
        reads["answers"] |= {who} if viewer.records(Response).filter(pk=entry.response_id).exists() else set()
    assert reads["entry"] == ({"amira"} if read_by == ReadBy.ME else {"amira", "tom"})
    assert reads["answers"] == ({"amira", "tom"} if read_by == ReadBy.BOTH else {"amira"})
    shown = recurring.written(Viewer(cast.tom), cast.ours, form_id)
    assert [bool(one.answers) for one in shown] == {"me": [], "line": [False], "both": [True]}[read_by]


@pytest.mark.parametrize("what", ["write-dream", "write-moment"])
def test_she_writes_alone_and_it_is_hers_until_she_says_otherwise(cast, signed_in, read, what):
    where = reverse(f"techniques:{what}", args=[cast.ours.pk])
    assert signed_in(cast.tom).get(where).status_code == 404
    assert 'value="me" id="id_read_by_0" checked' in signed_in(cast.amira).get(where).content.decode()
    given = {"dream": "A station", "wish": "To stay", "other": "Went", "on": "2026-11-25", "read_by": "me"}
    answer = signed_in(cast.amira).post(where, given)
    entry = OwnEntry.objects.unscoped().get()
    assert answer["Location"] == reverse("techniques:entry", args=[entry.pk]) and entry.read_by == ReadBy.ME
    assert entry.on == (date(2026, 11, 25) if what == "write-dream" else TODAY)
    assert "A station" not in words(read(cast.tom)) and "To stay" not in words(read(cast.tom))
    short = signed_in(cast.amira).post(where, {"feeling": "calm", "self": "kept words", "read_by": "both"})
    assert short.status_code == 422 and ("calm" in short.content.decode() or "kept words" in short.content.decode())


def test_a_moment_agreed_between_sessions_stands_with_the_others(cast, now, read):
    from duologue.questionnaires import actions as questionnaires

    older = library.form(EPISODE, "1")
    draft = questionnaires.begin(older, course=cast.ours, by=cast.amira, now=now)
    questionnaires.send(draft, {"who": "Hannah", "wish": "w", "other": "o"}, now=now)
    assert "Hannah" in words(read(cast.tom))


def test_a_moment_is_an_example_of_a_triangle(cast, now, moment, signed_in):
    held = moment()
    triangle = MAP(
        course=cast.ours, author=cast.amira, written_at=now, received_at=now, kind="persons", about="Leaving"
    )
    triangle.save(force_insert=True)
    other = MAP(
        course=cast.ours, author=cast.amira, written_at=now, received_at=now, kind="five_areas", about="The door"
    )
    other.save(force_insert=True)
    where = reverse("techniques:take-as-example", args=[held.response_id])
    for _ in range(2):
        signed_in(cast.tom).post(where, {"map": triangle.pk})
    example = Example.objects.unscoped().get()
    assert "Leaving" in words(signed_in(cast.amira).get(reverse("techniques:moment", args=[held.response_id])))
    assert signed_in(cast.tom).post(where, {"map": other.pk}).status_code == 404
    assert signed_in(cast.tom).post(where, {"map": "nonsense"}).status_code == 404
    nothing = signed_in(cast.tom).post(where, {})
    assert nothing.status_code == 422 and "Choose a map first." in words(nothing)
    signed_in(cast.amira).post(reverse("techniques:no-example", args=[example.pk]))
    assert Example.objects.unscoped().filter(taken_away_at=None).count() == 0


def test_a_focus_comes_onto_the_agenda_on_its_day_and_once(cast, now):
    focus = finding.begin_focus({"pattern": "Leaving first"}, review_on=TODAY, course=cast.ours, by=cast.tom, now=now)
    later = finding.begin_focus(
        {"pattern": "Later"}, review_on=TODAY + timedelta(days=1), course=cast.ours, by=cast.tom, now=now
    )
    assert [finding.bring_what_is_due(now=now) for _ in range(3)] == [1, 0, 0]
    line = AgendaItem.objects.unscoped().get(about=focus.pk)
    assert line.words == "Look again at what you focus on: Leaving first" and line.outcome == "open"
    held = Focus.objects.unscoped().select_related("course").get(pk=focus.pk)
    finding.look_at_focus(held, again_on=TODAY + timedelta(days=30), by=cast.amira, now=now)
    assert AgendaItem.objects.unscoped().get(about=focus.pk).outcome == "talked"
    assert finding.bring_what_is_due(now=now + timedelta(days=31)) == 2  # its next day, and the other one's
    assert later.pk != focus.pk


def test_a_focus_of_a_course_that_ended_comes_onto_no_agenda(cast, now):
    from duologue.courses import actions as courses

    finding.begin_focus({"pattern": "Leaving"}, review_on=TODAY, course=cast.ours, by=cast.tom, now=now)
    courses.move_to("closed", course=cast.ours, by=cast.tom, now=now)
    assert finding.bring_what_is_due(now=now + timedelta(days=1)) == 0


def test_both_write_the_focus_and_neither_is_written_over(cast, now, signed_in, read):
    begin = reverse("techniques:begin-focus", args=[cast.ours.pk])
    assert signed_in(cast.amira).post(begin, {"conflict": "Near and far"}).status_code == 422
    past = signed_in(cast.amira).post(begin, {"pattern": "Leaving first", "review_on": "2026-11-01"})
    assert past.status_code == 422 and "today or a later day" in words(past)
    signed_in(cast.amira).post(begin, {"pattern": "Leaving first", "review_on": "2027-01-14"})
    focus = Focus.objects.unscoped().get()
    assert "Thursday 14 January" in words(read(cast.tom))
    where = reverse("techniques:focus", args=[focus.pk])
    signed_in(cast.tom).post(where, {"pattern": "His words", "version": 1})
    answer = signed_in(cast.amira).post(where, {"pattern": "Her words", "version": 1})
    assert answer.status_code == 409 and "His words" in words(answer) and "Her words" in answer.content.decode()
    with pytest.raises(Stale):
        finding.reword_focus(focus, {"pattern": "x"}, review_on=None, seen=1, by=cast.tom, now=now)


def test_words_of_a_focus_change_after_its_day_has_come(cast, now, signed_in):
    days = {"review_on": TODAY - timedelta(days=7), "course": cast.ours, "by": cast.tom, "now": now}
    where = reverse("techniques:focus", args=[finding.begin_focus({"pattern": "Leaving"}, **days).pk])
    given = {"pattern": "Leaving first", "review_on": days["review_on"].isoformat(), "version": 1}
    assert signed_in(cast.tom).post(where, given).status_code == 302
    earlier = {**given, "review_on": (TODAY - timedelta(days=8)).isoformat(), "version": 2}
    assert signed_in(cast.tom).post(where, earlier).status_code == 422
    assert Focus.objects.unscoped().get().pattern == "Leaving first"


def test_a_focus_that_has_done_its_work_is_set_aside(cast, now, signed_in, read):
    focus = finding.begin_focus({"pattern": "Leaving first"}, review_on=TODAY, course=cast.ours, by=cast.tom, now=now)
    assert "it is time" in words(read(cast.tom))
    where = reverse("techniques:looked-at-focus", args=[focus.pk])
    assert signed_in(cast.tom).post(where, {"again_on": "2020-01-01"}).status_code == 422
    signed_in(cast.tom).post(where, {})
    assert "Set aside (1)" in words(read(cast.amira))


def test_the_page_costs_the_same_however_much_was_written(cast, now, moment, signed_in, django_assert_max_num_queries):
    for n in range(12):
        name(moment(f"Person {n}"), "wish", "to be seen", by=cast.tom, now=now)
    browser = signed_in(cast.amira)
    with django_assert_max_num_queries(20):
        browser.get(reverse("techniques:patterns", args=[cast.ours.pk]))


def test_control_counting_what_nobody_may_read_is_noticed(cast, now, moment):
    held = moment()
    name(held, "wish", "to be seen", by=cast.tom, now=now)
    diary.choose_readers(held, ReadBy.ME, line="", by=cast.amira, now=now)
    everything = [recurring.Written(TODAY, held.response)]
    recurring.with_themes(Viewer(cast.tom), cast.ours, everything)
    assert recurring.counted(everything)["wish"]  # so it is `written` that keeps it back
    assert recurring.written(Viewer(cast.tom), cast.ours, EPISODE) == []
