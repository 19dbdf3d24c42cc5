"""The map of how things hang together: both draw it, each change is a version, and it can be read out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.assessment import mapping, panels
from duologue.assessment.forms import HardToday, NewMap, arrow_between, in_this_place
from duologue.assessment.maps import KINDS
from duologue.assessment.models import Formulation, FormulationArrow, FormulationBox, FormulationVersion
from duologue.courses.versions import Stale, both_texts

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def maps(request, course_id):
    """The maps of a course, and a place to begin one. Both sides may."""
    course = request.viewer.course(course_id)
    form = NewMap(request.POST or None)
    if request.method == "POST" and form.is_valid():
        begun = mapping.begin(**form.cleaned_data, course=course, by=request.user, now=request.now)
        return redirect("assessment:map", begun.pk)
    page = {"course": course, "form": form, "maps": panels.maps(request.viewer, course), "kinds": KINDS.values()}
    return render(request, "assessment/pages/maps.html", page, status=422 if request.method == "POST" else 200)


@require_safe
def drawn(request, pk):
    """One map: boxes and arrows, then the same in sentences."""
    held = request.viewer.record(Formulation, pk)
    page = {"course": held.course, "map": panels.drawn(request.viewer, held)}
    return render(request, "assessment/pages/map.html", page)


@read_or_write
def add(request, pk):
    """Write in one place of a map: the one that the address names, or the first."""
    held = request.viewer.record(Formulation, pk)
    kind = KINDS[held.kind]
    place = request.GET.get("place", kind.places[0].id)
    if place not in [one.id for one in kind.places]:
        raise Http404
    form = in_this_place(kind, place)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            mapping.write_box(held, place, form.cleaned_data["words"], by=request.user, now=request.now)
            return redirect("assessment:map", held.pk)
        except mapping.NoRoom as full:
            form.add_error("words", str(full))
    page = {"course": held.course, "held": held, "kind": kind, "place": kind.place(place), "form": form}
    return render(request, "assessment/pages/box.html", page, status=422 if request.method == "POST" else 200)


@read_or_write
def box(request, pk):
    """One box: its words, which both may change; an arrow from here; a number; take it away."""
    held = _here(request, pk)
    kind = KINDS[held.formulation.kind]
    form = in_this_place(kind, held.place)(request.POST or None, initial={"words": held.words, "version": held.version})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            mapping.reword_box(held, said["words"], seen=said["version"] or 0, by=request.user, now=request.now)
        except Stale as stale:
            return _stale(request, stale)
        return redirect("assessment:map", held.formulation_id)
    return _box(request, held, form, status=422 if request.method == "POST" else 200)


def _here(request: Any, pk: Any) -> FormulationBox:
    """A box that is on its map now."""
    held: FormulationBox = request.viewer.record(FormulationBox, pk)
    if held.taken_away_at:
        raise Http404
    held.formulation = request.viewer.records(Formulation).get(pk=held.formulation_id)
    return held


def _box(request: Any, held: FormulationBox, form: Any, *, status: int = 200, **more: Any) -> HttpResponse:
    kind = KINDS[held.formulation.kind]
    page = {
        "course": held.course,
        "held": held.formulation,
        "kind": kind,
        "place": kind.place(held.place),
        "box": held,
        "form": form,
        "hard": HardToday(),
        "rated": panels.ratings_of(request.viewer, [held]).get(held.pk),
        **more,
    }
    return render(request, "assessment/pages/box.html", page, status=status)


def _stale(request: Any, stale: Stale) -> HttpResponse:
    newer: Any = stale.current
    held = request.viewer.records(Formulation).get(pk=newer.formulation_id)
    kind = KINDS[held.kind]
    if not newer.taken_away_at:
        return both_texts(request, stale, fields={"words": kind.place(newer.place).title})
    form = in_this_place(kind, newer.place)(initial={"words": request.POST.get("words", "")})
    page = {"course": newer.course, "held": held, "kind": kind, "place": kind.place(newer.place), "form": form}
    return render(request, "assessment/pages/box.html", {**page, "gone": True}, status=409)


@require_POST
def take_box_away(request, pk):
    """Take a box and its arrows off the map; earlier versions keep them."""
    held = _here(request, pk)
    seen = request.POST.get("version", "")
    try:
        mapping.take_box_away(held, seen=_number(seen), by=request.user, now=request.now)
    except Stale as stale:
        newer: Any = stale.current
        newer.formulation = held.formulation
        form = in_this_place(KINDS[held.formulation.kind], held.place)(
            initial={"words": newer.words, "version": newer.version}
        )
        return _box(request, newer, form, status=409, changed_since=True)
    messages.info(request, "It is off the map now. Earlier versions keep it.")
    return redirect("assessment:map", held.formulation_id)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


@require_POST
def rate_box(request, pk):
    """Rate what is in a box, and rate it again: it joins the problems, with a line of its own on progress."""
    held = _here(request, pk)
    form = HardToday(request.POST)
    if not form.is_valid():
        words = in_this_place(KINDS[held.formulation.kind], held.place)(
            initial={"words": held.words, "version": held.version}
        )
        return _box(request, held, words, status=422, hard=form)
    mapping.rate_box(held, value=form.cleaned_data["value"], by=request.user, now=request.now)
    messages.info(request, "Kept. You find its line on the progress page, and you can rate it again there or here.")
    return redirect("assessment:map", held.formulation_id)


@read_or_write
def arrow(request, pk):
    """Draw an arrow: choose where it begins and where it goes, and a word for it. `from` in the address chooses the first."""
    held = request.viewer.record(Formulation, pk)
    shown = panels.drawn(request.viewer, held)
    boxes = {str(one.pk): one for one in shown.boxes}
    offered = [(pk, f"{shown.kind.place(one.place).title}: {one.words}") for pk, one in boxes.items()]
    form = arrow_between(offered)(request.POST or None, initial={"start": request.GET.get("from", "")})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            start, end = boxes[said["start"]], boxes[said["end"]]
            mapping.draw_arrow(start, end, said["word"], by=request.user, now=request.now)
            return redirect("assessment:map", held.pk)
        except mapping.NoWay as why:
            form.add_error("end", str(why))
    page = {"course": held.course, "map": shown, "form": form}
    return render(request, "assessment/pages/arrow.html", page, status=422 if request.method == "POST" else 200)


@require_POST
def take_arrow_away(request, pk):
    """Take an arrow off the map."""
    held = request.viewer.record(FormulationArrow, pk)
    held.formulation = request.viewer.records(Formulation).get(pk=held.formulation_id)
    mapping.take_arrow_away(held, by=request.user, now=request.now)
    return redirect("assessment:map", held.formulation_id)


@require_safe
def versions(request, pk):
    """Every version of a map with who made it and when; `version` in the address shows one as it was."""
    held = request.viewer.record(Formulation, pk)
    kept = request.viewer.records(FormulationVersion).filter(formulation=held).select_related("author")
    kept = list(kept.order_by("-number"))
    chosen = _number(request.GET.get("version", ""))
    one = next((version for version in kept if version.number == chosen), kept[0] if kept else None)
    page = {"course": held.course, "held": held, "kept": kept, "one": one}
    page["map"] = panels.as_it_was(held, one, course=held.course) if one else None
    return render(request, "assessment/pages/map_versions.html", page)
