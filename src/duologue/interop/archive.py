"""One file that opens without us: a page to read, the numbers as a sheet, and what both sides see for another practice."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from pathlib import Path

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from duologue.courses import keeping
from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.interop import numbers, shared, words

STYLE = Path(__file__).with_name("archive.css")


def page(viewer: Viewer, course: Course, *, now: datetime) -> str:
    """Everything as one page with no script, no picture and no address elsewhere. Its style travels inside it."""
    style = STYLE.read_text(encoding="utf-8")  # our own file, which nobody writes into
    told = {
        "course": course,
        "reader": viewer.user,
        "made_at": now,
        "style": format_html("<style>{}</style>", mark_safe(style)),
        "sections": words.sections(viewer, course),
        "totals": numbers.totals(viewer, course),
        "kept_until": keeping.kept_until(course),
    }
    return render_to_string("interop/pages/archive.html", told)


def as_zip(viewer: Viewer, course: Course, *, now: datetime) -> bytes:
    """The three files in one."""
    files = {
        "index.html": page(viewer, course, now=now).encode(),
        "scores.csv": numbers.as_csv(viewer, course),
        "fhir.json": shared.as_fhir(viewer, course, now=now),
    }
    held, made = io.BytesIO(), timezone.localtime(now).timetuple()[:6]
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(zipfile.ZipInfo(name, made), content, zipfile.ZIP_DEFLATED)
    return held.getvalue()
