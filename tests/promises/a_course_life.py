"""A course's life as plain Python knows it: what was said, and whether the house holds that, all of it, and nothing else."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db.models import F, ForeignKey, QuerySet
from django.http import Http404

from duologue.assessment.models import Agreement, EarlierAgreement
from duologue.audit import ledger
from duologue.audit.models import LedgerLine
from duologue.courses.models import Course, CourseRecord, OwnWords
from duologue.courses.visibility import Audience, Viewer
from duologue.homework.models import Assignment, Entry
from duologue.people.models import Practice, User
from duologue.questionnaires.models import Ask, Response, Score
from duologue.relationship.models import Remark
from duologue.relationship.threads import Message
from duologue.safety.models import Act, Alert, Notice
from duologue.science import scoring
from duologue.sessions.models import AgendaItem, PrivateNote, Session
from duologue.sessions.records import NoteAmendment, ProgressNote
from duologue.understanding.models import Enquiry

HOUSE = list(apps.get_app_config("duologue").get_models())
RECORDS = [model for model in HOUSE if issubclass(model, CourseRecord)]
OF_A_COURSE = [model for model in HOUSE if any(f.name == "course" for f in model._meta.concrete_fields)]
CHILDREN = [
    (model, parent.name)
    for model in OF_A_COURSE
    for parent in model._meta.concrete_fields
    if isinstance(parent, ForeignKey) and parent.related_model in OF_A_COURSE and model is not LedgerLine
]


@dataclass
class Told:
    """One client's course: who they are, and everything that was said and answered with a yes."""

    practice: Practice
    therapist: User
    enquiry: Enquiry | None = None
    client: User | None = None
    course_id: UUID | None = None
    stage: str = ""
    ending: bool = False
    look_in: bool = False
    asks: dict[UUID, Ask] = field(default_factory=dict)  # open ones
    drafts: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    sent: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    at_once: set[UUID] = field(default_factory=set)  # answered in one go, which is one line in the ledger
    waiting: set[UUID] = field(default_factory=set)  # responses whose alert is open
    head: UUID | None = None
    acted: bool = False
    acts: set[str] = field(default_factory=set)
    agreement: dict[str, Any] = field(default_factory=dict)
    earlier: set[str] = field(default_factory=set)
    sessions: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    notes: dict[UUID, tuple[User, str]] = field(default_factory=dict)
    assignments: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    entries: dict[UUID, tuple[str, str]] = field(default_factory=dict)
    given_lines: set[UUID] = field(default_factory=set)  # entries of which one line is given
    first_words: set[str] = field(default_factory=set)
    topics: dict[UUID, list[Any]] = field(default_factory=dict)  # words, outcome, who put it there
    felt: set[UUID] = field(default_factory=set)  # sessions the client has said something of
    viewed: set[UUID] = field(default_factory=set)
    remarks: dict[UUID, list[str]] = field(default_factory=dict)  # words, answer
    written_up: dict[UUID, dict[str, Any]] = field(default_factory=dict)
    messages: set[str] = field(default_factory=set)
    transfer: UUID | None = None  # the one that is open
    told_again: int = 0  # how often an open alert was handed to somebody else
    questions: bool | None = None  # the client's word on short questions

    @property
    def course(self) -> Course:
        return Course.objects.unscoped().select_related("practice").get(pk=self.course_id)

    def overlaps(self, starts_at: datetime) -> bool:
        """Whether another session of this therapist is less than an hour's length away."""
        held = [one for one in self.sessions.values() if one["state"] != "cancelled"]
        return any(abs((one["starts_at"] - starts_at).total_seconds()) < 50 * 60 for one in held)


def rows(model: Any, course: UUID | None, *names: str) -> list[Any]:
    return list(QuerySet(model).filter(course=course).values_list(*names))


# Cheap: after each step


def alerts_fit(told: Told) -> None:
    """Exactly one alert for each sent response that raises, none for another; one head while it is open; one notice each."""
    raises = {pk: answers["q9"] for pk, answers in told.sent.items() if answers.get("q9")}
    held = rows(Alert, told.course_id, "pk", "response", "answer", "rule", "joins", "closed_at", "acknowledged_at")
    assert Counter((row[1], row[2], row[3]) for row in held) == Counter((pk, n, "q9") for pk, n in raises.items())
    assert {row[1] for row in held if row[5] is None} == told.waiting
    heads = [(row[0], row[6] is not None) for row in held if row[4] is None and row[5] is None]
    assert heads == ([(told.head, told.acted)] if told.head else [])
    assert Notice.objects.unscoped().filter(alert__course=told.course_id, step=0).count() == len(held) + told.told_again


def kept_behind_the_door(record: Any, told: Told, people: list[User]) -> None:
    """What was written last opens for those who may read it, and does not exist for the others."""
    for person in people:
        if may_read(person, told, record.author_id, record.audience):
            assert Viewer(person).record(type(record), record.pk).pk == record.pk
        else:
            with pytest.raises(Http404):
                Viewer(person).record(type(record), record.pk)


def may_read(person: User, told: Told, author: UUID, audience: str) -> bool:
    """The rule of the house, said once more without a database."""
    if audience == Audience.ME:
        return person.pk == author and person in (told.client, told.therapist)
    return person == told.therapist or (person == told.client and audience == Audience.SHARED)


# Dear: at the end of a life


def nothing_is_lost(told: Told) -> None:
    """What was said equals what is read back, by one who may read it."""
    client, therapist = Viewer(told.client), Viewer(told.therapist)
    answers = {r.pk: (r.sent_at is not None, r.answers) for r in client.records(Response)}
    assert answers == {pk: (pk in told.sent, said) for pk, said in {**told.drafts, **told.sent}.items()}
    assert {act.note for act in therapist.records(Act).filter(course=told.course_id)} == told.acts
    own = {session: words for session, (by, words) in told.notes.items() if by == told.therapist}
    assert {note.session_id: note.words for note in therapist.records(PrivateNote).filter(course=told.course_id)} == own
    assert {one.pk: (one.what, one.outcome) for one in client.records(Assignment)} == told.assignments
    assert {one.pk: (one.words, one.audience) for one in client.records(Entry).filter(line_of=None)} == told.entries
    assert {one.words for one in client.records(OwnWords)} == told.first_words
    assert {one.words for one in client.records(EarlierAgreement)} == told.earlier
    assert [_agreed(one) for one in client.records(Agreement)] == ([told.agreement] if told.agreement else [])
    assert {one.pk: _met(one) for one in client.records(Session)} == told.sessions
    assert told.course.stage.kind == told.stage
    what_was_talked_about(told, client, therapist)


def what_was_talked_about(told: Told, client: Viewer, therapist: Viewer) -> None:
    """The lines both put on the agenda, the remarks with their answers, messages, and what was written up of an hour."""
    lines = client.records(AgendaItem).filter(kind=AgendaItem.Kind.TOPIC, about=None)
    assert {one.pk: [one.words, one.outcome, one.author] for one in lines} == told.topics
    assert {one.pk: [one.words, one.answer] for one in client.records(Remark)} == told.remarks
    assert {one.words for one in therapist.records(Message).filter(course=told.course_id)} == told.messages
    notes = therapist.records(ProgressNote).filter(course=told.course_id)
    assert {note.session_id: _written_up(note) for note in notes} == told.written_up
    assert not client.records(ProgressNote).exists()


def _written_up(note: ProgressNote) -> dict[str, Any]:
    more = NoteAmendment.objects.unscoped().filter(note=note).order_by("received_at", "pk")
    signed = note.signed_at is not None
    return {"words": note.one, "version": note.version, "signed": signed, "more": [one.words for one in more]}


def _agreed(one: Agreement) -> dict[str, Any]:
    sides = {side for side in ("client", "therapist") if getattr(one, f"{side}_signed_at")}
    return {"words": one.words, "version": one.version, "signed": sides}


def _met(one: Session) -> dict[str, Any]:
    state = "ended" if one.ended_at else "running" if one.began_at else one.state
    return {"starts_at": one.starts_at, "state": state, "summary": one.summary, "version": one.version}


def isolation(lives: list[Told], people: list[User]) -> None:
    """Each person's lists hold exactly what they may read, model by model; whoever has no part reads nothing."""
    by_course = {told.course_id: told for told in lives}
    for model in RECORDS:
        held = list(QuerySet(model).values_list("pk", "course", "author", "audience"))
        assert {course for _, course, *_ in held} <= set(by_course), model
        for person in people if held else ():
            may = {pk for pk, course, by, who in held if may_read(person, by_course[course], by, who)}
            assert set(Viewer(person).records(model).values_list("pk", flat=True)) == may, (model, person)
    for person in people:
        own = {told.course_id for told in lives if person in (told.client, told.therapist)}
        assert set(Viewer(person).courses.values_list("pk", flat=True)) & set(by_course) == own


def scores_recompute(lives: list[Told]) -> None:
    """Every score is what the key makes of the stored answers, and every sent instrument has one."""
    scored = Score.objects.unscoped().select_related("response__course")
    scored = scored.filter(response__course__in=[told.course_id for told in lives])
    for score in scored:
        total = scoring.total(score.response.form, score.response.answers, score.scale)
        counted = (total.value, total.answered, total.asked, total.estimated)
        assert (score.value, score.answered, score.asked, score.estimated) == counted
    assert {score.response_id for score in scored} == {pk for told in lives for pk in told.sent}


def no_orphans() -> None:
    """Whatever hangs on something hangs on something of its own course."""
    for model, parent in CHILDREN:
        strays = QuerySet(model).filter(**{f"{parent}__isnull": False}).exclude(**{f"{parent}__course": F("course")})
        assert not strays.exists(), (model, parent)


def ledger_fits(lives: list[Told], verbs: Counter, *, since: int) -> None:
    """The chain is whole, and holds one line for each write that was made: not one fewer, not one more."""
    assert list(ledger.faults()) == []
    written = Counter(verbs)
    by_mail = {told.enquiry.asked_at for told in lives if told.enquiry}
    at_once = {pk for told in lives for pk in told.at_once}
    for model in RECORDS:
        for pk, course, received_at in QuerySet(model).values_list("pk", "course", "received_at"):
            if pk not in at_once and not (model is OwnWords and received_at in by_mail):
                written[f"{model.__name__.lower()}.written", course] += 1
    found = Counter(LedgerLine.objects.filter(seq__gt=since).values_list("verb", "course"))
    assert found == written, (found - written, written - found)
