"""The DBT pages of one course: the week first, the card both put together, and a day on it for the client."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import events
from duologue.science import scoring
from duologue.techniques import card_forms, dbt_panels, diary, week
from duologue.techniques.card_forms import CardForm
from duologue.techniques.cards import DiaryCard, OwnEntry, days_back
from duologue.techniques.readers import ReadBy, WhoReadsIt

read_or_write = require_http_methods(["GET", "HEAD", "POST"])
ENDED = "This course has ended. What is here stays to read and to print."
KEPT = {
    ReadBy.ME: "Kept, just for you.",
    ReadBy.LINE: "Kept. Your line is there for {}, the rest is just for you.",
    ReadBy.BOTH: "Kept. {} can read it too.",
}


@require_safe
def overview(request, course_id):
    """The week, the reasons under it, what was tried, and the chains; the same page for both."""
    course = request.viewer.course(course_id)
    today = _today(request, course)
    until = min(_day(request.GET.get("until")) or today, today)
    shown = week.of(request.viewer, course, until=until)
    page = {"course": course, "week": shown, "today": today, "card": week.card_of(request.viewer, course)}
    if course.viewed_as == "therapist":
        for day in shown.filled:
            questionnaires.note_opened(day.entry.shown, now=request.now)
    return render(request, "techniques/pages/dbt.html", {**page, **dbt_panels.beside_the_week(request.viewer, course)})


@read_or_write
def card(request, course_id):
    """The card both put together in session: which lines, in whose words. Each change is a version."""
    course = request.viewer.course(course_id)
    held = week.card_of(request.viewer, course)
    form = CardForm(request.POST or None, initial=card_forms.first_of(held))
    if request.method != "POST":
        return _card(request, course, held, form)
    if course.has_ended:
        form.add_error(None, ENDED)
    if not form.is_valid():
        return _card(request, course, held, form, status=422)
    keeps = {"seen": form.cleaned_data["version"] or 0, "in_use": "away" not in request.POST}
    try:
        diary.derive_card(form.held(), **keeps, course=course, by=request.user, now=request.now)
    except diary.CardChanged as newer:
        again = CardForm({**request.POST.dict(), **_lists(request.POST), "version": newer.current.number})
        return _card(request, course, newer.current, again, status=409, changed=newer.current)
    except questionnaires.NobodyToTell as reason:
        form.add_error(None, str(reason))
        return _card(request, course, held, form, status=422)
    messages.success(request, "The card is kept. Both of you have it.")
    return redirect("techniques:dbt", course.pk)


def _lists(posted: Any) -> dict[str, list[str]]:
    return {name: posted.getlist(name) for name in ("feelings", "urges", "also", "skills")}


def _card(request: Any, course: Any, held: DiaryCard | None, form: CardForm, **more: Any) -> HttpResponse:
    status = more.pop("status", 200)
    earlier = request.viewer.records(DiaryCard).filter(course=course).select_related("author").order_by("-number")
    page = {"course": course, "card": held, "form": form, "versions": list(earlier[:30]), **more}
    return render(request, "techniques/pages/card.html", page, status=status)


@read_or_write
def day(request, course_id):
    """A day on the card, a screen for each part. Everything can be left out, and a day can be filled in again."""
    course = request.viewer.course(course_id, as_role="client")
    held = week.card_of(request.viewer, course)
    if held is None:
        page = {"course": course, "none": True}
        return render(request, "techniques/pages/day.html", page, status=422 if request.method == "POST" else 200)
    if request.method == "POST":
        return _fill_in(request, course, held)
    on = _day(request.GET.get("day")) or _today(request, course)
    before = _own(request, course, on)
    return _day_page(request, held, on, before.shown.answers if before and before.shown else {}, before=before)


def _fill_in(request: Any, course: Any, held: DiaryCard) -> HttpResponse:
    on, today = _day(request.POST.get("day")), _today(request, course)
    reads = WhoReadsIt(request.POST, therapist=_therapist(course))
    given = request.POST.dict()
    if given.get("move") == "same":
        return _day_page(request, held, on or today, {**given, **_feelings_before(request, held, on or today)})
    if on is None or (reason := diary.why_not_this_day(on, today=today)):
        reads.add_error(None, reason if on else "Choose which day it is about.")
        return _day_page(request, held, on or today, given, reads=reads, status=422)
    try:
        answers = questionnaires.understood(held.form, given)
    except questionnaires.WrongAnswer as slip:
        return _day_page(request, held, on, given, reads=reads, wrong=slip.item_id, status=422)
    said = {name: answer for name, answer in answers.items() if answer is not None and name not in ("day", "same_day")}
    if reads.is_valid() and not said:
        reads.add_error(None, "Fill in one line, whichever you like.")
    if reads.errors:
        return _day_page(request, held, on, given, reads=reads, status=422)
    when = {"by": request.user, "now": request.now, "written_at": request.written_at}
    chosen = {"read_by": reads.cleaned_data["read_by"], "line": reads.cleaned_data["line"]}
    try:
        entry = diary.fill_in_day(held, on, said, **when, **chosen)
    except events.Unreachable:  # then it is not taken as if somebody would read it
        return _day_page(request, held, on, given, reads=reads, nobody=True, status=503)
    if scoring.raised(entry.response.form, entry.response.answers):
        return redirect("safety:after", entry.response_id)
    messages.success(request, KEPT[chosen["read_by"]].format(_therapist(course)))
    return redirect("techniques:dbt", course.pk)


def _day_page(request: Any, held: DiaryCard, on: date, said: Any, *, wrong: str = "", **more: Any) -> HttpResponse:
    course, status = held.course, more.pop("status", 200)
    yesterday = _feelings_before(request, held, on)
    page = {
        "course": course,
        "card": held,
        "on": on,
        "days": days_back(_today(request, course), 7),
        "today": _today(request, course),
        "feelings": card_forms.asked(held.feelings, said, wrong=wrong),
        "urges": card_forms.asked(held.urges, said, wrong=wrong, acts=True),
        "skills": card_forms.asked(held.skills, said),
        "useful": [(o.value, o.text, str(o.value) == str(said.get("usefulness"))) for o in _options(held)],
        "medicine": [(value, text, str(value) == str(said.get("medication"))) for value, text in card_forms.ACTED],
        "said": said,
        "yesterday": yesterday,
        "form_shown": {"items": held.raising},
        "wrong": wrong,
        "reads": WhoReadsIt(therapist=_therapist(course)),
        **more,
    }
    return render(request, "techniques/pages/day.html", page, status=status)


def _options(held: DiaryCard) -> Any:
    return held.form.item("usefulness").options


def _feelings_before(request: Any, held: DiaryCard, on: date) -> dict[str, int]:
    """The feelings of the day before, for those who choose “same as yesterday”. Never an urge."""
    before = week.before_this(request.viewer, held.course, on)
    if before is None or before.shown is None or before.card is None:
        return {}
    same = [row.id for row in held.feelings if row.id in before.card.on and before.card.name_of(row.id) == row.name]
    return {name: before.shown.answers[name] for name in same if before.shown.answers.get(name) is not None}


def _own(request: Any, course: Any, on: date) -> OwnEntry | None:
    return week.of(request.viewer, course, until=on).days[-1].entry


def _today(request: Any, course: Any) -> date:
    return timezone.localdate(request.now, course.practice.zone)


def _therapist(course: Any) -> str:
    return course.lead.called if course.lead else "your therapist"


def _day(said: str | None) -> date | None:
    """A day in an address or a form; None where none is named."""
    try:
        day = date.fromisoformat(said or "")
    except ValueError:
        return None
    return day if 2000 < day.year < 2200 else None
