"""A filled-in worksheet read back, wherever a page shows one, and the picture of all its times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template

from duologue.questionnaires import filling, pictures
from duologue.questionnaires.models import Response

register = template.Library()


@register.inclusion_tag("questionnaires/parts/as_read.html")
def read_back(response: Response) -> dict[str, Any]:
    """The answers of a response, laid out as its form says, with its picture; what was not reached yet is left out."""
    form, picture = response.form, pictures.of_one(response.form, response.answers, response.pk.hex[:8])
    return {
        "parts": filling.parts(form, response.answers),
        "picture": picture,
        "dressed": bool(picture or form.groups),  # whether it needs a style sheet of its own
        "only_said": True,
    }


@register.inclusion_tag("questionnaires/parts/pictures.html")
def over_time(responses: Iterable[Response | None], alone: bool = False) -> dict[str, Any]:
    """What these responses show together, where their worksheets have such a picture."""
    return {"pictures": pictures.across((response for response in responses if response), alone=alone)}
