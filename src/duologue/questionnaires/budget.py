"""How much is asked of one client: questions a week, by the rules of a course."""

from __future__ import annotations

from collections.abc import Iterable

from duologue.questionnaires.models import AskRule
from duologue.science.forms import Form

CEILING = 30  # questions a week; more needs a reason that the client can read


def questions_a_week(form: Form, when: str, every_days: int) -> int:
    """Questions of one form a week, rounded up. Sessions count as weekly; what comes with a new part counts as none."""
    if when == AskRule.When.STAGE:
        return 0
    days = every_days if when == AskRule.When.DAYS else 7
    return -(-form.size * 7 // days)


def of(rules: Iterable[AskRule]) -> int:
    """Questions a week by all of these rules."""
    return sum(questions_a_week(rule.form, rule.when, rule.every_days) for rule in rules)
