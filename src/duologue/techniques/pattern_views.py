"""The psychodynamic pages of one course: what recurs, one moment with its themes, the focus, dreams."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.courses.versions import Stale, both_texts
from duologue.courses.visibility import Audience
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.questionnaires.worksheet import answers_of, bound_steps, fields_of
from duologue.techniques import diary, finding, recurring
from duologue.techniques.dbt_views import KEPT
from duologue.techniques.pattern_forms import FocusForm, LookedAt
from duologue.techniques.patterns import DREAM, EPISODE, PARTS, WORDS, Example, Focus, focus_sheet
from duologue.techniques.readers import WhoReadsIt

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
TRIANGLES = ("conflict", "persons")
MAP: Any = Example._meta.get_field("map").related_model


@require_safe
def patterns(request, course_id):
    """The focus, what came again, the moments and the dreams: the same page for both."""
    course = request.viewer.course(course_id)
    moments = recurring.with_themes(request.viewer, course, recurring.written(request.viewer, course, EPISODE))
    told = recurring.counted(moments)
    foci = list(request.viewer.records(Focus).filter(course=course).order_by("set_aside_at", "written_at", "pk"))
    page = {
        "course": course,
        "foci": [one for one in foci if one.set_aside_at is None],
        "set_aside": [one for one in foci if one.set_aside_at],
        "labels": _labels(),
        "moments": moments,
        "told": [(PARTS[part], themes) for part, themes in told.items() if themes],
        "sentence": recurring.sentence(told),
        "dreams": recurring.written(request.viewer, course, DREAM),
        "maps": _triangles(request.viewer, course),
        "sheets": [library.newest(EPISODE), focus_sheet(), library.newest(DREAM)],
        "today": _today(request, course),
        "is_client": course.viewed_as == "client",
    }
    return render(request, "techniques/pages/patterns.html", page)


def _labels() -> dict[str, str]:
    return {name: focus_sheet().item(name).text for name in WORDS}


def _triangles(viewer: Any, course: Any) -> list[Any]:
    return list(viewer.records(MAP).filter(course=course, kind__in=TRIANGLES).order_by("written_at", "pk"))


@read_or_write
def write(request, course_id, form_id):
    """A client writes a moment or a dream by themselves, in a few steps, and says who reads it."""
    course = request.viewer.course(course_id, as_role="client")
    sheet, therapist = library.newest(form_id), course.lead.called if course.lead else "your therapist"
    form = fields_of(sheet, WhoReadsIt)(request.POST or None, therapist=therapist)
    if request.method == "POST" and form.is_valid():
        given, answers = form.cleaned_data, answers_of(sheet, form.cleaned_data)
        on = given.get("on") or timezone.localdate(request.written_at, course.practice.zone)
        about = {"on": on, "course": course, "by": request.user, "now": request.now, "at": request.written_at}
        entry = diary.keep_entry(sheet, answers, **about, read_by=given["read_by"], line=given["line"])
        messages.success(request, KEPT[given["read_by"]].format(therapist))
        return redirect("techniques:entry", entry.pk)
    page = {"course": course, "sheet": sheet, "form": form, "steps": bound_steps(sheet, form)}
    return render(request, "techniques/pages/write.html", page, status=422 if form.errors else 200)


@read_or_write
def moment(request, pk):
    """One moment as a wish, an answer and what came then; the themes both put on it; what it is an example of."""
    held = _moment(request, pk)
    wrong = ""
    if request.method == "POST":
        try:
            for part in PARTS:
                chosen = [*request.POST.getlist(part), request.POST.get(f"own_{part}", "")[:60]]
                seen = request.POST.getlist(f"seen_{part}")
                finding.name_themes(held, part, chosen, seen=seen, by=request.user, now=request.now)
            messages.success(request, "Kept. Both of you see these themes.")
            return redirect("techniques:moment", held.pk)
        except (finding.NotShared, finding.TooMany) as reason:
            wrong = str(reason)
    return _moment_page(request, held, wrong)


def _moment(request: Any, pk: Any) -> Response:
    held: Response = request.viewer.record(Response, pk)
    if held.form_id != EPISODE or held.sent_at is None:
        raise Http404
    return held


def _moment_page(request: Any, held: Response, wrong: str) -> HttpResponse:
    course: Any = held.course
    if course.viewed_as == "therapist":
        questionnaires.note_opened(held, now=request.now)
    moments = recurring.with_themes(request.viewer, course, recurring.written(request.viewer, course, EPISODE))
    this = next(one for one in moments if one.answers and one.answers.pk == held.pk)
    typed = request.POST if wrong else None
    examples = request.viewer.records(Example).filter(response=held, taken_away_at__isnull=True).select_related("map")
    examples = list(examples.order_by("written_at", "pk"))
    taken = {one.map_id for one in examples}
    page = {
        "course": course,
        "held": held,
        "this": this,
        "said": dict(held.said),
        "shared": held.audience == Audience.SHARED,
        "mine": held.author_id == request.user.pk,
        "parts": [_part(part, held, this, moments, typed) for part in PARTS],
        "others": [(item.text, held.answers.get(item.id), item) for item in held.form.items if item.id not in PARTS],
        "examples": examples,
        "maps": [one for one in _triangles(request.viewer, course) if one.pk not in taken],
        "wrong": wrong,
    }
    return render(request, "techniques/pages/moment.html", page, status=422 if wrong else 200)


def _part(part: str, held: Response, this: Any, moments: list[Any], typed: Any) -> dict[str, Any]:
    now = [theme.words for theme in this.themes.get(part, [])]
    chosen = {finding.alike(words) for words in (typed.getlist(part) if typed else now)}
    return {
        "id": part,
        "title": PARTS[part],
        "words": held.answers.get(part),
        "themes": now,
        "own": typed.get(f"own_{part}", "") if typed else "",
        "offered": [(words, finding.alike(words) in chosen) for words in recurring.offered(moments, part)],
    }


@require_POST
def take_as_example(request, pk):
    """The moment is an example of what is drawn on a triangle."""
    held = _moment(request, pk)
    if not request.POST.get("map"):
        return _moment_page(request, held, "Choose a map first.")
    try:
        of_map = get_object_or_404(_maps(request, held), pk=request.POST["map"])
        finding.take_as_example(held, of_map, by=request.user, now=request.now)
    except ValidationError:
        raise Http404 from None
    except finding.NotShared as reason:
        return _moment_page(request, held, str(reason))
    return redirect("techniques:moment", held.pk)


def _maps(request: Any, held: Response) -> Any:
    return request.viewer.records(MAP).filter(course=held.course_id, kind__in=TRIANGLES)


@require_POST
def no_example(request, pk):
    """It is no example after all."""
    held = request.viewer.record(Example, pk)
    finding.no_example(held, by=request.user, now=request.now)
    return redirect("techniques:patterns", held.course_id)


@read_or_write
def begin_focus(request, course_id):
    """Agree on what both keep in view."""
    course = request.viewer.course(course_id)
    form = FocusForm(request.POST or None, today=_today(request, course))
    if request.method == "POST" and form.is_valid():
        on = form.cleaned_data["review_on"]
        finding.begin_focus(form.words, review_on=on, course=course, by=request.user, now=request.now)
        messages.success(request, "Kept. Both of you see it, and it comes onto the agenda on its day.")
        return redirect("techniques:patterns", course.pk)
    return _focus(request, course, form)


@read_or_write
def focus(request, pk):
    """A focus and its day, which both may change. When the other one was faster, both texts are shown."""
    held = request.viewer.record(Focus, pk)
    first = {name: getattr(held, name) for name in (*WORDS, "review_on", "version")}
    form = FocusForm(request.POST or None, initial=first, today=_today(request, held.course))
    if request.method == "POST" and form.is_valid():
        given, who = form.cleaned_data, {"by": request.user, "now": request.now}
        try:
            finding.reword_focus(held, form.words, review_on=given["review_on"], seen=given["version"] or 0, **who)
            return redirect("techniques:patterns", held.course_id)
        except Stale as stale:
            on = {"review_on": given["review_on"].isoformat() if given["review_on"] else ""}
            return both_texts(request, stale, fields=_labels(), hidden=on)
    return _focus(request, held.course, form, held=held)


def _focus(request: Any, course: Any, form: FocusForm, **more: Any) -> HttpResponse:
    page = {"course": course, "form": form, "sheet": focus_sheet(), "held": None, **more}
    if page["held"]:
        page.setdefault("looked", LookedAt())
    failed = form.errors or page["held"] and page["looked"].errors
    return render(request, "techniques/pages/focus.html", page, status=422 if failed else 200)


@require_POST
def looked_at_focus(request, pk):
    """They looked at it together: on until another day, or set aside."""
    held = request.viewer.record(Focus, pk)
    looked = LookedAt(request.POST, today=_today(request, held.course))
    if not looked.is_valid():
        first = {name: getattr(held, name) for name in (*WORDS, "review_on", "version")}
        return _focus(request, held.course, FocusForm(initial=first), held=held, looked=looked)
    finding.look_at_focus(held, again_on=looked.cleaned_data["again_on"], by=request.user, now=request.now)
    messages.success(request, "Looked at together. It has left the agenda.")
    return redirect("techniques:patterns", held.course_id)


def _today(request: Any, course: Any) -> date:
    return timezone.localdate(request.now, course.practice.zone)
