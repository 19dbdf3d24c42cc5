"""Forms that a practice brings along: kept whole, put in use once, asked until their licence ends, readable for ever."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from duologue.audit import ledger
from duologue.courses.models import Course
from duologue.people.models import Practice, User
from duologue.questionnaires import library
from duologue.questionnaires.licensed_models import LicensedForm
from duologue.science import foreign_forms, foreign_json
from duologue.science.foreign_forms import Brought, Refused, Terms
from duologue.science.forms import Form


class CannotBeAsked(ValueError):
    """Its licence has ended, it was put away, or it is another practice's."""


@dataclass(frozen=True)
class Licence:
    """What the practice says of its licence."""

    holder: str
    scope: str
    until_on: date | None = None


def look_into(original: bytes) -> Brought:
    """What a file says; raises Refused with its reason."""
    return foreign_forms.read(foreign_json.read(original))


@transaction.atomic
def bring_in(original: bytes, *, licence: Licence, practice: Practice, by: User, now: datetime) -> LicensedForm:
    """Keep a file whole. The same questionnaire again is its next version; the very same file is there already."""
    said = look_into(original)
    earlier = LicensedForm.objects.filter(practice=practice, put_away_at__isnull=True).select_for_update()
    for held in earlier.filter(title=said.title, address=said.url):
        if bytes(held.original) == original:
            raise Refused("This very file is here already.")
    before = LicensedForm.objects.filter(practice=practice, title=said.title, address=said.url)
    last = before.order_by("pk").first()  # all its versions have one id
    kept = LicensedForm(
        practice=practice,
        form_id=last.form_id if last else f"own-{uuid.uuid4().hex[:12]}",
        version=str(before.count() + 1),
        title=said.title,
        address=said.url,
        original=original,
        holder=licence.holder,
        scope=licence.scope,
        until_on=licence.until_on,
        brought_by=by,
        brought_at=now,
    )
    kept.save(force_insert=True)
    ledger.record("licensedform.brought", actor=by.pk, subject=kept.pk, at=now)
    return kept


@transaction.atomic
def put_in_use(kept: LicensedForm, terms: dict[str, Any], *, by: User, now: datetime) -> Form:
    """Fix how it is used: what clients read above it, how it is counted, which answers raise. Raises Refused."""
    held = LicensedForm.objects.select_for_update().get(pk=kept.pk)
    if held.in_use_since:
        raise Refused("It is in use already, and stays as it is. Bring the file again for another version.")
    held.terms, held.in_use_since = terms, now
    form = as_form(held)
    held.save(update_fields=["terms", "in_use_since"])
    ledger.record("licensedform.in_use", actor=by.pk, subject=held.pk, at=now)
    return form


@transaction.atomic
def put_away(kept: LicensedForm, *, by: User, now: datetime) -> None:
    """Ask it no more. What was answered stays readable."""
    held = LicensedForm.objects.select_for_update().get(pk=kept.pk)
    if held.put_away_at is None:
        held.put_away_at = now
        held.save(update_fields=["put_away_at"])
        ledger.record("licensedform.put_away", actor=by.pk, subject=held.pk, at=now)


def as_form(kept: LicensedForm) -> Form:
    """The form it is; raises Refused when its terms do not fit."""
    licence = f"Used under a licence of {kept.holder}: {kept.scope}"
    terms = Terms(**{**kept.terms, "licence": licence})
    return foreign_forms.as_form(look_into(bytes(kept.original)), terms, form_id=kept.form_id, version=kept.version)


def find(form_id: str, version: str) -> Form:
    """One version that was put in use, whatever became of it since; raises KeyError."""
    kept = LicensedForm.objects.filter(form_id=form_id, version=version, in_use_since__isnull=False).first()
    if kept is None:
        raise KeyError(form_id, version)
    return as_form(kept)


def of(practice: Practice) -> QuerySet[LicensedForm]:
    """All that a practice brought, newest first."""
    return LicensedForm.objects.filter(practice=practice).select_related("brought_by").order_by("-brought_at", "-pk")


def can_be_asked(practice: Practice, *, on: date) -> list[Form]:
    """The newest version of each form of a practice that is in use and whose licence holds on a day."""
    newest: dict[str, LicensedForm] = {}
    in_use = of(practice).filter(in_use_since__isnull=False).defer("original")
    for kept in sorted(in_use, key=lambda kept: int(kept.version)):
        newest[kept.form_id] = kept
    held = [kept for kept in newest.values() if holds(kept, on=on)]
    return sorted((library.form(kept.form_id, kept.version) for kept in held), key=lambda form: form.title)


def holds(kept: LicensedForm, *, on: date) -> bool:
    """Whether it may be asked on a day."""
    return bool(kept.in_use_since) and kept.put_away_at is None and (kept.until_on is None or on <= kept.until_on)


def today(course: Course, *, now: datetime) -> list[Form]:
    """The forms that the practice of a course brought along and may ask today."""
    return can_be_asked(course.practice, on=now.astimezone(course.practice.zone).date())


def askable(course: Course, *, now: datetime) -> list[Form]:
    """All that a client of this course can be asked today: what is on the shelf, then what the practice brought."""
    return library.askable() + [form for form in today(course, now=now) if not form.by_clinician]


def by_clinicians(course: Course, *, now: datetime) -> list[Form]:
    """All that a clinician asks in person in this course."""
    return library.by_clinicians() + [form for form in today(course, now=now) if form.by_clinician]


def to_ask(form_id: str, *, course: Course, now: datetime) -> Form:
    """The newest version of a form, as it may be asked in this course today; raises KeyError or CannotBeAsked."""
    if not form_id.startswith(library.OWN):
        return library.newest(form_id)
    for form in today(course, now=now):
        if form.id == form_id:
            return form
    raise CannotBeAsked(form_id)
