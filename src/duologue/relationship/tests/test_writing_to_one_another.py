"""One thread for each course: who reads it and when, what is opened, words found again, a mail that says nothing."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.architecture.test_templates import HEALTH
from tests.cast import TODAY
from tests.test_outbox import DAY, from_phone

from duologue.courses import actions as courses
from duologue.courses import permissions
from duologue.courses.visibility import Viewer
from duologue.people.models import Letter, Practice
from duologue.relationship import office, panels, writing
from duologue.relationship.threads import Message
from duologue.sessions import reminders
from duologue.sessions.arrangements import ReminderChoice

MINE = "/messages/"
THREAD = "relationship:messages"


@pytest.fixture
def thread(cast):
    return reverse(THREAD, args=[cast.ours.pk])


@pytest.fixture
def write(cast, now):
    def one(words, by=None, *, minutes=0):
        by = by or cast.amira
        at = now + timedelta(minutes=minutes)
        return writing.send(words, course=cast.ours, from_client=by == cast.amira, by=by, now=at)

    return one


def text(browser, address, **query):
    return " ".join(browser.get(address, query).content.decode().split())


def test_amira_writes_tom_reads_and_both_see_what_was_opened(cast, signed_in, thread):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    assert "Nothing here yet." in text(amira, MINE)
    assert amira.post(thread, {"words": "The bus was late.\n\nI walked."})["Location"] == MINE
    assert "sent, not opened yet" in text(amira, MINE)
    today = text(tom, reverse("home:today"))
    assert "Amira wrote to you" in today and thread in today and "bus" not in today
    assert "They wrote to you." in text(tom, reverse("home:caseload"))
    assert "The bus was late." in text(tom, thread)
    assert "opened Thu 26 Nov, 13:50" in text(amira, MINE)
    assert "Amira wrote to you" not in text(tom, reverse("home:today"))
    assert tom.post(thread, {"words": "Thank you."})["Location"] == thread
    assert "Tom wrote to you" in text(amira, reverse("home:today"))
    assert "Thank you." in text(amira, MINE) and "Tom wrote to you" not in text(amira, reverse("home:today"))
    kept = Message.objects.unscoped().order_by("pk").values_list("seen_by", flat=True)
    assert set(kept) == {cast.amira.pk, cast.tom.pk}


def test_the_page_says_when_messages_are_read_and_that_nobody_watches(cast, signed_in):
    words = text(signed_in(cast.amira), MINE)
    assert "Tom reads messages from Monday to Friday, between 09:00 and 17:00." in words
    assert "Nobody is watching now." in words and 'href="tel:999"' in words and "outside these hours" not in words
    Practice.objects.filter(pk=cast.practice.pk).update(opens_at=time(9), closes_at=time(12))
    assert "Now is outside these hours." in text(signed_in(cast.amira), MINE)
    Practice.objects.filter(pk=cast.practice.pk).update(opens_at=None, closes_at=None, working_days=[])
    assert "Tom reads messages on working days before 18:00." in text(signed_in(cast.amira), MINE)


def test_an_empty_message_and_a_file_are_refused_and_the_words_stay(cast, signed_in, thread):
    amira = signed_in(cast.amira)
    empty = amira.post(thread, {"words": "  "})
    assert empty.status_code == 422 and "Write your message first." in empty.content.decode()
    with_file = amira.post(thread, {"words": "My letter", "file": SimpleUploadedFile("letter.pdf", b"%PDF")})
    page = with_file.content.decode()
    assert with_file.status_code == 422 and "Files are not kept here." in page and "My letter" in page
    assert 'type="file"' not in text(amira, MINE) and not Message.objects.unscoped().exists()


def test_after_the_ending_everything_stays_to_read(cast, now, signed_in, thread, write):
    write("The last word")
    courses.move_to("closed", course=cast.ours, by=cast.tom, now=now + timedelta(hours=1))
    amira = signed_in(cast.amira)
    words = text(amira, MINE)
    assert "The last word" in words and "This course has ended." in words and "<textarea" not in words
    late = amira.post(thread, {"words": "One more"})
    assert late.status_code == 422 and "One more" in late.content.decode()
    cast.ours.__dict__.pop("stage", None)
    with pytest.raises(ValueError, match="has ended"):
        write("One more")


def test_long_threads_come_page_by_page(cast, signed_in, write):
    for n in range(45):
        write(f"number {n:02d}.", minutes=n)
    amira, seen, address = signed_in(cast.amira), [], MINE
    for _ in range(3):
        words = text(amira, address)
        seen = [n for n in range(45) if f"number {n:02d}." in words] + seen
        address = MINE + (words.partition('<a href="')[2] and _link(words, "Earlier messages"))
    assert seen == list(range(45)) and "Earlier messages" not in words


def _link(words, name):
    before, found, _ = words.partition(f'">{name}</a>')
    return before.rpartition('<a href="')[2].replace("&amp;", "&") if found else ""


def test_words_are_found_again_in_all_of_it_page_by_page(cast, signed_in, write, monkeypatch):
    monkeypatch.setattr(writing, "BATCH", 7)
    for n in range(30):
        write(f"The Café at {n:02d}" if n != 11 else "Only the kettle", minutes=n)
    amira = signed_in(cast.amira)
    first = text(amira, MINE, find="cafe")
    assert first.count("The Café") == 20 and "20 and more with “cafe”" in first
    second = text(amira, MINE + _link(first, "More with these words"))
    assert second.count("The Café") == 9 and "More with these words" not in second
    assert "Nothing here has “tram” in it." in text(amira, MINE, find="tram")
    assert "&lt;b&gt;" in text(amira, MINE, find="<b>")
    assert text(amira, MINE, before="nonsense").count("The Café") == 19  # the newest page, as if nothing was asked


def test_only_its_owners_find_anything(cast, signed_in, thread, write):
    write("kettle")
    for name, person in cast.everybody.items():
        if name not in ("amira", "tom"):
            assert signed_in(person).get(thread, {"find": "kettle"}).status_code == 404, name
            assert not Viewer(person).records(Message).exists(), name
    assert signed_in(cast.tom).get(MINE).status_code == 404
    assert "Nothing here yet." in text(signed_in(cast.max), MINE)
    other = writing.send("mine", course=cast.theirs, from_client=True, by=cast.nia, now=cast.ours.opened_at)
    assert "mine" not in text(signed_in(cast.amira), MINE, before=str(other.pk))


def test_control_a_search_that_asks_everybodys_words_is_noticed(cast, now, write):
    write("kettle")
    assert list(writing.found_in(Message.objects.unscoped(), "KETTLE"))
    assert not list(writing.found_in(Viewer(cast.nia).records(Message), "kettle"))


def test_a_message_that_waited_on_a_phone_says_both_times(cast, signed_in, thread):
    answer = from_phone(signed_in(cast.amira), cast.amira, "From the train", waited=2 * DAY, place=thread)
    assert (answer.status_code, answer.json()) == (200, {"to": MINE})
    assert "arrived Thu 26 Nov, 13:50" in text(signed_in(cast.tom), thread)
    assert 'data-outbox="a message" autocomplete="off"' in text(signed_in(cast.amira), MINE)


def letters():
    return list(Letter.objects.order_by("written_at", "pk"))


def test_the_mail_says_nothing_and_comes_once_until_it_is_opened(cast, now, write):
    write("I drank again.")
    write("And again.", minutes=1)
    [letter] = letters()
    assert letter.to == cast.tom.email and letter.not_before == now  # in working hours: at once
    assert not HEALTH.search(letter.subject + letter.body) and "drank" not in letter.body
    writing.note_seen(cast.ours, as_client=False, by=cast.tom, now=now)
    write("Once more.", minutes=2)
    assert len(letters()) == 2


@pytest.mark.parametrize(
    "at, goes",
    [
        (datetime(2026, 11, 26, 13, 50, tzinfo=UTC), datetime(2026, 11, 26, 13, 50, tzinfo=UTC)),
        (datetime(2026, 11, 26, 21, 0, tzinfo=UTC), datetime(2026, 11, 27, 9, 0, tzinfo=UTC)),
        (datetime(2026, 11, 28, 12, 0, tzinfo=UTC), datetime(2026, 11, 30, 9, 0, tzinfo=UTC)),  # a Saturday
    ],
)
def test_a_therapist_hears_of_it_in_working_hours(cast, at, goes):
    writing.send("w", course=cast.ours, from_client=True, by=cast.amira, now=at)
    assert letters()[0].not_before == goes


@pytest.mark.parametrize(
    "quiet, at, goes",
    [
        (None, 14, (26, 14)),
        (None, 22, (27, 8)),  # nothing chosen: not at night
        ((18, 7), 19, (27, 7)),
        ((18, 7), 6, (26, 7)),
        ((18, 7), 12, (26, 12)),
    ],
)
def test_a_client_hears_of_it_outside_their_quiet_hours(cast, quiet, at, goes):
    moment = datetime(2026, 11, 26, at, tzinfo=UTC)
    if quiet:
        times = dict(zip(("quiet_from", "quiet_until"), map(time, quiet), strict=True))
        reminders.choose(ReminderChoice.When.DAY, **times, by=cast.amira, now=moment)
    writing.send("w", course=cast.ours, from_client=False, by=cast.tom, now=moment)
    assert letters()[0].not_before == datetime(2026, 11, goes[0], goes[1], tzinfo=UTC)


def test_whoever_wants_no_mail_gets_none(cast, now):
    reminders.choose(ReminderChoice.When.NEVER, quiet_from=None, quiet_until=None, by=cast.amira, now=now)
    writing.send("w", course=cast.ours, from_client=False, by=cast.tom, now=now)
    assert not letters()
    permissions.choose(permissions.Purpose.REMINDERS, False, course=cast.theirs, by=cast.nia, now=now)
    writing.send("w", course=cast.theirs, from_client=False, by=cast.ben, now=now)
    assert not letters()


def test_a_practice_that_has_not_said_when_it_works_is_written_to_at_once(cast, now):
    cast.practice.working_days = []
    assert office.to_staff(cast.practice, now=now) == now and office.is_open(cast.practice, now=now) is None


@pytest.mark.parametrize(
    "days, said",
    [
        ([0, 1, 2, 3, 4], "from Monday to Friday"),
        ([1, 3], "on Tuesday and Thursday"),
        ([0, 1, 4], "on Monday, Tuesday and Friday"),
        ([6], "on Sunday"),
    ],
)
def test_days_are_said_as_people_say_them(cast, days, said):
    cast.practice.working_days = days
    assert office.when_read(cast.practice).startswith(said + ", between")


def test_one_line_for_each_thread_however_many_messages(cast, write):
    for n in range(3):
        write("w", minutes=n)
    assert [one.kind for one in panels.waiting(Viewer(cast.tom), today=TODAY)] == ["message"]
    assert len(panels.unread(Viewer(cast.tom), cast.ours)) == 0
