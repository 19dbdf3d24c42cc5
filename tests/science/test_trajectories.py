"""What may be said of a course of scores, and what may not."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duologue.questionnaires import library
from duologue.science.charts import Marks
from duologue.science.form_files import parse
from duologue.science.reliable_change import Change
from duologue.science.trajectories import Reading, Trajectory, in_words

START = datetime(2026, 1, 1, 14, tzinfo=UTC)
WEEK = timedelta(weeks=1)
DIRECTION = re.compile(r"\b(lower|higher|up|down|rising|falling|better|worse|improv\w+)\b than at the start")
totals = st.none() | st.integers(0, 27)


def course(*values, sessions=0, form=None, **changes):
    readings = tuple(Reading(START + WEEK * n, value) for n, value in enumerate(values))
    held = tuple(START + WEEK * n + timedelta(hours=1) for n in range(sessions))
    return Trajectory(form or library.newest("phq-9"), readings, held)


def said(*values, **more):
    words = in_words(course(*values), **more)
    return f"{words.numbers} {words.meaning}".strip()


def another(**key):
    """An instrument of one question with another key."""
    options = [{"value": n, "text": str(n)} for n in range(11)]
    data = dict.fromkeys(("title", "called", "purpose", "licence", "source"), "Wellbeing")
    items = [{"id": "q1", "text": "?", "options": options}]
    scoring = {"low": 0, "high": 10, "lower_is_better": False, **key}
    return parse({**data, "items": items, "scoring": scoring}, form_id="other", version="1")


@pytest.mark.parametrize(
    "values, words",
    [
        ((), ""),
        ((None,), "Some questions were left open, so there is no full score yet."),
        (
            (19,),
            "Your first low mood score is 19, on a scale from 0 to 27. Lower means less difficulty. "
            "There is nothing to compare it with yet.",
        ),
        (
            (19, 9),
            "Your low mood score was 19 when you started. It is 9 now. Lower means less difficulty. The two are 10 points "
            "apart. That is more than ordinary ups and downs. Two scores are too few to say which way things are going.",
        ),
        (
            (19, 12, 9),
            "Your low mood score was 19 when you started. It is 9 now. Lower means less difficulty. "
            "That is 10 points lower than at the start. It is more than ordinary ups and downs.",
        ),
        (
            (19, 12, 18),
            "Your low mood score was 19 when you started. It is 18 now. Lower means less difficulty. That is 1 point lower "
            "than at the start. Ordinary ups and downs can be that big, so we call it about the same.",
        ),
        (
            (19, 12, 19),
            "Your low mood score was 19 when you started. It is 19 now. Lower means less difficulty. "
            "That is the same as at the start.",
        ),
        (
            (12, 15, 19),
            "Your low mood score was 12 when you started. It is 19 now. Lower means less difficulty. "
            "That is 7 points higher than at the start. It is more than ordinary ups and downs. "
            "This happens to some people part-way. It is a reason to talk about what to change.",
        ),
        (
            (None, 19, 12, 9, None),
            "Your first full low mood score was 19. The last full score was 9. After that some questions were left open. "
            "Lower means less difficulty. That is 10 points lower than at the start. It is more than ordinary ups and downs.",
        ),
    ],
)
def test_the_sentences(values, words):
    assert said(*values) == words


def test_a_therapist_reads_the_name():
    assert said(19, 12, 9, whose="Amira's").startswith("Amira's low mood score was 19 at the start. It is 9 now.")


@given(st.lists(totals, max_size=8))
def test_no_direction_is_named_below_three_full_scores(values):
    known = [value for value in values if value is not None]
    if DIRECTION.search(said(*values)):
        assert len(known) >= 3


@given(st.lists(totals, max_size=12))
def test_only_full_scores_are_named_and_every_sentence_is_short(values):
    words = said(*values)
    known = {str(value) for value in values if value is not None}
    named = set(re.findall(r"(?:was|is) (\d+)\b(?! point)", words))
    assert named <= known
    assert all(len(sentence.split()) <= 20 for sentence in re.split(r"(?<=[.]) ", words))


def test_a_scale_on_which_higher_is_better_says_so():
    up = course(2, 5, 9, form=another(reliable_change=3))
    assert up.change is Change.IMPROVED
    assert "Higher means less difficulty." in in_words(up).numbers
    assert in_words(up, whose="Your").numbers.startswith("Your Wellbeing score was 2")


def test_without_a_published_criterion_nothing_is_claimed():
    bare = course(2, 5, 9, form=another())
    assert bare.change is Change.UNDECIDABLE
    assert (
        in_words(bare).meaning
        == "We know of no confirmed figure for how far apart two of these scores may lie by chance."
    )
    assert bare.line(described_by="x").band is None


def test_one_score_is_no_change():
    assert course(19).change is Change.UNDECIDABLE and course(None, 19).change is Change.UNDECIDABLE


def test_a_form_without_a_key_has_no_trajectory():
    with pytest.raises(ValueError, match="no key to count by"):
        Trajectory(library.newest("thought-record"), ())


def test_a_score_stands_at_the_sessions_held_before_it():
    assert [point.x for point in course(19, 18, 17, sessions=3).points] == [0, 1, 2]
    late = course(19, 18, 17, sessions=1)
    assert [point.x for point in late.points] == [0, 1, 1.5]  # two after the same session, side by side


def test_the_line_holds_the_band_and_the_limit_only_when_asked():
    line = course(19, 9, sessions=2).line(described_by="words", threshold=True, marks=Marks(flags=(1,)))
    assert (line.band, line.start, line.threshold, list(line.ticks)) == ((13, 25), 19, 10, [1, 2])
    assert course(19).line(described_by="words").threshold is None
    assert course(None).line(described_by="words").start is None
