"""Pages of the summary: its author writes it, the client reads it and says yes or no, and only then it goes anywhere."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from duologue.audit.receipts import takes_any_post
from duologue.courses import versions
from duologue.ending import summaries, take_home
from duologue.ending.first_draft import first_draft
from duologue.ending.summary_models import EarlierSummary, Summary
from duologue.web.forms import Line, PlainForm, Words

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
CHANGED = "It was changed while you were reading. Please read it once more."


class Summarise(PlainForm):
    """Whom a summary is for, and its parts; each may be left out."""

    to_whom = Line(
        label="To whom does it go?",
        help_text="A name and a place. Leave it empty when it is for your client alone.",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = {"done": 6, "measures": 4, "plan": 5}
        parts = {
            name: Words(label=label, required=False, rows=rows.get(name, 3)) for name, label in summaries.PARTS.items()
        }
        self.fields.update(parts)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.parts.values()):
            self.add_error("when", "Write something in at least one part.")
        return self.cleaned_data

    @property
    def parts(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name, "").replace("\r\n", "\n") for name in summaries.PARTS}


@read_or_write
def summary(request, course_id):
    """All summaries of a course; the therapist begins a new one from what both have seen."""
    course = request.viewer.course(course_id, as_role="therapist" if request.method == "POST" else None)
    mine = course.viewed_as == "client"
    form = None if mine else Summarise(request.POST or None, initial=_begins(request, course))
    if request.method == "POST" and form.is_valid():
        about = {"to_whom": form.cleaned_data["to_whom"], "summary": None, "course": course, "seen": 0}
        made = summaries.write_summary(form.parts, **about, by=request.user, now=request.now)
        messages.info(request, f"Kept. {course.client.called} does not see it yet.")
        return redirect("ending:one-summary", made.pk)
    held = request.viewer.records(Summary).filter(course=course).select_related("course", "author")
    page = {"course": course, "mine": mine, "form": form, "held": held.order_by("-written_at", "-pk")}
    return render(request, "ending/pages/summaries.html", page, status=422 if form and form.errors else 200)


def _begins(request: Any, course: Any) -> dict[str, str]:
    return {} if request.method == "POST" else first_draft(request.viewer, course)


@read_or_write
def one_summary(request, pk: uuid.UUID):
    """One summary: its author changes, shows and passes it on; the client says yes or no."""
    held = request.viewer.record(Summary, pk)
    mine = held.course.viewed_as == "client"
    if request.method == "POST":
        return _say(request, held) if mine else _act(request, held)
    return _page(request, held, mine=mine)


def _page(request: Any, held: Summary, *, mine: bool, form: Summarise | None = None) -> HttpResponse:
    earlier = request.viewer.records(EarlierSummary).filter(summary=held).select_related("course")
    page = {
        "course": held.course,
        "mine": mine,
        "held": held,
        "parts": summaries.filled(held.parts),
        "form": form or Summarise(initial={**held.parts, "to_whom": held.to_whom}),
        "why_not": summaries.why_not_pass_on(held),
        "earlier": [(one, summaries.filled(one.parts)) for one in earlier.order_by("-version")],
    }
    wrong = form is not None and form.errors
    return render(request, "ending/pages/summary.html", page, status=422 if wrong else 200)


def _say(request: Any, held: Summary) -> HttpResponse:
    word, seen = request.POST.get("word"), request.POST.get("version", "")
    if word not in Summary.Word.values:
        raise Http404
    try:
        at = {"seen": int(seen) if seen.isdecimal() and len(seen) < 9 else 0, "by": request.user, "now": request.now}
        summaries.say(Summary.Word(word), held, **at)
    except versions.Stale:
        messages.error(request, CHANGED)
    except ValueError as why:
        messages.error(request, str(why))
    else:
        messages.info(request, "Thank you. Your word is kept." if word == "yes" else "It stays here. Nobody gets it.")
    return redirect("ending:one-summary", held.pk)


def _act(request: Any, held: Summary) -> HttpResponse:
    about = {"by": request.user, "now": request.now}
    what = request.POST.get("what")
    try:
        if what == "show":
            summaries.show(held, **about)
        elif what == "pass_on":
            summaries.pass_on(held, **about)
        else:
            return _change(request, held, **about)
    except ValueError as why:
        messages.error(request, str(why))
    return redirect("ending:one-summary", held.pk)


def _change(request: Any, held: Summary, **about: Any) -> HttpResponse:
    form = Summarise(request.POST)
    if not form.is_valid():
        return _page(request, held, mine=False, form=form)
    seen = request.POST.get("version", "")
    seen_at = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
    to_whom = form.cleaned_data["to_whom"]
    try:
        summaries.write_summary(form.parts, to_whom=to_whom, summary=held, course=held.course, seen=seen_at, **about)
    except versions.Stale as stale:
        newer: Any = stale.current
        for name in summaries.PARTS:  # the page with both texts asks a record for each part by its name
            setattr(newer, name, newer.parts.get(name, ""))
        return versions.both_texts(request, stale, fields={"to_whom": "To whom does it go?", **summaries.PARTS})
    messages.info(request, "Kept.")
    return redirect("ending:one-summary", held.pk)


@takes_any_post  # the answer is a file, and taking it twice does no harm
@require_POST
def summary_paper(request, pk: uuid.UUID):
    """The summary as a PDF: for the client once they have it before them, for the therapist once it may go."""
    held = request.viewer.record(Summary, pk)
    if held.course.viewed_as != "client" and held.passed_on_at is None:
        messages.error(request, summaries.why_not_pass_on(held) or "Pass it on first.")
        return redirect("ending:one-summary", held.pk)
    here = reverse("ending:one-summary", args=[held.pk])
    html = take_home.summary_page(held, parts=summaries.filled(held.parts), now=request.now)
    name = f"summary-{timezone.localdate(request.now)}.pdf"
    return take_home.as_file(request, html, name, back=here, paper=here)
