"""What sessions offer to other pages: the day, what is coming, the agenda as somebody may see it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from duologue.courses import offers
from duologue.courses.keepsakes import Found
from duologue.courses.visibility import Audience
from duologue.science.recurrence import wall_clock
from duologue.sessions import agenda, conventions
from duologue.sessions.arrangements import Away, MoveRequest
from duologue.sessions.bridge import Convention
from duologue.sessions.forms import Topic
from duologue.sessions.models import AgendaItem, Session, Target

Kind = AgendaItem.Kind
OPENS = {
    Kind.SAFETY: ("safety:alert", "Open it"),
    Kind.REMARK: ("relationship:remark", "Read it"),
    Kind.PRACTICE: ("homework:assignment", "Look at it together"),
}


def agreed_lines(viewer: Any, course: Any) -> Iterator[Found]:
    """What was agreed at the end of sessions, for whoever may keep it; one query."""
    held = viewer.records(Session).filter(course=course, ended_at__isnull=False).select_related("course")
    for one in held:
        if one.agreed:
            yield Found("agreed", one.pk, one.agreed, timezone.localdate(one.starts_at))


def agreed(viewer: Any, course: Any) -> list[Session]:
    """The sessions at whose end something was agreed, newest first; one query."""
    held = viewer.records(Session).filter(course=course, ended_at__isnull=False).order_by("-starts_at", "-pk")
    return [one for one in held.select_related("course", "therapist") if one.agreed.strip()]


def last_agreed(viewer: Any, course: Any) -> Session | None:
    """The newest of them, as long as no newer session has ended with nothing agreed for a few times; one query."""
    held = viewer.records(Session).filter(course=course, ended_at__isnull=False).order_by("-starts_at", "-pk")
    return next((one for one in held.select_related("course", "therapist")[:3] if one.agreed.strip()), None)


def coming(viewer: Any, now: datetime, *, at_most: int = 10) -> list[Session]:
    """The next sessions of everybody this person meets, soonest first; one query."""
    return list(viewer.records(Session).ahead(now).named()[:at_most])


def next_session(viewer: Any, course: Any, now: datetime) -> Session | None:
    """The session of a course that is running or comes next; one query."""
    return viewer.records(Session).filter(course=course).ahead(now).named().first()


def next_after(viewer: Any, session: Session) -> Session | None:
    """The planned session that follows this one; one query."""
    ahead = viewer.records(Session).filter(course=session.course, state="planned", starts_at__gt=session.starts_at)
    found: Session | None = ahead.named().order_by("starts_at", "pk").first()
    return found


def today(viewer: Any, now: datetime) -> tuple[list[Session], list[Session]]:
    """A therapist's sessions of this day (`looks_back`: a review is on their agenda), and those a client asks to move
    (`wish` is the wish's id); one query."""
    zone = viewer.practice.zone
    day = now.astimezone(zone).date()
    begins, ends = wall_clock(day, time(), zone), wall_clock(day + timedelta(days=1), time(), zone)
    open_wishes = viewer.records(MoveRequest).filter(session=OuterRef("pk"), state=MoveRequest.State.OPEN)
    reviews = viewer.records(AgendaItem).filter(course=OuterRef("course"), kind=AgendaItem.Kind.REVIEW, outcome="open")
    held = viewer.records(Session).filter(therapist=viewer.user)
    held = held.annotate(wish=Subquery(open_wishes.values("pk")[:1]), looks_back=Exists(reviews))
    of_day = Q(starts_at__gte=begins, starts_at__lt=ends)
    found = list(held.filter(of_day | Q(wish__isnull=False)).named().order_by("starts_at", "pk"))
    return [one for one in found if begins <= one.starts_at < ends], [one for one in found if one.wish]


def diary_of(viewer: Any, first: date, last: date) -> Any:
    """Sessions from one day to another on the practice's wall clock, with names."""
    zone = viewer.practice.zone
    begins, ends = wall_clock(first, time(), zone), wall_clock(last + timedelta(days=1), time(), zone)
    held = viewer.diary(Session) if viewer.role == "intake" else viewer.records(Session)
    return held.filter(starts_at__gte=begins, starts_at__lt=ends).named().order_by("starts_at", "pk")


def breaks(viewer: Any, first: date, last: date) -> list[Away]:
    """Who is away in some days, of those this person meets and themselves; one query."""
    held = viewer.records(Away).filter(first_on__lte=last, last_on__gte=first)
    return list(held.select_related("user").order_by("first_on", "pk"))


def next_break(viewer: Any, today: date) -> Away | None:
    """The break that comes next, or is on: of a client's therapist, or one's own."""
    return next((away for away in breaks(viewer, today, today + timedelta(days=60)) if _tells(viewer, away)), None)


def _tells(viewer: Any, away: Away) -> bool:
    return viewer.role == "client" or away.user_id == viewer.user.pk


def wishes(viewer: Any) -> list[MoveRequest]:
    """Wishes to move a session that wait for an answer; one query."""
    held = viewer.records(MoveRequest).filter(state=MoveRequest.State.OPEN)
    if viewer.role == "therapist":
        held = held.filter(session__therapist=viewer.user)
    return list(held.select_related("session", "author", "course").order_by("session__starts_at", "pk"))


def last_wish(viewer: Any, session: Session) -> MoveRequest | None:
    """The newest wish to move a session, if there was one."""
    held: MoveRequest | None = (
        viewer.records(MoveRequest).filter(session=session).order_by("-written_at", "-pk").first()
    )
    return held


def open_lines(viewer: Any, course: Any, convention: Any = None) -> list[Any]:
    """The open lines of a course in their order; each knows the page it opens, if it is settled there."""
    held = viewer.records(AgendaItem).filter(course=course, outcome="open").select_related("author")
    lines: list[Any] = conventions.in_order(held, convention or conventions.of_course(viewer, course))
    for line in lines:
        line.opens, line.opens_by = _opens(line, course)
    return lines


def _opens(line: AgendaItem, course: Any) -> tuple[str, str]:
    kind = Kind(line.kind)
    if kind == Kind.REVIEW:
        return reverse("progress:review", args=[course.pk]), "Look back together"
    if kind == Kind.CHANGE:
        own = course.viewed_as == "client"
        return reverse("progress:mine") if own else reverse("progress:course", args=[course.pk]), "Look at the line"
    if kind == Kind.ANSWERS:
        return reverse("questionnaires:read", args=[line.about]), "Read them"
    if kind not in OPENS or line.about is None:
        return "", ""
    name, by = OPENS[kind]
    if kind == Kind.REMARK and course.viewed_as == "therapist":
        by = "Answer it"
    if kind == Kind.PRACTICE and course.viewed_as == "client":
        by = "Look at it"
    return reverse(name, args=[line.about]), by


def tell(line: Any, told: dict[Any, str], course: Any) -> None:
    """Give a line what stands behind it in a few words; a note from between sessions can be read where it was written."""
    line.told = told.get(line.about, "")
    if line.told and line.kind == Kind.TOPIC:
        own = course.viewed_as == "client"
        line.opens = reverse("homework:journal") if own else reverse("homework:course", args=[course.pk])
        line.opens_by = "Read it"


def joint_agenda(
    viewer: Any, course: Any, now: datetime, *, session: Session | None = None, safe_to_show: bool = False
) -> dict[str, Any]:
    """The agenda for `agenda.html#list`; `safe_to_show` leaves out what only the care team reads."""
    since = agenda.last_over(course, now=now)
    convention = conventions.of_course(viewer, course)
    told = behind_lines(viewer, course, now)
    here: list[Any] = []
    later: list[Any] = []
    for line in open_lines(viewer, course, convention):
        if safe_to_show and line.audience != Audience.SHARED:
            continue
        tell(line, told, course)
        line.settled_here = line.kind not in agenda.SETTLED_ELSEWHERE
        line.may_let_go = agenda.why_not_settle(line, AgendaItem.Outcome.LET_GO, by=viewer.user) is None
        put_off = line.not_today_at is not None and (since is None or line.not_today_at > since)
        line.came_back = line.not_today_at is not None and not put_off
        (later if put_off else here).append(line)
    conventions.headed(here, convention)
    return {
        "course": course,
        "session": session,
        "lines": here,
        "later": later,
        "convention": convention,
        "safe_to_show": safe_to_show,
        "may_talk": course.viewed_as == "therapist" or bool(session and session.began_at),
        "may_aim": course.viewed_as == "therapist" and convention == Convention.DBT,
        "targets": Target.choices,
        "close": conventions.CLOSE_OF_CBT if convention == Convention.CBT else [],
        "topic": Topic(),
    }


def behind_lines(viewer: Any, course: Any, now: datetime) -> dict[Any, str]:
    """What other steps say of the things behind lines, by the id of the thing: how often it was tried, when it is due."""
    said: dict[Any, str] = {}
    for offer in offers.offered("agenda", viewer, course, now=now):
        said |= offer.page
    return said
