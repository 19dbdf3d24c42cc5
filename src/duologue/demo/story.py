"""Tells one course of therapy from its story file, by the same verbs that people use, each at its own time."""

from __future__ import annotations

import random
from datetime import datetime, time, timedelta
from typing import Any

from duologue.assessment import actions as assessment
from duologue.courses import actions as courses
from duologue.courses import permissions
from duologue.courses.models import Goal, Problem, Stage
from duologue.demo import again, assessing, chapters, felt, measures, safe, together, tools
from duologue.demo.answers import items_for
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps, Timeline
from duologue.people.models import Practice, User
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.science.recurrence import wall_clock
from duologue.sessions import actions as sessions
from duologue.sessions.models import How, Session

LEFT_OPEN = -1  # in a story: the question was sent without an answer
AGREEMENT = """What we say here stays here, unless somebody's life is in danger. Then we tell who must know, and you first.

How we meet
We meet for 50 minutes, once a week. We look back together every few sessions.

When one of us cannot come
We tell each other a day before. A missed hour is paid, the first one is not.

Between sessions
Messages here are not watched. In an emergency we use the numbers on the help page.

What is written down
You can read what we write together, and have a copy. Your therapist keeps private notes as well.

Supervision
The work is talked over with a supervisor, under another name, if you say yes to that.

If something is not right
Say so here, or to the practice. It is welcome.

Ending
You can stop at any time. We try to plan it, with a last session to look back."""


def tell(
    told: dict[str, Any],
    *,
    email: str,
    practice: Practice,
    staff: dict[str, User],
    password: str,
    now: datetime,
    timeline: Timeline,
) -> Steps:
    """Everything in the story file, from the first question to today; its chapters run beside each other."""
    shift = timedelta(days=told.get("day", 0))  # 0 is a Thursday, as today is
    first_day = now.astimezone(practice.zone).date() + shift - timedelta(weeks=told["weeks_ago"])
    began = wall_clock(first_day - timedelta(days=9), time(10), practice.zone)
    yield began
    client = _client(told["name"], email, password)
    therapist = staff[told["therapist"]]
    course = courses.open_course(practice=practice, client=client, therapist=therapist, by=therapist, now=began)
    this = Telling(told, course, client, therapist, now, random.Random(told["name"]))
    yield began + timedelta(days=1)
    _plan(this, first_day)
    timeline.begin(_history(this, began + timedelta(days=2)))
    for chapter in (_agreement, _answers, _treatment, assessing.parts):
        timeline.begin(chapter(this))
    for steps in [
        *_goals(this),
        *_problems(this),
        *assessing.maps(this),
        *measures.measures(this),
        *chapters.all_of(this, supervisor=staff["sol"]),
        *again.all_of(this),
        *felt.all_of(this, staff=staff),
        *tools.all_of(this),
        *together.all_of(this),
    ]:
        timeline.begin(steps)


def _client(name: str, email: str, password: str) -> User:
    user = User.objects.create_user(email, name=name, called=name.split()[0])
    User.objects.filter(pk=user.pk).update(password=password)
    return user


def _history(this: Telling, at: datetime) -> Steps:
    yield at - timedelta(days=1)
    asked = questionnaires.ask(assessment.HISTORY, course=this.course, by=this.therapist, now=at - timedelta(days=1))
    yield at
    draft = questionnaires.begin(asked.form, course=this.course, by=this.client, now=at, question=asked)
    sent = questionnaires.send(draft, dict(this.told["history"]), now=at)
    yield at + timedelta(hours=20)
    questionnaires.note_opened(sent, now=at + timedelta(hours=20))


def _plan(this: Telling, first_day) -> None:
    hour, minute = map(int, this.told["at"].split(":"))
    last = this.told.get("ending", {}).get("last")
    # Held sessions up to today, and six to come unless the course has ended.
    how_many = last or this.told["weeks_ago"] + 7
    sessions.plan_series(
        course=this.course,
        starts_on=first_day,
        at=time(hour, minute),
        every_weeks=1,
        minutes=this.course.practice.session_minutes,
        how_many=min(how_many, sessions.AT_ONCE),
        by=this.therapist,
        now=this.course.opened_at + timedelta(days=1),
        how=How(this.told.get("how", How.ROOM)),
        link=this.told.get("link", ""),
    )
    planned = Session.objects.unscoped().filter(course=this.course).select_related("course__practice", "therapist")
    this.sessions = {session.number: session for session in planned}


def _treatment(this: Telling) -> Steps:
    yield this.after(1)
    courses.move_to(Stage.Kind.TREATMENT, course=this.course, by=this.therapist, now=this.after(1))


def _agreement(this: Telling) -> Steps:
    signed = this.told.get("agreement", {}).get("signed")
    if not signed:
        return
    now = this.after(1, minutes=30)
    yield now
    agreement = assessment.write_agreement(AGREEMENT, course=this.course, seen=None, by=this.therapist, now=now)
    assessment.sign(agreement, seen=agreement.version, by=this.therapist, now=now)
    if signed == "both":
        yield this.before(2)
        assessment.sign(agreement, seen=agreement.version, by=this.client, now=this.before(2))
    said = [(one["session"], n, one) for n, one in enumerate(this.told["agreement"].get("said", []))]
    for session, n, one in sorted(said, key=lambda word: word[:2]):
        at = this.before(session) + timedelta(minutes=2 + n)
        yield at
        permissions.choose(permissions.Purpose(one["to"]), one["yes"], course=this.course, by=this.client, now=at)


def _answers(this: Telling) -> Steps:
    scores = this.told.get("scores", {})
    for n in sorted(this.sessions):
        for form_id in ("phq-9", "gad-7"):
            totals = scores.get(form_id, [])
            if n > len(totals) or totals[n - 1] < 0:
                continue
            # The newest one may have come this morning, before a session that is still to be.
            at = min(this.before(n), this.now - timedelta(hours=5, minutes=38))
            yield from answer(this, form_id, totals[n - 1], n=n, at=at)


def answer(this: Telling, form_id: str, total: int, *, n: int, at: datetime) -> Steps:
    """One instrument, filled in so that its answers add up; `safe` tells what follows when an answer must reach a person."""
    form = library.newest(form_id)
    fixed = {"q9": this.told["scores"]["q9"][n - 1]} if form_id == "phq-9" else {}
    known = {name: max(answer, 0) for name, answer in fixed.items()}
    given = items_for(total, items=[item.id for item in form.items], highest=3, rng=this.rng, fixed=known)
    yield at - timedelta(days=2)
    asked = questionnaires.ask(
        form_id, course=this.course, by=this.therapist, now=at - timedelta(days=2), read_by=this.therapist.called
    )
    yield at
    draft = questionnaires.begin(form, course=this.course, by=this.client, now=at, question=asked)
    if fixed.get("q9") == LEFT_OPEN:
        given.pop("q9")
    sent = questionnaires.send(draft, given, now=at)
    yield from safe.told(this, sent, at=at)
    if this.now - at >= timedelta(days=2):
        yield at + timedelta(hours=14)
        questionnaires.note_opened(sent, now=at + timedelta(hours=14))


def _problems(this: Telling) -> list[Steps]:
    return [_problem(this, problem) for problem in this.told.get("problems", [])]


def _problem(this: Telling, told: dict[str, Any]) -> Steps:
    words = this.told["history"][f"problem_{told['n']}"]
    for n, value in told["ratings"]:
        if n in this.sessions and this.before(n) < this.now:
            yield this.before(n)
            named = Problem.objects.unscoped().filter(course=this.course).select_related("course")
            record = next(problem for problem in named if problem.words == words)
            courses.rate_problem(record, value=value, by=this.client, now=this.before(n))


def _goals(this: Telling) -> list[Steps]:
    return [_goal(this, goal) for goal in this.told.get("goals", [])]


def _goal(this: Telling, told: dict[str, Any]) -> Steps:
    at = this.after(told["session"], minutes=25)
    yield at
    kept = courses.set_goal(told["words"], value=None, course=this.course, by=this.client, now=at)
    if rungs := told.get("ladder"):
        courses.write_ladder(kept, rungs, level=None, seen=kept.version, by=this.client, now=at)
    said: list[tuple[int, int, Any, dict[str, int]]] = [
        (n, 26, courses.step_on, {"level": level}) for n, level in told.get("steps", [])
    ]
    said += [(n, 27, courses.rate_goal, {"value": value}) for n, value in told["ratings"]]
    for n, minutes, verb, number in sorted(said, key=lambda one: one[:2]):
        moment = this.after(n, minutes=minutes)
        yield moment
        verb(kept, **number, by=this.client, now=moment)
    if "set_aside" in told:
        yield this.after(told["set_aside"], minutes=40)
        Goal.objects.unscoped().filter(pk=kept.pk).update(set_aside_at=this.after(told["set_aside"], minutes=40))
