"""How a session was: five ratings and a few words, all of them free to leave out. Our own items, not a validated scale."""

from __future__ import annotations

from django.core.exceptions import ValidationError

from duologue.relationship.models import RATINGS, Feedback
from duologue.web.forms import Choice, PlainForm, Words, ZeroToTen

NO, YES = "not at all", "very much so"


class HowItWas(PlainForm):
    """The client's word on a session."""

    listened = ZeroToTen(label="I felt heard and taken seriously today.", low=NO, high=YES, required=False)
    mattered = ZeroToTen(label="We worked on what matters to me.", low=NO, high=YES, required=False)
    suited = ZeroToTen(label="The way we worked suits me.", low=NO, high=YES, required=False)
    could_say = ZeroToTen(
        label="I could say what was really on my mind, also about our work itself.", low=NO, high=YES, required=False
    )
    worth_it = ZeroToTen(label="All in all, today was worth it for me.", low=NO, high=YES, required=False)
    helped_most = Words(label="The moment that helped most", required=False, rows=2)
    remark = Words(
        label="Anything that did not help, felt off, or was left unsaid?",
        required=False,
        help_text="If you write something here, you get an answer.",
    )
    talk = Choice(
        label="Do you want to talk about this next time?",
        choices=Feedback.TalkNextTime.choices,
        required=False,
    )

    def clean(self):
        said = self.cleaned_data
        if not self.errors and all(said.get(name) in (None, "") for name in self.fields):
            raise ValidationError("There is nothing here yet. One number or one word is enough, and later is fine too.")
        return said

    @property
    def ratings(self) -> dict[str, int | None]:
        return {name: self.cleaned_data[name] for name in RATINGS}

    def rating_fields(self):
        """The five, for drawing."""
        return [self[name] for name in RATINGS]


class Answer(PlainForm):
    """What the therapist says back."""

    words = Words(
        label="Your answer",
        missing="Write what you would like to say back.",
        rows=5,
        help_text="Thank first, then say what you will do, or ask.",
    )
