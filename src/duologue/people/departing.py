"""Somebody leaves the house for good: their account says nothing about them any more, and nobody can sign in with it."""

from __future__ import annotations

from allauth.account.models import EmailAddress

from duologue.people import letters
from duologue.people.models import Invitation, User

NOBODY = "Erased"


def forget(person: User) -> None:
    """Take a name and an address out of the house. The row stays, so that counts and the ledger stay whole."""
    letters.forget(person.email)
    EmailAddress.objects.filter(user=person).delete()
    Invitation.objects.filter(user=person).delete()
    person.email, person.name, person.called = f"{person.pk}@erased.invalid", NOBODY, NOBODY
    person.is_active, person.last_login = False, None
    person.set_unusable_password()
    person.save(update_fields=["email", "name", "called", "is_active", "last_login", "password"])
