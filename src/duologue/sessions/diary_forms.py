"""What is filled in around the diary: planning, moving, breaks, reminders."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.validators import URLValidator
from django.utils import timezone

from duologue.sessions import clock_changes
from duologue.sessions.arrangements import ReminderChoice
from duologue.sessions.changes import MOST_TIMES
from duologue.sessions.clock_changes import WAYS, ClocksChange
from duologue.sessions.forms import TimeOfDay, Whole
from duologue.sessions.models import How
from duologue.sessions.planning import AT_ONCE
from duologue.web.forms import Choice, Day, Line, Moment, PlainForm

WHAT_THEN = "What happens on that day?"
ONLY_HTTPS = "Use a link that begins with https:// so that nobody on the way can read along."
CLIENT_LATE, CLIENT_EARLY, ATTENDED, NO_SHOW, I_CALLED_OFF = "late_notice", "in_time", "attended", "missed", "mine"


class VideoLink(forms.CharField):
    """A link to a room for video, https only."""

    def __init__(self, **kwargs):
        widget = forms.URLInput(attrs={"autocomplete": "off", "inputmode": "url"})
        help_text = "Only for a session by video. It can be added later."
        super().__init__(
            label="Link for video", required=False, max_length=500, widget=widget, help_text=help_text, **kwargs
        )
        self.validators.append(URLValidator(schemes=["https"], message=ONLY_HTTPS))


class Plan(PlainForm):
    """One session, or the same time again and again."""

    starts_on = Day(label="First day")
    at = TimeOfDay(label="Time")
    every_weeks = Choice(label="How often", choices=[("1", "Every week"), ("2", "Every second week")])
    how_many = Whole(label="How many sessions", low=1, high=AT_ONCE, help_text="Write 1 for a single session.")
    minutes = Whole(label="Minutes", low=15, high=120)
    therapist = Choice(label="With", choices=[])
    how = Choice(label="Where", choices=How.choices)
    link = VideoLink()
    clocks = Choice(label=WHAT_THEN, choices=WAYS, required=False)

    def __init__(self, *args, zone: ZoneInfo, today: date, team: list[Any], **kwargs):
        self.zone, self.today, self.team = zone, today, {str(person.pk): person for person in team}
        super().__init__(*args, **kwargs)
        if len(self.team) > 1:
            with_whom = [(pk, person.called) for pk, person in self.team.items()]
            self.fields["therapist"] = Choice(label="With", choices=with_whom)
        else:
            del self.fields["therapist"]
        self.fields["how"].required = False

    def clean_starts_on(self):
        day = self.cleaned_data["starts_on"]
        if day < self.today:
            raise forms.ValidationError("This day is past. Choose today or a later day.")
        return day

    def clean_every_weeks(self):
        return int(self.cleaned_data["every_weeks"])

    def clean_therapist(self):
        return self.team[self.cleaned_data["therapist"]]

    def clean_how(self):
        return How(self.cleaned_data["how"] or How.ROOM)

    def ask_about(self, odd: ClocksChange) -> None:
        """Warn that the clocks change, and ask what happens then."""
        _ask_about(self, odd, beside="at")


def _ask_about(form: Any, odd: ClocksChange, *, beside: str) -> None:
    form.fields["clocks"].choices = odd.choices
    form.asks_about_clocks = True
    form.add_error(beside, str(odd))
    form.add_error("clocks", "Choose one of these.")


class OnTheWall(Moment):
    """A day and a time as the wall shows them, also where the clocks skip or repeat it: the form asks what then."""

    def to_python(self, value):
        with timezone.override(UTC):
            found = super().to_python(value)
        return found and found.replace(tzinfo=None)


class Arrange(PlainForm):
    """Another time for one session, and where it is."""

    starts_at = OnTheWall(label="Day and time")
    clocks = Choice(label=WHAT_THEN, choices=WAYS[:2], required=False)
    how = Choice(label="Where", choices=How.choices)
    link = VideoLink()

    def __init__(self, *args, zone: ZoneInfo, **kwargs):
        self.zone = zone
        super().__init__(*args, **kwargs)

    def clean(self):
        """The moment that is meant. Where the clocks skip or repeat it, that is said and asked once."""
        said = self.cleaned_data
        if on_the_wall := said.get("starts_at"):
            on, at = on_the_wall.date(), on_the_wall.time()
            if clock_changes.unusual([on], at, self.zone) and not said.get("clocks"):
                _ask_about(self, ClocksChange([on], at, self.zone, may_leave_out=False), beside="starts_at")
            else:
                said["starts_at"] = clock_changes.moment(on, at, self.zone, said.get("clocks", ""))
        return said


class AskToMove(PlainForm):
    """Times that would suit a client better."""

    first = Moment(label="A time that suits you", missing="Choose a day and a time that suit you.")
    second = Moment(label="Another one", required=False)
    third = Moment(label="And one more", required=False)
    words = Line(label="Anything to add", required=False)

    def __init__(self, *args, now: datetime, **kwargs):
        self.now = now
        super().__init__(*args, **kwargs)

    def clean(self):
        for name in ("first", "second", "third"):
            if (asked := self.cleaned_data.get(name)) and asked <= self.now:
                self.add_error(name, "This time is past. Choose a later one.")
        return self.cleaned_data

    @property
    def times(self) -> list[datetime]:
        named = [self.cleaned_data.get(name) for name in ("first", "second", "third")]
        return list(dict.fromkeys(moment for moment in named if moment))[:MOST_TIMES]


class KeepTheTime(PlainForm):
    """None of the times suits."""

    answer = Line(label="A word of why", required=False)


class Attendance(PlainForm):
    """How it went with one session."""

    became = Choice(label="What became of it?", choices=[])
    late_minutes = Whole(label="Minutes late", low=0, high=120, required=False, help_text="Leave it empty for on time.")

    def __init__(self, *args, client: str, notice: int, past: bool, **kwargs):
        super().__init__(*args, **kwargs)
        told = [
            (CLIENT_EARLY, f"{client} called it off in time ({notice} hours before, or earlier)"),
            (CLIENT_LATE, f"{client} called it off later than that"),
            (I_CALLED_OFF, "I called it off"),
        ]
        if past:
            told = [(ATTENDED, "It took place"), (NO_SHOW, f"{client} could not come, and no word came before"), *told]
        self.fields["became"] = Choice(label="What became of it?", choices=told)


class EndSeries(PlainForm):
    """The last day of a series."""

    ends_on = Day(label="Last day")


class Break(PlainForm):
    """From a day to a day somebody is away."""

    first_on = Day(label="First day away")
    last_on = Day(label="Last day away")

    def __init__(self, *args, today: date, **kwargs):
        self.today = today
        super().__init__(*args, **kwargs)

    def clean(self):
        first, last = self.cleaned_data.get("first_on"), self.cleaned_data.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "The last day is before the first. Choose a later one.")
        elif last and last < self.today:
            self.add_error("last_on", "These days are past. Choose days to come.")
        elif first and last and (last - first).days > 366:
            self.add_error("last_on", "This is longer than a year. Choose an earlier last day.")
        return self.cleaned_data


class Reminding(PlainForm):
    """When to be reminded, and when not."""

    when = Choice(label="Remind me by mail", choices=ReminderChoice.When.choices)
    quiet_from = TimeOfDay(label="No mail from", required=False)
    quiet_until = TimeOfDay(label="until", required=False)

    def clean(self):
        one, other = self.cleaned_data.get("quiet_from"), self.cleaned_data.get("quiet_until")
        if (one is None) != (other is None) and not self.errors:
            missing = "quiet_from" if one is None else "quiet_until"
            self.add_error(missing, "Choose both times, or neither.")
        return self.cleaned_data


class Feed(PlainForm):
    """A private address for one's own calendar."""

    initials = forms.BooleanField(label="Show initials of clients, for example “A.”", required=False)
