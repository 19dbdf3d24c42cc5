"""What two steps of therapy owe one another: an ending waits for safety, a packet carries ratings and leaves a trace."""

import pytest
from django.urls import reverse

from duologue.audit.models import LedgerLine
from duologue.courses import actions as courses
from duologue.ending import actions as ending
from duologue.ending.models import Ending
from duologue.questionnaires import actions as questionnaires
from duologue.relationship import actions as relationship
from duologue.safety import actions as safety
from duologue.safety.models import Alert
from duologue.sessions.models import Session
from duologue.supervision import actions as supervision
from tests import histories
from tests.cast import NOW
from tests.reading import words


def test_a_course_ends_only_after_somebody_acted_on_an_answer_about_safety(cast):
    course = cast.ours
    ending.begin(Ending.Kind.PLANNED, last_session_number=3, why="Enough.", course=course, by=cast.tom, now=NOW)
    question = questionnaires.ask("phq-9", course=course, by=cast.tom, now=NOW)
    draft = questionnaires.begin(question.form, course=course, by=cast.amira, now=NOW, question=question)
    questionnaires.send(draft, {"q9": 1}, now=NOW)
    with pytest.raises(ValueError, match="still waits for somebody to act on it"):
        ending.end(course=course, by=cast.tom, now=NOW)
    (alert,) = Alert.objects.visible_to(cast.tom)
    safety.acknowledge(alert, did=Alert.Did.CALLED, note="We talked.", by=cast.tom, now=NOW)
    assert ending.end(course=course, by=cast.tom, now=NOW).kind == "closed"


@pytest.fixture
def packet(cast):
    """A question about Amira's course, with how the sessions felt, and a remark of hers."""
    ratings = {"listened": 9, "mattered": 8, "suited": None, "could_say": 7, "worth_it": 6}
    (session,) = histories.held(cast.ours, 1)
    relationship.give_feedback(session, ratings=ratings, remark="Too many forms", by=cast.amira, now=NOW)
    relationship.give_own_view(session, ratings={"listened": 7, "mattered": 7}, by=cast.tom, now=NOW)
    return supervision.bring(
        "What am I not seeing?",
        supervisor=cast.sol,
        pseudonym="K.",
        with_scores=False,
        with_relationship=True,
        course=cast.ours,
        by=cast.tom,
        now=NOW,
    )


def test_ratings_go_along_and_remarks_do_not(cast, packet, signed_in):
    text = words(signed_in(cast.sol).get(reverse("supervision:packet", args=[packet.pk])))
    assert "1 9 8 not answered 7 6" in text
    assert "Too many forms" not in text and "Amira" not in text


def test_the_ledger_says_that_the_supervisor_read_about_this_course(cast, packet, signed_in):
    signed_in(cast.sol).get(reverse("supervision:packet", args=[packet.pk]))
    assert LedgerLine.objects.filter(actor=cast.sol.pk, course=cast.ours.pk, verb="read").exists()


def test_the_look_back_holds_what_was_learned_what_helped_and_what_was_counted_for_both(cast, signed_in):
    """First words beside today's, what was learned, what helped, milestones, and the measures in words: on one page."""
    histories.amiras(cast)
    about = {"course": cast.ours, "by": cast.amira, "now": NOW}
    ending.begin(Ending.Kind.PLANNED, last_session_number=9, why="Enough.", course=cast.ours, by=cast.tom, now=NOW)
    courses.say("now", "I go out when I want to.", **about)
    ending.write_plan({"learned": "Going anyway works."}, seen=0, **about)
    last = Session.objects.visible_to(cast.amira).order_by("-number").first()
    relationship.give_feedback(last, ratings={"listened": 9}, helped_most="That you waited.", by=cast.amira, now=NOW)
    for person in (cast.tom, cast.amira):
        text = words(signed_in(person).get(reverse("ending:overview", args=[cast.ours.pk])))
        for said in ("I stopped going out on my own.", "I go out when I want to.", "Going anyway works."):
            assert said in text
        for said in ("That you waited.", "I bought bread and did not run.", "It is 9 now."):
            assert said in text
