"""The demo's bar: be somebody else at the same moment, let a week pass, read the letters."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from duologue.audit.receipts import takes_any_post
from duologue.demo import letterbox
from duologue.people.models import User
from duologue.web import clock

CAST = [
    ("amira", "Amira, client"),
    ("tom", "Tom, therapist"),
    ("sol", "Sol, supervisor"),
    ("mo", "Mo, manager"),
    ("ines", "Ines, intake"),
    ("", "Visitor"),
]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@login_not_required
@takes_any_post
@require_POST
def be(request):
    """Become one of the cast. There is no such page outside the demo."""
    who = request.POST.get("who", "")
    logout(request)
    if not who:
        return redirect("/")
    person = get_object_or_404(User, email=f"{who}@demo.invalid")
    login(request, person, backend=BACKEND)
    return redirect("home:today")


@login_not_required
@takes_any_post
@require_POST
def next_week(request):
    """Let a week pass: the same time of day on the practice's wall."""
    practice = request.practice
    then = (request.now.astimezone(practice.zone) + timedelta(days=7)).astimezone(request.now.tzinfo)
    clock.advance(then - request.now)
    return redirect("home:first")


@login_not_required
@require_safe
def letters(request):
    """What would be in people's mail."""
    return render(request, "demo/pages/letters.html", {"letters": letterbox.letters(Path(settings.DEMO_LETTERS))})


def cast(request):
    """For the bar on every page of the demo."""
    if settings.MODE != "demo":
        return {}
    here = request.user.email.split("@")[0] if request.user.is_authenticated else ""
    return {"demo_cast": [{"who": who, "name": name, "here": who == here} for who, name in CAST]}
