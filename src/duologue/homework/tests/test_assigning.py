"""Every kind of thing they can agree on, how often, and the way back: worksheet, diary, exercise, a text, their own words."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from duologue.homework import actions, guides
from duologue.homework.models import Assignment, Entry
from duologue.homework.tests.test_agreeing import GIVEN, kept
from duologue.sessions import actions as sessions
from duologue.sessions.models import AgendaItem

Kind, Rhythm, Outcome = Assignment.Kind, Assignment.Rhythm, Assignment.Outcome


@pytest.fixture
def agreeing(cast):
    return f"/course/{cast.ours.pk}/between/agree/"


@pytest.mark.parametrize(
    "said, kind, what",
    [
        ({"worksheet": "thought-record", "what": ""}, Kind.WORKSHEET, "Catch a thought"),
        ({"worksheet": "diary-card", "what": "My card"}, Kind.DIARY, "My card"),
        ({"kind": "diary", "worksheet": "diary-card", "what": "My card"}, Kind.DIARY, "My card"),
        ({"kind": "exercise", "exercise": "slow-breathing", "what": ""}, Kind.EXERCISE, "A slow breath"),
        ({"exercise": "kind-pause", "what": "A pause"}, Kind.EXERCISE, "A pause"),
        ({"kind": "exercise", "what": "Slow breathing, three minutes"}, Kind.EXERCISE, "Slow breathing, three minutes"),
        ({"kind": "reading", "guide": "sleep", "what": ""}, Kind.READING, "When sleep does not come"),
        ({"kind": "reading", "reading": "Page 12 of the blue book", "what": "Read"}, Kind.READING, "Read"),
        ({"kind": "own", "what": "Call Jo"}, Kind.OWN, "Call Jo"),
    ],
)
def test_each_kind_is_on_her_page_in_the_same_moment(signed_in, cast, agreeing, said, kind, what):
    amira = signed_in(cast.amira)
    assert what not in amira.get("/between/").content.decode()
    assert signed_in(cast.tom).post(agreeing, {**GIVEN, "worksheet": "", **said}).status_code == 302
    [agreed] = kept(cast)
    assert (agreed.kind, agreed.what) == (kind, what)
    for page in ("/between/", "/today/"):
        assert what in amira.get(page).content.decode()


@pytest.mark.parametrize(
    "said, field",
    [
        ({"kind": "worksheet"}, "worksheet"),
        ({"kind": "diary"}, "worksheet"),
        ({"kind": "reading"}, "guide"),
        ({"kind": "exercise", "what": ""}, "what"),
        ({"rhythm": "days"}, "days"),
        ({"rhythm": "days", "days": ["9"]}, "days"),
        ({"kind": "dance"}, "kind"),
    ],
)
def test_what_a_kind_or_a_rhythm_needs_is_asked_for_and_nothing_is_lost(signed_in, cast, agreeing, said, field):
    answer = signed_in(cast.tom).post(agreeing, {**GIVEN, "worksheet": "", **said})
    text = answer.content.decode()
    assert answer.status_code == 422 and f'href="#id_{field}"' in text and GIVEN["why"] in text and not kept(cast)


def test_what_belongs_to_another_kind_is_left_out(signed_in, cast, agreeing):
    signed_in(cast.tom).post(agreeing, {**GIVEN, "kind": "exercise", "worksheet": "thought-record", "guide": "sleep"})
    [agreed] = kept(cast)
    assert (agreed.kind, agreed.worksheet_id, agreed.guide_id) == (Kind.EXERCISE, "", "")


@pytest.mark.parametrize(
    "said, days, words",
    [
        ({}, [], ""),
        ({"rhythm": "once"}, [], ""),
        ({"rhythm": "daily", "days": ["1"]}, [], "Every day"),
        ({"rhythm": "days", "days": ["4", "1"]}, [1, 4], "On Tuesday and Friday"),
        ({"rhythm": "days", "days": ["0", "2", "4"]}, [0, 2, 4], "On Monday, Wednesday and Friday"),
        ({"rhythm": "until"}, [], "As it comes, until you meet"),
    ],
)
def test_once_on_days_every_day_or_until_they_meet(signed_in, cast, agreeing, said, days, words):
    signed_in(cast.tom).post(agreeing, {**GIVEN, **said})
    [agreed] = kept(cast)
    assert (agreed.days, agreed.how_often) == (days, words)
    assert words in signed_in(cast.amira).get("/between/").content.decode()


def test_until_they_meet_takes_the_day_of_the_next_session(signed_in, cast, agreeing, now):
    sessions.plan_session(course=cast.ours, starts_at=now + timedelta(days=5), minutes=50, by=cast.tom, now=now)
    signed_in(cast.tom).post(agreeing, {**GIVEN, "rhythm": "until", "due_on": ""})
    assert kept(cast)[0].due_on == (now + timedelta(days=5)).date()


def test_days_without_a_rhythm_of_days_are_refused(agree):
    with pytest.raises(ValueError, match="days of the week"):
        agree(days=[1])
    with pytest.raises(ValueError, match="days of the week"):
        agree(rhythm=Rhythm.DAYS)


@pytest.mark.parametrize(
    "rhythm, days, in_mind",
    [
        (Rhythm.ONCE, [], {28}),
        (Rhythm.DAILY, [], {26, 27, 28, 29, 30}),
        (Rhythm.DAYS, [4, 6], {27, 29}),
        (Rhythm.UNTIL, [], set()),
    ],
)
def test_the_days_they_had_in_mind(agree, rhythm, days, in_mind):
    agreed = agree(rhythm=rhythm, days=days, due_on=date(2026, 11, 28))
    assert {n for n in range(20, 31) if agreed.planned_on(date(2026, 11, n))} == in_mind


def test_after_it_was_settled_no_day_is_in_mind(cast, agree, now):
    agreed = agree(rhythm=Rhythm.DAILY)
    held = actions.settle(agreed, Outcome.REVIEWED, words="Enough", by=cast.tom, now=now + timedelta(days=2))
    assert held.planned_on(date(2026, 11, 28)) and not held.planned_on(date(2026, 11, 29))


def test_a_text_stands_as_it_was_written_and_an_address_is_words(signed_in, cast, agree):
    text = "Read https://example.org/slow\nand <b>page 3</b>"
    reading = agree(kind=Kind.READING, reading=text, what="Read this")
    for person in (cast.amira, cast.tom):
        page = signed_in(person).get(f"/between/{reading.pk}/").content.decode()
        assert "https://example.org/slow" in page and "&lt;b&gt;page 3" in page
        assert 'href="https://example.org' not in page


def test_a_guide_is_read_by_both_and_says_how_long_it_takes(signed_in, cast, agree):
    reading = agree(kind=Kind.READING, guide="sleep", what="Read about sleep")
    assert (
        reverse("homework:guide", args=["sleep"])
        in signed_in(cast.amira).get(f"/between/{reading.pk}/").content.decode()
    )
    for person in (cast.amira, cast.tom):
        page = signed_in(person).get("/guide/sleep/").content.decode()
        assert (
            "<h1>When sleep does not come</h1>" in page and "<li>Get up at the same time" in page and "minute" in page
        )
    assert signed_in(cast.amira).get("/guide/nothing/").status_code == 404


def test_every_guide_is_whole():
    assert {guide.id for guide in guides.all_of_them()} == {"breathing", "going-outside", "sleep", "worry"}
    for guide in guides.all_of_them():
        assert 1 <= guide.minutes <= 3 and {block.kind for block in guide.blocks} == {"heading", "paragraph", "list"}
        assert not any(mark in line for block in guide.blocks for line in block.lines for mark in ("#", "**", "http"))


def test_a_guide_without_a_title_is_refused(tmp_path):
    (tmp_path / "x.md").write_text("No title\n\nWords")
    with pytest.raises(ValueError, match="title"):
        guides._read(tmp_path / "x.md")


@pytest.mark.parametrize(
    "query, kind",
    [("guide=worry", "reading"), ("worksheet=diary-card", "diary"), ("worksheet=slow-breathing", "exercise")],
)
def test_the_form_starts_with_what_was_chosen(signed_in, cast, agreeing, query, kind):
    text = signed_in(cast.tom).get(f"{agreeing}?{query}").content.decode()
    [chosen] = re.findall(r'name="kind" value="(\w+)" id="\w+" checked', text)
    assert chosen == kind


def test_from_the_hour_and_back_to_it(signed_in, cast, agreeing, now):
    session = sessions.plan_session(course=cast.ours, starts_at=now, minutes=50, by=cast.tom, now=now)
    sessions.begin(session, by=cast.tom, now=now)
    tom, hour = signed_in(cast.tom), reverse("sessions:session", args=[session.pk])
    link = f"{agreeing}?session={session.pk}"
    assert link in tom.get(hour).content.decode()
    assert f'href="{hour}"' in tom.get(link).content.decode()
    assert tom.post(agreeing, {**GIVEN, "session": str(session.pk)})["Location"] == hour + "#close"
    assert "every 20s" in signed_in(cast.amira).get("/between/").content.decode()
    other = sessions.plan_session(course=cast.theirs, starts_at=now, minutes=50, by=cast.ben, now=now)
    for foreign in (other.pk, "nonsense"):
        assert "/between/" in tom.post(agreeing, {**GIVEN, "session": str(foreign)})["Location"]


def test_outside_the_hour_her_page_does_not_ask_again_and_again(signed_in, cast):
    assert "every 20s" not in signed_in(cast.amira).get("/between/").content.decode()


def test_tom_takes_back_what_he_gave_and_she_reads_why_and_keeps_her_words(signed_in, cast, agree, now):
    assignment = agree()
    actions.do(assignment, by=cast.amira, now=now, words="Half of it")
    tom, address = signed_in(cast.tom), f"/between/{assignment.pk}/take-back/"
    refused = tom.post(address, {"words": ""})
    assert refused.status_code == 422 and "Write a word of why." in refused.content.decode()
    assert tom.post(address, {"words": "It was too much at once."}).status_code == 302
    held = Assignment.objects.unscoped().get()
    assert (held.outcome, held.settled_words, held.settled_at) == ("taken_back", "It was too much at once.", now)
    assert not AgendaItem.objects.unscoped().filter(about=assignment.pk, outcome="open").exists()
    page = signed_in(cast.amira).get(f"/between/{assignment.pk}/").content.decode()
    assert "Tom has taken this back" in page and "It was too much at once." in page and "Half of it" in page
    again = tom.post(address, {"words": "Once more"})
    assert again.status_code == 422 and "taken back already" in again.content.decode()


def test_words_for_what_was_taken_back_still_arrive(signed_in, cast, agree, now):
    assignment = agree()
    actions.settle(assignment, Outcome.TAKEN_BACK, words="Too much", by=cast.tom, now=now)
    answer = signed_in(cast.amira).post(f"/between/{assignment.pk}/do/", {"how": "done", "read_by": "me"})
    assert answer.status_code == 302 and Entry.objects.unscoped().count() == 1
