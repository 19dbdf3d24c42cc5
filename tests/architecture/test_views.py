"""What every page says about itself: who may come without signing in, and which methods it answers."""

import re

import pytest
from django.http import HttpResponse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tests.architecture import tree

# Pages for people who have not signed in. A new one is a decision, not a decorator.
OPEN = {
    "techniques:calm",
    "techniques:calm-one",
    "healthz",
    "look",
    "design",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_inactive",
    "understanding:welcome",
    "understanding:journey",
    "understanding:approaches",
    "understanding:first-meeting",
    "understanding:ask",
    "understanding:asked",
    "understanding:invitation",
    "understanding:new-link",
    "questionnaires:one",
    "safety:told-by-link",
    "questionnaires:new-link",
    "questionnaires:kiosk",
    "questionnaires:give-back",
    "safety:help-now",
    "techniques:skills",
    "techniques:skills-now",  # beside the numbers to call, also without signal
    "techniques:skill",
    "sessions:feed-file",
    "sessions:reminders-off",
    "sessions:screen",  # a second screen, by a short code
    "sessions:screen-stop",
    "homework:reminders-off",
    "offline:worker",
    "offline:page",
    "offline:who",
    "home:first",
}
# Of those, the ones that take something in.
OPEN_TO_WRITE = {
    "look",
    "account_login",
    "account_logout",
    "account_reset_password",
    "account_reset_password_from_key",
    "understanding:ask",
    "understanding:invitation",
    "understanding:new-link",
    "sessions:reminders-off",
    "sessions:screen",
    "sessions:screen-stop",
    "homework:reminders-off",
    "questionnaires:one",
    "safety:told-by-link",
    "questionnaires:new-link",
    "questionnaires:kiosk",
    "questionnaires:give-back",
}


def needs_sign_in(view) -> bool:
    return getattr(view, "login_required", True)


def test_only_these_pages_are_open():
    found = {name for name, _, view in tree.routes() if not needs_sign_in(view)}
    assert found <= OPEN, f"open to everybody, and on no list: {sorted(found - OPEN)}"


def ours(view) -> bool:
    return view.__module__.startswith("duologue")


def test_every_view_says_which_methods_it_answers():
    silent = [name for name, _, view in tree.routes() if ours(view) and tree.methods(view) is None]
    assert not silent, f"decorate with require_safe, require_POST or require_http_methods: {silent}"


def test_only_these_open_pages_take_something_in():
    writing = {
        name
        for name, _, view in tree.routes()
        if ours(view) and not needs_sign_in(view) and "POST" in (tree.methods(view) or {"POST"})
    }
    assert writing <= OPEN_TO_WRITE, f"a stranger may write there: {sorted(writing - OPEN_TO_WRITE)}"


@pytest.mark.parametrize(
    "decorate, said",
    [(require_safe, {"GET", "HEAD"}), (require_POST, {"POST"}), (require_http_methods(["PUT"]), {"PUT"})],
)
def test_control_methods_are_read_from_the_decorator(decorate, said):
    def page(request):
        return HttpResponse()

    assert tree.methods(decorate(page)) == said
    assert tree.methods(page) is None


def test_addresses_hold_ids_and_plain_words_only():
    """No name, no mail address and nothing about health can stand in an address (R9)."""
    kinds = {kind for _, address, _ in tree.routes() for kind in re.findall(r"<(\w+):\w+>", address)}
    assert kinds <= {"uuid", "slug", "str", "int"}
    worded = [a for _, a, _ in tree.routes() for _ in re.findall(r"<str:(?!secret>)\w+>", a)]
    assert not worded
