"""A link from a letter: six numbers, one form, and nothing else. It ends when the form is sent."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from duologue.questionnaires import actions, answering, drawing, links
from duologue.questionnaires.models import Ask, Response, TaskLink
from duologue.science import scoring
from duologue.web.forms import Line, PlainForm

OPENED, DONE = "one form opened", "one form sent"  # in the browser's session: which link, and nothing about anybody


class Numbers(PlainForm):
    """The numbers somebody was told."""

    code = Line(
        label="The six numbers you were told",
        help_text="Your therapist told them to you. They stay the same for each link.",
        missing="Write the six numbers here.",
        max_length=20,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autocomplete": "off"}


@login_not_required
@sensitive_post_parameters("code")
@require_http_methods(["GET", "HEAD", "POST"])
def one(request, secret):
    """The one form of a link, once the numbers were right."""
    request.keep_secret = True
    link = links.link_for(secret)
    if link is None:
        return _no_longer(request, secret)
    request.practice = link.course.practice
    with timezone.override(link.course.practice.zone):
        return _for(request, link, secret)


def _for(request: Any, link: TaskLink, secret: str) -> HttpResponse:
    course, asked = link.course, link.ask
    if request.session.get(DONE) == str(link.pk):
        return _thanks(request, link, secret)
    if not links.still_opens(link, now=request.now):
        return _no_longer(request, secret)
    if request.user.is_authenticated:
        own = request.user == course.client
        return redirect("questionnaires:answer", asked.pk) if own else _somebody_else(request)
    if request.session.get(OPENED) != str(link.pk):
        return _numbers(request, link, secret)
    way = answering.WayIn(request.path, course.client, after=lambda sent: _after(request, link))
    actions.look_at(asked, now=request.now)
    draft = links.draft_of(asked)
    if request.method == "POST":
        return answering.receive(request, asked, draft, way)
    kept = draft.answers if draft else {}
    return answering.page(request, asked, way, answers=kept, start=drawing.opens_at(asked.form, draft))


def _numbers(request: Any, link: TaskLink, secret: str) -> HttpResponse:
    form = Numbers(request.POST if "code" in request.POST else None)
    if form.is_bound and form.is_valid():
        if links.is_the_code(link, form.cleaned_data["code"]):
            request.session.flush()
            request.session[OPENED] = str(link.pk)
            return redirect("questionnaires:one", secret)
        if not links.still_opens(link, now=request.now):
            return _no_longer(request, secret)
        left = links.MOST_WRONG - link.wrong_codes
        form.add_error("code", f"These are not the numbers. You can try {left} more time{'s' if left > 1 else ''}.")
    status = 422 if form.errors else 200
    return render(request, "questionnaires/pages/link_numbers.html", {"form": form}, status=status)


def _after(request: Any, link: TaskLink) -> HttpResponse:
    links.use_up(link, now=request.now)
    request.session.flush()
    request.session[DONE] = str(link.pk)
    return redirect(request.path)


def _thanks(request: Any, link: TaskLink, secret: str) -> HttpResponse:
    """Thanks. Where an answer must reach a person, its page is in `safety`, above this slice. No answer is shown again."""
    page = thanks(links.draft_of(link.ask))
    if page.get("told"):
        return redirect("safety:told-by-link", secret)
    return render(request, "questionnaires/pages/link_done.html", page)


def thanks(sent: Response | None) -> dict[str, Any]:
    """What stands on the page after sending without a sign-in."""
    if sent is None:
        return {}
    return {"course": sent.course, "response": sent, "told": bool(scoring.raised(sent.form, sent.answers))}


def _no_longer(request: Any, secret: str) -> HttpResponse:
    """One page for a used, an expired, a guessed-at and an unknown link: it tells nobody which of them it is."""
    return render(request, "questionnaires/pages/link_over.html", {"secret": secret}, status=410)


def _somebody_else(request: Any) -> HttpResponse:
    return render(request, "understanding/pages/somebody_else.html")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_link(request, secret):
    """Ask for a fresh link. The answer is always the same."""
    request.keep_secret = True
    if request.method == "POST":
        links.send_new(secret, now=request.now)
        return redirect("questionnaires:new-link", secret)
    return render(request, "questionnaires/pages/link_new.html")


@require_POST
def send_link(request, pk):
    """The therapist sends a link for an open question."""
    asked = request.viewer.record(Ask, pk, as_role="therapist")
    if asked.stopped_at is None and not asked.has_run_out(request.now) and links.draft_of(asked) is None:
        links.send(asked, by=request.user, now=request.now)
    return redirect("questionnaires:ask", asked.course_id)


@require_POST
def change_code(request, course_id):
    """Other numbers, when somebody else may know the old ones."""
    course = request.viewer.course(course_id, as_role="therapist")
    links.change_code(course, by=request.user, now=request.now)
    return redirect("questionnaires:ask", course.pk)
