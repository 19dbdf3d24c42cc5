"""The skills, open to everybody: by module, one by one, and for this moment. The last one also opens without signal."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from duologue.techniques import skills


def addresses() -> list[str]:
    """The page for this moment, for a phone to keep."""
    return [reverse("techniques:skills-now")]


@login_not_required
@require_safe
def by_module(request):
    """The four modules with their skills."""
    return render(request, "techniques/pages/skills.html", {"modules": skills.modules()})


@login_not_required
@require_safe
def skill(request, slug):
    """One skill: what it is, and how to begin."""
    found = skills.by_id().get(slug.replace("-", "_"))
    if found is None:
        raise Http404
    module = next(one for one in skills.modules() if found in one.skills)
    return render(request, "techniques/pages/skill.html", {"skill": found, "module": module})


@login_not_required
@require_safe
def now(request):
    """“I feel ..., what can I do now?”: everything stands on the page, so that a phone can keep it."""
    return render(request, "techniques/pages/skills_now.html", {"feelings": skills.feelings()})
