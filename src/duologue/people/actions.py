"""Verbs about people: open a practice, take someone on, invite, set up sign-in."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from duologue.people import letters
from duologue.people.models import DataKey, Invitation, Letter, Membership, Practice, Role, User

INVITATION_LASTS = timedelta(days=7)
BETWEEN_LINKS = timedelta(minutes=10)
INVITATION = """Hello {called},

{practice} has a page for you. This link opens it once, and it is for you alone:

{url}

It works until {until}. If it has run out, the page it opens can send you a new one.
Please do not answer this mail; nobody reads the answers.
"""
NEWS = """Hello {called},

there is something new on your page at {practice}. You can read it after signing in:

{sign_in}

If you do not know your password any more, this page sends you a link for a new one:

{new_password}

Please do not answer this mail; nobody reads the answers.
"""


@transaction.atomic
def open_practice(
    *, name: str, country: str, emergency_number: str, crisis_lines: list[dict[str, str]], **extra: Any
) -> Practice:
    """A new practice with a key of its own for what is not yet any client's."""
    return Practice.objects.create(
        name=name,
        country=country,
        emergency_number=emergency_number,
        crisis_lines=crisis_lines,
        key=DataKey.objects.mint(),
        **extra,
    )


@transaction.atomic
def take_on(*, practice: Practice, email: str, name: str, role: Role, on: date, password: str | None = None) -> User:
    """Make a person a member of the practice; an existing account gets the new role as well."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name, called=name.split()[0])
    Membership.objects.get_or_create(practice=practice, user=user, role=role, defaults={"from_on": on})
    return user


@transaction.atomic
def invite(*, practice: Practice, user: User, by: User | None, now: datetime) -> Invitation:
    """Send a one-time link; earlier links of the same person stop working."""
    Invitation.objects.filter(user=user, used_at__isnull=True, expires_at__gt=now).update(expires_at=now)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        practice=practice,
        user=user,
        secret_hash=fingerprint(secret),
        sent_at=now,
        sent_by=by,
        expires_at=now + INVITATION_LASTS,
    )
    until = invitation.expires_at.astimezone(practice.zone)
    letters.post(
        practice=practice,
        to=user.email,
        subject=f"Your page at {practice.name}",
        body=INVITATION.format(
            called=user.called,
            practice=practice.name,
            url=f"{settings.PUBLIC_URL}{reverse('understanding:invitation', args=[secret])}",
            until=f"{until:%A} {until.day} {until:%B, %H:%M}",
        ),
        now=now,
    )
    return invitation


@transaction.atomic
def tell_of_news(*, practice: Practice, user: User, now: datetime, not_before: datetime | None = None) -> Letter | None:
    """Tell somebody who can sign in already that there is something new, and how to come in; in their quiet hours, later."""
    return letters.post(
        practice=practice,
        to=user.email,
        subject=f"Your page at {practice.name}",
        body=NEWS.format(
            called=user.called,
            practice=practice.name,
            sign_in=f"{settings.PUBLIC_URL}{reverse('account_login')}",
            new_password=f"{settings.PUBLIC_URL}{reverse('account_reset_password')}",
        ),
        now=now,
        not_before=not_before,
    )


@transaction.atomic
def send_new_link(secret: str, *, now: datetime) -> None:
    """Answer the button on a link that no longer works. Nothing goes out for a secret nobody knows, for a link that
    still works, and within ten minutes of the last letter; whoever has a password is told how to sign in instead."""
    old = invitation_for(secret)
    if old is None or why_not_accept(old, now=now) is None:
        return
    if letters.written_to(old.user.email, since=now - BETWEEN_LINKS):
        return
    if old.user.has_usable_password():
        tell_of_news(practice=old.practice, user=old.user, now=now)
    else:
        invite(practice=old.practice, user=old.user, by=old.sent_by, now=now)


def fingerprint(secret: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invitation_for(secret: str) -> Invitation | None:
    """The invitation a link belongs to, used or not, run out or not."""
    found = Invitation.objects.filter(secret_hash=fingerprint(secret))
    return found.select_related("user", "practice", "sent_by").first()


def why_not_accept(invitation: Invitation, *, now: datetime) -> str | None:
    """The sentence a person sees when their link no longer works, or None."""
    if invitation.used_at:
        return "This link has been used already."
    if invitation.expires_at <= now:
        return "This link has run out."
    return None


@transaction.atomic
def set_up_sign_in(*, invitation: Invitation, password: str, called: str, now: datetime) -> User:
    """Use the link up and set the person's password. Raises ValueError when the link no longer works."""
    held = Invitation.objects.select_for_update().select_related("user").get(pk=invitation.pk)
    if reason := why_not_accept(held, now=now):
        raise ValueError(reason)
    held.used_at = now
    held.save(update_fields=["used_at"])
    held.user.called = called
    held.user.set_password(password)
    held.user.save(update_fields=["called", "password"])
    return held.user


@transaction.atomic
def rename(user: User, *, name: str, called: str) -> User:
    """Change what a person is called, on paper and to their face."""
    user.name, user.called = name, called
    user.save(update_fields=["name", "called"])
    return user
