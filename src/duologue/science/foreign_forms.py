"""A FHIR R4 Questionnaire from elsewhere, read into a form. What we cannot carry whole is refused with its reason.

Its narrative is not read, its expressions are never evaluated, and an unknown addition is never guessed at.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from duologue.science.foreign_items import Asked, read_items
from duologue.science.foreign_json import Refused, shortened
from duologue.science.foreign_parts import additions, listed, said
from duologue.science.forms import Form, Item, Scoring

ROOT = {
    *("resourceType", "id", "meta", "language", "text", "url", "identifier", "version", "name", "title", "derivedFrom"),
    *("status", "experimental", "subjectType", "date", "publisher", "contact", "description", "useContext"),
    *("jurisdiction", "purpose", "copyright", "approvalDate", "lastReviewDate", "effectivePeriod", "code", "item"),
    "extension",
}
REASONS = {
    "modifierExtension": "It has an addition that changes what the rest means, and we cannot know how.",
    "contained": "It has other resources inside. Bring the questionnaire alone.",
    "implicitRules": "It says that it can only be read by rules written elsewhere.",
}
SPEAKS_OF_HARM = (
    *("suicid", "kill", "self-harm", "self harm", "end my life", "end your life", "take my life", "take your own life"),
    *("hurt myself", "hurting yourself", "hurt yourself", "harm myself", "harming yourself", "harm yourself"),
    *("were dead", "was dead", "being dead", "better off dead", "want to die", "worth living", "no longer alive"),
)


@dataclass(frozen=True)
class Brought:
    """What a file says, before the practice said how it wants to use it."""

    title: str
    url: str
    stem: str
    copyright: str
    items: tuple[Item, ...]
    links: dict[str, str]  # our id of each question, and its linkId
    uncounted: tuple[str, ...] = ()  # questions whose answers do not say what they count

    @property
    def choices(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.kind == "choice")

    @property
    def why_not_counted(self) -> str:
        """Why it has no total; empty when it can be counted."""
        if not self.choices:
            return "No question has answers to choose from."
        if self.uncounted:
            return "At least one answer does not say what it counts."
        if any(item.asked_when for item in self.choices):
            return (
                "Some questions are only asked at times, and the file does not say what they count when they are not."
            )
        return ""

    @property
    def speaking_of_harm(self) -> list[str]:
        """The questions whose words speak of dying or of harming oneself: an answer there has to reach a person."""
        return [item.id for item in self.choices if any(word in item.text.lower() for word in SPEAKS_OF_HARM)]


@dataclass(frozen=True)
class Terms:
    """How a practice uses a form it brought: fixed before the form is first asked."""

    called: str
    counted: str = ""  # "lower" or "higher" is better; empty: not counted
    raises: dict[str, list[int]] = field(default_factory=dict)  # the answers of which a person must be told
    by_clinician: bool = False
    licence: str = ""
    extra: dict[str, Any] = field(default_factory=dict)


def read(found: dict[str, Any]) -> Brought:
    """What a parsed file says; raises Refused with a reason in plain words."""
    if (kind := found.get("resourceType")) != "Questionnaire":
        raise Refused(f"This is not a FHIR Questionnaire, but “{shortened(str(kind))}”.")
    for name, reason in REASONS.items():
        if name in found:
            raise Refused(reason)
    for name in found:
        if name.lstrip("_") not in ROOT:
            raise Refused(
                f"“{shortened(name)}” is no part of a FHIR R4 Questionnaire. Other versions are not read here."
            )
    additions(found, "The questionnaire")
    if found.get("status") not in ("draft", "active", "unknown"):
        raise Refused("Its status has to be draft or active.")
    if "Patient" not in listed(found, "subjectType", str, "The questionnaire", otherwise=["Patient"]):
        raise Refused("It is not a questionnaire about a person who comes here.")
    names = [said(found, name, "The questionnaire", at_most=200) for name in ("title", "name")]
    title = " ".join((names[0] or names[1]).split())
    if not title:
        raise Refused("It has no title.")
    asked: Asked = read_items(found)
    mark = said(found, "copyright", "The questionnaire", at_most=2000)
    return Brought(
        title=title,
        url=said(found, "url", "The questionnaire", at_most=300),
        stem=asked.stem,
        copyright="\n".join(filter(None, [mark, asked.afterwards])),
        items=tuple(asked.items),
        links=asked.links,
        uncounted=tuple(asked.uncounted),
    )


def as_form(brought: Brought, terms: Terms, *, form_id: str, version: str) -> Form:
    """The form that clients are asked; raises Refused when the terms do not fit what the file says."""
    if terms.counted and brought.why_not_counted:
        raise Refused(brought.why_not_counted)
    if terms.by_clinician and len(brought.choices) < len(brought.items):
        raise Refused("To be asked in person, every question needs answers to choose from.")
    offered = {(item.id, option.value) for item in brought.choices for option in item.options}
    raising = {name: tuple(sorted(values)) for name, values in terms.raises.items() if values}
    if {(name, value) for name, values in raising.items() for value in values} - offered:
        raise Refused("Choose from the answers of this form.")
    if unnamed := set(brought.speaking_of_harm) - set(raising):
        numbers = [str(n) for n, item in enumerate(brought.items, start=1) if item.id in unnamed]
        raise Refused(
            f"Question {', '.join(numbers)} speaks of dying or of harm. Choose the answers that have to reach a person."
        )
    items = tuple(_finished(item, raising.get(item.id, ())) for item in brought.items)
    return Form(
        id=form_id,
        version=version,
        title=brought.title,
        called=terms.called,
        presentation="stepper",
        purpose="You and your therapist look at the answers together. You can skip any of them.",
        licence=terms.licence,
        source=brought.copyright or brought.title,
        items=items,
        stem=brought.stem,
        minutes=max(1, round(len(items) / 5)),
        by_clinician=terms.by_clinician,
        scoring=_scoring(brought, terms.counted) if terms.counted else None,
        extra={"links": brought.links, "licensed": True, **terms.extra},
    )


def _finished(item: Item, raising: tuple[int, ...]) -> Item:
    return replace(item, raises_on=raising, raises_at=raising[0]) if raising else item


def _scoring(brought: Brought, counted: str) -> Scoring:
    values = [[option.value for option in item.options] for item in brought.choices]
    return Scoring(
        low=sum(map(min, values)),
        high=sum(map(max, values)),
        lower_is_better=counted == "lower",
        items=tuple(item.id for item in brought.choices),
        sources=("The sum of what each answer counts in the file; every question has to be answered",),
    )
