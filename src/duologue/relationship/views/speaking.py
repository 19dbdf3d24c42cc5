"""Speaking up past the therapist, what comes of it, and the three questions before a look back."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.people.models import Role
from duologue.people.reaching import members
from duologue.relationship import panels, speaking_up
from duologue.relationship.concern_forms import Answered, SpeakUp, ThreeQuestions, who_hears_form
from duologue.relationship.spoken import QUESTIONS, Concern, UnwantedEffects

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def speak_up(request, course_id):
    """“This is not helping”: a client says it to the person the practice named, and chooses whether the therapist reads it."""
    course = request.viewer.course(course_id, as_role="client")
    to = speaking_up.who_hears(course)
    first = {"kind": request.GET.get("kind", ""), "therapist_sees": "no"}
    form = SpeakUp(request.POST or None, initial=first, to=to, therapist=course.lead)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        speaking_up.speak_up(
            said["kind"],
            said["words"],
            course=course,
            therapist_sees=said["therapist_sees"] == "yes",
            by=request.user,
            now=request.now,
            written_at=request.written_at,
        )
        messages.success(request, f"Thank you for saying it. {to.called} reads it and answers you here.")
        return redirect("relationship:overview", course.pk)
    page = {"course": course, "form": form, "to": to, "own_therapist": to in course.team}
    return render(request, "relationship/pages/speak_up.html", page, status=422 if form.errors else 200)


@require_safe
def not_right(request):
    """The same from the foot of each of a client's pages, for the course that began last."""
    newest = request.viewer.courses.of_client(request.user).order_by("-opened_at").values_list("pk", flat=True).first()
    if newest is None and request.viewer.role != "client":
        raise Http404
    if newest is None:
        return render(request, "relationship/pages/not_right_yet.html")
    return speak_up(request, course_id=newest)


@read_or_write
def concern(request, pk):
    """One concern: its author reads the answer, the named person gives it, the therapist reads it where the client said so."""
    heard = request.viewer.spoken_to(Concern).select_related("course__practice", "author", "answered_by").filter(pk=pk)
    found = heard.first()
    if found is None:
        return _read(request, pk)
    request.viewer.opened.add(found.course_id)  # the client's ledger says that it was read
    form = Answered(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            speaking_up.answer_concern(found, form.cleaned_data["words"], by=request.user, now=request.now)
        except ValueError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"Sent to {found.author.called}.")
            return redirect("relationship:concerns")
    page = {"concern": found, "course": found.course, "form": form, "answering": True}
    return render(request, "relationship/pages/concern.html", page, status=422 if form.errors else 200)


def _read(request, pk):
    if request.method == "POST":
        raise Http404
    found = request.viewer.record(Concern, pk)
    speaking_up.note_answer_seen(found, by=request.user, now=request.now)
    page = {"concern": found, "course": found.course, "mine": found.author_id == request.user.pk}
    return render(request, "relationship/pages/concern.html", page)


@require_safe
def concerns(request):
    """What came to this person because the practice named them; whoever works here has the page."""
    if not request.viewer.memberships:
        raise Http404
    page = {"concerns": panels.spoken_up(request.viewer, answered=True)}
    return render(request, "relationship/pages/concerns.html", page)


@read_or_write
def named(request):
    """A manager says who hears it when something is not right."""
    if Role.MANAGER not in request.viewer.roles:
        raise Http404
    practice = request.viewer.practice
    people = members(practice)
    first = {"person": str(practice.concerns_go_to_id or "")}
    form = who_hears_form(people)(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        chosen = {str(one.user_id): one.user for one in people}.get(form.cleaned_data["person"])
        speaking_up.name_who_hears(practice, chosen, by=request.user, now=request.now)
        messages.success(request, "Kept. It holds from now on.")
        return redirect("relationship:named")
    page = {"form": form, "now_hears": practice.concerns_go_to}
    return render(request, "relationship/pages/named.html", page, status=422 if form.errors else 200)


@read_or_write
def effects(request, course_id):
    """Three plain questions before a look back; the client answers, both read."""
    course = request.viewer.course(course_id, as_role="client" if request.method == "POST" else None)
    form = ThreeQuestions(request.POST or None)
    if request.method == "POST" and not course.has_ended and form.is_valid():
        given = {name: form.cleaned_data[name] for name in QUESTIONS}
        by = {"by": request.user, "now": request.now, "written_at": request.written_at}
        speaking_up.tell_of_effects(given, form.cleaned_data["words"], course=course, **by)
        messages.success(request, "Kept. You look at it together.")
        return redirect("relationship:effects", course.pk)
    told = request.viewer.records(UnwantedEffects).filter(course=course).order_by("-written_at", "-pk")
    page = {"course": course, "form": form, "told": list(told), "mine": course.viewed_as == "client"}
    return render(request, "relationship/pages/effects.html", page, status=422 if form.errors else 200)
