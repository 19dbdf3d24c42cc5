"""Pages for those who answer enquiries: therapists and intake."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from duologue.people.models import Role
from duologue.understanding import actions, panels
from duologue.understanding.forms import AcceptForm
from duologue.understanding.models import Enquiry


@require_safe
def enquiries(request):
    """New enquiries, oldest first, and the ones this person has answered."""
    _must_answer(request)
    page = {
        "waiting": panels.waiting_enquiries(request.viewer),
        "answered": panels.answered_enquiries(request.viewer),
    }
    return render(request, "understanding/pages/enquiries.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request, pk):
    """One enquiry: read it, and take the person on with a first time or two."""
    asked = _enquiry(request, pk)
    form = AcceptForm(
        request.POST or None,
        therapists=_may_take(request, asked),
        minutes=asked.practice.session_minutes,
        now=request.now,
    )
    if request.method != "POST":
        return _page(request, asked, form)
    if actions.why_not_accept(asked) is not None:
        return _page(request, asked, form, status=409)
    if not form.is_valid():
        return _page(request, asked, form, status=422)
    try:
        actions.accept(asked, therapist=form.therapist, times=form.times, by=request.user, now=request.now)
    except ValueError as reason:
        form.add_error(None, str(reason))
        return _page(request, asked, form, status=409)
    messages.success(request, f"{asked.name} gets a letter now, and answers the first questions before you meet.")
    return redirect("understanding:enquiries")


@require_http_methods(["GET", "HEAD", "POST"])
def decline(request, pk):
    """The letter that says no: read it first, then send it."""
    asked = _enquiry(request, pk)
    reason = actions.why_not_settle(asked)
    if request.method == "POST" and reason is None:
        try:
            actions.decline(asked, by=request.user, now=request.now)
        except ValueError as late:
            reason = str(late)
        else:
            messages.success(request, f"The letter to {asked.name} is on its way.")
            return redirect("understanding:enquiries")
    page = {"enquiry": asked, "letter": actions.declining(asked), "why_not": reason}
    return render(request, "understanding/pages/decline.html", page, status=409 if request.method == "POST" else 200)


def _must_answer(request):
    if not request.viewer.roles & {Role.THERAPIST, Role.INTAKE}:
        raise Http404


def _enquiry(request, pk) -> Enquiry:
    _must_answer(request)
    return request.viewer.enquiry(Enquiry, pk)


def _may_take(request, asked):
    """Intake chooses among all therapists of the practice; a therapist takes on for themselves."""
    does_intake = any(m.role == Role.INTAKE and m.practice_id == asked.practice_id for m in request.viewer.memberships)
    return actions.therapists_of(asked.practice) if does_intake else [request.user]


def _page(request, asked, form, status=200):
    page = {
        "enquiry": asked,
        "form": form,
        "why_not": actions.why_not_accept(asked),
        "settled": asked.state != Enquiry.State.NEW,
        "has_account": actions.account_of(asked) is not None,
    }
    return render(request, "understanding/pages/enquiry.html", page, status=status)
