"""The page where a therapist brings along scores that another system counted: a file, a look at it, then all or nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from duologue.questionnaires import brought, library, licensed
from duologue.questionnaires.brought import Found
from duologue.questionnaires.brought_models import Brought
from duologue.science import sheets
from duologue.science.forms import Form, Scoring
from duologue.science.sheets import DAY, FORMATS, LARGEST, LEAVE_OUT, NAME, SCORE, Bad, Line, Measure, Sheet, Unreadable
from duologue.web.forms import Choice, PlainForm, Upload
from duologue.web.forms import Line as OneLine

KINDS = {LEAVE_OUT: "Leave it out", DAY: "The day", NAME: "The name of the measure", SCORE: "The score"}
GUESSES = {
    DAY: "date day datum completed completedon completiondate taken",
    NAME: "measure instrument scale questionnaire test name",
}
GUESSES |= {SCORE: "score total value result points"}
SHOWN = 4  # cells of each column


class BringAlong(PlainForm):
    """Where the scores come from, and the file."""

    source = OneLine(
        label="Which system counted them?", help_text="For example the name of your last program.", max_length=80
    )
    file = Upload(
        label="The file",
        help_text="A sheet saved as CSV in UTF-8: a column with days, and columns with scores.",
        accept=".csv,text/csv",
    )

    def clean_file(self):
        """The text of the file; nothing of it is kept yet."""
        file = self.cleaned_data["file"]
        try:
            content = file.read(LARGEST + 1)
            sheets.read(content)
        except Unreadable as why:
            self.add_error("file", str(why))
            return None
        return content.decode("utf-8-sig")


class LookFirst(PlainForm):
    """What stands in each column, and how days are written; one choice for each column is added by the sheet."""

    written = Choice(label="How are days written?", choices=[(name, said) for name, (said, _) in FORMATS.items()])


@dataclass(frozen=True)
class Looked:
    """What a file would bring: scores to keep, scores that are here already, and lines that cannot be kept."""

    keep: list[Found] = field(default_factory=list)
    here: int = 0
    bad: list[Bad] = field(default_factory=list)
    wrong: str = ""  # why nothing can be said yet


@require_http_methods(["GET", "HEAD", "POST"])
def bring(request, course_id):
    """Choose a file; look at what it would bring; keep all of it, or nothing."""
    course = request.viewer.course(course_id, as_role="therapist")
    if request.method == "POST" and "text" in request.POST:
        return _looked_at(request, course)
    form = BringAlong(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sheet = sheets.parse(form.cleaned_data["file"])
        return _preview(request, course, sheet, text=form.cleaned_data["file"], source=form.cleaned_data["source"])
    files = request.viewer.records(Brought).filter(course=course).select_related("course", "author")
    so_far = [
        (one, brought.counted(request.viewer, course).filter(brought=one).count())
        for one in files.order_by("-written_at", "pk")
    ]
    page = {
        "course": course,
        "form": form,
        "so_far": so_far,
        "measures": [m.shown for m in _measures(course, request.now)],
    }
    return render(request, "questionnaires/pages/bring.html", page, status=422 if form.errors else 200)


def _looked_at(request: Any, course: Any) -> HttpResponse:
    """The file came back with what its columns are: keep it, when that was asked and nothing stands against it."""
    text, source = request.POST["text"], request.POST.get("source", "").strip()[:80]
    try:
        sheet = sheets.read(text.encode())
    except Unreadable as why:
        form = BringAlong({"source": source})
        form.add_error("file", str(why))
        return render(request, "questionnaires/pages/bring.html", {"course": course, "form": form}, status=422)
    columns = {n: request.POST.get(f"column_{n}", LEAVE_OUT) for n in range(len(sheet.headings))}
    written = request.POST.get("written", "")
    looked = _look(request, course, sheet, columns, written if written in FORMATS else "iso")
    wanted = request.POST.get("do") == "keep"
    spared = request.POST.get("leave_out") == "yes"
    if not wanted or looked.wrong or not looked.keep or (looked.bad and not spared) or not source:
        status = 422 if wanted else 200
        return _preview(
            request, course, sheet, text=text, source=source, columns=columns, written=written, status=status
        )
    brought.bring_along(looked.keep, source=source, course=course, by=request.user, now=request.now)
    messages.info(request, f"{len(looked.keep)} scores are on the progress page now.")
    return redirect("questionnaires:bring", course.pk)


def _preview(
    request: Any,
    course: Any,
    sheet: Sheet,
    *,
    text: str,
    source: str,
    columns: dict[int, str] | None = None,
    written: str = "",
    status: int = 200,
) -> HttpResponse:
    measures = _measures(course, request.now)
    columns = columns if columns is not None else _guessed(sheet, [one.measure for one in measures])
    days = next((sheet.column(n) for n, kind in columns.items() if kind == DAY), [])
    written = written if written in FORMATS else sheets.guess_format(days)
    looked = _look(request, course, sheet, columns, written)
    choices = [*KINDS.items(), *((one.measure.key, one.shown) for one in measures)]
    page = {
        "course": course,
        "text": text,
        "source": source,
        "looked": looked,
        "columns": [
            (n, heading or f"Column {n + 1}", columns.get(n, ""), sheet.column(n)[:SHOWN])
            for n, heading in enumerate(sheet.headings)
        ],
        "choices": choices,
        "names": {one.form.id: one.form.short for one in measures},
        "form": LookFirst(initial={"written": written}),
        "refused": status == 422,
    }
    return render(request, "questionnaires/pages/bring_look.html", page, status=status)


def _look(request: Any, course: Any, sheet: Sheet, columns: dict[int, str], written: str) -> Looked:
    """Understand the file, and leave out what the course holds already."""
    measures = {one.measure.key: one for one in _measures(course, request.now)}
    today = timezone.localdate(request.now)
    known = [one.measure for one in measures.values()]
    try:
        lines, bad = sheets.understand(sheet, columns, known, written=written, today=today)
    except Unreadable as why:
        return Looked(wrong=str(why))
    held = brought.held_already(request.viewer, course)
    found = [_found(line, measures[line.key]) for line in lines]
    new = [one for one in found if one.key not in held]
    return Looked(new, len(found) - len(new), bad)


@dataclass(frozen=True)
class Offered:
    """A scale scores can be brought for: as the sheet knows it, and as people do."""

    measure: Measure
    form: Form
    key: Scoring
    shown: str


def _found(line: Line, of: Offered) -> Found:
    return Found(of.form.id, of.form.version, of.key.scale, line.on, line.value)


def _measures(course: Any, now: Any) -> list[Offered]:
    """Every scale with a key: of the shelf, of totals entered from paper, of forms the practice brought."""
    forms = [*library.askable(), *library.score_only(), *licensed.today(course, now=now)]
    return [_offered(form, key) for form in forms if form.scoring for key in form.scales]


def _offered(form: Form, key: Scoring) -> Offered:
    alone = len(form.scales) == 1
    shown = f"{form.short}: {key.name}" if key.name else form.short
    names = {shown, f"{form.title} {key.name}", f"{form.id} {key.scale}"}
    names |= {form.id, form.title, form.short} if alone else set()
    decimals = form.item("total").decimals if form.score_only else 0
    plain = frozenset(sheets.plain(name) for name in names)
    name = f"{form.id}.{form.version}.{key.scale}"
    return Offered(Measure(name, key.low, key.high, plain, decimals), form, key, shown)


def _guessed(sheet: Sheet, measures: list[Measure]) -> dict[int, str]:
    """What each column seems to be, by its heading; each kind is given once."""
    known = {name: one.key for one in measures for name in one.names}
    known |= {word: kind for kind, words in GUESSES.items() for word in words.split()}
    found: dict[int, str] = {}
    for n, heading in enumerate(sheet.headings):
        kind = known.get(sheets.plain(heading), LEAVE_OUT)
        found[n] = kind if kind not in found.values() else LEAVE_OUT
    return found


@require_POST
def take_out(request, pk):
    """Undo: the scores of one file count no more."""
    kept = request.viewer.record(Brought, pk, as_role="therapist")
    brought.take_out(kept, by=request.user, now=request.now)
    messages.info(request, "These scores count no more. They are gone from the progress page.")
    return redirect("questionnaires:bring", kept.course_id)
