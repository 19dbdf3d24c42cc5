"""Accounts, the practice, who works there, invitations, letters, and the keys of people's words."""

from __future__ import annotations

import secrets
import uuid
import zoneinfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from duologue.people import keyring
from duologue.people.sealed import SealedText
from duologue.science.working_hours import Hours
from duologue.web.prepared import prepared


class DataKeys(models.Manager["DataKey"]):
    """Makes data keys and wraps them anew."""

    def mint(self) -> DataKey:
        """A fresh key, wrapped and kept."""
        key_id, secret = uuid.uuid4(), secrets.token_bytes(32)
        name, wrapped = keyring.wrap(key_id, secret)
        kept = self.create(pk=key_id, wrapped_by=name, wrapped=wrapped)
        keyring.hold(key_id, secret)
        return kept

    def erase(self, key_id: uuid.UUID) -> None:
        """Take the key away for good: whatever was sealed under it is noise from now on. The row stays for what points at it."""
        self.filter(pk=key_id).update(wrapped_by=DataKey.ERASED, wrapped=b"")
        keyring.forget(key_id)

    def wrap_anew(self, *, at_most: int = 200) -> int:
        """Wrap up to `at_most` keys under the current key-encryption key; returns how many. Ask until it says 0."""
        from django.conf import settings

        turned = list(self.exclude(wrapped_by__in=[settings.KEYS.current, DataKey.ERASED])[:at_most])
        for kept in turned:
            secret = keyring.unwrap(kept.pk, kept.wrapped_by, bytes(kept.wrapped))
            kept.wrapped_by, kept.wrapped = keyring.wrap(kept.pk, secret)
        self.bulk_update(turned, ["wrapped_by", "wrapped"])
        return len(turned)


class DataKey(models.Model):
    """The key of one client's words, wrapped. Once it is erased, everything sealed under it is."""

    ERASED = "erased"  # instead of the name of a key-encryption key

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped_by = models.CharField(max_length=20)
    wrapped = models.BinaryField()
    objects = DataKeys()

    class Meta:
        indexes = [models.Index(fields=["wrapped_by"], name="datakey_wrapped_by")]

    def __str__(self):
        return f"data key {self.pk}"


class Practice(models.Model):
    """Where therapists work (FHIR: Organization): its zone, its crisis numbers, what it promises."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=60)
    language = models.CharField(max_length=10, default="en-gb")
    time_zone = models.CharField(max_length=60, default="Europe/London")
    session_minutes = models.PositiveSmallIntegerField(default=50)
    notice_hours = models.PositiveSmallIntegerField(default=24)  # called off later than this, it counts as late
    emergency_number = models.CharField(max_length=30)
    crisis_lines = models.JSONField(default=list)  # [{"name": ..., "number": ..., "when": ...}]
    answers_read = models.CharField(max_length=120, default="on working days before 18:00")
    enquiry_answered = models.CharField(max_length=120, default="within two working days")
    # Whom an answer that must reach a person goes to (people/reaching.py). Empty: each client's own therapist.
    answers_go_to = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    stand_in = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    # Who hears it when a client says that something is not right. Empty: whoever manages the practice.
    concerns_go_to = models.ForeignKey("duologue.User", models.PROTECT, null=True, blank=True, related_name="+")
    working_days = models.JSONField(default=list)  # 0 is Monday
    opens_at = models.TimeField(null=True, blank=True)
    closes_at = models.TimeField(null=True, blank=True)
    four_words = models.BooleanField(default=False)  # red, amber, green, white: off until a practice turns them on
    review_every = models.PositiveSmallIntegerField(default=6)  # attended sessions between two looks back
    review_weeks = models.PositiveSmallIntegerField(null=True, blank=True)  # and at the latest after so many weeks
    key = models.ForeignKey(DataKey, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(review_every__gte=1), name="a_practice_looks_back"),
            models.CheckConstraint(
                condition=Q(review_weeks__isnull=True) | Q(review_weeks__gte=1), name="a_practice_looks_back_in_time"
            ),
            models.CheckConstraint(
                condition=Q(opens_at__isnull=True, closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="a_practice_opens_before_it_closes",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        return zoneinfo.ZoneInfo(self.time_zone)

    @property
    def hours(self) -> Hours | None:
        """When people work here; None until somebody has said so."""
        if not self.working_days or self.opens_at is None or self.closes_at is None:
            return None
        return Hours(frozenset(self.working_days), self.opens_at, self.closes_at, self.zone)


class People(BaseUserManager["User"]):
    """Makes accounts. An account without a password cannot sign in until its owner sets one."""

    def create_user(self, email: str, password: str | None = None, **extra) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get(self, *args, **kwargs) -> User:
        """Every request of a signed-in person asks for them by `pk`: that one question is said once."""
        if args or kwargs.keys() != {"pk"}:
            return super().get(*args, **kwargs)
        for user in _person(**kwargs):
            return user
        raise self.model.DoesNotExist

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


@prepared(pk=models.UUIDField())
def _person(*, pk):
    return User.objects.filter(pk=pk)


class User(AbstractBaseUser):
    """A person with a way to sign in. What they may do follows from memberships and courses, never from a flag here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    called = models.CharField(max_length=60)  # the name people use to their face
    is_active = models.BooleanField(default=True)
    objects = People()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self):
        return self.name


class Role(models.TextChoices):
    """What a member of a practice does there. Clients are not members: they take part in courses."""

    THERAPIST = "therapist", "Therapist"
    SUPERVISOR = "supervisor", "Supervisor"
    MANAGER = "manager", "Manager"
    INTAKE = "intake", "Intake"


class Membership(models.Model):
    """A person's work in a practice, from a day until a day (FHIR: PractitionerRole)."""

    practice = models.ForeignKey(Practice, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["practice", "user", "role"], name="one_membership_per_role"),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="membership_ends_after_start",
            ),
        ]

    def __str__(self):
        return f"{self.user} as {self.role}"


class Heartbeat(models.Model):
    """When the worker was last there. One row."""

    at = models.DateTimeField()

    def __str__(self):
        return f"heartbeat at {self.at}"


class Invitation(models.Model):
    """A one-time link to set up sign-in. Only a hash of its secret is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, related_name="invitations")
    secret_hash = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return f"invitation of {self.user_id}"


class Letter(models.Model):
    """Mail on its way, kept in the same transaction as its cause, and emptied once it has been handed over."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    practice = models.ForeignKey(Practice, models.CASCADE, related_name="+")
    to = SealedText()
    whom = models.CharField(max_length=64, blank=True)  # a keyed fingerprint of the address: lately written to, or not
    subject = models.CharField(max_length=120)
    body = SealedText()
    written_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(null=True, blank=True)  # tried just now, or lately in vain: when to try again
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["written_at"], name="letters_waiting", condition=Q(sent_at__isnull=True))]

    def __str__(self):
        return f"letter {self.pk}"

    @property
    def sealing_key_id(self) -> uuid.UUID:
        return self.practice.key_id
