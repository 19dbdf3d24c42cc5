"""The chapters of a told story after the first answers: the hours, what was tried between them, looking back, the ending."""

from __future__ import annotations

from datetime import timedelta

from duologue.demo import between, bridge, diary, endings, felt, looking, records, safe
from duologue.demo.telling import Telling
from duologue.demo.timeline import Steps
from duologue.people.models import User
from duologue.questionnaires import actions as questionnaires
from duologue.sessions import actions as sessions
from duologue.sessions import agenda
from duologue.sessions.models import AgendaItem, Session
from duologue.supervision import actions as supervision


def all_of(this: Telling, *, supervisor: User) -> list[Steps]:
    """Every chapter as a story of its own, since they happen beside each other."""
    hours_ = [_hour(this, n, session) for n, session in this.sessions.items()]
    tried = between.of_story(this)
    others = [*looking.all_of(this), *endings.of_story(this), records.own(this)]
    others += [*diary.of_story(this), bridge.order(this)]
    return [*hours_, *tried, *others, safe.plan(this), _brought(this, supervisor), _waiting(this)]


def _hour(this: Telling, n: int, session: Session) -> Steps:
    """Hold a session that is over by now; the story's words go into those it tells of."""
    told = {hour["n"]: hour for hour in this.told.get("sessions", [])}.get(n, {})
    if session.starts_at + timedelta(minutes=session.minutes) > this.now:
        return
    line = None
    if topic := told.get("topic"):
        yield this.before(n, hours=3)
        line = agenda.add(AgendaItem.Kind.TOPIC, topic, course=this.course, by=this.client, now=this.before(n, hours=3))
    if {"missed", "called_off"} & told.keys():
        yield from diary.did_not_take_place(this, n, session, told)
        return
    yield session.starts_at
    sessions.begin(session, by=this.therapist, now=session.starts_at + timedelta(minutes=n % 3))
    yield this.after(n, minutes=9)
    _talk(this, n, session, line)
    yield from bridge.hour(this, n, session)
    yield this.after(n, minutes=47)
    if told.get("agreed"):
        words = {"agreed": told["agreed"], "summary": told["summary"]}
        sessions.write_together(
            session, **words, seen=session.version, by=this.therapist, now=this.after(n, minutes=47)
        )
    felt.looked_at(this, n, told)
    sessions.end(session, by=this.therapist, now=this.after(n, minutes=50))
    if told.get("feedback"):
        yield this.after(n, minutes=52)
        yield from felt.words_on(this, n, session, told)
    if told.get("note"):
        sessions.keep_note(session, words=told["note"], seen=0, by=this.therapist, now=this.after(n, minutes=55))
        yield from records.write_up(this, n, session, told)


def _talk(this: Telling, n: int, session: Session, topic: AgendaItem | None) -> None:
    changed = AgendaItem.objects.unscoped().filter(
        course=this.course, kind=AgendaItem.Kind.CHANGE, outcome="open", written_at__lt=session.starts_at
    )
    for line in [*changed.select_related("course"), *([topic] if topic else [])]:
        talked = AgendaItem.Outcome.TALKED
        agenda.settle(line, talked, session=session, by=this.therapist, now=this.after(n, minutes=9))


def _brought(this: Telling, supervisor: User) -> Steps:
    """A question the therapist brought to supervision, answered or not."""
    if told := this.told.get("packet"):
        at = this.now - timedelta(hours=told["hours_ago"])
        yield at
        packet = supervision.bring(
            told["question"],
            supervisor=supervisor,
            pseudonym=told["pseudonym"],
            with_scores=True,
            with_relationship=True,
            course=this.course,
            by=this.therapist,
            now=at,
        )
        if answer := told.get("answer"):
            yield at + timedelta(hours=30)
            supervision.answer(packet, answer, by=supervisor, now=at + timedelta(hours=30))


def _waiting(this: Telling) -> Steps:
    """What is open today: topics for the next session, and the short questions before it."""
    yield this.now - timedelta(hours=24)
    _ask_before_the_next(this)
    yield this.now - timedelta(hours=16)
    for topic in this.told.get("topics", []):
        agenda.add(
            AgendaItem.Kind.TOPIC,
            topic["words"],
            course=this.course,
            by=this.client,
            now=this.now - timedelta(hours=16),
        )


def _ask_before_the_next(this: Telling) -> None:
    ahead = [session for session in this.sessions.values() if this.now <= session.starts_at]
    soon = min((session.starts_at for session in ahead), default=None)
    if soon and soon - this.now < timedelta(days=7) and "ending" not in this.told:
        meet = soon.astimezone(this.course.practice.zone)
        questionnaires.ask(
            "phq-9",
            course=this.course,
            by=this.therapist,
            now=this.now - timedelta(days=1),
            read_by=f"{this.therapist.called}, before {meet:%A} {meet:%H:%M}",
        )
