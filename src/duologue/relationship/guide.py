"""The conversation guide of an action card, in our own words: seven things to look at, none of which has to be."""

from __future__ import annotations

from dataclasses import dataclass

from duologue.relationship.signals import ActionCard

Tried = ActionCard.Tried


@dataclass(frozen=True)
class Step:
    """One thing to look at together: how to begin, and what to listen for."""

    tried: str
    title: str
    begin: str
    ask: tuple[str, ...]


STEPS = (
    Step(
        Tried.RAISED,
        "Say it openly",
        "“You told me last time was different. Thank you. I would like to hear more, if you want to say it.”",
        ("Thank first, ask second. Do not explain yourself.", "Say your own part in it, if there is one."),
    ),
    Step(
        Tried.FIT,
        "What for, how, and the two of us",
        "“Are we working on what you came for, in a way that suits you?”",
        ("Is the goal still theirs?", "Does the way of working make sense to them?", "Is there something between us?"),
    ),
    Step(
        Tried.READINESS,
        "Doubts, and what is too soon",
        "“Part of you may want this, and part of you may not. What does that part say?”",
        ("What would be lost if things changed?", "What pace would be right?"),
    ),
    Step(
        Tried.LIFE,
        "Who helps, and what else is going on",
        "“What else has happened since we met? Who knows about it?”",
        ("New strain at home, at work, with money or health?", "Who stands beside them, and who does not?"),
    ),
    Step(
        Tried.BETWEEN,
        "What is tried between sessions",
        "“Was what we agreed too much, too little, or the wrong thing?”",
        ("Make it smaller, change it, or let it rest.", "Ask about medicines, and about how safe things feel."),
    ),
    Step(
        Tried.SUPERVISION,
        "Take it to somebody",
        "A second pair of eyes sees what the two of you cannot.",
        ("A supervisor sees it only when you bring it.",),
    ),
    Step(
        Tried.MORE,
        "More help, or other help",
        "“Is this the right help for you now? We can look for more, or for somebody else, together.”",
        ("More often, another way of working, a doctor, another therapist.",),
    ),
)
