"""The few template words of the house."""

from __future__ import annotations

import re
import uuid
from pathlib import Path

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from duologue.web import drawings

register = template.Library()
PARTS = Path(__file__).resolve().parent.parent / "parts"


@register.simple_tag(takes_context=True)
def form_keys(context) -> SafeString:
    """The two hidden fields every form that writes carries: against forgery, and against arriving twice (R11).

    The key is always a new one: a form drawn after a write that worked would otherwise carry a spent key.
    """
    token = context.get("csrf_token", "")
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}"><input type="hidden" name="entry_key" value="{}">',
        token,
        uuid.uuid4(),
    )


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField, kind: str = "") -> dict:
    """One question with its hint, its error and its answer. `kind` may name a layout (`row`)."""
    shape = type(bound.field).__name__
    radios = getattr(bound.field.widget, "input_type", "") == "radio"
    return {
        "field": bound,
        "shape": shape,
        "radios": radios,
        "kind": kind,
        "optional": not bound.field.required,
    }


@register.inclusion_tag("web/parts/errors.html")
def errors(form) -> dict:
    """A summary at the top of a form that came back: each sentence links to its field."""
    return {"form": form}


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of our line icons, always beside a word."""
    return drawings.icon(name)


@register.simple_tag
def picture(name: str) -> SafeString:
    """One of our small drawings, for the eye only."""
    return drawings.picture(name)


@register.simple_tag
def rail_label(words: str) -> SafeString:
    """The number of "7½: helped", and its words for those who listen or rest a pointer on it."""
    number, _, said = str(words).partition(": ")
    return format_html('<span title="{}">{}<span class="away"> {}</span></span>', said, number, said)


@register.filter
def first_name(person) -> str:
    """What people call one another here."""
    return getattr(person, "called", "") or str(person)


@register.filter
def dial(number: str) -> str:
    """A number as a phone takes it."""
    return re.sub(r"[^+0-9]", "", number)


@register.filter
def paragraphs(text: str) -> SafeString:
    """A person's words with their line breaks, escaped."""
    blocks = [b.strip() for b in (text or "").replace("\r\n", "\n").split("\n\n") if b.strip()]
    return mark_safe(  # every block is escaped by format_html
        "".join(format_html("<p>{}</p>", _broken(block)) for block in blocks)
    )


def _broken(block: str) -> SafeString:
    lines = [format_html("{}", line) for line in block.split("\n")]
    return mark_safe("<br>".join(lines))


@register.filter
def get(mapping, key):
    """`mapping[key]`, or nothing."""
    return mapping.get(key) if mapping else None
