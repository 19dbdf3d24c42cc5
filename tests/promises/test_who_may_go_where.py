"""Every route, every method, every kind of person, every kind of thing (T1): who is let in, and who finds nothing."""

from __future__ import annotations

import re
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import NoReverseMatch, reverse

from duologue.courses import standing, visibility
from duologue.courses.models import CareTeamMember, Course
from duologue.courses.standing import NOTHING_KNOWN
from duologue.courses.visibility import CourseRecords, Courses, Viewer
from tests.architecture import tree
from tests.promises import who_may
from tests.promises.who_may import IN_THE_HOUSE, SIGNING_IN, WAYS

pytestmark = pytest.mark.django_db
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
LET_IN = {200, 204, 302, 303, 400, 409, 410, 422}
SCOPES = ["ours", "theirs", "abroad", "ended", "missing"]
ARGUMENTS = {address_name: re.findall(r"<\w+:(\w+)>", address) for address_name, address, _ in tree.routes()}
VIEWS = {name: view for name, _, view in tree.routes()}
LINES = sorted(name for name in WAYS if who_may.route_of(name) in VIEWS)


@pytest.fixture
def walk(furnished):
    """`walk(name, person, scope, method)` is the answer to one request, which leaves nothing behind."""
    house, browsers = furnished

    def ask(name: str, person: str, scope: str, method: str):
        way, route = WAYS[name], who_may.route_of(name)
        address = reverse(route, kwargs=dict.fromkeys(ARGUMENTS[route], house.things[scope].get(way.about)))
        return browsers.ask(person, method, address, **way.sends)

    return ask


def to_sign_in(answer) -> bool:
    return answer.status_code == 302 and "/account/login/" in answer["Location"]


def expected(name: str, person: str, scope: str, method: str) -> str:
    """What the table says of one request: let in, nothing here, sign in first, or not a method of this page."""
    view, way = VIEWS[who_may.route_of(name)], WAYS[name]
    held = tree.methods(view) or set(METHODS)
    if person == "no one" and getattr(view, "login_required", True):
        return "sign in"
    if method not in held:
        return "no such method"
    granted = way.writes if method == "POST" else way.reads
    return "let in" if who_may.standing(person, way.about, scope) in granted else "nothing here"


def seen(answer) -> str:
    if to_sign_in(answer):
        return "sign in"
    if answer.status_code in LET_IN:
        return "let in"
    return {404: "nothing here", 405: "no such method"}.get(answer.status_code, f"status {answer.status_code}")


def scopes(name: str) -> list[str]:
    about = WAYS[name].about
    return ["ours"] if not about else ["ours", "missing"] if about in who_may.OF_THE_HOUSE else SCOPES


def cells(name: str) -> list[tuple[str, str, str]]:
    """What is tried on one route: every method as everybody. GET and POST on every thing, where the page has them; HEAD is
    answered by the page of GET; a method the page does not have is refused before anything is looked up, which is the same
    on any database and tried on one of them."""
    held = tree.methods(VIEWS[who_may.route_of(name)]) or set(METHODS)
    tried = METHODS if connection.vendor == "sqlite" else sorted({"GET", "POST"} & held)
    every = product(IN_THE_HOUSE, tried, scopes(name))
    nearer = {"HEAD": ("ours", "theirs")}
    return [
        (scope, person, method)
        for person, method, scope in every
        if scope in (nearer.get(method, SCOPES) if method in held else ("ours",))
    ]


def stripped(answer) -> str:
    """An answer without what differs from one request to the next."""
    page = answer.content.decode(errors="replace")
    return re.sub(r'(name="(?:csrfmiddlewaretoken|entry_key)" value=")[^"]*', r"\1", page)


def wrong(walk, name: str) -> tuple[list[str], int]:
    """The requests to one route that were answered differently from the table, and how many were made.

    What belongs to others must also look like what never existed: the same page to the letter, so that nobody learns that
    it is there.
    """
    faults, made, refusals = [], 0, {}
    for scope, person, method in cells(name):
        answer = walk(name, person, scope, method)
        wanted, got = expected(name, person, scope, method), seen(answer)
        made += 1
        if wanted != got:
            faults.append(f"{method} {name} ({scope}) as {person}: {got}, expected {wanted}")
        elif got == "nothing here":
            page = stripped(answer)
            if refusals.setdefault((person, method), page) != page:
                faults.append(f"{method} {name} ({scope}) as {person}: can be told from a thing that is not there")
    return faults, made


def test_every_route_has_its_line():
    routes = set(VIEWS)
    declared = {who_may.route_of(line) for line in WAYS} | SIGNING_IN
    assert not routes - declared, f"say in who_may.py who may go there: {sorted(routes - declared)}"
    assert not declared - routes, f"gone from the site map: {sorted(declared - routes)}"


@pytest.mark.parametrize("name", LINES)
def test_nobody_goes_where_they_may_not(walk, name):
    faults, made = wrong(walk, name)
    assert made >= (len(METHODS) if connection.vendor == "sqlite" else 1) * len(IN_THE_HOUSE)  # as everybody
    assert not faults, f"{len(faults)} of {made}:\n" + "\n".join(faults[:40])


def test_the_matrix_is_as_large_as_we_say():
    assert sum(len(cells(name)) for name in LINES) > (13_000 if connection.vendor == "sqlite" else 7_000)


@pytest.mark.parametrize("name", sorted(SIGNING_IN))
def test_the_pages_of_signing_in_never_fall_over(furnished, name):
    house, browsers = furnished
    try:
        address = reverse(name)
    except NoReverseMatch:
        address = reverse(name, kwargs={"uidb36": "abc", "key": "set-password"})
    for person, method in product(IN_THE_HOUSE, METHODS):
        assert browsers.ask(person, method, address).status_code < 500, f"{method} {name} as {person}"


# The controls: each check of the house is taken away once, and the walk must notice it.
def everything(records, user, known=None):
    return records.all()


def any_role(viewer, pk, *, as_role=None):
    return UNTOUCHED(viewer, pk)


UNTOUCHED = Viewer.course


@pytest.mark.parametrize(
    "taken_away, instead, noticed_at",
    [
        ((CourseRecords, "visible_to"), everything, "questionnaires:read kept-private"),
        ((Viewer, "course"), any_role, "home:course"),
        ((Viewer, "brought"), lambda viewer, model: model.objects.unscoped(), "supervision:packet"),
        ((Viewer, "enquiries"), lambda viewer, model: model.objects.unscoped(), "understanding:enquiry"),
    ],
    ids=lambda value: ".".join([value[0].__name__, value[1]]) if isinstance(value, tuple) else "",
)
def test_control_each_check_that_is_taken_away_is_noticed(walk, monkeypatch, taken_away, instead, noticed_at):
    monkeypatch.setattr(*taken_away, instead)
    faults, _ = wrong(walk, noticed_at)
    assert faults


def test_control_both_locks_of_a_course_taken_away_are_noticed(walk, monkeypatch):
    """Either of them alone still holds: that is what the second one is for."""
    monkeypatch.setattr(Courses, "visible_to", everything)
    assert not wrong(walk, "assessment:goals")[0]
    monkeypatch.setattr(Viewer, "_standing", lambda viewer, found, course: "therapist")
    assert wrong(walk, "assessment:goals")[0]


def test_control_a_missing_sign_in_is_noticed(walk, furnished, monkeypatch):
    _, browsers = furnished
    left = [check for check in browsers.handler._view_middleware if "LoginRequired" not in repr(check)]
    assert len(left) == len(browsers.handler._view_middleware) - 1
    monkeypatch.setattr(browsers.handler, "_view_middleware", left)
    faults, _ = wrong(walk, "home:today")
    assert any("as no one" in fault for fault in faults)


def test_control_time_in_a_care_team_that_is_over_is_noticed(walk, monkeypatch):
    """Without the end of a membership and of a place in the team, Una (left) and Lea (handed over) would read on."""

    def ever(user, known=None):
        return CareTeamMember.objects.unscoped().filter(user=user).values("course")

    monkeypatch.setattr(visibility, "cared_for", ever)
    monkeypatch.setattr(standing, "cared_for", ever)
    monkeypatch.setattr(Viewer, "known", property(lambda viewer: NOTHING_KNOWN, lambda *_: None), raising=False)
    faults, _ = wrong(walk, "progress:course")
    assert any("as lea" in fault for fault in faults) and any("as una" in fault for fault in faults)


def test_control_a_page_that_says_forbidden_is_noticed(walk, monkeypatch):
    """403 would tell a stranger that there is something to be forbidden."""

    def forbid(viewer, pk, *, as_role=None):
        raise PermissionDenied

    monkeypatch.setattr(Viewer, "course", forbid)
    faults, _ = wrong(walk, "assessment:goals")
    assert any("status 403" in fault for fault in faults)


def test_control_a_page_that_names_what_it_hides_is_noticed(walk, monkeypatch):
    """A refusal that differs by the thing behind it is a leak, whatever its status."""
    untouched = Viewer.course

    def telling(viewer, pk, *, as_role=None):
        viewer.user.called = str(Course.objects.unscoped().filter(pk=pk).exists())  # the foot of the page shows it
        return untouched(viewer, pk, as_role=as_role)

    monkeypatch.setattr(Viewer, "course", telling)
    faults, _ = wrong(walk, "assessment:goals")
    assert any("can be told" in fault for fault in faults)
