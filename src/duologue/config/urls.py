"""The site map: one line for each slice, in the order of the process."""

from allauth.account import views as signing_in
from django.conf import settings
from django.urls import include, path, re_path

from duologue.web import views as web

# Of allauth's pages only these are open: nobody signs up alone, and addresses are changed by the practice.
account = [
    path("login/", signing_in.login, name="account_login"),
    path("logout/", signing_in.logout, name="account_logout"),
    path("password/change/", signing_in.password_change, name="account_change_password"),
    path("password/reset/", signing_in.password_reset, name="account_reset_password"),
    path("password/reset/done/", signing_in.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        signing_in.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        signing_in.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("inactive/", signing_in.account_inactive, name="account_inactive"),
    path("reauthenticate/", signing_in.reauthenticate, name="account_reauthenticate"),
]

urlpatterns = [
    path("healthz", web.healthz, name="healthz"),
    path("look/", web.look, name="look"),
    path("design/", web.design, name="design"),
    path("account/", include(account)),
    path("", include("duologue.web.offline.urls")),
    path("", include("duologue.home.urls")),
    path("", include("duologue.people.urls")),
    path("", include("duologue.understanding.urls")),
    path("", include("duologue.questionnaires.urls")),
    path("", include("duologue.assessment.urls")),
    path("", include("duologue.relationship.urls")),
    path("", include("duologue.techniques.urls")),
    path("", include("duologue.sessions.urls")),
    path("", include("duologue.homework.urls")),
    path("", include("duologue.progress.urls")),
    path("", include("duologue.ending.urls")),
    path("", include("duologue.safety.urls")),
    path("", include("duologue.supervision.urls")),
    path("", include("duologue.service.urls")),
    path("", include("duologue.interop.urls")),
]
if settings.MODE == "demo":
    urlpatterns.append(path("demo/", include("duologue.demo.urls")))

handler404 = "duologue.web.views.not_found"
handler500 = "duologue.web.views.server_error"
