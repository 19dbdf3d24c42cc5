"""A practice's own worksheets: drafted on a page or brought as a file, put on the shelf once, readable for ever."""

from __future__ import annotations

import tomllib
import uuid
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from duologue.audit import ledger
from duologue.people.models import Practice, User
from duologue.questionnaires import library
from duologue.questionnaires.own_models import OwnWorksheet
from duologue.science import own_forms
from duologue.science.forms import Form
from duologue.science.own_forms import NotOurs


class MovedOn(ValueError):
    """The draft was changed in another window, or is on the shelf by now. `current` is what stands there."""

    def __init__(self, current: OwnWorksheet) -> None:
        super().__init__("This was changed in another window.")
        self.current = current


def of(practice: Practice) -> QuerySet[OwnWorksheet]:
    """All that a practice made, newest first."""
    return OwnWorksheet.objects.filter(practice=practice).select_related("made_by").order_by("-made_at", "-pk")


@transaction.atomic
def begin(*, practice: Practice, by: User, now: datetime, draft: dict[str, Any] | None = None) -> OwnWorksheet:
    """A first draft."""
    return _kept(practice, f"{library.MADE}{uuid.uuid4().hex[:12]}", "1", draft or {}, "", by=by, now=now)


@transaction.atomic
def bring_in(text: str, *, practice: Practice, by: User, now: datetime) -> OwnWorksheet:
    """Keep a file as a draft that waits for the shelf. Raises NotOurs with the reason; then nothing was kept."""
    form = own_forms.read(text, form_id=library.MADE, version="1", licence=practice.name)
    made = _kept(practice, f"{library.MADE}{uuid.uuid4().hex[:12]}", "1", {}, text, by=by, now=now)
    made.title = form.title[:200]
    made.save(update_fields=["title"])
    return made


def _kept(
    practice: Practice, form_id: str, version: str, draft: Any, text: str, *, by: User, now: datetime
) -> OwnWorksheet:
    made = OwnWorksheet(
        practice=practice, form_id=form_id, version=version, draft=draft, text=text, made_by=by, made_at=now
    )
    made.title = str(draft.get("title", ""))[:200]
    made.save(force_insert=True)
    ledger.record("worksheet.begun", actor=by.pk, subject=made.pk, at=now)
    return made


@transaction.atomic
def keep(made: OwnWorksheet, draft: dict[str, Any], *, seen: int, by: User, now: datetime) -> OwnWorksheet:
    """Keep a draft, finished or not. Raises MovedOn where another window was quicker."""
    held = OwnWorksheet.objects.select_for_update().get(pk=made.pk)
    if held.edition != seen or held.on_shelf_since:
        raise MovedOn(held)
    held.draft, held.text, held.edition = draft, "", seen + 1
    held.title = str(draft.get("title", ""))[:200]
    held.save(update_fields=["draft", "text", "title", "edition"])
    ledger.record("worksheet.kept", actor=by.pk, subject=held.pk, at=now)
    return held


@transaction.atomic
def replace(made: OwnWorksheet, text: str, *, seen: int, by: User, now: datetime) -> OwnWorksheet:
    """A file takes the place of a draft. Raises NotOurs with the reason, or MovedOn; then nothing has changed."""
    form = own_forms.read(text, form_id=made.form_id, version=made.version, licence=made.practice.name)
    held = keep(made, {}, seen=seen, by=by, now=now)
    held.text, held.title = text, form.title[:200]
    held.save(update_fields=["text", "title"])
    return held


@transaction.atomic
def put_on_shelf(made: OwnWorksheet, text: str, *, by: User, now: datetime) -> Form:
    """From now on therapists of the practice can give it, and nothing of it changes. Raises NotOurs or MovedOn."""
    held = OwnWorksheet.objects.select_for_update().select_related("practice").get(pk=made.pk)
    if held.on_shelf_since:
        raise MovedOn(held)
    held.text, held.on_shelf_since = text, now
    form = as_form(held)
    held.title = form.title[:200]
    held.save(update_fields=["text", "on_shelf_since", "title"])
    ledger.record("worksheet.on_shelf", actor=by.pk, subject=held.pk, at=now)
    return form


@transaction.atomic
def next_version(made: OwnWorksheet, draft: dict[str, Any], *, by: User, now: datetime) -> OwnWorksheet:
    """A draft of the version after this one; the one that is open already, where there is one."""
    versions = OwnWorksheet.objects.select_for_update().filter(form_id=made.form_id)
    if open_one := versions.filter(on_shelf_since__isnull=True).first():
        return open_one
    number = str(1 + max(int(version) for version in versions.values_list("version", flat=True)))
    return _kept(made.practice, made.form_id, number, draft, "" if draft else made.text, by=by, now=now)


@transaction.atomic
def put_away(made: OwnWorksheet, *, by: User, now: datetime) -> None:
    """Give it no more, in any version. What was filled in stays readable."""
    if OwnWorksheet.objects.filter(form_id=made.form_id, put_away_at__isnull=True).update(put_away_at=now):
        ledger.record("worksheet.put_away", actor=by.pk, subject=made.pk, at=now)


def as_form(made: OwnWorksheet) -> Form:
    """The form it is; raises NotOurs where its text is none."""
    licence = f"Belongs to {made.practice.name}"
    form = own_forms.read(made.text, form_id=made.form_id, version=made.version, licence=licence)
    if form.extra.get("school", "") not in library.SCHOOLS or not form.extra.get("therapist_note"):
        raise NotOurs("Under [extra] name the school (" + ", ".join(library.SCHOOLS) + ") and a therapist_note.")
    return form


def as_draft(made: OwnWorksheet) -> dict[str, Any] | None:
    """What the page shows of it: the draft, or its text as rows; None where the text has what the page does not offer."""
    if made.draft or not made.text:
        return dict(made.draft)
    data = tomllib.loads(made.text)
    rows = own_forms.rows_of(data)
    if rows is None or data.get("presentation", "steps") not in own_forms.SHOWN:
        return None
    told = {name: data.get(name, "") for name in ("title", "called", "purpose", "source")}
    told |= {"minutes": data.get("minutes", 2), "shown": data.get("presentation", "steps"), **data.get("extra", {})}
    return {**told, "rows": [vars(row) | {"options": list(row.options)} for row in rows]}


def find(form_id: str, version: str) -> Form:
    """One version that was on the shelf, whatever became of it since; raises KeyError."""
    held = OwnWorksheet.objects.filter(form_id=form_id, version=version, on_shelf_since__isnull=False)
    made = held.select_related("practice").first()
    if made is None:
        raise KeyError(form_id, version)
    return as_form(made)


def on_the_shelf(practice: Practice | None) -> list[Form]:
    """The newest version of each worksheet of a practice that can be given; one query."""
    if practice is None:
        return []
    newest: dict[str, OwnWorksheet] = {}
    held = of(practice).filter(on_shelf_since__isnull=False, put_away_at__isnull=True)
    for made in sorted(held, key=lambda made: int(made.version)):
        newest[made.form_id] = made
    forms = [library.form(made.form_id, made.version) for made in newest.values()]
    return sorted(forms, key=lambda form: (form.title, form.id))


def to_give(practice: Practice | None) -> list[Form]:
    """Every worksheet that a therapist of a practice can give: those of the house, then the practice's own."""
    return library.worksheets() + on_the_shelf(practice)
