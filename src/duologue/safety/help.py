"""Help now: the numbers of the place, on a page that is light, public and always the same."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from duologue.safety import numbers


@login_not_required
@require_safe
def help_now(request):
    """Who to call, for anybody who comes; a client also reads when their therapist does."""
    practice, course = request.practice, _own_course(request)
    page = {
        "numbers": numbers.of(practice) if practice else [],
        "practice": practice,
        "therapist": course.lead if course else None,
        "plan_of": course.pk if course else None,
    }
    return render(request, "safety/pages/help_now.html", page)


def _own_course(request):
    """A client's own course: who reads what they send, and where their safety plan is."""
    if request.viewer is None or request.viewer.role != "client":
        return None
    return request.viewer.courses.of_client(request.user).order_by("-opened_at").first()
