"""The four kinds of formulation map: which places each has, what is asked there, and how a place is read out.

`noun` stands before somebody's words when they are read in a sentence. Five areas also have a `clause`, so that the first
two read as one would say them: "When ..., you think ...".
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Place:
    """One place on a map: where it lies (column and row from 1), its name, and a question that helps to fill it."""

    id: str
    title: str
    asks: str
    noun: str
    at: tuple[int, int]
    clause: tuple[str, str] = ("", "")  # for "you", and for a name


@dataclass(frozen=True)
class Kind:
    """One way to draw how things hang together."""

    id: str
    title: str
    about: str
    source: str
    places: tuple[Place, ...]

    def place(self, place_id: str) -> Place:
        """One place by its id; raises KeyError."""
        for place in self.places:
            if place.id == place_id:
                return place
        raise KeyError(place_id)

    @property
    def rows(self) -> int:
        return max(place.at[1] for place in self.places)


FIVE_AREAS = Kind(
    "five_areas",
    "Five areas",
    "What happens, what you think, feel and do, and what your body does. Each one can set off another.",
    "The five areas of cognitive behavioural therapy, in our own words",
    (
        Place("situation", "What happens", "Where are you? Who is there? What has just happened?", "", (2, 1)),
        Place(
            "thoughts",
            "Thoughts",
            "What goes through your mind?",
            "the thought",
            (2, 2),
            ("you think", "{name} thinks"),
        ),
        Place("feelings", "Feelings", "What do you feel?", "the feeling", (1, 3), ("you feel", "{name} feels")),
        Place(
            "body",
            "Body",
            "What does your body do?",
            "this in the body:",
            (3, 3),
            ("your body does this:", "{name}’s body does this:"),
        ),
        Place(
            "doing",
            "What you do",
            "What do you do, or stop doing?",
            "doing this:",
            (2, 4),
            ("what you do is", "what {name} does is"),
        ),
    ),
)
FIVE_PS = Kind(
    "five_ps",
    "Five questions",
    "What is hard, what came before, what set it off, what keeps it going, and what protects you.",
    "The five Ps of formulation (presenting, predisposing, precipitating, perpetuating, protective), in our own words",
    (
        Place("predisposing", "What came before", "What long ago made this more likely?", "what came before,", (1, 1)),
        Place("precipitating", "What set it off", "What happened just before it began?", "what set it off,", (3, 1)),
        Place("presenting", "What is hard now", "What brings you here, in your words?", "what is hard now,", (2, 2)),
        Place(
            "perpetuating", "What keeps it going", "What makes it stay, or come back?", "what keeps it going,", (1, 3)
        ),
        Place("protective", "What protects you", "Who or what is on your side?", "what protects,", (3, 3)),
    ),
)
CONFLICT = Kind(
    "conflict",
    "A feeling, a fear, a way of hiding",
    "A feeling that is hard to let in, what makes it feel dangerous, and what is done so as not to feel it.",
    "The triangle of conflict (Ezriel, Malan), in our own words",
    (
        Place("defence", "What I do instead", "What do you do so as not to feel it?", "what is done instead,", (1, 1)),
        Place("anxiety", "What I fear", "What might happen if you let it in?", "the fear", (3, 1)),
        Place("feeling", "The feeling beneath", "What would you feel, or want?", "the feeling beneath,", (2, 2)),
    ),
)
PERSONS = Kind(
    "persons",
    "Then, now, and here",
    "How it was with somebody long ago, how it is with somebody now, and how it is between the two of you here.",
    "The triangle of persons (Menninger, Malan), in our own words",
    (
        Place("now", "With people now", "With whom does it happen today? How?", "how it is with people now,", (1, 1)),
        Place("here", "Here, between us", "Does it happen here too? How?", "how it is here,", (3, 1)),
        Place("then", "With people then", "With whom was it like this first?", "how it was then,", (2, 2)),
    ),
)
KINDS = {kind.id: kind for kind in (FIVE_AREAS, FIVE_PS, CONFLICT, PERSONS)}
