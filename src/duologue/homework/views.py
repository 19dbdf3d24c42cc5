"""Between sessions: the client's list and pages, and the therapist's pages on what was agreed."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.homework import actions, reading
from duologue.homework.forms import (
    Agreement,
    HowItWent,
    Note,
    NotToday,
    Settling,
    WhoReads,
    WhoReadsOrALine,
)
from duologue.homework.models import Assignment, Entry
from duologue.questionnaires import filling, own_sheets
from duologue.questionnaires.exercises import exercise_of
from duologue.questionnaires.worksheet import answers_of, bound_steps, fields_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
KEPT = {
    Entry.ReadBy.ME: "Kept, just for you.",
    Entry.ReadBy.LINE: "Kept. Your line is there for {therapist}, the rest is just for you.",
    Entry.ReadBy.BOTH: "Kept. {therapist} can read it too.",
}


@require_safe
def index(request):
    """The client's list."""
    courses = _as_client(request)
    agreed = reading.agreed(request.viewer, courses)
    page = {
        "open": [a for a in agreed if a.outcome == "open"],
        "settled": [a for a in agreed if a.outcome != "open"],
        "notes": reading.notes(request.viewer, courses),
        "course": courses[0] if courses else None,
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
        "closed": actions.why_not_agree(course),
    }
    return render(request, "homework/pages/course.html", page)


@form_page
def agree(request, course_id):
    """Agree one thing. A confidence under 7 brings the page back once, with a question and everything kept."""
    course = request.viewer.course(course_id, as_role="therapist")
    page = {"course": course, "closed": actions.why_not_agree(course), "unsure": None}
    if request.method != "POST":
        form = Agreement(initial=_first_words(request, course), practice=course.practice)
        return render(request, "homework/pages/agree.html", {**page, "form": form})
    today = request.now.astimezone(course.practice.zone).date()
    form = Agreement(request.POST, today=today, practice=course.practice)
    if not form.is_valid() or page["closed"]:
        return render(request, "homework/pages/agree.html", {**page, "form": form}, status=422)
    given = form.cleaned_data
    if not given.pop("considered") and given["confidence"] < actions.SMALLER_BELOW:
        page["unsure"] = given["confidence"]
        return render(request, "homework/pages/agree.html", {**page, "form": form})
    actions.agree(course=course, by=request.user, now=request.now, **given)
    messages.success(request, f"Agreed. {course.client.called} has it too, and it is on the agenda.")
    return redirect("homework:course", course.pk)


@require_safe
def assignment(request, pk):
    """One assignment, for either of the two."""
    assignment = request.viewer.record(Assignment, pk)
    if assignment.course.viewed_as == "therapist":
        return _for_therapist(request, assignment, Settling())
    page = {
        "assignment": assignment,
        "course": assignment.course,
        "entries": reading.written_about(request.viewer, assignment),
        "late": assignment.after_its_day(request.now),
    }
    return render(request, "homework/pages/assignment.html", page)


def _for_therapist(request, assignment, form, status=200):
    entries = reading.written_about(request.viewer, assignment)
    actions.note_opened([entry for entry in entries if entry.shown], now=request.now)
    page = {"assignment": assignment, "course": assignment.course, "entries": entries, "form": form}
    return render(request, "homework/pages/look_together.html", page, status=status)


@form_page
def do(request, pk):
    """Do it now: the worksheet in a few steps, or how it went; then who may read it."""
    assignment = request.viewer.record(Assignment, pk, as_role="client")
    smaller = "smaller" in request.GET or request.POST.get("smaller") == "yes"
    sheet = assignment.worksheet
    asked = fields_of(sheet, WhoReadsOrALine, needed=not smaller) if sheet else HowItWent
    done = Entry.How.A_BIT if smaller else Entry.How.DONE
    form = asked(request.POST or None, therapist=_therapist(assignment.course), initial={"how": done})
    parts, moves = filling.laid_out(sheet, request.POST.dict(), form.errors) if sheet else ([], False)
    if form.is_bound and not moves and form.is_valid():
        given = form.cleaned_data
        answers = answers_of(sheet, given) if sheet else None
        if sheet is None or any(answer is not None for answer in answers.values()):
            how, words = given.get("how", done), _words(given)
            return _kept(request, assignment, how=how, answers=answers, words=words, read_by=given["read_by"])
        form.add_error(sheet.items[0].id, "Write one thing here, even a word or two.")
    page = {
        "assignment": assignment,
        "course": assignment.course,
        "form": form,
        "steps": bound_steps(sheet, form) if sheet and not parts else [],
        "parts": parts,
        "sheet": sheet,
        "exercise": exercise_of(sheet),
        "smaller": smaller,
    }
    return render(request, "homework/pages/do.html", page, status=422 if form.errors and not moves else 200)


@form_page
def not_today(request, pk):
    """Too hard today, or not this time: what got in the way is kept, and the smaller version is offered."""
    assignment = request.viewer.record(Assignment, pk, as_role="client")
    hard = "hard" in request.GET or request.POST.get("hard") == "yes"
    form = NotToday(request.POST or None, therapist=_therapist(assignment.course))
    if form.is_bound and form.is_valid():
        return _kept(request, assignment, how=Entry.How.HARD if hard else Entry.How.NOT, **form.cleaned_data)
    page = {"assignment": assignment, "course": assignment.course, "form": form, "hard": hard}
    return render(request, "homework/pages/not_today.html", page, status=422 if form.errors else 200)


@form_page
def write_down(request):
    """Write something down that belongs to nothing agreed."""
    courses = _as_client(request)
    if not courses:
        raise Http404
    course = request.viewer.course(courses[0].pk, as_role="client")
    form = Note(request.POST or None, therapist=_therapist(course))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        when = {"now": request.now, "written_at": request.written_at}
        actions.write_down(given["words"], course=course, by=request.user, read_by=given["read_by"], **when)
        messages.success(request, KEPT[given["read_by"]].format(therapist=_therapist(course)))
        return redirect("homework:index")
    return render(request, "homework/pages/write_down.html", {"form": form}, status=422 if form.errors else 200)


@form_page
def audience(request, pk):
    """Change who may read an entry: its author only."""
    entry = request.viewer.record(Entry, pk, as_role="client")
    if entry.author_id != request.user.pk:
        raise Http404
    therapist = _therapist(entry.course)
    asked = WhoReadsOrALine if entry.response_id else WhoReads
    first = {"read_by": entry.read_by, "one_line": entry.words}
    form = asked(request.POST or None, therapist=therapist, initial=first)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        words = given.get("one_line") if entry.response_id else None
        actions.choose_readers(entry, given["read_by"], by=request.user, now=request.now, words=words)
        messages.success(request, KEPT[given["read_by"]].format(therapist=therapist))
        return (
            redirect("homework:assignment", entry.assignment_id) if entry.assignment_id else redirect("homework:index")
        )
    page = {"entry": reading.with_answers(request.viewer, [entry])[0], "form": form, "course": entry.course}
    return render(request, "homework/pages/audience.html", page, status=422 if form.errors else 200)


@require_POST
def settle(request, pk):
    """Looked at together: reviewed, changed or let go."""
    assignment = request.viewer.record(Assignment, pk, as_role="therapist")
    form = Settling(request.POST)
    if form.is_valid() and (reason := actions.why_not_settle(assignment)):
        form.add_error(None, reason)
    if form.errors:
        return _for_therapist(request, assignment, form, status=422)
    given = form.cleaned_data
    actions.settle(assignment, given["outcome"], words=given["words"], by=request.user, now=request.now)
    if given["outcome"] == Assignment.Outcome.CHANGED:
        anew = reverse("homework:agree", args=[assignment.course_id])
        return redirect(f"{anew}?instead_of={assignment.pk}")
    messages.success(request, "Settled together. It has left the agenda.")
    return redirect("homework:course", assignment.course_id)


def _kept(request, assignment, *, read_by, **given):
    when = {"now": request.now, "written_at": request.written_at}
    actions.do(assignment, by=request.user, read_by=read_by, **when, **given)
    messages.success(request, KEPT[read_by].format(therapist=_therapist(assignment.course)))
    return redirect("homework:assignment", assignment.pk)


def _words(given):
    return given.get("words") or given.get("one_line") or ""


def _therapist(course):
    return course.lead.called if course.lead else "your therapist"


def _as_client(request):
    """The courses this person takes part in; staff without one have no such page."""
    courses = list(request.viewer.courses.of_client(request.user).order_by("-opened_at"))
    if not courses and request.viewer.roles:
        raise Http404
    return courses


def _first_words(request, course):
    """What the form starts with: a worksheet from the library, or what was agreed before, made anew."""
    first = {"due_on": reading.next_session_on(request.viewer, course, now=request.now)}
    if before := request.GET.get("instead_of"):
        held = _before(request, course, before)
        kept = ("what", "why", "when_where", "obstacle", "smaller")
        return {**first, "worksheet": held.worksheet_id, **{name: getattr(held, name) for name in kept}}
    sheets = {form.id: form for form in own_sheets.to_give(course.practice)}
    if (chosen := request.GET.get("worksheet")) in sheets:
        return {**first, "worksheet": chosen, "what": sheets[chosen].called}
    return first


def _before(request, course, pk):
    try:
        return request.viewer.records(Assignment).get(pk=pk, course=course)
    except (Assignment.DoesNotExist, ValidationError):
        raise Http404 from None
