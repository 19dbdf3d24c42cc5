"""What the first assessment offers to other pages: the agreement and where its signatures stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from duologue.assessment.models import Agreement


@dataclass(frozen=True)
class Standing:
    """An agreement as one side sees it."""

    agreement: Agreement
    side: str

    @property
    def mine_at(self) -> Any:
        return getattr(self.agreement, f"{self.side}_signed_at")

    @property
    def theirs_at(self) -> Any:
        other = "therapist" if self.side == "client" else "client"
        return getattr(self.agreement, f"{other}_signed_at")

    @property
    def holds(self) -> bool:
        """Both have signed the words as they stand."""
        return bool(self.mine_at and self.theirs_at)

    @property
    def sections(self) -> list[tuple[str, str]]:
        """The words in paragraphs; a short first line without a full stop is the heading of its paragraph."""
        blocks = [block.strip() for block in self.agreement.words.replace("\r\n", "\n").split("\n\n") if block.strip()]
        return [_headed(block) for block in blocks]

    @property
    def has_gaps(self) -> bool:
        """Something in [brackets] is still to be filled in."""
        return "[" in self.agreement.words


def _headed(block: str) -> tuple[str, str]:
    first, _, rest = block.partition("\n")
    is_heading = bool(rest) and len(first) <= 60 and first[-1] not in ".:;!?,"
    return (first, rest) if is_heading else ("", block)


def agreement(viewer: Any, course: Any) -> Standing | None:
    """The agreement of a course that `viewer.course()` opened, or None when nothing is written yet."""
    held = (
        viewer.records(Agreement)
        .filter(course=course)
        .select_related("client_signed_by", "therapist_signed_by")
        .first()
    )
    return Standing(held, course.viewed_as) if held else None


def to_sign(viewer: Any) -> list[Agreement]:
    """Agreements that wait for this client's signature."""
    own = viewer.courses.of_client(viewer.user).values("pk")
    return list(
        viewer.records(Agreement).filter(course__in=own, client_signed_at__isnull=True).select_related("course")
    )
