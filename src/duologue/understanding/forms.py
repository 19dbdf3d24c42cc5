"""What a visitor, a colleague and an invited person fill in."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

from django import forms

from duologue.people import passwords
from duologue.people.models import User
from duologue.sessions import actions as sessions
from duologue.understanding.models import OfferedTime
from duologue.web.forms import Choice, Line, Moment, PlainForm, Words

NONE_OF_THESE = "none"


def clock_words(moment: datetime) -> str:
    """`Thursday 3 December, 14:00`, on the wall clock the moment is given in."""
    return f"{moment:%A} {moment.day} {moment:%B, %H:%M}"


class Address(forms.EmailField):
    """A mail address, with sentences of ours."""

    def __init__(self, **kwargs):
        sentence = "Write a mail address like name@example.org. The answer goes there."
        kwargs["error_messages"] = {
            "required": sentence,
            "invalid": sentence,
            "max_length": "This address is too long. Check it once more.",
        }
        widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
        super().__init__(max_length=200, widget=widget, **kwargs)


class AskForm(PlainForm):
    """The question of somebody who has no account."""

    name = Line(label="Your name", max_length=100, missing="Write a name we may call you by.")
    email = Address(label="Your mail address")
    phone = Line(label="A phone number", required=False, max_length=40, help_text="Only if you like to be called.")
    words = Words(
        label="What would you like help with?",
        required=False,
        rows=5,
        help_text="A few words are enough. You can also leave this empty and say it when you meet.",
    )
    best_times = Line(
        label="When could you come?", required=False, help_text="For example: Tuesday mornings, or any day after five."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs.update({"autocomplete": "tel", "inputmode": "tel"})


class AcceptForm(PlainForm):
    """Who takes the client on, and which first times they offer."""

    who = Choice(label="Who takes this on?", missing="Choose who takes this on.")
    first_time = Moment(label="A first time", missing="Choose a first time to offer.")
    second_time = Moment(label="A second time to choose from", required=False)

    def __init__(self, *args, therapists: list[User], minutes: int, now: datetime, **kwargs):
        super().__init__(*args, **kwargs)
        self.therapists, self.minutes, self.now = {str(t.pk): t for t in therapists}, minutes, now
        cast(Choice, self.fields["who"]).choices = [(pk, person.name) for pk, person in self.therapists.items()]
        if len(self.therapists) == 1:
            del self.fields["who"]

    @property
    def therapist(self) -> User | None:
        if "who" not in self.fields:
            return next(iter(self.therapists.values()))
        return self.therapists.get(self.cleaned_data.get("who", ""))

    @property
    def times(self) -> list[datetime]:
        return [t for name in ("first_time", "second_time") if (t := self.cleaned_data.get(name))]

    def clean(self):
        for name in ("first_time", "second_time"):
            starts_at = self.cleaned_data.get(name)
            if starts_at and (fault := self._why_not(starts_at)):
                self.add_error(name, fault)
        first, second = self.cleaned_data.get("first_time"), self.cleaned_data.get("second_time")
        if first and second and abs(first - second) < timedelta(minutes=self.minutes):
            self.add_error("second_time", "This is the same hour as the first time. Choose another, or leave it empty.")

    def _why_not(self, starts_at: datetime) -> str | None:
        if starts_at <= self.now:
            return "This time is over already. Choose one that is still to come."
        if self.therapist and not sessions.is_free(self.therapist, starts_at=starts_at, minutes=self.minutes):
            return f"{self.therapist.called} has another session at that time. Choose another."
        return None


class TimeForm(PlainForm):
    """Which of the offered first times suits."""

    time = Choice(label="When would you like to come?", missing="Choose a time, or say that none suits you.")

    def __init__(self, *args, offers: list[OfferedTime], **kwargs):
        super().__init__(*args, **kwargs)
        self.offers = {str(offer.pk): offer for offer in offers}
        if not offers:
            del self.fields["time"]
            return
        zone = offers[0].course.practice.zone
        choices = [(pk, clock_words(offer.starts_at.astimezone(zone))) for pk, offer in self.offers.items()]
        cast(Choice, self.fields["time"]).choices = [*choices, (NONE_OF_THESE, "None of these suits me")]

    @property
    def chosen(self) -> OfferedTime | None:
        return self.offers.get(self.cleaned_data.get("time", ""))


class WelcomeForm(TimeForm):
    """The first time somebody comes in: a time, what they are called, a password."""

    called = Line(label="What may we call you?", max_length=60, missing="Write the name you like to be called by.")
    password = forms.CharField(
        label="Choose a password",
        help_text=passwords.HINT,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={
            "required": "Choose a password. You need it the next time you come in.",
            "max_length": "Use 200 characters or fewer here.",
        },
    )
    field_order = ["time", "called", "password"]

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["called"].widget.attrs["autocomplete"] = "nickname"

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        if faults := passwords.why_not(password, self.user):
            raise forms.ValidationError(faults)
        return password
