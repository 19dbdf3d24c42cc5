"""Pages on which a practice makes worksheets: written row by row, or brought as a file; looked at; put on the shelf."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from duologue.people.models import Practice, Role
from duologue.questionnaires import filling, own_sheets
from duologue.questionnaires.own_models import OwnWorksheet
from duologue.questionnaires.worksheet import bound_steps, fields_of
from duologue.science import own_forms
from duologue.science.forms import Form
from duologue.science.own_forms import NotOurs
from duologue.techniques.own_fields import File, Head, fields_from, moved, typed

MAY = (Role.THERAPIST, Role.MANAGER)
read_or_write = require_http_methods(["GET", "HEAD", "POST"])
STAYS = "This version is on the shelf, and stays as it is. Make the next version to change it."


def _practice(request: Any) -> Practice:
    """Where this person is a therapist or a manager; for everybody else these pages do not exist."""
    request.viewer.looked = True  # the ledger keeps that somebody was here
    practice = next((m.practice for m in request.viewer.memberships if m.role in MAY), None)
    if practice is None:
        raise Http404
    return practice


def _one(request: Any, pk: Any) -> OwnWorksheet:
    made = own_sheets.of(_practice(request)).select_related("practice").filter(pk=pk).first()
    if made is None:
        raise Http404
    return made


@read_or_write
def own(request):
    """All that the practice made, and two ways to one more: an empty page, or a file."""
    practice = _practice(request)
    brings = request.method == "POST" and request.POST.get("do") == "bring"
    form = File(request.POST, request.FILES) if brings else File()
    if request.method == "POST" and not brings:
        return redirect(
            "techniques:own-sheet", own_sheets.begin(practice=practice, by=request.user, now=request.now).pk
        )
    if brings and form.is_valid():
        try:
            made = own_sheets.bring_in(form.cleaned_data["file"], practice=practice, by=request.user, now=request.now)
            return redirect("techniques:own-sheet", made.pk)
        except NotOurs as why:
            form.add_error("file", str(why))
    page = {"practice": practice, "made": own_sheets.of(practice), "form": form}
    return render(request, "techniques/pages/own.html", page, status=422 if form.errors else 200)


@read_or_write
def own_sheet(request, pk):
    """One worksheet of the practice: a draft to write on, or the version that stands on the shelf to look at."""
    made = _one(request, pk)
    if made.on_shelf_since and request.method == "POST":
        return _both(request, made, typed(request.POST))
    if made.on_shelf_since:
        page = {"made": made, **_looked_at(own_sheets.as_form(made))}
        return render(request, "techniques/pages/own_on_shelf.html", page)
    if made.text and not made.draft and own_sheets.as_draft(made) is None:
        return _as_a_file(request, made)
    return _draft(request, made)


def _edition(request: Any) -> int:
    """The edition that somebody saw; 0, which none is, for anything that is no number."""
    said = request.POST.get("edition", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 9 else 0


def _draft(request: Any, made: OwnWorksheet) -> HttpResponse:
    """The draft on the page. The buttons keep what was typed; `look` shows it, `shelf` puts it there."""
    if request.method != "POST":
        draft = own_sheets.as_draft(made) or {}
        form = Head(initial=fields_from(draft), rows=len(draft.get("rows", [])) or 1)
        return render(request, "techniques/pages/own_draft.html", {"made": made, "form": form, "edition": made.edition})
    move, edition = request.POST.get("move", "keep"), _edition(request)
    draft = moved(typed(request.POST), move)
    if move in ("look", "shelf"):
        return _look_or_shelve(request, made, draft, edition)
    try:
        own_sheets.keep(made, draft, seen=edition, by=request.user, now=request.now)
    except own_sheets.MovedOn as late:
        return _both(request, late.current, draft)
    if move == "keep":
        messages.info(request, "Kept as a draft.")
    return redirect(f"{request.path}#{'keep' if move == 'keep' else 'questions'}")


def _look_or_shelve(request: Any, made: OwnWorksheet, draft: dict[str, Any], edition: int) -> HttpResponse:
    """A finished page: shown as a client will see it (an answer that is a page keeps nothing), or put on the shelf."""
    form = Head(fields_from(draft), rows=len(draft["rows"]))
    page = {"made": made, "form": form, "edition": edition}
    if not form.is_valid():
        return render(request, "techniques/pages/own_draft.html", page, status=422)
    text = own_forms.write(form.sheet)
    if request.POST["move"] == "look":
        made.text = text
        return render(request, "techniques/pages/own_draft.html", {**page, **_looked_at(own_sheets.as_form(made))})
    try:
        made = own_sheets.keep(made, draft, seen=edition, by=request.user, now=request.now)
        own_sheets.put_on_shelf(made, text, by=request.user, now=request.now)
    except own_sheets.MovedOn as late:
        return _both(request, late.current, draft)
    messages.success(request, "It stands in the library now, and can be given.")
    return redirect("techniques:own-sheet", made.pk)


def _both(request: Any, current: OwnWorksheet, mine: dict[str, Any]) -> HttpResponse:
    """Another window was quicker: what stands there now is named, and what was typed here stays on the page."""
    form = Head(initial=fields_from(mine), rows=len(mine["rows"]))
    late = (
        STAYS
        if current.on_shelf_since
        else "This was changed in another window. Your words stand here. Keep them, and they take its place."
    )
    page = {
        "made": current,
        "form": form,
        "edition": current.edition,
        "late": late,
        "theirs": own_sheets.as_draft(current),
    }
    return render(request, "techniques/pages/own_draft.html", page, status=409)


def _as_a_file(request: Any, made: OwnWorksheet) -> HttpResponse:
    """A draft that was brought as a file, with more in it than the page offers: looked at, replaced, put on the shelf."""
    replaces = request.method == "POST" and request.POST.get("do") == "replace"
    form = File(request.POST, request.FILES) if replaces else File()
    try:
        if replaces and form.is_valid():
            text, seen = form.cleaned_data["file"], _edition(request)
            own_sheets.replace(made, text, seen=seen, by=request.user, now=request.now)
            return redirect("techniques:own-sheet", made.pk)
        if request.method == "POST" and not replaces:
            own_sheets.put_on_shelf(made, made.text, by=request.user, now=request.now)
            messages.success(request, "It stands in the library now, and can be given.")
            return redirect("techniques:own-sheet", made.pk)
    except (NotOurs, own_sheets.MovedOn) as why:
        form.errors  # noqa: B018  # an unbound form has no errors to add to yet
        form.add_error("file" if replaces else None, str(why))
    form_here = own_forms.read(made.text, form_id=made.form_id, version=made.version, licence=made.practice.name)
    page = {"made": made, "form": form, "edition": made.edition, **_looked_at(form_here)}
    return render(request, "techniques/pages/own_file.html", page, status=422 if form.errors else 200)


def _looked_at(sheet: Form) -> dict[str, Any]:
    """What a client will see of it."""
    on_one_page = sheet.presentation in filling.ON_ONE_PAGE
    steps = [] if on_one_page else bound_steps(sheet, fields_of(sheet)())
    return {"sheet": sheet, "steps": steps, "parts": filling.parts(sheet, {}) if on_one_page else []}


@require_POST
def next_version(request, pk):
    """A draft of the version after this one."""
    made = _one(request, pk)
    draft = own_sheets.as_draft(made) or {}
    after = own_sheets.next_version(made, draft, by=request.user, now=request.now)
    return redirect("techniques:own-sheet", after.pk)


@require_POST
def put_away(request, pk):
    """Give it no more; what was filled in stays readable."""
    own_sheets.put_away(_one(request, pk), by=request.user, now=request.now)
    messages.info(request, "Put away. What was filled in stays readable.")
    return redirect("techniques:own")


@require_safe
def own_text(request, pk):
    """The file it is, to keep or to take to another house."""
    made = _one(request, pk)
    if not made.text:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{made.form_id}.v{made.version}.toml"'}
    return HttpResponse(made.text, "application/toml; charset=utf-8", headers=headers)
