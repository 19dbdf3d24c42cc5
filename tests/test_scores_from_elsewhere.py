"""Scores of another system: looked at first, then all of them or none; marked as such, raising nothing, and taken out again."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from duologue.courses import actions as courses
from duologue.questionnaires import brought
from duologue.questionnaires.brought_models import Brought, BroughtScore
from duologue.questionnaires.models import Response
from duologue.safety.models import Alert, LeftOpen
from duologue.sessions.models import AgendaItem
from tests import histories
from tests.cast import NOW
from tests.reading import measures, of_class, said, words

FILE = "Day;PHQ-9;GAD-7\n2026-03-02;23;14\n2026-03-16;21;\n"
COLUMNS = {"column_0": "day", "column_1": "phq-9.1.total", "column_2": "gad-7.1.total", "written": "iso"}


@pytest.fixture
def address(cast):
    return reverse("questionnaires:bring", args=[cast.ours.pk])


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


def sheet(text=FILE, name="scores.csv"):
    return SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode(), content_type="text/csv")


def keep(browser, address, text=FILE, **more):
    sent = {"text": text, "source": "Old program", "do": "keep", **COLUMNS, **more}
    return browser.post(address, {name: value for name, value in sent.items() if value is not None})


def test_a_file_is_looked_at_first_and_its_columns_are_guessed(tom, address):
    answer = tom.post(address, {"source": "Old program", "file": sheet()})
    assert answer.status_code == 200 and "3 scores can be kept." in words(answer)
    assert [kind for _, _, kind, _ in answer.context["columns"]] == ["day", "phq-9.1.total", "gad-7.1.total"]
    assert not Brought.objects.unscoped().exists()


def test_kept_they_stand_on_the_line_marked_as_from_elsewhere(cast, tom, address, signed_in):
    histories.amiras(cast)
    before = (
        Response.objects.unscoped().count(),
        Alert.objects.unscoped().count(),
        AgendaItem.objects.unscoped().count(),
    )
    assert keep(tom, address).status_code == 302
    after = Response.objects.unscoped().count(), Alert.objects.unscoped().count(), AgendaItem.objects.unscoped().count()
    assert before == after and not LeftOpen.objects.unscoped().exists()  # no answers were made up, nothing was raised
    for person in (cast.amira, cast.tom):
        answer = signed_in(person).get(reverse("progress:course", args=[cast.ours.pk]))
        card = next(card for name, card in measures(answer).items() if name.startswith("low mood"))
        rows = [said(row) for row in card.findall(".//tbody/tr")]
        assert rows[0].startswith("2 March 2026") and "23 from another system" in rows[0]
        for drawing in card.findall(".//svg"):
            squares = of_class(drawing, "brought")
            assert [float(square.findtext("title")) for square in squares] == [23, 21]
        assert "2 scores from another system, as they were counted there." in said(card)
        assert "was 23 before" in said(card)
    assert "Low mood 23, now 9" in words(tom.get(reverse("home:caseload")))


def test_one_bad_line_keeps_all_of_them_out_and_says_which_and_why(tom, address):
    answer = keep(tom, address, text=FILE + "2026-03-30;99;\nsoon;4;\n")
    assert answer.status_code == 422 and not BroughtScore.objects.unscoped().exists()
    text = words(answer)
    assert "Nothing was kept." in text and "4 99 lies outside 0 to 27." in text
    assert "5 “soon” is no day written like 2026-11-26." in text
    assert "2026-03-30;99" in answer.content.decode()  # the file is still there
    assert keep(tom, address, text=FILE + "2026-03-30;99;\n", leave_out="yes").status_code == 302
    assert BroughtScore.objects.unscoped().count() == 3


def test_if_one_cannot_be_written_none_is(cast, tom, address, monkeypatch):
    real = brought.wall_clock
    monkeypatch.setattr(brought, "wall_clock", lambda day, *rest: 1 / 0 if day.day == 16 else real(day, *rest))
    with pytest.raises(ZeroDivisionError):
        keep(tom, address)
    assert not Brought.objects.unscoped().exists() and not BroughtScore.objects.unscoped().exists()


def test_the_same_file_again_brings_nothing(cast, tom, address):
    keep(tom, address)
    again = keep(tom, address)
    assert again.status_code == 422 and "3 are here already and left out." in words(again)
    assert BroughtScore.objects.unscoped().count() == 3
    assert keep(tom, address, text=FILE + "2026-04-02;12;\n").status_code == 302
    assert BroughtScore.objects.unscoped().count() == 4


def test_a_score_that_was_given_here_on_that_day_is_recognised(cast, tom, address):
    histories.answered(cast.ours, "phq-9", 19, NOW - histories.WEEK)
    text = f"Day,PHQ-9\n{(NOW - histories.WEEK).date()},19\n"
    assert "1 is here already" in words(tom.post(address, {"source": "x", "file": sheet(text)}))


def test_taken_out_again_they_count_nowhere_and_the_file_may_come_once_more(cast, tom, address, signed_in):
    keep(tom, address)
    held = Brought.objects.unscoped().get()
    undo = reverse("questionnaires:bring-undo", args=[held.pk])
    assert signed_in(cast.ben).post(undo).status_code == signed_in(cast.amira).post(undo).status_code == 404
    assert tom.post(undo).status_code == 302 and tom.post(undo).status_code == 302
    page = tom.get(reverse("progress:course", args=[cast.ours.pk]))
    assert b"brought" not in page.content and "Low mood 23" not in words(tom.get(reverse("home:caseload")))
    assert "Taken out again on 26 November 2026." in words(tom.get(address))
    assert keep(tom, address).status_code == 302
    assert brought.counted(brought.Viewer(cast.tom), cast.ours).count() == 3


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"PK\x03\x04\x00", "This is not a sheet of text."),
        (b"x" * (256 * 1024 + 1), "larger than 256 KB"),
        ("Tag;Wert\nZürich".encode("latin-1"), "Save the file as CSV in UTF-8."),
        (b"Day,PHQ-9", "A line of headings is needed"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_beside_its_field(tom, address, content, sentence):
    answer = tom.post(address, {"source": "Old program", "file": sheet(content)})
    assert answer.status_code == 422 and sentence in words(answer)
    assert 'value="Old program"' in answer.content.decode()


def test_without_a_source_or_with_columns_that_say_nothing_it_is_not_kept(tom, address):
    assert "Write which system counted the scores." in words(keep(tom, address, source=" "))
    nothing = keep(tom, address, column_0="")
    assert nothing.status_code == 422 and "Say which one column holds the day." in words(nothing)
    assert not Brought.objects.unscoped().exists()


def test_hostile_cells_are_shown_as_words_and_kept_as_nothing(tom, address):
    text = "Day,PHQ-9\n2026-03-02,\"=cmd|'/c calc'!A1\"\n2026-03-03,<script>alert(1)</script>\n"
    answer = tom.post(address, {"source": "<b>x</b>", "file": sheet(text)})
    content = answer.content.decode()
    assert "<script>alert" not in content and "<b>x</b>" not in content
    assert "2 lines cannot be kept." in words(answer)
    assert keep(tom, address, text=text, column_2=None).status_code == 422


def test_it_asks_as_often_for_a_long_file_as_for_a_short_one(tom, address, django_assert_max_num_queries):
    long = "Day;PHQ-9;GAD-7\n" + "".join(f"20{y:02}-{m:02}-11;5;6\n" for y in range(16, 26) for m in range(1, 13))
    with django_assert_max_num_queries(24):
        assert keep(tom, address, text=long).status_code == 302
    assert BroughtScore.objects.unscoped().count() == 240


def test_an_ended_course_may_still_get_its_earlier_scores(cast, tom, address):
    courses.move_to("follow_up", course=cast.ours, by=cast.tom, now=NOW)
    assert keep(tom, address).status_code == 302
