"""The joint agenda: it builds itself, either side moves and settles lines, and what was put off comes back."""

import re
import uuid
from datetime import timedelta
from itertools import count

import pytest
from django.urls import reverse

from duologue.courses.visibility import Audience
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.sessions import actions, agenda
from duologue.sessions.models import AgendaItem

Kind, Outcome = AgendaItem.Kind, AgendaItem.Outcome
HTMX = {"HX-Request": "true"}


@pytest.fixture
def add(cast, now):
    later = count(-60)  # one line after the other, within the last hour

    def add_line(words, kind=Kind.TOPIC, by=None, **more):
        at = now + timedelta(minutes=next(later))
        return agenda.add(kind, words, course=cast.ours, by=by or cast.amira, now=at, **more)

    return add_line


@pytest.fixture
def url(cast):
    return reverse("sessions:agenda", args=[cast.ours.pk])


def lines(browser, url):
    """The lines as they stand on the page, without those put off."""
    held = re.search(r"<ol.*?</ol>", browser.get(url).content.decode(), re.S)
    return re.findall(r'<div class="what"><p>(.*?)</p>', held.group()) if held else []


def test_either_side_adds_a_line(cast, signed_in, url):
    signed_in(cast.amira).post(url, {"words": "The stairs"})
    signed_in(cast.tom).post(url, {"words": "Sleep"})
    for person in (cast.amira, cast.tom):
        assert set(lines(signed_in(person), url)) == {"The stairs", "Sleep"}
    answer = signed_in(cast.amira).post(url, {"words": ""})
    assert answer.status_code == 422 and "Write a few words to talk about." in answer.content.decode()


def test_an_empty_agenda_says_what_will_be_here(cast, signed_in, url):
    assert "Nothing here yet." in signed_in(cast.amira).get(url).content.decode()


def test_safety_comes_first_then_what_the_client_wants(cast, signed_in, url, add):
    add("practice", Kind.PRACTICE, cast.tom, about=uuid.uuid4())
    topic = add("topic")
    add("safety", Kind.SAFETY, cast.tom, about=uuid.uuid4(), audience=Audience.CARE_TEAM)
    assert lines(signed_in(cast.tom), url) == ["safety", "topic", "practice"]
    assert lines(signed_in(cast.amira), url) == ["topic", "practice"]
    signed_in(cast.amira).post(reverse("sessions:move", args=[topic.pk]), {"way": "down"})
    assert lines(signed_in(cast.tom), url) == ["safety", "practice", "topic"]


def test_either_side_moves_a_line_and_both_see_it(cast, signed_in, url, add):
    first, second, third = add("one"), add("two"), add("three")
    signed_in(cast.amira).post(reverse("sessions:move", args=[third.pk]), {"way": "up"})
    assert lines(signed_in(cast.tom), url) == ["one", "three", "two"]
    signed_in(cast.tom).post(reverse("sessions:move", args=[first.pk]), {"way": "up"})
    assert lines(signed_in(cast.tom), url) == ["one", "three", "two"]
    add("four")
    assert lines(signed_in(cast.tom), url) == ["one", "three", "two", "four"]
    signed_in(cast.tom).post(reverse("sessions:move", args=[second.pk]), {"way": "down"})
    assert lines(signed_in(cast.amira), url) == ["one", "three", "four", "two"]


def test_what_was_put_off_comes_back_after_the_session(cast, now, signed_in, url, add, running):
    line = add("The stairs")
    signed_in(cast.amira).post(reverse("sessions:settle", args=[line.pk]), {"what": "not_today"})
    assert lines(signed_in(cast.tom), url) == []
    assert "Not today (1)" in signed_in(cast.tom).get(url).content.decode()
    actions.end(running, by=cast.tom, now=now + timedelta(minutes=50))
    assert lines(signed_in(cast.tom), url) == ["The stairs"]


def test_what_was_put_off_comes_back_after_a_missed_session_too(cast, now, signed_in, url, add, planned):
    from duologue.sessions.models import Session

    line = add("The stairs")
    agenda.not_today(line, by=cast.amira, now=now - timedelta(days=1))
    assert lines(signed_in(cast.tom), url) == []
    Session.objects.unscoped().filter(pk=planned.pk).update(state="missed", starts_at=now - timedelta(hours=2))
    assert lines(signed_in(cast.tom), url) == ["The stairs"]


def test_today_after_all(cast, signed_in, url, add):
    line = add("The stairs")
    settle = reverse("sessions:settle", args=[line.pk])
    signed_in(cast.amira).post(settle, {"what": "not_today"})
    signed_in(cast.amira).post(settle, {"what": "back"})
    assert lines(signed_in(cast.tom), url) == ["The stairs"]


def test_talked_about_is_kept_with_its_session(cast, now, signed_in, url, add, running):
    line = add("The stairs")
    answer = signed_in(cast.tom).post(
        reverse("sessions:settle", args=[line.pk]), {"what": "talked", "session": str(running.pk)}
    )
    assert answer.url == reverse("sessions:session", args=[running.pk]) + "#agenda"
    line.refresh_from_db()
    assert (line.outcome, line.session_id, line.settled_at) == ("talked", running.pk, now)
    assert lines(signed_in(cast.tom), url) == []


def test_only_who_brought_a_topic_lets_it_go(cast, signed_in, url, add):
    line = add("The stairs")
    settle = reverse("sessions:settle", args=[line.pk])
    answer = signed_in(cast.tom).post(settle, {"what": "let_go"}, follow=True)
    assert "Amira put this here, and decides when to let it go." in answer.content.decode()
    assert lines(signed_in(cast.tom), url) == ["The stairs"]
    signed_in(cast.amira).post(settle, {"what": "let_go"})
    assert lines(signed_in(cast.tom), url) == []
    again = signed_in(cast.amira).post(settle, {"what": "talked"}, follow=True)
    assert "left the agenda already" in again.content.decode()


@pytest.mark.parametrize(
    "kind, name",
    [(Kind.PRACTICE, "homework:assignment"), (Kind.REMARK, "relationship:remark"), (Kind.SAFETY, "safety:alert")],
)
def test_some_lines_are_settled_on_their_own_page(cast, signed_in, url, add, kind, name):
    about = uuid.uuid4()
    line = add("look there", kind, cast.tom, about=about)
    assert reverse(name, args=[about]) in signed_in(cast.tom).get(url).content.decode()
    answer = signed_in(cast.tom).post(reverse("sessions:settle", args=[line.pk]), {"what": "talked"}, follow=True)
    assert "on its own page" in answer.content.decode()
    agenda.settle_about(about, course=cast.ours, by=cast.tom, now=line.written_at)
    assert lines(signed_in(cast.tom), url) == []


def test_a_review_links_to_looking_back(cast, signed_in, url, add):
    add("Looking back after six sessions", Kind.REVIEW, cast.tom)
    assert reverse("progress:review", args=[cast.ours.pk]) in signed_in(cast.amira).get(url).content.decode()


def test_safety_is_not_put_off(cast, now, signed_in, add):
    line = add("safety", Kind.SAFETY, cast.tom, about=uuid.uuid4(), audience=Audience.CARE_TEAM)
    settle = reverse("sessions:settle", args=[line.pk])
    assert signed_in(cast.tom).post(settle, {"what": "not_today"}).status_code == 404
    with pytest.raises(ValueError):
        agenda.not_today(line, by=cast.tom, now=now)
    assert signed_in(cast.amira).post(settle, {"what": "talked"}).status_code == 404


def test_a_swapped_list_can_be_used_again_and_again(cast, signed_in, url, add):
    """Each form of a list that htmx brings has a key of its own, so that the next click counts."""
    add("one"), add("two")
    three = add("three")
    browser, move = signed_in(cast.amira), reverse("sessions:move", args=[three.pk])
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = browser.post(move, {"way": "up", "entry_key": key}, headers=HTMX)
        words = answer.content.decode()
        assert answer.status_code == 200 and "<html" not in words and 'id="agenda"' in words
        keys = re.findall(r'name="entry_key" value="([^"]+)"', words)
        assert key not in keys and len(set(keys)) == len(keys)
        key = keys[0]
    assert lines(browser, url) == ["three", "one", "two"]
    wrong = browser.post(url, {"words": ""}, headers=HTMX)
    assert wrong.status_code == 200 and "Write a few words to talk about." in wrong.content.decode()
    assert "<html" not in wrong.content.decode()


def test_a_line_of_another_course_is_not_touched(cast, now, signed_in, add, running):
    line = add("ours")
    for person in (cast.nia, cast.ben, cast.sol, cast.mo, cast.max):
        browser = signed_in(person)
        assert browser.post(reverse("sessions:settle", args=[line.pk]), {"what": "talked"}).status_code == 404
        assert browser.post(reverse("sessions:move", args=[line.pk]), {"way": "up"}).status_code == 404
    # A session of another course is not named by a line of this one.
    theirs = agenda.add(Kind.TOPIC, "theirs", course=cast.theirs, by=cast.ben, now=now)
    signed_in(cast.ben).post(
        reverse("sessions:settle", args=[theirs.pk]), {"what": "talked", "session": str(running.pk)}
    )
    theirs.refresh_from_db()
    assert theirs.session is None


def answer(cast, at, total, *, leave_out=()):
    """PHQ-9 answers that add up to a total, with question 9 at nought."""
    form = library.newest("phq-9")
    ids = [item.id for item in form.items if item.id != "q9"]
    given = {name: min(3, max(0, total - 3 * n)) for n, name in enumerate(ids)} | {"q9": 0}
    draft = questionnaires.begin(form, course=cast.ours, by=cast.amira, now=at)
    return questionnaires.send(draft, given | dict.fromkeys(leave_out), now=at)


@pytest.mark.parametrize(
    "before, after, moved",
    [(19, 13, True), (13, 19, True), (19, 14, False), (13, 18, False), (12, 12, False)],
)
def test_a_score_that_moved_is_a_line_without_judgement(cast, now, signed_in, url, before, after, moved):
    answer(cast, now - timedelta(days=7), before)
    assert lines(signed_in(cast.tom), url) == []
    answer(cast, now, after)
    found = lines(signed_in(cast.amira), url)
    assert len(found) == moved
    if moved:
        assert f"was {before} last time and is {after} now. That is more than ordinary ups and downs." in found[0]
        assert not re.search(r"better|worse|improve|good|bad", found[0])


def test_an_estimate_is_compared_with_nothing(cast, now, signed_in, url):
    answer(cast, now - timedelta(days=14), 20)
    answer(cast, now - timedelta(days=7), 4, leave_out=["q8"])  # an estimate
    assert lines(signed_in(cast.tom), url) == []
    answer(cast, now, 18)  # compared with 20, not with the estimate
    assert lines(signed_in(cast.tom), url) == []


def test_the_line_comes_with_the_answers_or_not_at_all(cast, now, monkeypatch):
    answer(cast, now - timedelta(days=7), 20)

    def broken(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("duologue.questionnaires.actions.ledger.record", broken)
    with pytest.raises(RuntimeError):
        answer(cast, now, 3)
    assert not AgendaItem.objects.unscoped().exists()
