"""Pages of supervision: what I brought, what was brought to me, and one packet as each of the two may see it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses.permissions import NotGiven
from duologue.people.models import Role
from duologue.supervision import actions
from duologue.supervision.forms import Answer, bring_to
from duologue.supervision.models import Packet

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def index(request):
    """A therapist sees what they brought, a supervisor what was brought to them; nobody else has this page."""
    viewer = request.viewer
    brings, supervises = Role.THERAPIST in viewer.roles, Role.SUPERVISOR in viewer.roles
    if not brings and not supervises:
        raise Http404
    mine = viewer.records(Packet).filter(author=request.user).select_related("supervisor") if brings else []
    theirs = viewer.brought(Packet).select_related("author") if supervises else []
    page = {
        "brings": brings,
        "supervises": supervises,
        "mine": mine.order_by("-written_at") if brings else [],
        "theirs": theirs.order_by("-written_at") if supervises else [],
    }
    return render(request, "supervision/pages/index.html", page)


@read_or_write
def bring(request, course_id):
    """Choose what to bring, to whom, and under which name."""
    course = request.viewer.course(course_id, as_role="therapist")
    people = actions.supervisors(course.practice, but=request.user)
    first = {"with_scores": True, "with_relationship": True}
    if len(people) == 1:
        first["supervisor"] = str(people[0].pk)
    form = bring_to(people)(request.POST or None, course=course, initial=first)
    if request.method == "POST" and form.is_valid():
        chosen = dict(form.cleaned_data)
        to = chosen.pop("supervisor")
        supervisor = next(person for person in people if str(person.pk) == to)
        who = {"course": course, "by": request.user, "now": request.now}
        try:
            packet = actions.bring(chosen.pop("question"), supervisor=supervisor, **chosen, **who)
            messages.info(request, f"{supervisor.called} can see it now.")
            return redirect("supervision:packet", packet.pk)
        except NotGiven as why:
            form.add_error(None, f"{why} Nothing was brought.")
    page = {"course": course, "form": form, "people": people}
    return render(request, "supervision/pages/bring.html", page, status=422 if form.errors else 200)


@read_or_write
def packet(request, pk):
    """One packet: the supervisor reads and answers, the therapist who brought it reads along."""
    found = request.viewer.brought(Packet).select_related("author").filter(pk=pk).first()
    if found is None:
        return _mine(request, pk)
    request.viewer.opened.add(found.course_id)  # the client's ledger says that it was read
    form = Answer(request.POST or None, initial={"words": found.answer})
    if request.method == "POST" and form.is_valid():
        actions.answer(found, form.cleaned_data["words"], by=request.user, now=request.now)
        messages.info(request, f"{found.author.called} can read your answer now.")
        return redirect("supervision:packet", found.pk)
    page = {"packet": found, "along": actions.along(found), "answering": True, "form": form}
    return render(request, "supervision/pages/packet.html", page, status=422 if form.errors else 200)


def _mine(request, pk):
    if request.method == "POST":
        raise Http404
    found = request.viewer.record(Packet, pk, as_role="therapist")
    if found.author_id != request.user.pk:
        raise Http404
    return render(request, "supervision/pages/packet.html", {"packet": found, "along": actions.along(found)})


@require_POST
def take_back(request, pk):
    """The therapist takes it back: from this moment it is gone for the supervisor."""
    found = request.viewer.record(Packet, pk, as_role="therapist")
    if found.author_id != request.user.pk:
        raise Http404
    actions.take_back(found, by=request.user, now=request.now)
    messages.info(request, f"Taken back. {found.supervisor.called} does not see it any more.")
    return redirect("supervision:index")
