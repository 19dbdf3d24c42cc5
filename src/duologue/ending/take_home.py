"""The staying-well plan as something that outlives the account: one page that opens by itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from duologue.courses.models import Course

STYLE = Path(__file__).with_name("take_home.css")


def page(course: Course, *, parts: list[Any], kept: list[Any], days: list[Any], now: datetime) -> str:
    """The plan as one page with no script, no picture and no address elsewhere. Its style travels inside it."""
    style = STYLE.read_text(encoding="utf-8")  # our own file, which nobody writes into
    told = {
        "course": course,
        "style": format_html("<style>{}</style>", mark_safe(style)),
        "parts": parts,
        "kept": kept,
        "days": days,
        "made_on": timezone.localdate(now),
    }
    return render_to_string("ending/pages/take_home.html", told)
