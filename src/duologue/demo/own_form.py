"""A form that the practice brought along: invented, like everything here, and written for this demo."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from typing import Any

from duologue.demo.timeline import Steps
from duologue.people.models import Practice, User
from duologue.questionnaires import licensed
from duologue.questionnaires.licensed import Licence

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
NIGHTS = ("No night", "One or two nights", "Three or four nights", "Five nights or more")
ASKED = (
    "I lay awake for more than half an hour before I slept",
    "I woke before it was time and could not sleep on",
    "I thought about the next day while I lay there",
    "I got up as tired as I had gone to bed",
    "I kept a screen beside me until late",
)


def questionnaire() -> dict[str, Any]:
    """The file, as its holder would give it out."""
    return {
        "resourceType": "Questionnaire",
        "url": "https://evening-rest.demo.invalid/questionnaire",
        "version": "3",
        "title": "Evening Rest Scale (ERS-5)",
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": "© The Evening Rest Group. An invented instrument for this demo.",
        "item": [
            {"linkId": "stem", "type": "display", "text": "In the last seven nights:"},
            *({**_question(text), "linkId": f"ers-{n}"} for n, text in enumerate(ASKED, start=1)),
        ],
    }


def _question(text: str) -> dict[str, Any]:
    options = [
        {"extension": [{"url": ORDINAL, "valueDecimal": n}], "valueCoding": {"code": str(n), "display": nights}}
        for n, nights in enumerate(NIGHTS)
    ]
    return {"type": "choice", "text": text, "answerOption": options}


def bring_along(practice: Practice, *, by: User, now: datetime) -> Steps:
    """Long before anybody of the demo came."""
    at = now - timedelta(weeks=30)
    yield at
    file = json.dumps(questionnaire(), ensure_ascii=False, indent=1).encode()
    licence = Licence("The Evening Rest Group", "60 clients a year, on screen, in English", date(2027, 6, 30))
    kept = licensed.bring_in(file, licence=licence, practice=practice, by=by, now=at)
    terms = {"called": "How have your nights been?", "counted": "lower"}
    licensed.put_in_use(kept, terms, by=by, now=at + timedelta(minutes=12))
