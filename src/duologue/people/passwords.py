"""What a password needs, in sentences."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from duologue.people.models import User

HINT = "Ten characters or more. Three or four words that do not belong together are good."
SENTENCES = {
    "password_too_short": "Use ten characters or more.",
    "password_too_common": "Many people use this one, so it is easy to guess. Choose another.",
    "password_too_similar": "This is too close to your name or your mail address. Choose another.",
}


def why_not(password: str, user: User) -> list[str]:
    """A sentence for each thing that stands in the way; nothing when the password is good."""
    try:
        validate_password(password, user)
    except ValidationError as faults:
        return [SENTENCES.get(fault.code or "", fault.messages[0]) for fault in faults.error_list]
    return []
