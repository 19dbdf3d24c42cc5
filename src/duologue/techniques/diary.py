"""Verbs of the diary card and of what a client writes with a tool: derive the card, fill in a day, choose who reads it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from duologue.audit import ledger
from duologue.courses.actions import write
from duologue.courses.models import Course
from duologue.people.models import User
from duologue.people.reaching import why_nobody
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.science.forms import Form
from duologue.techniques.cards import FEELINGS, TEMPLATE, URGES, DiaryCard, OwnEntry
from duologue.techniques.readers import ReadBy, audiences

CAN_BE_FILLED_IN = 30  # days back from today


class CardChanged(Exception):
    """The other one changed the card meanwhile; `current` is how it is now."""

    def __init__(self, current: DiaryCard) -> None:
        super().__init__("Somebody else changed the card.")
        self.current = current


@transaction.atomic
def derive_card(
    held: dict[str, Any], *, seen: int, course: Course, by: User, now: datetime, in_use: bool = True
) -> DiaryCard:
    """Keep the card as they chose it, as its next version; the same once more changes nothing. `seen` is the version they
    began from, 0 for none. Raises CardChanged, and NobodyToTell when an answer on it could reach nobody."""
    Course.objects.unscoped().select_for_update().get(pk=course.pk)
    before = newest(course)
    if (before.number if before else 0) != seen:
        assert before is not None
        raise CardChanged(before)
    if before and before.held == held and before.in_use == in_use:
        return before
    template = library.newest(TEMPLATE)
    card = DiaryCard(course=course, number=seen + 1, template_version=template.version, held=held, in_use=in_use)
    if in_use and card.raising and (reason := why_nobody(course.practice)):
        raise questionnaires.NobodyToTell(reason)
    kept: dict[str, Any] = {"number": card.number, "template_version": template.version, "held": held, "in_use": in_use}
    return write(DiaryCard, course=course, by=by, now=now, **kept)


def newest(course: Course) -> DiaryCard | None:
    """The card as it is now, for a verb."""
    found = DiaryCard.objects.unscoped().filter(course=course).select_related("course", "author")
    return found.order_by("-number").first()


def why_not_this_day(day: date, *, today: date) -> str | None:
    """The reason a day cannot be filled in, or None."""
    if day > today:
        return "This day is still to come. Choose today or an earlier day."
    if (today - day).days > CAN_BE_FILLED_IN:
        return "This day is more than a month ago. Choose a later one."
    return None


def fill_in_day(
    card: DiaryCard, day: date, answers: dict[str, Any], *, by: User, now: datetime, written_at: datetime, **read: Any
) -> OwnEntry:
    """Keep a day on the card. What was filled in for that day before stays, and this one is shown instead.

    Whether it was the same day is told by when it was written, not by when it reached us.
    """
    same = timezone.localdate(written_at, card.course.practice.zone) == day
    asked = {name: said for name, said in answers.items() if _is_on(card, name)}
    whole = {**asked, "day": day.isoformat(), "same_day": int(same)}
    return keep_entry(card.form, whole, on=day, card=card, course=card.course, by=by, now=now, at=written_at, **read)


def _is_on(card: DiaryCard, name: str) -> bool:
    listed = {*FEELINGS, *URGES}
    line = name.removesuffix("_acted")
    return line in card.on if line in listed or name in ("substances", "medication") else True


@transaction.atomic
def keep_entry(
    form: Form,
    answers: dict[str, Any],
    *,
    on: date,
    course: Course,
    by: User,
    now: datetime,
    at: datetime,
    card: DiaryCard | None = None,
    read_by: ReadBy = ReadBy.ME,
    line: str = "",
) -> OwnEntry:
    """Keep what a client wrote on a form by themselves, for those they choose. An answer that must reach a person does so
    from here like from everywhere, whoever reads the rest; raises Unreachable where nobody is left to reach."""
    entry_for, answers_for = audiences(read_by)
    draft = questionnaires.begin(form, course=course, by=by, now=now, audience=answers_for, written_at=at)
    sent = questionnaires.send(draft, answers, now=now, written_at=at)
    line = line if read_by == ReadBy.LINE else ""
    more: dict[str, Any] = {"response": sent, "card": card, "on": on, "line": line, "audience": entry_for}
    return write(OwnEntry, course=course, by=by, now=now, written_at=at, **more)


@transaction.atomic
def choose_readers(entry: OwnEntry, read_by: ReadBy, *, line: str, by: User, now: datetime) -> OwnEntry:
    """Change who may read an entry, both ways, as often as its author likes. Raises ValueError for anybody else."""
    if entry.author_id != by.pk:
        raise ValueError("Only the person who wrote this can change who reads it.")
    entry.audience, entry.response.audience = audiences(read_by)
    entry.line = line if read_by == ReadBy.LINE else ""
    entry.save(update_fields=["audience", "line"])
    entry.response.save(update_fields=["audience"])
    ledger.record("ownentry.readers", actor=by.pk, course=entry.course_id, subject=entry.pk, at=now)
    return entry
