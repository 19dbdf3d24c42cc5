"""The public pages, and asking for an appointment."""

import uuid

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.questionnaires import library
from duologue.understanding import actions, panels
from duologue.understanding.forms import AskForm

STEPS = [
    ("asking", "Asking for help", "path"),
    ("first-meeting", "First meeting", "two-chairs"),
    ("what-matters", "Finding what matters", ""),
    ("working-together", "Working together", ""),
    ("ways", "Ways of working", "window"),
    ("session", "A usual session", ""),
    ("between", "Between sessions", "kettle"),
    ("how-it-goes", "Looking at how it goes", ""),
    ("ending", "Ending", "hills"),
]
SCHOOLS = [
    ("cbt", "Thoughts and deeds", "Cognitive behavioural therapy, or CBT"),
    ("psychodynamic", "Old patterns, new eyes", "Psychodynamic therapy"),
    ("humanistic", "Who you are and want to be", "Humanistic therapy"),
    ("dbt", "Skills for strong feelings", "Dialectical behaviour therapy, or DBT"),
]


@login_not_required
@require_safe
def welcome(request):
    """The front page: what this is, for whom, and the way in."""
    return render(request, "understanding/pages/welcome.html")


@login_not_required
@require_safe
def journey(request):
    """What happens in therapy, in nine short steps, each with a real sample of what is asked there."""
    steps = [
        {"id": name, "title": title, "picture": picture, "part": f"understanding/steps/{name}.html"}
        for name, title, picture in STEPS
    ]
    page = {"steps": steps, "samples": _samples(), "asks": AskForm().fields["words"].label}
    return render(request, "understanding/pages/journey.html", page)


def _samples() -> dict:
    """Questions as they really stand in the forms, so that a sample never drifts from what is asked."""
    history = {item.id: item for item in library.newest("first-history").items}
    thought = {item.id: item for item in library.newest("thought-record").items}
    mood = library.newest("phq-9")
    return {"history": history, "thought": thought, "mood": mood, "mood_item": mood.items[1]}


@login_not_required
@require_safe
def approaches(request):
    """Four ways of working, in equal depth."""
    schools = [
        {"id": name, "title": title, "known_as": known_as, "part": f"understanding/schools/{name}.html"}
        for name, title, known_as in SCHOOLS
    ]
    return render(request, "understanding/pages/approaches.html", {"schools": schools})


@login_not_required
@require_safe
def first_meeting(request):
    """What the first hour is like."""
    minutes = request.practice.session_minutes if request.practice else 50
    return render(request, "understanding/pages/first_meeting.html", {"minutes": minutes})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request):
    """An enquiry without an account. The same one sent twice is kept once."""
    if request.practice is None:
        raise Http404
    form = AskForm(request.POST or None)
    if request.method != "POST":
        return render(request, "understanding/pages/ask.html", {"form": form})
    entry_key = _key(request.POST.get("entry_key", ""))
    if entry_key is None:
        form.add_error(None, "Something was missing from what your browser sent. Please send it once more.")
    if not form.is_valid():
        return render(request, "understanding/pages/ask.html", {"form": form}, status=422)
    try:
        actions.ask(practice=request.practice, entry_key=entry_key, said=form.cleaned_data, now=request.now)
    except actions.OtherWords:
        return render(request, "audit/pages/other_words.html", status=409)
    return redirect("understanding:asked")


def _key(sent: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(sent)
    except ValueError:
        return None


@login_not_required
@require_safe
def asked(request):
    """It has arrived, and what happens next."""
    return render(request, "understanding/pages/asked.html")


@require_safe
def here(request):
    """Where a client is in their course, what is next, and who can see what."""
    if request.viewer.role != "client":
        raise Http404
    newest = request.viewer.courses.of_client(request.user).order_by("-opened_at").first()
    course = request.viewer.course(newest.pk, as_role="client") if newest else None
    page = {"course": course, "here": panels.you_are_here(request.viewer, course, now=request.now) if course else None}
    return render(request, "understanding/pages/here.html", page)
