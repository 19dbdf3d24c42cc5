"""You and your privacy."""

from itertools import groupby

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from duologue.people import actions
from duologue.web.forms import Line, PlainForm

A_PAGE = 50


class NameForm(PlainForm):
    """What a person is called."""

    called = Line(label="What people call you", max_length=60, missing="Write the name people call you by.")
    name = Line(label="Your full name", max_length=120, missing="Write your name as it stands on paper.")


@require_http_methods(["GET", "HEAD", "POST"])
def me(request):
    """Name, password, who can see what, and for a client who has looked."""
    person = request.user
    form = NameForm(request.POST or None, initial={"called": person.called, "name": person.name})
    if request.method == "POST" and form.is_valid():
        actions.rename(person, **form.cleaned_data)
        messages.success(request, "Your name is kept.")
        return redirect("people:me")
    is_client = request.viewer.role == "client"
    page = {"form": form, "is_client": is_client}
    if is_client:
        page |= {"courses": request.viewer.courses.order_by("-opened_at"), **_looks(request)}
    return render(request, "people/pages/me.html", page, status=422 if form.errors else 200)


def _looks(request) -> dict:
    """One page of the ledger, by days; the same look repeated within a day is one line with its times."""
    asked = request.GET.get("until", "")
    until = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 15 else None
    entries = request.viewer.looked_in(until=until)
    days = [
        {"on": on, "looks": _once_each(list(of_day))}
        for on, of_day in groupby(entries, key=lambda entry: timezone.localdate(entry.at))
    ]
    more = entries[-1].seq if len(entries) == A_PAGE else None
    return {"days": days, "more": more, "earlier": until is not None}


def _once_each(entries: list) -> list[dict]:
    looks: dict[tuple[str, str], list] = {}
    for entry in entries:
        looks.setdefault((entry.who, entry.what), []).append(entry.at)
    return [{"who": who, "what": what, "at": times[0], "again": len(times) - 1} for (who, what), times in looks.items()]
