"""What is written down in the first assessment."""

from django import forms

from duologue.assessment import starting
from duologue.assessment.maps import KINDS, Kind
from duologue.courses.ladders import Ladder
from duologue.web.forms import Choice, Line, PlainForm, Words, ZeroToTen

CLOSE = {"low": "not there at all", "high": "fully there"}
LONGEST_IN_A_BOX = 300
HARD = {"low": "not hard", "high": "as hard as it gets"}


class Versioned(PlainForm):
    """A form on a text two people may change: it carries the version that was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, required=False)


class NewGoal(PlainForm):
    """A goal in somebody's own words, with where it stands today if they like."""

    words = Words(
        label="What would you like to be different?",
        help_text="One thing, in your own words. Small and clear is good: “Go to the shop on my own”.",
        missing="Write what you would like to be different.",
        rows=2,
    )
    value = ZeroToTen(label="How close is it today?", required=False, **CLOSE)


class Reworded(Versioned):
    """A goal in other words."""

    words = Words(label="The goal", missing="Write the goal in your own words.", rows=3)


class CloseToday(PlainForm):
    """How close a goal is."""

    value = ZeroToTen(label="How close is it today?", **CLOSE)


class Level(Choice):
    """One of the five rungs, as a number."""

    def __init__(self, *, choices, **kwargs):
        super().__init__(choices=[(str(level), words) for level, words in choices], **kwargs)

    def clean(self, value):
        chosen = super().clean(value)
        return int(chosen) if chosen else None


class LadderWords(Versioned):
    """Words for the five rungs of a goal, the top one first; only the middle one is needed."""

    much_more = Line(label="Much more than you hope for (+2)", required=False)
    more = Line(label="A little more (+1)", required=False)
    expected = Line(
        label="What you hope for (0)",
        help_text="The middle rung. If it goes as well as you both think it can.",
        missing="Write what the middle rung looks like.",
    )
    less = Line(label="A little less (-1)", required=False)
    much_less = Line(label="Much less (-2)", help_text="Often this is how it was when you came.", required=False)

    def __init__(self, *args, started: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not started:
            asked = [(2, "+2"), (1, "+1"), (0, "0"), (-1, "-1"), (-2, "-2")]
            self.fields["level"] = Level(choices=asked, required=False, label="On which rung is it today?")


def on_the_ladder(ladder: Ladder) -> type[PlainForm]:
    """A form to say on which rung a goal is, each rung in its own words."""
    rungs = [(rung.level, f"{rung.words} ({rung.sign})") for rung in ladder.rungs]
    level = Level(choices=rungs, label="On which rung is it today?", missing="Choose a rung.")
    return type("OnTheLadder", (PlainForm,), {"level": level})


class HardToday(PlainForm):
    """How hard a problem is."""

    value = ZeroToTen(label="How hard has it been this week?", **HARD)


class AgreementText(Versioned):
    """The words of an agreement."""

    words = Words(
        label="What we agree",
        missing="Write what you agree on.",
        rows=20,
    )


class StartingText(PlainForm):
    """What the text for new agreements says, topic by topic; a name in curly brackets is one we can fill in."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        headings = {starting.OPENING: "The first sentence", **starting.TOPICS}
        self.fields |= {name: Words(label=heading, rows=4, required=False) for name, heading in headings.items()}

    @property
    def parts(self) -> dict[str, str]:
        said = self.cleaned_data
        return {name: "\n".join(said[name].splitlines()) for name in (starting.OPENING, *starting.TOPICS)}

    def clean(self):
        for name, words in list(self.cleaned_data.items()):
            if name != "version" and (strange := starting.unknown_names(words)):
                self.add_error(
                    name, f"{{{strange[0]}}} is no name we can fill in. The names are in the list on this page."
                )
        if not self.errors and not any(self.parts.values()):
            self.add_error(starting.OPENING, "Write something in at least one topic.")
        return self.cleaned_data


class NewMap(PlainForm):
    """Which kind of map, and what it is about."""

    kind = Choice(choices=[(kind.id, f"{kind.title}. {kind.about}") for kind in KINDS.values()], label="Which kind?")
    about = Line(label="What is it about?", help_text="A few words, for example: “At the door”.", required=False)


class InABox(Versioned):
    """Words in one place of a map."""

    words = Words(label="In your own words", missing="Write a few words, or leave it as it is.", rows=3)

    def clean_words(self):
        words = self.cleaned_data["words"]
        if len(words) > LONGEST_IN_A_BOX:
            raise forms.ValidationError(f"Use {LONGEST_IN_A_BOX} characters or fewer, so that the map can be read.")
        return words


def arrow_between(boxes: list[tuple[str, str]]) -> type[PlainForm]:
    """A form for an arrow between two of these boxes (id and words)."""
    fields = {
        "start": Choice(choices=boxes, label="From", missing="Choose where the arrow begins."),
        "end": Choice(choices=boxes, label="To", missing="Choose where the arrow goes."),
        "word": Line(
            label="A word on the arrow",
            help_text="For example: leads to, makes louder, calms.",
            max_length=24,
            required=False,
        ),
    }
    return type("ArrowBetween", (PlainForm,), fields)


def in_this_place(kind: Kind, place: str, base: type[PlainForm] = InABox) -> type[PlainForm]:
    """The same box with the question of its place as a hint."""
    asked = kind.place(place)
    words = Words(label=asked.title, help_text=asked.asks, missing="Write a few words, or leave it as it is.", rows=3)
    return type("InThisPlace", (base,), {"words": words})
