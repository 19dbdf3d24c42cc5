"""Between sessions: the client's list and pages, and the therapist's pages on what was agreed."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duologue.homework import actions, guides, reading, rhythm
from duologue.homework.forms import HowItWas, HowItWent, NotToday, Settling, TakingBack, WhoReads
from duologue.homework.models import Assignment, Entry
from duologue.questionnaires import filling
from duologue.questionnaires.exercises import exercise_of
from duologue.questionnaires.worksheet import answers_of, bound_steps, fields_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
LATEST_NOTES = 3
KEPT = {
    Entry.ReadBy.ME: "Kept, just for you.",
    Entry.ReadBy.LINE: "Kept. Your line is there for {therapist}, the rest is just for you.",
    Entry.ReadBy.BOTH: "Kept. {therapist} can read it too.",
}


@require_safe
def index(request):
    """The client's list."""
    courses = as_client(request)
    agreed = reading.agreed(request.viewer, courses)
    page = {
        "open": [a for a in agreed if a.outcome == "open"],
        "settled": [a for a in agreed if a.outcome != "open"],
        "notes": reading.notes(request.viewer, courses, at_most=LATEST_NOTES),
        "course": courses[0] if courses else None,
        "meeting": reading.meeting_now(request.viewer, courses),
        "late": {a.pk: a.after_its_day(request.now) for a in agreed},
    }
    return render(request, "homework/pages/index.html", page)


@require_safe
def course(request, course_id):
    """The same list for the therapist, with what was given to them and nothing else."""
    course = request.viewer.course(course_id, as_role="therapist")
    agreed = reading.agreed(request.viewer, [course])
    page = {
        "course": course,
        "open": [a for a in agreed if a.outcome == "open"],
        "settled": [a for a in agreed if a.outcome != "open"],
        "notes": reading.notes(request.viewer, [course]),
        "rhythm": rhythm.of_course(request.viewer, course, now=request.now),
        "helped": reading.helped(request.viewer, [course]),
        "closed": actions.why_not_agree(course),
    }
    return render(request, "homework/pages/course.html", page)


@require_safe
def assignment(request, pk):
    """One assignment, for either of the two."""
    assignment = request.viewer.record(Assignment, pk)
    if assignment.course.viewed_as == "therapist":
        return for_therapist(request, assignment)
    page = {
        "assignment": assignment,
        "course": assignment.course,
        "entries": (entries := reading.written_about(request.viewer, assignment)),
        "responses": [entry.shown for entry in entries],
        "late": assignment.after_its_day(request.now),
        "guide": guides.named(assignment.guide_id),
        "calendar": rhythm.of_one(request.viewer, assignment, now=request.now),
    }
    return render(request, "homework/pages/assignment.html", page)


def for_therapist(request, assignment, *, settling=None, taking=None):
    """The page on which both look at it; a form that came back stands open on it."""
    entries = reading.written_about(request.viewer, assignment)
    actions.note_opened([entry for entry in entries if entry.shown], now=request.now)
    page = {
        "assignment": assignment,
        "course": assignment.course,
        "entries": entries,
        "responses": [entry.shown for entry in entries],
        "guide": guides.named(assignment.guide_id),
        "form": settling or Settling(),
        "taking": taking or TakingBack(),
    }
    return render(request, "homework/pages/look_together.html", page, status=422 if settling or taking else 200)


@form_page
def do(request, pk):
    """Do it now: the worksheet in a few steps, or how it went; then who may read it."""
    assignment = request.viewer.record(Assignment, pk, as_role="client")
    smaller = "smaller" in request.GET or request.POST.get("smaller") == "yes"
    sheet = assignment.worksheet
    quick = 1 if sheet and sheet.presentation not in filling.ON_ONE_PAGE else 0
    asked = fields_of(sheet, HowItWas, needed=not smaller, layer=quick) if sheet else HowItWent
    done = Entry.How.A_BIT if smaller else Entry.How.DONE
    form = asked(request.POST or None, **_one_time(request, assignment), initial={"how": done})
    parts, moves = filling.laid_out(sheet, request.POST.dict(), form.errors) if sheet else ([], False)
    if form.is_bound and not moves and form.is_valid():
        answers = answers_of(sheet, form.cleaned_data) if sheet else None
        if sheet is None or any(answer is not None for answer in answers.values()):
            how = form.cleaned_data.get("how", done)
            return _kept(request, assignment, how=how, answers=answers, **form.told, **form.readers)
        form.add_error(sheet.items[0].id, "Write one thing here, even a word or two.")
    page = {
        "assignment": assignment,
        "course": assignment.course,
        "form": form,
        "steps": bound_steps(sheet, form, quick) if sheet and not parts else [],
        "parts": parts,
        "sheet": sheet,
        "exercise": exercise_of(sheet),
        "earlier": reading.earlier_times(request.viewer, assignment.course, sheet) if sheet else [],
        "smaller": smaller,
        "guide": guides.named(assignment.guide_id),
    }
    return render(request, "homework/pages/do.html", page, status=422 if form.errors and not moves else 200)


@form_page
def not_today(request, pk):
    """Too hard today, or not this time: what got in the way is kept, and the smaller version is offered."""
    assignment = request.viewer.record(Assignment, pk, as_role="client")
    hard = "hard" in request.GET or request.POST.get("hard") == "yes"
    form = NotToday(request.POST or None, **_one_time(request, assignment))
    if form.is_bound and form.is_valid():
        how = Entry.How.HARD if hard else Entry.How.NOT
        return _kept(request, assignment, how=how, **form.told, **form.readers)
    page = {"assignment": assignment, "course": assignment.course, "form": form, "hard": hard}
    return render(request, "homework/pages/not_today.html", page, status=422 if form.errors else 200)


@form_page
def audience(request, pk):
    """Change who may read an entry: its author only."""
    entry = own_entry(request, pk)
    therapist = therapist_of(entry.course)
    first = {"read_by": entry.read_by, "one_line": entry.line}
    form = WhoReads(request.POST or None, therapist=therapist, initial=first)
    if form.is_bound and form.is_valid():
        actions.choose_readers(entry, **form.readers, by=request.user, now=request.now)
        messages.success(request, KEPT[form.readers["read_by"]].format(therapist=therapist))
        if entry.assignment_id:
            return redirect("homework:assignment", entry.assignment_id)
        return redirect("homework:journal")
    page = {"entry": reading.with_answers(request.viewer, [entry])[0], "form": form, "course": entry.course}
    return render(request, "homework/pages/audience.html", page, status=422 if form.errors else 200)


def _kept(request, assignment, *, read_by, **given):
    when = {"now": request.now, "written_at": request.written_at}
    actions.do(assignment, by=request.user, read_by=read_by, **when, **given)
    messages.success(request, KEPT[read_by].format(therapist=therapist_of(assignment.course)))
    return redirect("homework:assignment", assignment.pk)


def _one_time(request, assignment):
    """What the forms about one time need to know: whose line it would be, and from which day the last ones are counted."""
    today = timezone.localdate(request.written_at)
    return {"therapist": therapist_of(assignment.course), "today": today, "several": assignment.comes_again}


def own_entry(request, pk):
    """An entry of one's own; 404 for everybody else, and for the line that stands for it elsewhere."""
    entry = request.viewer.record(Entry, pk, as_role="client")
    if entry.author_id != request.user.pk or entry.line_of_id:
        raise Http404
    return entry


def therapist_of(course):
    """What the lead therapist is called."""
    return course.lead.called if course.lead else "your therapist"


def as_client(request):
    """The courses this person takes part in; staff without one have no such page."""
    courses = list(request.viewer.courses.of_client(request.user).order_by("-opened_at"))
    if not courses and request.viewer.roles:
        raise Http404
    return courses
