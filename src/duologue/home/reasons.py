"""Why a therapist may want to talk with somebody: each reason says what happened, and offers the next step."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone

from duologue.questionnaires import panels as questionnaires
from duologue.relationship import panels as relationship
from duologue.safety import panels as safety
from duologue.science.strain_rules import Level

if TYPE_CHECKING:
    from duologue.home.caseload import Line

LAST_TO_TALK = 4  # beyond that weight it is a small thing that waits, and no conversation
REMARK, SMALL, ADMIN = 2, 6, 5
RECENT = timedelta(days=28)


@dataclass(frozen=True)
class Reason:
    """One reason: how early it stands, what happened, and where the next step is taken."""

    weight: int
    said: str
    address: str
    step: str

    @property
    def is_to_talk(self) -> bool:
        return self.weight <= LAST_TO_TALK


def gather(viewer: Any, found: dict[uuid.UUID, Line], *, now: datetime) -> None:
    """Give each line its reasons, the weightiest first; three queries. A number is never a reason by itself."""
    today = timezone.localdate(now)
    for line in found.values():
        if not line.ended:
            line.reasons += [*_by_numbers(line, today=today), *_missed(line)]
    for course_id, reason in [
        *_alerts(viewer),
        *_felt(relationship.waiting(viewer, today=today), now=now),
        *_unopened(viewer, now=now),
    ]:
        if course_id in found:
            found[course_id].reasons.append(reason)
    for line in found.values():
        line.reasons.sort(key=lambda reason: reason.weight)


def _alerts(viewer: Any) -> Iterable[tuple[uuid.UUID, Reason]]:
    for alert in safety.waiting(viewer):
        seen = "and it is not settled yet." if alert.acknowledged_at else "and nobody has written down what was done."
        said = f"Question {alert.rule[1:]} answered “{alert.in_words}”, {seen}"
        yield alert.course_id, Reason(0, said, reverse("safety:alert", args=[alert.pk]), "Say what was done")


def _felt(waiting: list[relationship.Waits], *, now: datetime) -> Iterable[tuple[uuid.UUID, Reason]]:
    """What waits about the relationship. The same thing for several sessions of one course is said once, with how many."""
    same: dict[tuple[uuid.UUID, str, int], list[relationship.Waits]] = defaultdict(list)
    for one in waiting:
        same[one.course_id, one.kind, _weight(one, now=now)].append(one)
    for (course_id, kind, weight), several in same.items():
        first = several[0]
        said = first.reason if len(several) == 1 else _of_several(kind, first.reason, len(several))
        if kind == "signal" and weight == REMARK:
            said = "The start felt low to them. Ask what would help."
        yield course_id, Reason(weight, said, first.address, first.step)


def _weight(one: relationship.Waits, *, now: datetime) -> int:
    """A low start is worth a conversation for four weeks; after that the sessions since say more."""
    if one.is_strain or one.kind == "concern":
        return 1
    asks_for_a_talk = one.kind == "signal" and one.level >= Level.TALK and one.at > now - RECENT
    small = one.kind in ("view", "signal") and not asks_for_a_talk
    return SMALL if small else REMARK


def _of_several(kind: str, one: str, many: int) -> str:
    named = {
        "view": f"They said how {many} sessions were. Each opens when you have said how it was for you.",
        "signal": f"Something to notice in how {many} sessions felt.",
        "remark": f"{many} remarks wait for an answer.",
    }
    return named.get(kind, one)


def _by_numbers(line: Line, *, today: date) -> Iterable[Reason]:
    """What the scores and the practice's rules say. A decision with a day closes it until that day, and nothing else does."""
    if line.scores is None:
        return
    decided, worse = line.decided, line.scores.worse
    open_words = [w for w in line.words if w.needs_a_talk and not (decided and decided.settles(w.since, today=today))]
    due = line.turn is not None and line.turn.is_due
    of_main = [word for word in open_words if word.since is line.scores.since[0]] if due else []
    said_by_red = any(word.weight < LAST_TO_TALK for word in of_main)  # then the red word leads to the talk
    talk = reverse("progress:what-to-change", args=[line.course_id]), "Ask what could change"
    for word in open_words:
        if word in of_main and not said_by_red:
            continue  # the line about the talk says the same
        yield Reason(word.weight, word.in_words, *(talk if word in of_main else (line.scores.address, "See the line")))
    if worse and not open_words and not (decided and decided.settles(worse, today=today)):
        yield Reason(1, line.scores.reason, line.scores.address, "See the line")
    if line.turn and (due or line.turn.look_again) and not said_by_red:
        yield Reason(LAST_TO_TALK, line.turn.in_words if due else line.turn.again_in_words, *talk)


def _missed(line: Line) -> Iterable[Reason]:
    if line.missed_since > 1:
        address = reverse("sessions:course", args=[line.course_id])
        yield Reason(3, f"{line.missed_since} sessions missed in a row.", address, "See the sessions")


def _unopened(viewer: Any, *, now: datetime) -> Iterable[tuple[uuid.UUID, Reason]]:
    """Questions that came to nobody three times: the therapist is asked, not the client."""
    for rule in questionnaires.unopened_rules(viewer, now=now):
        said = f"“{rule.form.called}” was not opened the last {rule.missed} times. Stop it?"
        yield rule.course_id, Reason(ADMIN, said, reverse("questionnaires:rules", args=[rule.course_id]), "Change it")
