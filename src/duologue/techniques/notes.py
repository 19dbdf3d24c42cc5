"""A worksheet's note for the therapist in three parts: when it is good, how to go about it, and when not."""

from __future__ import annotations

import re

WHEN, HOW, WHEN_NOT = "When", "How", "When not"
NOT_THEN = ("Leave it", "Leave out", "Not for", "Wait with", "Go gently")


def in_parts(note: str) -> list[tuple[str, str]]:
    """The parts a note has, in that order. A practice's own note of one sentence stays whole, without a heading."""
    sentences = re.split(r"(?<=[.!?])\s+", note.strip())
    turn = next((n for n, words in enumerate(sentences) if words.startswith(NOT_THEN)), len(sentences))
    if turn == 0 or len(sentences) == 1:
        return [("", note.strip())] if note.strip() else []
    told = ((WHEN, sentences[:1]), (HOW, sentences[1:turn]), (WHEN_NOT, sentences[turn:]))
    return [(heading, " ".join(words)) for heading, words in told if words]
