"""Pages of the relationship: how a session was, a remark and its answer, how sessions felt."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.relationship import actions, panels
from duologue.relationship.forms import Answer, HowItWas
from duologue.relationship.models import Feedback, Remark
from duologue.sessions.models import Session


@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request, pk):
    """The client says how a session was, once."""
    session = request.viewer.record(Session, pk, as_role="client")
    form = HowItWas(request.POST or None)
    page = {"session": session, "course": session.course, "form": form}
    if reason := actions.why_not_give(session, by=request.user):
        page["said"] = request.viewer.records(Feedback).filter(session=session, author=request.user).first()
        page["reason"] = reason
        return render(request, "relationship/pages/said_already.html", page)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.give_feedback(
            session,
            ratings=form.ratings,
            helped_most=said["helped_most"],
            remark=said["remark"],
            talk=said["talk"],
            by=request.user,
            now=request.now,
        )
        messages.success(request, f"Thank you. {session.therapist.called} will read it.")
        return redirect("relationship:overview", session.course_id)
    return render(request, "relationship/pages/feedback.html", page, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
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
    page = {"course": course, "names": panels.NAMES.values(), **panels.how_sessions_felt(request.viewer, course)}
    for answered in page["remarks"]:
        actions.note_seen(answered, by=request.user, now=request.now)
    return render(request, "relationship/pages/overview.html", page)
