"""Form fields in the words and shapes of the house. Every clinical form is built from these few."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError

LONGEST = 5000


class PlainForm(forms.Form):
    """A form whose fields know how they want to be drawn; errors are sentences that say what to do."""

    use_required_attribute = False  # the browser's own bubbles cannot be read again; our sentences can

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if field.help_text:
                field.widget.attrs["aria-describedby"] = f"id_{name}_hint"

    def add_error(self, field, error):
        """Also tells the field's own element, for those who listen to the page."""
        super().add_error(field, error)
        for name in set(self.errors) & set(self.fields):
            described = self.fields[name].widget.attrs
            described["aria-invalid"] = "true"
            hint = [f"id_{name}_hint"] if self.fields[name].help_text else []
            described["aria-describedby"] = " ".join([*hint, f"id_{name}_error"])


class Line(forms.CharField):
    """One line of a person's own words."""

    def __init__(self, *, missing="Write a few words here.", max_length=200, **kwargs):
        kwargs.setdefault("error_messages", {})["required"] = missing
        kwargs["error_messages"]["max_length"] = f"Use {max_length} characters or fewer here."
        super().__init__(max_length=max_length, **kwargs)


class Words(forms.CharField):
    """Some lines of a person's own words."""

    def __init__(self, *, missing="Write a few words here.", rows=3, **kwargs):
        kwargs.setdefault("error_messages", {})["required"] = missing
        kwargs["error_messages"]["max_length"] = (
            f"This is longer than {LONGEST:,} characters. Keep the first part here."
        )
        super().__init__(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


class ZeroToTen(forms.TypedChoiceField):
    """A number from 0 to 10 chosen by radios (never dragged); `low` and `high` name the ends. Empty is None, not 0.

    `said` follows the number when it is said: "7 of 10".
    """

    said = " of 10"

    def __init__(self, *, low: str, high: str, missing="Choose a number from 0 to 10.", **kwargs):
        self.low, self.high = low, high
        kwargs.setdefault("error_messages", {})["required"] = missing
        kwargs["error_messages"]["invalid_choice"] = missing
        super().__init__(
            choices=[(n, str(n)) for n in range(11)],
            coerce=int,
            empty_value=None,
            widget=forms.RadioSelect(attrs={"class": "zero-to-ten"}),
            **kwargs,
        )


class ZeroToHundred(ZeroToTen):
    """A number from 0 to 100 in steps of ten, by radios too."""

    def __init__(self, *, unit: str = "", missing="Choose a number from 0 to 100.", **kwargs):
        super().__init__(missing=missing, **kwargs)
        self.said = f" {unit}" if unit else " of 100"
        self.choices = [(n, str(n)) for n in range(0, 101, 10)]


class HowMany(forms.IntegerField):
    """A whole number from 0 up, typed; empty is None, not 0."""

    def __init__(self, *, highest: int, missing="Write a number.", **kwargs):
        wrong = f"Write a number from 0 to {highest}."
        kwargs.setdefault("error_messages", {}).update(
            required=missing, invalid=wrong, min_value=wrong, max_value=wrong
        )
        super().__init__(min_value=0, max_value=highest, **kwargs)


class Choice(forms.ChoiceField):
    """One of a few, as radios, so that all of them can be read before choosing."""

    def __init__(self, *, missing="Choose one of these.", **kwargs):
        kwargs.setdefault("error_messages", {})["required"] = missing
        kwargs["error_messages"]["invalid_choice"] = missing
        super().__init__(widget=forms.RadioSelect, **kwargs)


class Rail(Choice):
    """One of many numbers in a row, each with its words: "7½: helped" shows the number and says the words."""


class Number(forms.FloatField):
    """A number as people write it, with a point or a comma."""

    def __init__(self, *, missing="Write a number.", **kwargs):
        kwargs.setdefault("error_messages", {})["required"] = missing
        kwargs["error_messages"]["invalid"] = "Write a number, for example 23 or 23.5."
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs)

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


class Upload(forms.FileField):
    """A file from this device. A browser never fills it in again: after a slip it is chosen anew."""

    def __init__(self, *, missing="Choose a file.", accept="", **kwargs):
        kwargs.setdefault("error_messages", {})["required"] = missing
        kwargs["error_messages"]["empty"] = "This file is empty."
        super().__init__(widget=forms.FileInput(attrs={"accept": accept}), **kwargs)


class Day(forms.DateField):
    """A date, by the browser's own picker."""

    def __init__(self, *, missing="Choose a date.", **kwargs):
        kwargs.setdefault("error_messages", {})["required"] = missing
        kwargs["error_messages"]["invalid"] = "Write the date like 2026-11-26."
        super().__init__(widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **kwargs)


class Moment(forms.DateTimeField):
    """A date and a time of day on the practice's wall clock (the active zone).

    A time that the clocks skip or repeat is refused with a sentence, because two people would read it differently.
    """

    def __init__(self, *, missing="Choose a day and a time.", **kwargs):
        kwargs.setdefault("error_messages", {})["required"] = missing
        kwargs["error_messages"]["invalid"] = "Choose a day and a time, for example 2026-11-26 14:00."
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"})
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"], **kwargs)

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError as error:
            if "ambiguous_timezone" in [getattr(e, "code", None) for e in error.error_list]:
                raise ValidationError("The clocks change at that hour. Choose an hour before or after.") from error
            raise
