"""What a client says yes or no to, in words: what it is, and what a no does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from duologue.courses.permissions import Permission, Purpose


@dataclass(frozen=True)
class About:
    """One purpose: what it is for, and what is done when the answer is no."""

    what: str
    no: str

    def after(self, word: str) -> str:
        """What is said when somebody has chosen."""
        return f"Kept: no. {self.no}" if word == "no" else "Kept: yes. You can take it back here at any time."


PURPOSES = {
    Purpose.QUESTIONS: About(
        "Short questions with a score now and then, to see how things change.",
        "No more of them are asked, and open ones are taken away. What you answered stays to read.",
    ),
    Purpose.REMINDERS: About(
        "A mail before a session, in neutral words, if you asked for it.",
        "No more reminders are sent.",
    ),
    Purpose.SUPERVISION: About(
        "Your therapist may bring a question about the work to a supervisor, under another name.",
        "Nothing new is brought, and what was brought is closed to the supervisor.",
    ),
    Purpose.SHARING: About(
        "Your therapist may pass on what you both see to your GP or to another practice.",
        "No file can be made for anybody else. You can still take your own words with you.",
    ),
}


@dataclass(frozen=True)
class Said:
    """One purpose with the word that stands, if there is one, and every word before it, newest first."""

    purpose: Purpose
    standing: Permission | None
    earlier: tuple[Permission, ...]

    @property
    def label(self) -> str:
        return str(self.purpose.label)

    @property
    def about(self) -> About:
        return PURPOSES[self.purpose]

    @property
    def since(self) -> datetime | None:
        return self.standing.written_at if self.standing else None


def said(viewer: Any, course: Any) -> list[Said]:
    """Every purpose with what the client said to it; one query."""
    words = list(viewer.records(Permission).filter(course=course).order_by("-written_at", "-pk"))
    return [
        Said(
            purpose,
            next((one for one in words if one.purpose == purpose and one.until_at is None), None),
            tuple(one for one in words if one.purpose == purpose and one.until_at is not None),
        )
        for purpose in Purpose
    ]
