"""Counting answers by an instrument's published key. A missing answer is never a zero."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from duologue.science.forms import Form, Scoring


@dataclass(frozen=True)
class Total:
    """One total. `value` is None when too much is missing; an `estimated` one is shown as such and compared with nothing."""

    value: float | None
    answered: int
    asked: int
    estimated: bool = False

    @property
    def complete(self) -> bool:
        return self.answered == self.asked


def total(form: Form, answers: Mapping[str, Any], scale: str = "") -> Total:
    """Sum the answers of one scale of an instrument, of its main one if none is named.

    All answered: the sum, times what the key says, in score points. At most `may_miss` unanswered, none of them one that
    is never estimated: the mean of the answered items times the number of items, labelled an estimate, rounded to the
    nearest whole point (half up). Otherwise no total. A question the rules of the form do not ask is not missing: it
    counts what the key says. Raises ValueError for an answer that the question does not offer, or a form without a key.
    """
    if form.scoring is None:
        raise ValueError(f"{form.id} has no key to count by")
    key = form.key(scale)
    counted, missing, spared = _sorted_out(form, key, answers)
    answered, asked = len(counted), len(counted) + len(missing)
    if not missing:
        return Total((sum(counted) + sum(spared)) * key.times, answered, asked)
    too_many = len(missing) > key.may_miss or not counted
    if too_many or spared or set(missing) & set(key.never_estimate):
        return Total(None, answered, asked)
    estimate = int(sum(counted) * asked / answered + 0.5)
    return Total(estimate * key.times, answered, asked, estimated=True)


def _sorted_out(form: Form, key: Scoring, answers: Mapping[str, Any]) -> tuple[list[int], list[str], list[int]]:
    """The answers of a scale, the ids of what is missing, and what the questions count that were not asked."""
    counted: list[int] = []
    missing: list[str] = []
    spared: list[int] = []
    for item in form.items:
        answer = answers.get(item.id)
        if not item.accepts(answer):
            raise ValueError(f"{answer!r} is no answer to {item.id}")
        if key.items and item.id not in key.items:
            continue
        when = item.asked_when
        if when and when.counts is not None and not when.holds(answers):
            spared.append(when.counts)
        elif answer is None:
            missing.append(item.id)
        else:
            counted.append(answer)
    return counted, missing, spared


def band(form: Form, value: float | None, scale: str = "") -> str:
    """The published name of the range a total falls in; empty when there is none, or no total."""
    if form.scoring is None or value is None:
        return ""
    return next((name for low, high, name in form.key(scale).bands if low <= value <= high), "")


@dataclass(frozen=True)
class Cluster:
    """How many of a group of questions were answered with the published value or more. A count, and no verdict."""

    name: str
    present: int
    of: int
    needed: int


def clusters(form: Form, answers: Mapping[str, Any]) -> list[Cluster]:
    """The published groups of an instrument, counted; nothing unless every question of it is answered."""
    rule = form.extra.get("clusters")
    if not rule or any(answers.get(item.id) is None for item in form.items):
        return []
    return [
        Cluster(
            name=group["name"],
            present=sum(answers[name] >= rule["present_at"] for name in group["items"]),
            of=len(group["items"]),
            needed=group["needed"],
        )
        for group in rule["groups"]
    ]


def raised(form: Form, answers: Mapping[str, Any]) -> dict[str, int]:
    """The questions whose raw answer a person must be told of, with that answer. An unanswered one is not in it."""
    found = {}
    for item in form.items:
        answer: Any = answers.get(item.id)
        if item.raises(answer):
            found[item.id] = int(answer)
    return found


def outcome(form: Form, answers: Mapping[str, Any]) -> str:
    """The published words for what was answered, where a form has some: nothing said, something said, the last one said."""
    words = form.extra.get("outcome")
    if not words:
        return ""
    last = form.items[-1]
    if answers.get(last.id):
        return str(words[2])
    return str(words[1] if last.is_asked(answers) else words[0])
