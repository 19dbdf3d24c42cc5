"""What a therapist writes to bring a question, and what a supervisor writes back."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

from duologue.courses.models import Course
from duologue.people.models import User
from duologue.supervision.actions import names_in
from duologue.web.forms import Choice, Line, PlainForm, Words


class Bring(PlainForm):
    """A question about one course under another name. The client's name is refused wherever it stands."""

    field_order = ("supervisor", "pseudonym", "question", "with_scores", "with_relationship")
    pseudonym = Line(
        label="What do you call the client here?",
        help_text="Any name or letter that is not theirs.",
        missing="Choose a name that is not theirs.",
        max_length=40,
    )
    question = Words(
        label="Your question",
        help_text="No names and no places that tell who it is.",
        missing="Write the question you bring.",
        rows=5,
    )
    with_scores = forms.BooleanField(
        label="Send the scores along", required=False, help_text="By session number, without dates."
    )
    with_relationship = forms.BooleanField(
        label="Send along how the sessions felt", required=False, help_text="The five ratings only, no remarks."
    )

    def __init__(self, *args, course: Course, **kwargs):
        self.course = course  # a sent form is read at once
        super().__init__(*args, **kwargs)

    def clean_pseudonym(self):
        return self._without_the_name("pseudonym", "Choose another name.")

    def clean_question(self):
        return self._without_the_name("question", "Please write it without.")

    def _without_the_name(self, field: str, please: str) -> str:
        words = self.cleaned_data[field]
        if name := names_in(words, course=self.course):
            raise ValidationError(f"“{name}” is part of the client's name. {please}")
        return words


def bring_to(supervisors: list[User]) -> type[Bring]:
    """The form with a practice's supervisors to choose from; they are known only when the page is asked for."""
    names = [(str(person.pk), person.name) for person in supervisors]

    class BringToOneOfThem(Bring):
        supervisor = Choice(label="To whom?", choices=names, missing="Choose a supervisor.")

    return BringToOneOfThem


class Answer(PlainForm):
    """The supervisor's answer."""

    words = Words(label="Your answer", missing="Write your answer.", rows=6)
