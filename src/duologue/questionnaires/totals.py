"""The page where a therapist enters the total of an instrument whose words are not ours to show."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from duologue.questionnaires import entering, library, panels
from duologue.questionnaires.models import Response
from duologue.web.forms import Choice, Day, Number, PlainForm


class EnterTotal(PlainForm):
    """Which form, its total, and the day it was filled in."""

    instrument = Choice(label="Which form was it?", missing="Choose the form.")
    total = Number(label="Its total", help_text="As you counted it, by the key that comes with the form.")
    on = Day(label="On which day was it filled in?", missing="Choose the day.")

    def __init__(self, *args, today, **kwargs):
        self.offered = {form.id: form for form in library.score_only()}
        super().__init__(*args, initial={"on": today}, **kwargs)
        self.today = today
        self.fields["instrument"].choices = [
            (form.id, f"{form.title}, {form.key().low} to {form.key().high}") for form in self.offered.values()
        ]

    def clean_on(self):
        on = self.cleaned_data["on"]
        if not on.year >= 1990 or on > self.today:
            raise ValidationError("Choose a day up to today.")
        return on

    def clean(self):
        said = super().clean()
        form, total = self.offered.get(said.get("instrument", "")), said.get("total")
        if form and total is not None and not form.item("total").accepts(total):
            whole = "with one decimal at most" if form.item("total").decimals else "in whole points"
            self.add_error(
                "total", f"The totals of this form lie between {form.key().low} and {form.key().high}, {whole}."
            )
        return said


@require_http_methods(["GET", "HEAD", "POST"])
def enter(request, course_id):
    """What was entered so far, and one more."""
    course = request.viewer.course(course_id, as_role="therapist")
    today = timezone.localdate(request.now)
    form = EnterTotal(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        of = form.offered[said["instrument"]]
        entering.enter_total(of, said["total"], on=said["on"], course=course, by=request.user, now=request.now)
        return redirect("questionnaires:enter-total", course.pk)
    ids = [one.id for one in library.score_only()]
    entered = panels.sent_answers(request.viewer, course).filter(form_id__in=ids).select_related("author")
    rows = [{"response": response, "counted": panels.counted(response)} for response in entered]
    page = {"course": course, "form": form, "entered": rows}
    return render(request, "questionnaires/pages/enter_total.html", page, status=422 if form.errors else 200)


@require_POST
def take_out(request, pk):
    """Take out a total that was entered by mistake."""
    kept = request.viewer.record(Response, pk, as_role="therapist")
    if not kept.form.score_only:
        raise Http404
    entering.take_out(kept, by=request.user, now=request.now)
    return redirect("questionnaires:enter-total", kept.course_id)
