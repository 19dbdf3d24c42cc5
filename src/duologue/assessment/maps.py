"""The five kinds of formulation map: which places each has, what is asked there, and how a place is read out.

`noun` stands before somebody's words when they are read in a sentence. Five areas also have a `clause`, so that the first
two read as one would say them: "When ..., you think ...". A kind with `eras` is a life line: its places `tell`, one after
the other, what happened in their time, also before anybody draws an arrow.
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
    tells: tuple[str, str] = ("", "")  # the same, as a sentence with all {words} of the place


@dataclass(frozen=True)
class Era:
    """One time on a life line: the row in which its places lie, its name, and what belongs there."""

    row: int
    title: str
    about: str


@dataclass(frozen=True)
class Kind:
    """One way to draw how things hang together. `note` is for the therapist: when, how, and when not."""

    id: str
    title: str
    about: str
    source: str
    note: tuple[str, str, str]
    places: tuple[Place, ...]
    eras: tuple[Era, ...] = ()

    def place(self, place_id: str) -> Place:
        """One place by its id; raises KeyError."""
        for place in self.places:
            if place.id == place_id:
                return place
        raise KeyError(place_id)

    @property
    def rows(self) -> int:
        return max(place.at[1] for place in self.places)

    def begins(self, place: Place) -> Era | None:
        """The time that begins with this place; None for the second place in a time, and where a kind has none."""
        first = next(one for one in self.places if one.at[1] == place.at[1])
        return next((era for era in self.eras if era.row == place.at[1]), None) if first is place else None


FIVE_AREAS = Kind(
    "five_areas",
    "Five areas",
    "What happens, what you think, feel and do, and what your body does. Each one can set off another.",
    "The five areas of cognitive behavioural therapy, in our own words",
    (
        "For one moment that comes again, early in the work, when it is not clear how one thing sets off the next.",
        "Take one moment of this week. Write your client’s words, begin where they begin, and ask what comes next.",
        "Leave it while somebody is in the middle of it, or when a map would make a loss look like a fault in thinking.",
    ),
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
        "After the first sessions, to put together what was told: for both of you, and for supervision.",
        "Fill what protects as carefully as what is hard. A place may stay empty.",
        "Leave it when so much at once would weigh somebody down. One place a session is enough.",
    ),
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
        "When a feeling is talked about and not felt, and something else steps in each time.",
        "Begin with what your client does instead; it once was a good answer. The feeling comes last.",
        "Leave it when there is nothing yet to stand on without that way out.",
    ),
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
        "When the same thing happens with people now, with people then, and between the two of you.",
        "Take two corners that your client sees by themselves. Offer the third as a question.",
        "Leave it when the here and now between you is raw: talk first, draw later.",
    ),
    (
        Place("now", "With people now", "With whom does it happen today? How?", "how it is with people now,", (1, 1)),
        Place("here", "Here, between us", "Does it happen here too? How?", "how it is here,", (3, 1)),
        Place("then", "With people then", "With whom was it like this first?", "how it was then,", (2, 2)),
    ),
)
LIFE_LINE = Kind(
    "longitudinal",
    "From then to now",
    "What happened early on, what you took from it, what wakes it up today, and what keeps it going.",
    "The longitudinal formulation of cognitive therapy (Beck), in our own words",
    (
        "After some maps of single moments, when the same belief stands behind them all.",
        "Begin with today and go back. Ask what any child would have made of it. Fill what carries before you stop.",
        "Leave it when the past is too near to be looked at, and when a belief is only your guess so far.",
    ),
    (
        Place(
            "early",
            "Early on",
            "What was it like at home, at school, with others?",
            "what was early on,",
            (2, 1),
            tells=("Early on: {words}.", "Early on: {words}."),
        ),
        Place(
            "beliefs",
            "What I believe",
            "What did it tell you about yourself, about others, about the world?",
            "the belief",
            (2, 2),
            tells=("Since then you believe {words}.", "Since then {name} believes {words}."),
        ),
        Place(
            "rules",
            "Rules I live by",
            "What do you do so that it does not come true? “If I ..., then ...”",
            "the rule",
            (3, 2),
            tells=("To get by, you live by {words}.", "To get by, {name} lives by {words}."),
        ),
        Place(
            "set_off",
            "What sets it off",
            "When does it wake up today?",
            "",
            (2, 3),
            tells=("Today it is set off by {words}.", "Today it is set off by {words}."),
        ),
        Place(
            "happens",
            "What happens then",
            "What do you think? What do you feel, in your body too?",
            "what happens then,",
            (2, 4),
            tells=("Then this happens: {words}.", "Then this happens: {words}."),
        ),
        Place(
            "keeps",
            "What keeps it going",
            "What do you do then? What does it bring back?",
            "doing this:",
            (3, 4),
            tells=("It is kept going by {words}.", "It is kept going by {words}."),
        ),
        Place(
            "carries",
            "What carries me",
            "Who or what is on your side? When was it different?",
            "what carries,",
            (2, 5),
            tells=("What carries you: {words}.", "What carries {name}: {words}."),
        ),
    ),
    (
        Era(1, "Back then", "Nobody chooses where they begin."),
        Era(2, "What stayed", "It made sense at the time."),
        Era(3, "Today", "What wakes it up."),
        Era(4, "Round and round", "A circle can be left at any place."),
        Era(5, "All along", "This is part of the story too."),
    ),
)
KINDS = {kind.id: kind for kind in (FIVE_AREAS, LIFE_LINE, FIVE_PS, CONFLICT, PERSONS)}
