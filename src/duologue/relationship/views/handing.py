"""A course goes to another therapist: choosing whom, what the next one gets, yes or no, and the moment it is done."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from duologue.courses import team, versions
from duologue.courses.models import Goal
from duologue.relationship import handing_on
from duologue.relationship.models import Moment, Remark
from duologue.relationship.spoken import Concern
from duologue.relationship.transfer_forms import Packet, next_therapist
from duologue.relationship.transfers import PARTS, ForTheNext, Transfer

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
LATEST = 3  # of what helped and what did not, to begin with


@read_or_write
def hand_over(request, course_id):
    """The therapist chooses to whom a course goes."""
    course = request.viewer.course(course_id, as_role="therapist")
    running = request.viewer.records(Transfer).filter(course=course).order_by("-written_at", "-pk").first()
    if running is not None and running.is_open:
        return redirect("relationship:transfer", running.pk)
    return _choose(request, course)


@read_or_write
def hand_over_after(request, pk):
    """The same for the person a client asked for another therapist."""
    found = request.viewer.spoken_to(Concern).select_related("course__practice", "author").filter(pk=pk).first()
    if found is None:
        raise Http404
    request.viewer.opened.add(found.course_id)
    running = request.viewer.spoken_to(Transfer).filter(course=found.course).order_by("-written_at", "-pk").first()
    if running is not None and running.is_open:
        return redirect("relationship:transfer", running.pk)
    return _choose(request, found.course)


def _choose(request, course):
    people = team.may_take_over(course)
    form = next_therapist(people)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        to = next(person for person in people if str(person.pk) == form.cleaned_data["to"])
        try:
            opened = handing_on.open_transfer(course, to=to, by=request.user, now=request.now)
        except ValueError as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, f"{course.client.called} is told, and decides what {to.called} gets.")
            return redirect("relationship:transfer", opened.pk)
    page = {"course": course, "form": form, "people": people}
    return render(request, "relationship/pages/hand_over.html", page, status=422 if form.errors else 200)


@read_or_write
def transfer(request, pk):
    """One handover as each of the three sees it: the client writes and decides, whoever opened it carries it out, and the
    new therapist reads."""
    opened = request.viewer.spoken_to(Transfer).select_related("course__practice", "to").filter(pk=pk).first()
    mine = request.viewer.records(Transfer).filter(pk=pk).exists()
    if opened is None or mine:
        opened = request.viewer.record(Transfer, pk)
    request.viewer.opened.add(opened.course_id)
    as_client = mine and opened.course.viewed_as == "client"
    if request.method == "POST":
        return _write(request, opened) if as_client else _carry_out(request, opened)
    handing_on.note_seen(opened, by=request.user, now=request.now)
    return _page(request, opened, as_client=as_client)


def _write(request, opened):
    """What a client sent: words for the next therapist, with a yes or a no, or just to be kept."""
    form, do = Packet(request.POST), request.POST.get("do")
    if not form.is_valid():
        return _page(request, opened, as_client=True, form=form, status=422)
    seen, by = int(form.cleaned_data.pop("version") or 0), {"by": request.user, "now": request.now}
    try:
        handing_on.write_packet(opened, form.cleaned_data, seen=seen, **by)
        if do in ("yes", "no"):
            handing_on.decide(opened, do == "yes", **by)
    except versions.Stale as stale:
        return versions.both_texts(request, stale, fields=PARTS, hidden={"do": do or "keep"})
    except ValueError as reason:
        form.add_error(None, str(reason))
        return _page(request, opened, as_client=True, form=form, status=422)
    said = {"yes": f"You said yes. {opened.to.called} gets these words.", "no": "You said no. Nothing changes."}
    messages.success(request, said.get(do, "Kept. Only you see it so far."))
    return redirect("relationship:transfer", opened.pk)


def _carry_out(request, opened):
    try:
        handing_on.carry_out(opened, by=request.user, now=request.now)
    except ValueError as reason:
        return _page(request, opened, as_client=False, problem=str(reason), status=422)
    messages.success(request, f"{opened.to.called} cares for this course from now on. You do not see it any more.")
    return redirect("home:today")


def _page(request, opened, *, as_client, form=None, status=200, **more):
    packet = request.viewer.records(ForTheNext).filter(transfer=opened).select_related("course").first()
    page = {
        "transfer": opened,
        "course": opened.course,
        "as_client": as_client,
        "packet": packet,
        "new": opened.to_id == request.user.pk,
        "form": form or Packet(initial=_begun(request, opened, packet) if as_client else None),
        **more,
    }
    return render(request, "relationship/pages/transfer.html", page, status=status)


def _begun(request, opened, packet):
    """What stands in the boxes: what was kept, or the first time what both have seen, for the client to change."""
    if packet is not None:
        return {name: getattr(packet, name) for name in PARTS} | {"version": packet.version}
    within = {"course": opened.course}
    goals = request.viewer.records(Goal).filter(**within, set_aside_at__isnull=True).order_by("written_at", "pk")
    helped = request.viewer.records(Moment).filter(**within).order_by("-written_at", "-pk")[:LATEST]
    not_helped = request.viewer.records(Remark).filter(**within).order_by("-written_at", "-pk")[:LATEST]
    lines = {"goals": goals, "helped": helped, "not_helped": not_helped}
    return {name: "\n".join(one.words for one in found) for name, found in lines.items()} | {"version": 0}
