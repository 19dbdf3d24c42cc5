"""Verbs of counting a whole practice. Nothing here opens what anybody wrote, and no name leaves it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, QuerySet, Subquery

from duologue.audit import ledger
from duologue.courses.models import Course, Stage
from duologue.people.models import Practice, User
from duologue.progress.models import GrowthFit
from duologue.questionnaires import library
from duologue.questionnaires.models import Score
from duologue.science.clinical_change import Outcome, outcome
from duologue.science.forms import Form
from duologue.science.suppression import SMALLEST, Published, suppress
from duologue.sessions.models import Session
from duologue.understanding.models import Enquiry

FORM = "phq-9"
FEWEST_COURSES = 300  # as in science/growth_fit.py, which loads numpy
ONCE = "once"  # fewer than two full scores: nothing to compare
FOUR_WEEKS = timedelta(weeks=4)
WAITS = {"up to 2 days": 2, "3 to 7 days": 7, "longer than a week": 10_000}


@dataclass(frozen=True)
class Waiting:
    """Enquiries without an answer, by how long they have waited."""

    by_days: Published
    longest: int | None  # days


@transaction.atomic
def turn_four_words(on: bool, *, practice: Practice, by: User, now: datetime) -> None:
    """Let therapists see red, amber, green and white beside their courses, or no longer."""
    if Practice.objects.filter(pk=practice.pk, four_words=not on).update(four_words=on):
        ledger.record(f"practice.four_words_{'on' if on else 'off'}", actor=by.pk, subject=practice.pk, at=now)


def by_stage(practice: Practice) -> Published:
    """Courses in each stage now; one query."""
    latest = Stage.objects.unscoped().filter(course=OuterRef("pk")).order_by("-began_at", "-pk")
    courses = Course.objects.unscoped().filter(practice=practice, made_up=False)
    counted = dict(
        courses.annotate(now=Subquery(latest.values("kind")[:1]))
        .values_list("now")
        .annotate(many=Count("pk"))
        .order_by()
    )
    return suppress({str(kind.label): counted.get(kind.value, 0) for kind in Stage.Kind})


def waiting(practice: Practice, *, now: datetime) -> Waiting:
    """How many enquiries wait, and for how many days; one query."""
    asked = Enquiry.objects.unscoped().filter(practice=practice, state=Enquiry.State.NEW)
    days = [max((now - at).days, 0) for at in asked.values_list("asked_at", flat=True)]
    counts = dict.fromkeys(WAITS, 0)
    for waited in days:
        counts[next(name for name, most in WAITS.items() if waited <= most)] += 1
    return Waiting(suppress(counts), max(days, default=None))


def sessions_held(practice: Practice, *, now: datetime) -> Published:
    """Sessions of the last four weeks, by what became of them; one query."""
    lately = Session.objects.unscoped().filter(
        course__practice=practice, starts_at__gt=now - FOUR_WEEKS, starts_at__lte=now
    )
    counted = dict(lately.values_list("state").annotate(many=Count("pk")).order_by())
    shown = (Session.State.ATTENDED, Session.State.MISSED, Session.State.CANCELLED)
    return suppress({str(state.label): counted.get(state.value, 0) for state in shown})


def changes(practice: Practice, form_id: str = FORM) -> Published:
    """Every course by what may be said of its first and latest full score; one query, two indexed look-ups a course.

    The categories and the courses with fewer than two scores are suppressed as one table, so that no share gives one away.
    """
    form = library.newest(form_id)
    key = form.scoring
    assert key is not None
    found: Counter[str] = Counter()
    for first, latest, first_id, latest_id in _ends(practice, form):
        if first is None or first_id == latest_id:
            found[ONCE] += 1
        else:
            lower, line = key.lower_is_better, key.caseness
            found[outcome(first, latest, at_least=key.reliable_change, cut_off=line, lower_is_better=lower)] += 1
    names = (Outcome.RECOVERED, Outcome.IMPROVED, Outcome.UNCHANGED, Outcome.DETERIORATED, ONCE)
    return suppress({str(name): found[name] for name in names})


def _ends(practice: Practice, form: Form) -> QuerySet:
    """First and latest full score of each course, with their ids."""
    courses = Course.objects.unscoped().filter(practice=practice, made_up=False)
    found = ends(form)
    return courses.annotate(**found).values_list(*map(F, found))


def ends(form: Form) -> dict[str, Subquery]:
    """For each course: its first and its latest full score on the main scale, and their ids, which are one where there is one."""
    named = {"form_id": form.id, "form_version": form.version, "scale": form.key().scale}
    full = Score.objects.unscoped().filter(course=OuterRef("pk"), value__isnull=False, estimated=False, **named)
    first, latest = full.order_by("at", "pk"), full.order_by("-at", "-pk")
    return {
        "first": Subquery(first.values("value")[:1]),
        "latest": Subquery(latest.values("value")[:1]),
        "first_id": Subquery(first.values("pk")[:1]),
        "latest_id": Subquery(latest.values("pk")[:1]),
    }


@dataclass(frozen=True)
class Fit:
    """What is known of one scale's expected range: its name, how many finished courses, and when they were counted."""

    name: str
    courses: int
    fitted_at: datetime
    drawn: bool

    @property
    def enough(self) -> bool:
        return self.courses >= FEWEST_COURSES


def fits(practice: Practice) -> list[Fit]:
    """Each scale that finished courses were asked by; one query. A count below ten is told as 0: it points at people."""
    held = GrowthFit.objects.filter(practice=practice).order_by("form_id", "form_version", "scale")
    return [
        Fit(_named(fit), fit.courses if fit.courses >= SMALLEST else 0, fit.fitted_at, not fit.why_not) for fit in held
    ]


def _named(fit: GrowthFit) -> str:
    form = library.form(fit.form_id, fit.form_version)
    return f"{form.title}: {form.key(fit.scale).name}" if len(form.scales) > 1 else form.title


@transaction.atomic
def look_back_every(every: int, *, practice: Practice, by: User, now: datetime, weeks: int | None = None) -> None:
    """After how many attended sessions two people look back, and after how many weeks at the latest, where a course says
    nothing else."""
    if (practice.review_every, practice.review_weeks) != (every, weeks):
        practice.review_every, practice.review_weeks = every, weeks
        practice.save(update_fields=["review_every", "review_weeks"])
        ledger.record("practice.review_every", actor=by.pk, subject=practice.pk, at=now)
