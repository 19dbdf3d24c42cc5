"""Who of a practice is there at one moment: who works here, who is away, who stands in."""

from __future__ import annotations

from datetime import datetime

from duologue.people.models import Membership, Practice, Role, User
from duologue.sessions.arrangements import Away


class Staff:
    """The people of one practice at one moment, in two queries."""

    def __init__(self, practice: Practice, *, now: datetime) -> None:
        self.practice = practice
        members = Membership.objects.filter(practice=practice, until_on__isnull=True).select_related("user")
        self.members = list(members.order_by("pk"))
        on = now.astimezone(practice.zone).date()
        works_here = {member.user_id for member in self.members}
        away = Away.objects.unscoped().filter(user__in=works_here, first_on__lte=on, last_on__gte=on)
        self.away = set(away.values_list("user", flat=True))

    def of_role(self, role: Role) -> list[User]:
        """Everybody who works here as this, whether away or not."""
        return [member.user for member in self.members if member.role == role]

    def works_here(self, person: User | None) -> bool:
        return person is not None and any(member.user_id == person.pk for member in self.members)

    def is_there(self, person: User | None) -> bool:
        """Works here, and is not away today."""
        return person is not None and self.works_here(person) and person.pk not in self.away

    def first_there(self, people: list[User]) -> User | None:
        """The first of these who is there."""
        return next((person for person in people if self.is_there(person)), None)

    @property
    def stand_in(self) -> list[User]:
        """Who stands in, as long as they are a therapist here."""
        named = self.practice.stand_in
        return [named] if named and named in self.of_role(Role.THERAPIST) else []

    @property
    def named(self) -> list[User]:
        """The one therapist all answers go to, if the practice named one who still works here."""
        named = self.practice.answers_go_to
        return [named] if named and named in self.of_role(Role.THERAPIST) else []
