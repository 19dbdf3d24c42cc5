"""What a rule said of a session, the action card it opens, and all rules with their figures."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duologue.relationship import noticing
from duologue.relationship.forms import HowItIsNow, WhatWasTried
from duologue.relationship.guide import STEPS
from duologue.relationship.signals import ActionCard, LookedAgain, Signal
from duologue.science import strain_rules, strains

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@read_or_write
def signal(request, pk):
    """One signal for the therapist: what fired, a guide for the talk, and what closes it."""
    found = request.viewer.record(Signal, pk, as_role="therapist")
    if found.closed_at and (card := request.viewer.records(ActionCard).filter(signal=found).first()) is not None:
        return _again(request, found, card)
    looked = request.POST.get("do") == "looked"
    form = WhatWasTried(
        request.POST if request.method == "POST" and not looked else None, today=timezone.localdate(request.now)
    )
    page = {"signal": found, "course": found.course, "session": found.session, "form": form, "steps": STEPS}
    if request.method == "POST" and (looked or form.is_valid()):
        try:
            _close(request, found, None if looked else form.cleaned_data)
        except ValueError as reason:
            page["problem"] = str(reason)
        else:
            messages.success(request, "Kept." if looked else f"Kept. {found.course.client.called} reads it, too.")
            return redirect("relationship:overview", found.course_id)
    status = 422 if form.errors or "problem" in page else 200
    return render(request, "relationship/pages/signal.html", page, status=status)


def _close(request, found, said):
    if said is None:
        return noticing.close(found, by=request.user, now=request.now)
    return noticing.write_card(found, **said, by=request.user, now=request.now)


def _again(request, found, card):
    """A card whose strain is closed: what was tried, each look since, and the next one."""
    form = HowItIsNow(request.POST if request.method == "POST" else None, today=timezone.localdate(request.now))
    page = {"signal": found, "course": found.course, "session": found.session, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            noticing.look_again(card, **form.cleaned_data, by=request.user, now=request.now)
        except ValueError as reason:
            page["problem"] = str(reason)
        else:
            messages.success(request, f"Kept. {found.course.client.called} reads it, too.")
            return redirect("relationship:overview", found.course_id)
    looks = request.viewer.records(LookedAgain).filter(card=card).select_related("author", "course")
    found.looks = list(looks.order_by("written_at", "pk"))
    status = 422 if form.errors or "problem" in page else 200
    return render(request, "relationship/pages/again.html", {**page, "card": card}, status=status)


@require_safe
def rules(request):
    """Every rule in words, with its figure, its level and where it comes from: the same page for everybody."""
    figures = {
        "own_needs": strains.OWN_NEEDS,
        "service_needs": strains.SERVICE_NEEDS,
        "least": f"{strains.LEAST_SPREAD:g}",
    }
    levels = {
        strain_rules.Level.NOTICE: "to notice",
        strain_rules.Level.TALK: "to talk about",
        strain_rules.Level.STRAIN: "needs an action card",
        strain_rules.Level.STRONG: "needs an action card",
    }
    said = [(rule, levels[rule.level]) for rule in strain_rules.RULES.values()]
    return render(request, "relationship/pages/rules.html", {"rules": said, **figures})
