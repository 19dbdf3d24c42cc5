"""What the forms offer to other pages: open questions, what arrived, the latest scores."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, DateTimeField, Exists, Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from duologue.questionnaires import kiosks, licensed
from duologue.questionnaires.models import Ask, AskRule, LinkCode, Response, Score, only_counted, with_totals
from duologue.science import scoring
from duologue.science.forms import Form, Scoring

EVER = datetime(1, 1, 2, tzinfo=UTC)
THREE = 3  # times nobody opened it: then the therapist is asked whether to stop


@dataclass(frozen=True)
class Counted:
    """A score in words. `band` is the published name of its range, for a therapist to interpret."""

    form: Form
    score: Score

    @property
    def key(self) -> Scoring:
        return self.form.key(self.score.scale)

    @property
    def value(self) -> float | None:
        value = self.score.value
        return int(value) if value is not None and value.is_integer() else value

    @property
    def about(self) -> str:
        return self.form.about(self.score.scale)

    @property
    def band(self) -> str:
        return scoring.band(self.form, self.value, self.score.scale)

    @property
    def highest(self) -> int:
        return self.key.high

    @property
    def missing(self) -> int:
        return self.score.asked - self.score.answered


@dataclass(frozen=True)
class Latest:
    """The newest sent answers to one version of an instrument, and the first ones, on one scale."""

    form: Form
    latest: Response
    first: Response
    scale: str

    @property
    def counted(self) -> Counted:
        return self._on_the_scale(self.latest)

    @property
    def counted_first(self) -> Counted | None:
        return self._on_the_scale(self.first) if self.first != self.latest else None

    def _on_the_scale(self, response: Response) -> Counted:
        return next(one for one in counted_scales(response) if one.score.scale == self.scale)


def counted(response: Response) -> Counted | None:
    """The main score of one response, or None when its form has no key."""
    return next(iter(counted_scales(response)), None)


def counted_scales(response: Response) -> list[Counted]:
    """The scores of one response in the order of its form's scales, the main one first."""
    found = {score.scale: score for score in response.totals}
    return [Counted(response.form, found[key.scale]) for key in response.form.scales if key.scale in found]


def open_asks(viewer: Any, *, now: datetime) -> list[Ask]:
    """What this client is asked to answer now, oldest first; each says whether it was `begun`. What was begun stays."""
    own = viewer.courses.of_client(viewer.user).values("pk")
    asks = viewer.records(Ask).filter(course__in=own, stopped_at__isnull=True)
    drafts = viewer.records(Response).filter(ask=OuterRef("pk"))
    return list(
        asks.annotate(begun=Exists(drafts), answered=Exists(drafts.filter(sent_at__isnull=False)))
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now) | Q(begun=True), answered=False)
        .select_related("course")
        .order_by("written_at", "pk")
    )


def sent_answers(viewer: Any, course: Any) -> Any:
    """Sent answers of a course, newest first, with their scores. Drafts belong to their authors alone."""
    sent = viewer.records(Response).filter(course=course, sent_at__isnull=False)
    return with_totals(sent.select_related("ask")).order_by("-sent_at", "-pk")


def latest_scores(viewer: Any, course: Any) -> list[Latest]:
    """For each scale answered in a course: the newest and the first answers with their totals, in two queries."""
    return newest_and_first(only_counted(sent_answers(viewer, course)))


def newest_and_first(newest_come_first: Iterable[Response]) -> list[Latest]:
    """Group answers, newest first, by instrument and scale. Versions are not compared: the newest one answered counts."""
    found: dict[str, list[Response]] = {}
    for response in newest_come_first:
        kept = found.setdefault(response.form_id, [])
        if not kept or kept[0].form_version == response.form_version:
            kept.append(response)
    in_order = [kept for _, kept in sorted(found.items(), reverse=True)]
    return [Latest(kept[0].form, kept[0], kept[-1], key.scale) for kept in in_order for key in kept[0].form.scales]


def unopened(viewer: Any) -> list[Response]:
    """Answers sent to this therapist that nobody of the care team has opened, oldest first."""
    cared_for = viewer.courses.of_care_team(viewer.user).values("pk")
    waiting = viewer.records(Response).filter(
        course__in=cared_for, sent_at__isnull=False, opened_by_therapist_at__isnull=True, ask__isnull=False
    )
    return list(waiting.select_related("course", "author").order_by("sent_at", "pk"))


def asking(viewer: Any, course: Any, *, now: datetime) -> dict[str, Any]:
    """For the therapist's page: each form that can be asked with its open question, and what came back."""
    answers = list(sent_answers(viewer, course).filter(Q(ask__isnull=False) | Q(entered_by__isnull=False)))
    done = {response.ask_id for response in answers}
    in_time = Q(expires_at__isnull=True) | Q(expires_at__gt=now)
    asked = viewer.records(Ask).filter(in_time, course=course, stopped_at__isnull=True).order_by("written_at")
    still = {ask.form_id: ask for ask in asked if ask.pk not in done}
    return {
        "offers": [
            {"form": form, "open": still.get(form.id), "on_paper_only": kiosks.why_not_here(form)}
            for form in licensed.askable(course, now=now)
        ],
        "by_clinicians": licensed.by_clinicians(course, now=now),
        "answers": [{"response": response, "counted": counted_scales(response)} for response in answers],
        "code": viewer.records(LinkCode).filter(course=course).first(),
    }


def rules_of(viewer: Any, course: Any) -> list[AskRule]:
    """What is asked again and again in a course, oldest first."""
    return list(viewer.records(AskRule).filter(course=course, stopped_at__isnull=True).order_by("written_at", "pk"))


def unopened_rules(viewer: Any, *, now: datetime, course: Any = None) -> list[Any]:
    """Rules whose last three times ran out with nobody opening them, since somebody said why to go on; one query."""
    asked = viewer.records(Ask).filter(rule=OuterRef("pk"), stopped_at__isnull=True).order_by()
    opened = asked.filter(opened_at__isnull=False).values("rule").annotate(last=Max("written_at")).values("last")
    since = viewer.records(AskRule).filter(stopped_at__isnull=True, course__in=[course] if course else viewer.cared_for)
    since = since.annotate(
        opened=Coalesce(Subquery(opened), Value(EVER, DateTimeField())), kept=Coalesce("kept_on_at", Value(EVER))
    )
    run_out = asked.filter(
        opened_at__isnull=True,
        expires_at__lte=now,
        written_at__gt=OuterRef("opened"),
        expires_at__gt=OuterRef("kept"),
    )
    counted = run_out.values("rule").annotate(n=Count("pk")).values("n")
    found = since.annotate(missed=Coalesce(Subquery(counted), 0)).filter(missed__gte=THREE)
    return list(found.named().order_by("written_at", "pk"))
