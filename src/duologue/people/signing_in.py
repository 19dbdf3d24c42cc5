"""How allauth fits this house: nobody signs up alone, and mail is posted through our own letters."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from duologue.people import letters, passwords
from duologue.people.models import Invitation, Practice, User
from duologue.web.clock import now

KNOWN = "known"
A_YEAR = 60 * 60 * 24 * 365
RESET = """Hello,

somebody, most likely you, asked for a new password at {practice}. This link sets one:

{url}

If it was not you, you can leave this letter alone; nothing changes.
"""
NOTHING = """Hello,

somebody asked for a new password at {practice} with this address. There is no page for this address here.
If you have a page with another address, please try that one.
"""


class Adapter(DefaultAccountAdapter):
    """Closed doors, neutral letters."""

    def is_open_for_signup(self, request):
        return False

    def send_mail(self, template_prefix, email, context):
        practice = _practice_of(email)
        if practice is None:  # a house nobody has opened yet writes to nobody
            return
        text = RESET if context.get("password_reset_url") else NOTHING
        letters.post(
            practice=practice,
            to=email,
            subject=f"Your page at {practice.name}",
            body=text.format(practice=practice.name, url=context.get("password_reset_url")),
            now=now(),
        )

    def get_reset_password_from_key_url(self, key):
        """By the address this house is known under, whatever name the request came with."""
        who, _, secret = key.partition("-")
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": who, "key": secret})
        return f"{settings.PUBLIC_URL}{path}"

    def post_login(self, request, user, **kwargs):
        """Remember by an opaque mark that this person has signed in on this device."""
        response = super().post_login(request, user, **kwargs)
        response.set_cookie(
            KNOWN, _mark(user.email), max_age=A_YEAR, httponly=True, samesite="Lax", secure=settings.HTTPS
        )
        return response

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Wrong guesses are counted for each account; its owner's own device is counted apart."""
        counted = super()._get_login_attempts_cache_key(request, **credentials)
        own = constant_time_compare(request.COOKIES.get(KNOWN, ""), _mark(credentials.get("email", "")))
        return f"{counted}:own" if own else counted

    def get_password_change_redirect_url(self, request):
        return reverse("people:me")

    def clean_password(self, password, user=None):
        if faults := passwords.why_not(password, user):
            raise ValidationError(faults)
        return password

    def populate_username(self, request, user: User):
        return None


def _mark(address: str) -> str:
    return salted_hmac("duologue.known-device", address.lower(), algorithm="sha256").hexdigest()


def _practice_of(address: str) -> Practice | None:
    """Where this address is known, or else the first practice: asked in the same way for known and unknown ones."""
    known = Q(memberships__user__email__iexact=address) | Q(
        pk__in=Invitation.objects.filter(user__email__iexact=address).values("practice")
    )
    return Practice.objects.filter(known).order_by("name").first() or Practice.objects.order_by("name").first()
