"""A filled-in worksheet read back, wherever a page shows one."""

from __future__ import annotations

from typing import Any

from django import template

from duologue.questionnaires import filling
from duologue.questionnaires.models import Response

register = template.Library()


@register.inclusion_tag("questionnaires/parts/as_read.html")
def read_back(response: Response) -> dict[str, Any]:
    """The answers of a response, laid out as its form says; what was not reached yet is left out."""
    return {"parts": filling.parts(response.form, response.answers), "form_shown": response.form, "only_said": True}
