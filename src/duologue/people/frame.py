"""What stands around every page: the practice, the person's pages, the look they chose, the demo's bar."""

from django.conf import settings
from django.urls import reverse

from duologue.people import heartbeat
from duologue.people.models import Role
from duologue.web.offline.outbox import mark

CLIENT = [
    ("Today", "home:today", "today"),
    ("Between sessions", "homework:index", "between"),
    ("My progress", "progress:mine", "progress"),
    ("Messages", "relationship:mine", "messages"),
    ("My plan", "home:plan", "plan"),
]
NAV = {
    Role.THERAPIST: [
        ("Today", "home:today", "today"),
        ("Caseload", "home:caseload", "people"),
        ("Calendar", "sessions:diary", "calendar"),
        ("Library", "techniques:library", "library"),
        ("Supervision", "supervision:index", "both"),
    ],
    Role.SUPERVISOR: [("Today", "home:today", "today"), ("Brought to me", "supervision:index", "both")],
    Role.MANAGER: [
        ("Today", "home:today", "today"),
        ("Service", "service:counts", "service"),
        ("Forms", "interop:forms", "library"),
    ],
    Role.INTAKE: [
        ("Today", "home:today", "today"),
        ("Enquiries", "understanding:enquiries", "people"),
        ("Calendar", "sessions:diary", "calendar"),
    ],
}


def frame(request) -> dict:
    """Everything `base.html` needs, in one name."""
    viewer = getattr(request, "viewer", None)
    pages = NAV.get(viewer.role, CLIENT) if viewer else []
    links = [{"name": name, "url": reverse(url), "icon": icon} for name, url, icon in pages]
    for link in links:
        link["here"] = request.path.startswith(link["url"])
    client = viewer if viewer and viewer.role == "client" else None
    return {
        "frame": {
            "practice": getattr(request, "practice", None),
            "nav": links,
            "tabs": client is not None,
            "device": mark(viewer.user)
            if viewer and not client
            else "",  # whose note this computer keeps until it is sent
            "person": mark(client.user) if client else "",  # whose words this phone keeps until they are sent
            "look": request.COOKIES.get("look", "") if request.COOKIES.get("look") in ("light", "dark") else "",
            "demo": settings.MODE == "demo",
            "worker_late": any(
                heartbeat.is_late(one.worker_at, now=request.now) for one in (viewer.memberships if viewer else [])
            ),
        },
        "viewer": viewer,
    }
