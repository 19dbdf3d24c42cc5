"""How allauth's own forms differ here: our labels and sentences, and no bubbles that cannot be read again."""

from __future__ import annotations

from allauth.account import forms
from allauth.account.adapter import get_adapter

from duologue.people import passwords

WORDS = {
    "login": ("Your mail address", "Write the mail address you sign in with."),
    "email": ("Your mail address", "Write your mail address."),
    "password": ("Your password", "Write your password."),
    "oldpassword": ("Your password now", "Write the password you have now."),
    "password1": ("New password", "Choose a new password."),
    "password2": ("The same once more", "Write the new password once more."),
}


class OurWords:
    """Labels, hints and sentences of ours on a form of allauth's."""

    use_required_attribute = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in WORDS:
                field.label, field.error_messages["required"] = WORDS[name]
        if "password1" in self.fields:
            self.fields["password1"].help_text = passwords.HINT


class SignIn(OurWords, forms.LoginForm):
    """Mail address and password."""


class ChangePassword(OurWords, forms.ChangePasswordForm):
    """The old one, and the new one twice."""


class NewPassword(OurWords, forms.ResetPasswordKeyForm):
    """The new one twice, after a letter."""


class ForgottenPassword(OurWords, forms.ResetPasswordForm):
    """An address we do not know gets a letter, too, and one without a way to sign up: nobody signs up alone."""

    def save(self, request, **kwargs):
        if self.users:
            return super().save(request, **kwargs)
        address = self.cleaned_data["email"]
        get_adapter().send_mail("account/email/unknown_account", address, {})
        return address
