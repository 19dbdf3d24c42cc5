"""How a session was for each of the two, a remark and its answer, and how sessions felt."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.relationship import actions, pictures
from duologue.relationship.forms import Answer, HowItWas, MyOwnView
from duologue.relationship.models import FOUR, Feedback, Remark
from duologue.sessions.models import Session

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def feedback(request, pk):
    """The client says how a session was, once."""
    session = request.viewer.record(Session, pk, as_role="client")
    only_tens = pictures.nothing_but_tens(request.viewer, session.course)
    form = HowItWas(request.POST or None, only_tens=only_tens)
    page = {"session": session, "course": session.course, "form": form}
    if reason := actions.why_not_give(session, by=request.user):
        page["said"] = request.viewer.records(Feedback).filter(session=session, author=request.user).first()
        page["reason"] = reason
        return render(request, "relationship/pages/said_already.html", page)
    if request.method == "POST" and form.is_valid():
        give(request, session, form, by=request.user)
        messages.success(request, f"Thank you. {session.therapist.called} will read it.")
        return redirect("relationship:overview", session.course_id)
    return render(request, "relationship/pages/feedback.html", page, status=422 if form.errors else 200)


def give(request, session, form, *, by):
    """Keep what a valid form says, as this client's."""
    said = {name: form.cleaned_data[name] for name in ("helped_most", "remark", "talk", "opens")}
    when = {"now": request.now, "written_at": request.written_at}
    return actions.give_feedback(session, ratings=form.ratings, by=by, **said, **when)


@read_or_write
def own_view(request, pk):
    """The therapist says how the same session was for them, before they see the client's numbers; or looks without."""
    session = request.viewer.record(Session, pk, as_role="therapist")
    without = request.POST.get("do") == "without"
    form = MyOwnView(request.POST if request.method == "POST" and not without else None)
    reason = actions.why_not_view(session, by=request.user)
    if reason is None and request.method == "POST" and (without or form.is_valid()):
        ratings = {} if without else {name: form.cleaned_data[name] for name in FOUR}
        actions.give_own_view(session, ratings=ratings, by=request.user, now=request.now)
        messages.success(request, _kept(request, session))
        return redirect("relationship:overview", session.course_id)
    page = {"session": session, "course": session.course, "form": form, "reason": reason}
    return render(request, "relationship/pages/own_view.html", page, status=422 if form.errors else 200)


def _kept(request, session) -> str:
    if request.viewer.records(Feedback).filter(session=session).exists():
        return "Kept. Both of you see both now."
    return f"Kept. Both of you see both as soon as {session.course.client.called} has said how it was, too."


@require_POST
def open_words(request, pk):
    """The client lets their words on a session be read now, after all."""
    session = request.viewer.record(Session, pk, as_role="client")
    said = request.viewer.records(Feedback).filter(session=session, author=request.user)
    for one in said.select_related("course", "session"):
        actions.open_words(one, by=request.user, now=request.now)
        messages.success(request, f"{session.therapist.called} can read your words now.")
    return redirect("relationship:overview", session.course_id)


@read_or_write
def remark(request, pk):
    """What the client said, and the answer: the therapist must give one, and the client sees it."""
    as_role = "therapist" if request.method == "POST" else None
    found = request.viewer.record(Remark, pk, as_role=as_role)
    form = Answer(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer(found, form.cleaned_data["words"], by=request.user, now=request.now)
        except ValueError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Sent to {found.author.called}.")
            return redirect("relationship:overview", found.course_id)
    actions.note_seen(found, by=request.user, now=request.now)
    page = {"remark": found, "course": found.course, "form": form, "session": found.feedback.session}
    return render(request, "relationship/pages/remark.html", page, status=422 if form.errors else 200)


@require_safe
def overview(request, course_id):
    """How sessions felt: the same picture for both."""
    course = request.viewer.course(course_id)
    page = {"course": course, **pictures.how_sessions_felt(request.viewer, course)}
    for answered in page["remarks"]:
        actions.note_seen(answered, by=request.user, now=request.now)
    return render(request, "relationship/pages/overview.html", page)
