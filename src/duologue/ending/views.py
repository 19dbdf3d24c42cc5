"""Pages on which a therapist begins an ending with a client, plans the days to look in again, and ends the course."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from duologue.courses.models import Stage
from duologue.ending import actions, following
from duologue.ending.follow_up_models import FollowUp
from duologue.ending.forms import Begin, LookIn, Months
from duologue.ending.models import ContactAttempt, Ending, Farewell
from duologue.ending.overview import may_write
from duologue.sessions.models import Session

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def begin(request, course_id):
    """The therapist begins the ending, with the client: how, after which session, and why."""
    course = request.viewer.course(course_id, as_role="therapist")
    sessions = _of(request, Session, course).order_by("-number")
    held = sessions.filter(state=Session.State.ATTENDED).values_list("number", flat=True).first() or 0
    form = Begin(request.POST or None, held=held, initial={"last_session_number": held + 3, "kind": "planned"})
    why_not = actions.why_not_begin(course)
    if request.method == "POST" and not why_not and form.is_valid():
        actions.begin(**form.cleaned_data, course=course, by=request.user, now=request.now)
        messages.info(request, "The ending has begun. Both of you see it.")
        return redirect("ending:overview", course.pk)
    page = {"course": course, "form": form, "why_not": why_not, "held": held}
    refused = request.method == "POST"
    return render(request, "ending/pages/begin.html", page, status=422 if refused else 200)


@read_or_write
def close(request, course_id):
    """The therapist ends the course, after reading what that does; refused with the reason while something waits."""
    course = request.viewer.course(course_id, as_role="therapist")
    why_not = actions.why_not_end(course)
    if request.method == "POST" and not why_not:
        actions.end(course=course, by=request.user, now=request.now)
        messages.info(request, "The course has ended. What was shared stays to read.")
        return redirect("ending:overview", course.pk)
    page = {
        "course": course,
        "why_not": why_not,
        "planned": _of(request, Session, course).filter(state=Session.State.PLANNED, began_at__isnull=True).count(),
        "follow_ups": list(_of(request, FollowUp, course).to_come()),
        "in_follow_up": course.stage and course.stage.kind == Stage.Kind.FOLLOW_UP,
        "broke_off": _of(request, Ending, course).filter(ended_at=None, kind=Ending.Kind.UNPLANNED).exists(),
        "tried": _of(request, ContactAttempt, course).count(),
        "door_open": _of(request, Farewell, course)
        .filter(kind=Farewell.Kind.DOOR_OPEN, given_at__isnull=False)
        .exists(),
    }
    return render(request, "ending/pages/close.html", page, status=409 if request.method == "POST" else 200)


@read_or_write
def follow_up(request, course_id):
    """When the two look in again: so many months after the last session, or on a day of its own."""
    course = request.viewer.course(course_id, as_role="therapist")
    today = timezone.localdate(request.now)
    ahead = list(_of(request, FollowUp, course).to_come())
    last_on = _last_day(request, course) or today
    own = request.method == "POST" and "on" in request.POST
    form = LookIn(request.POST if own else None, today=today)
    usual = [one.months for one in ahead if one.months] or ([] if ahead else [1, 3, 6])
    days = {n: following.months_after(last_on, n) for n in following.MONTHS}
    to_come = {n: on for n, on in days.items() if on > today}
    posted = request.POST if request.method == "POST" and not own else None
    months = Months(posted, offered=list(to_come), initial={"months": usual})
    sent = form if own else months
    if request.method == "POST" and may_write(sent, course) and sent.is_valid():
        about = {"course": course, "by": request.user, "now": request.now}
        if own:
            actions.set_follow_up(form.cleaned_data["on"], **about)
        else:
            following.plan_follow_ups(months.cleaned_data["months"], last_on=last_on, **about)
        messages.info(request, "The days are set. Both of you see them.")
        return redirect("ending:overview", course.pk)
    page = {"course": course, "ahead": ahead, "form": form, "months": months, "last_on": last_on}
    page["choices"] = [(n, label, to_come[n]) for n, label in months.fields["months"].choices]
    page["chosen"] = {int(n) for n in months["months"].value() or [] if str(n).isdecimal()}
    return render(request, "ending/pages/follow_up.html", page, status=422 if sent.errors else 200)


def _of(request, model, course):
    return request.viewer.records(model).filter(course=course)


def _last_day(request, course):
    """The day of the last session, planned or held; None when they have not met."""
    wanted = _of(request, Session, course).filter(state__in=[Session.State.PLANNED, Session.State.ATTENDED])
    last = wanted.order_by("-starts_at").values_list("starts_at", flat=True).first()
    return timezone.localdate(last) if last else None
