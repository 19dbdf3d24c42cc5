"""The pages of a chain: opened from a day on the card, drawn link by link, changed by both."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses.versions import Stale, both_texts
from duologue.courses.visibility import Audience
from duologue.techniques import linking, week
from duologue.techniques.cards import URGES, OwnEntry
from duologue.techniques.chain_forms import Around, BeginChain, LinkForm
from duologue.techniques.chains import PARTS, Chain, ChainLink, Told, worksheet

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def begin(request, course_id):
    """Begin a chain, from the very day and line that the address names, or from nothing."""
    course = request.viewer.course(course_id)
    entry, row = _opened_from(request, course)
    mine = course.viewed_as == "client"
    therapist = (course.lead.called if course.lead else "your therapist") if mine else ""
    first = {"target": entry.card.name_of(row) if entry and entry.card and row else ""}
    form = BeginChain(request.POST or None, therapist=therapist, initial=first)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        audience = Audience.ME if given.get("read_by") == "me" else Audience.SHARED
        about = {"entry": entry, "row": row, "audience": audience, "written_at": request.written_at}
        chain = linking.begin(given["target"], **about, course=course, by=request.user, now=request.now)
        return redirect("techniques:chain", chain.pk)
    page = {"course": course, "entry": entry, "row": row, "form": form, "sheet": worksheet()}
    page["value"] = entry.shown.answers.get(row) if entry and entry.shown else None
    page["name"] = first["target"]
    return render(request, "techniques/pages/begin_chain.html", page, status=422 if form.errors else 200)


def _opened_from(request: Any, course: Any) -> tuple[OwnEntry | None, str]:
    """The day this person may read, and the line of it."""
    said = request.POST if request.method == "POST" else request.GET
    if not (pk := said.get("entry", "")):
        return None, ""
    try:
        entry = get_object_or_404(request.viewer.records(OwnEntry).select_related("card"), pk=pk, course=course)
    except ValidationError:
        raise Http404 from None
    entry.course = course
    week.seen_by(request.viewer, [entry])
    row = said.get("line", "")
    return entry, row if row in URGES and entry.card and row in entry.card.on else ""


@require_safe
def chain(request, pk):
    """The chain as a picture and as a text, with a button at each link."""
    held = request.viewer.record(Chain, pk)
    return _chain(request, held, LinkForm(prefix="new"))


def _chain(request: Any, held: Chain, form: LinkForm, *, status: int = 200, **more: Any) -> HttpResponse:
    links = request.viewer.records(ChainLink).filter(chain=held, taken_away_at__isnull=True)
    course: Any = held.course
    told = Told(held, tuple(links.order_by("place", "pk")))
    day = request.viewer.records(OwnEntry).filter(pk=held.entry_id).first() if held.entry_id else None
    page = {
        "course": course,
        "chain": held,
        "told": told,
        "day": day,
        "form": form,
        "sheet": worksheet(),
        "mine": held.author_id == request.user.pk and course.viewed_as == "client",
        "shared": held.audience == Audience.SHARED,
        "labels": {name: worksheet().item(name).text for name in PARTS},
        **more,
    }
    return render(request, "techniques/pages/chain.html", page, status=status)


@read_or_write
def around(request, pk):
    """What stands around the links. When the other one was faster, both texts are shown."""
    held = request.viewer.record(Chain, pk)
    first = {name: getattr(held, name) for name in PARTS} | {"version": held.version}
    form = Around(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["version"] or 0
        try:
            linking.write_on(held, form.parts, seen=seen, by=request.user, now=request.now)
        except Stale as stale:
            return both_texts(request, stale, fields={name: worksheet().item(name).text for name in PARTS})
        return redirect("techniques:chain", held.pk)
    page = {"course": held.course, "chain": held, "form": form}
    return render(request, "techniques/pages/around_chain.html", page, status=422 if form.errors else 200)


@require_POST
def add_link(request, pk):
    """One more link, at the end."""
    held = request.viewer.record(Chain, pk)
    form = LinkForm(request.POST, prefix="new")
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("kind", "words", "skill", "could")}
        try:
            link = linking.add_link(held, **given, by=request.user, now=request.now)
            return _at(link)
        except linking.NoRoom as full:
            form.add_error("words", str(full))
    return _chain(request, held, form, status=422)


@read_or_write
def link(request, pk):
    """One link: its kind, its words, the skill that fits there."""
    held = _here(request, pk)
    first = {name: getattr(held, name) for name in ("kind", "words", "skill", "could", "version")}
    form = LinkForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        seen = given.pop("version") or 0
        try:
            return _at(linking.change_link(held, seen=seen, by=request.user, now=request.now, **given))
        except Stale as stale:
            return _stale(request, stale, given)
    page = {"course": held.course, "link": held, "form": form}
    return render(request, "techniques/pages/link.html", page, status=422 if form.errors else 200)


def _stale(request: Any, stale: Stale, given: dict[str, str]) -> HttpResponse:
    newer: Any = stale.current
    if newer.taken_away_at:  # then it can be put back, as one more link
        held = request.viewer.record(Chain, newer.chain_id)
        return _chain(request, held, LinkForm(prefix="new", initial=given), status=409, gone=True)
    hidden = {"kind": given["kind"], "skill": given["skill"]}
    return both_texts(request, stale, fields={"words": "What was it?", "could": "How?"}, hidden=hidden)


def _here(request: Any, pk: Any) -> ChainLink:
    """A link that is in its chain now."""
    held: ChainLink = request.viewer.record(ChainLink, pk)
    if held.taken_away_at:
        raise Http404
    held.chain = get_object_or_404(request.viewer.records(Chain), pk=held.chain_id)
    return held


@require_POST
def move(request, pk):
    """Earlier or later in the chain by a button, or to the place it was dragged to."""
    held, to = _here(request, pk), request.POST.get("to", "")
    if to.isdecimal() and len(to) < 4:
        linking.move_link(held, to=int(to), by=request.user, now=request.now)
    else:
        linking.move_link(held, by_places=-1 if "earlier" in request.POST else 1, by=request.user, now=request.now)
    return _at(held)


@require_POST
def take_away(request, pk):
    """Out of the chain, unless its words have changed since."""
    held = _here(request, pk)
    seen = request.POST.get("version", "")
    try:
        number = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else 0
        linking.take_link_away(held, seen=number, by=request.user, now=request.now)
    except Stale:
        messages.error(request, "The words of this link have changed since you opened it. Nothing was taken away.")
        return _at(held)
    messages.info(request, "The link is out of the chain.")
    return redirect("techniques:chain", held.chain_id)


@require_POST
def share(request, pk):
    """The client gives a chain of theirs to their therapist, or takes it back."""
    held = request.viewer.record(Chain, pk, as_role="client")
    if held.author_id != request.user.pk:
        raise Http404
    linking.share(held, shared="share" in request.POST, by=request.user, now=request.now)
    return redirect("techniques:chain", held.pk)


def _at(held: ChainLink) -> HttpResponse:
    """Back to the chain, at this link."""
    return redirect(f"{reverse('techniques:chain', args=[held.chain_id])}#link-{held.pk}")
