"""The diary card of one client in its versions, and what a client writes with a tool of their own accord."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils import timezone

from duologue.courses.models import CourseRecord
from duologue.people.sealed import SealedAnswers, SealedText
from duologue.questionnaires import library
from duologue.questionnaires.models import Response
from duologue.science.forms import Form, Item
from duologue.techniques import readers

TEMPLATE = "day-on-a-card"
FEELINGS = ("anger", "fear", "joy", "misery", "sadness", "shame", "feeling_1", "feeling_2")
URGES = ("suicide", "self_harm", "substance", "target_1", "target_2", "target_3", "target_4")
OWN = ("feeling_1", "feeling_2", "target_1", "target_2", "target_3", "target_4")  # named by the client
ALSO = ("substances", "medication")


@dataclass(frozen=True)
class Row:
    """One line of a card: the question it comes from, and what this client calls it."""

    item: Item
    name: str

    @property
    def id(self) -> str:
        return self.item.id


class DiaryCard(CourseRecord):
    """One version of a client's diary card, derived together from the template. A change is a new version; days that were
    filled in keep the one they were filled in on. `held` has the ids of its lines (`on`) and the client's names (`own`)."""

    number = models.PositiveIntegerField()
    template_version = models.CharField(max_length=10)
    held = SealedAnswers()
    in_use = models.BooleanField(default=True)  # the last version of a card that was put away says no

    class Meta:
        constraints = [models.UniqueConstraint(fields=["course", "number"], name="one_card_per_version")]

    def __str__(self) -> str:
        return f"diary card, version {self.number}"

    @property
    def form(self) -> Form:
        return library.form(TEMPLATE, self.template_version)

    @property
    def on(self) -> list[str]:
        return list(self.held.get("on", []))

    def name_of(self, item_id: str) -> str:
        """What this client calls a line; the template's words where they have none of their own."""
        return str(self.held.get("own", {}).get(item_id) or self.form.item(item_id).text)

    def _rows(self, ids: tuple[str, ...]) -> list[Row]:
        return [Row(self.form.item(one), self.name_of(one)) for one in ids if one in self.on]

    @property
    def feelings(self) -> list[Row]:
        return self._rows(FEELINGS)

    @property
    def urges(self) -> list[Row]:
        return self._rows(URGES)

    @property
    def skills(self) -> list[Row]:
        return self._rows(tuple(item.id for item in self.form.items if item.id.startswith("skill_")))

    @property
    def asks(self) -> set[str]:
        """Which of the other questions are on the card."""
        return set(self.on) & set(ALSO)

    @property
    def raising(self) -> list[Item]:
        """The questions on this card of which a person is told from some answer on."""
        asked = [self.form.item(name) for row in self.urges for name in (row.id, f"{row.id}_acted")]
        return [item for item in asked if item.raises_at is not None]


class OwnEntry(CourseRecord):
    """What a client wrote with a tool outside anything agreed: a day on their card, a dream, a moment between two people.

    The answers are the response's, which has readers of its own: with one line for the therapist this entry is shared and
    the response is not. Nothing shows that something was kept back.
    """

    response = models.OneToOneField(Response, models.PROTECT, related_name="own_entry")
    card = models.ForeignKey(DiaryCard, models.PROTECT, null=True, blank=True, related_name="days")
    on = models.DateField()  # the day it is about
    line = SealedText()
    shown: Response | None = None  # the answers, where the viewer may read them; put here by week.seen_by

    class Meta:
        indexes = [models.Index(fields=["course", "-on"], name="own_entries_by_day")]

    def __str__(self) -> str:
        return f"an entry about {self.on}"

    @property
    def read_by(self) -> readers.ReadBy:
        """Who may read it, as its author chose. Only for its author: others never learn what was kept back."""
        return readers.chosen(self.audience, self.response.audience)

    @property
    def late(self) -> bool:
        """Written on a later day than the one it is about, by the practice's clock. Late is late, never missing."""
        zone = self.course.practice.zone
        return bool(timezone.localdate(self.written_at, zone) > self.on)


def days_back(today: date, how_many: int) -> list[date]:
    """The last days, today first."""
    return [date.fromordinal(today.toordinal() - n) for n in range(how_many)]
