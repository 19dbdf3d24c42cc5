"""A busy therapist's clients by the hundred, made in bulk: what lists and budgets are measured on."""

from __future__ import annotations

import secrets
import uuid
from datetime import datetime, timedelta

from django.db import connection

from duologue.courses.models import CareTeamMember, Course, Goal, Participant, Stage
from duologue.people import keyring
from duologue.people.models import DataKey, Practice, User
from duologue.questionnaires import library
from duologue.questionnaires.models import Ask, Response, Score
from duologue.relationship.models import Feedback, Remark
from duologue.relationship.signals import Signal
from duologue.relationship.threads import Message
from duologue.safety.models import Alert
from duologue.sessions.models import AgendaItem, Session


def take_on_clients(
    how_many: int, *, practice: Practice, therapist: User, now: datetime, sessions: int = 4, scores: int = 3
) -> list[Course]:
    """Courses in treatment, each with sessions behind and one ahead, scores that differ, a goal, a topic and an open ask."""
    clients = User.objects.bulk_create(_clients(how_many))
    keys = DataKey.objects.bulk_create(_key() for _ in clients)
    began = now - timedelta(weeks=sessions)
    courses = [Course(practice=practice, key=key, opened_at=began) for key in keys]
    Course.objects.unscoped().bulk_create(courses)
    both = list(zip(courses, clients, strict=True))
    Participant.objects.unscoped().bulk_create(Participant(course=c, user=u) for c, u in both)
    CareTeamMember.objects.unscoped().bulk_create(
        CareTeamMember(course=c, user=therapist, lead=True, from_on=began.date()) for c in courses
    )
    Stage.objects.unscoped().bulk_create(
        Stage(course=c, kind=Stage.Kind.TREATMENT, began_at=began, began_by=therapist) for c in courses
    )
    Session.objects.unscoped().bulk_create(
        session for n, course in enumerate(courses) for session in _sessions(course, therapist, n, sessions, now)
    )
    for n, (course, client) in enumerate(both):
        _words(course, client, therapist, now, n=n, scores=scores)
    _counted_by_the_database()
    return courses


def _counted_by_the_database() -> None:
    """PostgreSQL plans by how many rows it thinks there are. In a living house autovacuum counts them within a minute; what a
    test has not committed it cannot see, and after tests that rolled much back it takes each table for empty (measured: the
    query behind Today took 4 s instead of 0.1 s, and in a long run many minutes)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def wait_for_an_answer(courses: list[Course], *, therapist: User, now: datetime) -> None:
    """Everything a therapist's day can hold, once for each of these courses: an alert, a remark, an hour today."""
    clients = {
        p.course_id: p.user for p in Participant.objects.unscoped().select_related("user").filter(course__in=courses)
    }
    by = {c.pk: {"course": c, "author": clients[c.pk], "written_at": now, "received_at": now} for c in courses}
    raised = {r.course_id: r for r in Response.objects.unscoped().filter(course__in=courses).order_by("sent_at")}
    Alert.objects.unscoped().bulk_create(
        Alert(
            response=raised[c.pk],
            rule="q9",
            rule_version="1",
            answer=1,
            told_by=clients[c.pk],
            owner=therapist,
            clock_from=now,
            audience="care_team",
            **by[c.pk],
        )
        for c in courses
    )
    hours = [
        Session(therapist=therapist, number=90, starts_at=now + timedelta(minutes=n), **by[c.pk])
        for n, c in enumerate(courses)
    ]
    Session.objects.unscoped().bulk_create(hours)
    said = [Feedback(session=hour, listened=4, **by[hour.course_id]) for hour in hours]
    Feedback.objects.unscoped().bulk_create(said)
    Signal.objects.unscoped().bulk_create(
        Signal(session=f.session, feedback=f, level=3, fired=[["strain", ""]], **by[f.course_id]) for f in said
    )
    Message.objects.unscoped().bulk_create(
        Message(from_client=True, words="The bus was late", **by[c.pk]) for c in courses for _ in range(2)
    )
    Remark.objects.unscoped().bulk_create(Remark(feedback=f, words="Too fast", **by[f.course_id]) for f in said)
    _counted_by_the_database()


def _clients(how_many: int) -> list[User]:
    mark = secrets.token_hex(4)
    names = [f"Client {mark} {n}" for n in range(how_many)]
    return [
        User(email=f"client-{mark}-{n}@example.org", name=name, called=f"C{n}", password="!")
        for n, name in enumerate(names)
    ]


def _key() -> DataKey:
    key_id, secret = uuid.uuid4(), secrets.token_bytes(32)
    name, wrapped = keyring.wrap(key_id, secret)
    return DataKey(pk=key_id, wrapped_by=name, wrapped=wrapped)


def _sessions(course: Course, therapist: User, place: int, how_many: int, now: datetime) -> list[Session]:
    """One a week, the last one to come; each client at an hour of their own."""
    made = []
    for number in range(1, how_many + 2):
        starts_at = now + timedelta(weeks=number - how_many - 1, hours=place % 120, minutes=60)
        past = number <= how_many - 1
        held = {"state": "attended", "began_at": starts_at, "ended_at": starts_at} if past and starts_at < now else {}
        made.append(
            Session(
                course=course,
                author=therapist,
                written_at=now,
                received_at=now,
                therapist=therapist,
                number=number,
                starts_at=starts_at,
                **held,
            )
        )
    return made


def _words(course: Course, client: User, therapist: User, now: datetime, *, n: int, scores: int) -> None:
    form = library.newest("phq-9")
    answered = [_response(course, client, form, now - timedelta(weeks=scores - k), n + k) for k in range(scores)]
    Response.objects.unscoped().bulk_create(answered)
    Score.objects.unscoped().bulk_create(_score(response) for response in answered)
    by = {"course": course, "written_at": now, "received_at": now}
    Ask.objects.unscoped().bulk_create([Ask(author=therapist, form_id=form.id, form_version=form.version, **by)])
    Goal.objects.unscoped().bulk_create([Goal(author=client, words="To walk to the shop", **by)])
    AgendaItem.objects.unscoped().bulk_create([AgendaItem(author=client, kind="topic", words="Sunday", **by)])


def _response(course: Course, client: User, form, at: datetime, place: int) -> Response:
    answers = {item.id: (place + k) % 4 for k, item in enumerate(form.items) if item.id != "q9"} | {"q9": 0}
    when = {"written_at": at, "received_at": at, "changed_at": at, "sent_at": at}
    return Response(course=course, author=client, form_id=form.id, form_version=form.version, answers=answers, **when)


def _score(response: Response) -> Score:
    total = sum(response.answers.values())
    return Score(
        course=response.course,
        response=response,
        form_id=response.form_id,
        form_version=response.form_version,
        value=total,
        answered=9,
        asked=9,
        at=response.sent_at,
    )
