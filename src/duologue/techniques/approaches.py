"""The four schools of the house, in one order and at one length: none is the main one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Approach:
    """A school of therapy as a therapist meets it in the library."""

    id: str
    name: str
    short: str
    attends_to: str
    between: str


APPROACHES = (
    Approach(
        id="cbt",
        name="Cognitive behavioural",
        short="CBT",
        attends_to="How thoughts, feelings, body and actions keep each other going, and where the circle can open.",
        between="Notice, write down, try out, look at what happened.",
    ),
    Approach(
        id="psychodynamic",
        name="Psychodynamic",
        short="Psychodynamic",
        attends_to="Old patterns that live on in new relationships, and feelings that had to stay out of sight.",
        between="Keep a moment, a dream or a pattern, so that it can be spoken about.",
    ),
    Approach(
        id="humanistic",
        name="Humanistic",
        short="Humanistic",
        attends_to="A person's own sense of what is true and good for them, in a relationship where it can grow.",
        between="Stay near to what helped, and to what matters.",
    ),
    Approach(
        id="dbt",
        name="Dialectical behaviour",
        short="DBT",
        attends_to="Strong feelings and urges: accepting what is there, and learning skills to live with it and change it.",
        between="A few minutes of diary a day, and skills tried when it counts.",
    ),
)
