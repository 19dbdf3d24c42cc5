"""The text a new agreement begins with: ours, or the practice's own, topic by topic. Agreements that were written stay.

Names in curly brackets are filled in for each course. Nothing else in the text is read as anything but words.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import IntegrityError, transaction

from duologue.assessment.models import StartingAgreement
from duologue.audit import ledger
from duologue.courses.models import Course
from duologue.people.models import Practice, User

OURS = Path(__file__).parent / "parts" / "starting_agreement.txt"
OPENING = "opening"
# What an agreement speaks of (clinical.md, section 5), in this order; each heading stands in the text that is ours.
TOPICS = {
    "how": "How we work",
    "between_us": "What stays between us",
    "supervision": "Supervision",
    "written": "What is written down",
    "questions": "Questions and scores",
    "money": "Money",
    "cannot_come": "When one of us cannot come",
    "contact": "Between sessions",
    "crisis": "In a crisis",
    "on_screen": "Meeting on screen",
    "complaints": "If something is not right",
    "ending": "Ending",
}
NAMES = {
    "client": "the client’s first name",
    "therapist": "the therapist’s first name",
    "practice": "the name of the practice",
    "minutes": "how long a session is",
    "notice": "hours of notice",
    "read": "when messages and answers are read",
    "numbers": "the numbers to call",
}
NAMED = re.compile(r"\{([^{}\n]*)\}")


class Newer(Exception):
    """Somebody else kept a newer text meanwhile; `current` holds it."""

    def __init__(self, current: StartingAgreement) -> None:
        super().__init__("Somebody else kept a newer text.")
        self.current = current


def ours() -> dict[str, str]:
    """The text of this house, by topic."""
    opening, *rest = OURS.read_text().strip().split("\n\n")
    by_heading = dict(block.split("\n", 1) for block in rest)
    return {OPENING: opening} | {topic: by_heading[heading] for topic, heading in TOPICS.items()}


def latest(practice: Practice) -> StartingAgreement | None:
    """The practice's own text as it stands."""
    return versions(practice).first()


def versions(practice: Practice) -> Any:
    """Every text this practice had, newest first."""
    kept = StartingAgreement.objects.filter(practice=practice).select_related("practice", "written_by")
    return kept.order_by("-version")


def unknown_names(words: str) -> list[str]:
    """What stands in curly brackets and is none of the names."""
    return [name for name in NAMED.findall(words) if name not in NAMES]


def left_out(parts: dict[str, str]) -> list[str]:
    """Headings of the topics this text does not speak of."""
    return [heading for topic, heading in TOPICS.items() if not parts.get(topic, "").strip()]


@transaction.atomic
def change(practice: Practice, parts: dict[str, str], *, seen: int, by: User, now: datetime) -> StartingAgreement:
    """Keep the practice's own text as its next version; `seen` is the one that was read, 0 for ours. Raises Newer when it
    has moved on. The same words again change nothing."""
    held = latest(practice)
    if held and held.version == seen and held.parts == parts:
        return held
    text = StartingAgreement(practice=practice, version=seen + 1, written_by=by, written_at=now)
    text.parts = parts
    try:
        with transaction.atomic():
            if held and held.version != seen:
                raise Newer(held)
            text.save(force_insert=True)
    except IntegrityError:  # in this very moment
        current = latest(practice)
        if current is None:
            raise
        raise Newer(current) from None
    ledger.record("startingagreement.kept", actor=by.pk, subject=text.pk, at=now)
    return text


def begun_for(course: Course) -> str:
    """The words a new agreement of this course begins with."""
    held = latest(course.practice)
    return filled(held.parts if held else ours(), said_of(course))


def filled(parts: dict[str, str], said: dict[str, str]) -> str:
    """The whole text with its names filled in, in the order of the topics; a topic without words is left out."""
    blocks = [
        parts.get(OPENING, ""),
        *(f"{head}\n{parts[t]}" for t, head in TOPICS.items() if parts.get(t, "").strip()),
    ]
    text = "\n\n".join(block.strip() for block in blocks if block.strip())
    return NAMED.sub(lambda found: said.get(found[1], found[0]), text)


def said_of(course: Course) -> dict[str, str]:
    """What the names stand for in one course."""
    people = {"client": course.client.called, "therapist": course.lead.called if course.lead else "the therapist"}
    return people | said_of_practice(course.practice)


def said_of_practice(practice: Practice) -> dict[str, str]:
    """What the names stand for in the whole practice."""
    lines = [f"{line['name']} on {line['number']}" for line in practice.crisis_lines]
    return {
        "practice": practice.name,
        "minutes": str(practice.session_minutes),
        "notice": str(practice.notice_hours),
        "read": practice.answers_read,
        "numbers": ", or ".join([practice.emergency_number, *lines][:2]) + "".join(f" or {one}" for one in lines[1:]),
    }
