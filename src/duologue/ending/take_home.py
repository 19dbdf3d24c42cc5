"""The staying-well plan as something that outlives the account: one page that opens by itself, and two pages of paper."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from duologue.courses.models import Course
from duologue.ending.summary_models import Summary

STYLE = Path(__file__).with_name("take_home.css")
NO_WEASYPRINT = "A PDF cannot be made here: the package weasyprint is not installed on the server."
NO_PANGO = "A PDF cannot be made here: the library Pango is missing on the server."


class NoPaper(RuntimeError):
    """This house cannot make a PDF; the message says why."""


def page(
    course: Course, *, parts: list[Any], near_by: list[Any], kept: list[Any], days: list[Any], now: datetime
) -> str:
    """The plan as one page with no script, no picture and no address elsewhere. Its style travels inside it."""
    told = {
        "course": course,
        "style": _style(),
        "parts": parts,
        "near_by": near_by,
        "kept": kept,
        "days": days,
        "made_on": timezone.localdate(now),
    }
    return render_to_string("ending/pages/take_home.html", told)


def summary_page(summary: Summary, *, parts: list[Any], now: datetime) -> str:
    """A summary as one page of the same kind."""
    told = {"held": summary, "parts": parts, "made_on": timezone.localdate(now), "style": _style()}
    return render_to_string("ending/pages/summary_paper.html", told)


def _style() -> SafeString:
    return format_html("<style>{}</style>", mark_safe(STYLE.read_text(encoding="utf-8")))  # ours: nobody writes into it


def as_file(request: HttpRequest, html: str, name: str, *, back: str, paper: str) -> HttpResponse:
    """A PDF to take, under a name that says nothing about anybody; or a page that says why there is none, and offers
    the one at `paper` for printing."""
    try:
        made = pdf(html)
    except NoPaper as why:
        told = {"why": str(why), "back": back, "paper": paper}
        return render(request, "ending/pages/no_paper.html", told, status=503)
    return HttpResponse(made, "application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def pdf(html: str, *, uncompressed: bool = False) -> bytes:
    """The same page as tagged PDF (PDF/UA-1), for paper and for screen readers. Nothing is fetched for it.

    Raises NoPaper where WeasyPrint or its libraries are missing.
    """
    try:
        import weasyprint
    except ModuleNotFoundError as missing:
        raise NoPaper(NO_WEASYPRINT) from missing
    except OSError as missing:  # it finds no Pango
        raise NoPaper(NO_PANGO) from missing
    logging.getLogger("weasyprint").setLevel(logging.ERROR)  # it warns of each rule that is for screens alone
    drawn = weasyprint.HTML(string=html, url_fetcher=_fetch_nothing)
    made: bytes = drawn.write_pdf(pdf_variant="pdf/ua-1", uncompressed_pdf=uncompressed)
    return made


def _fetch_nothing(url: str, *args: Any, **kwargs: Any) -> Any:
    raise ValueError(f"A plan asks for nothing from elsewhere, and this did: {url[:40]}")
