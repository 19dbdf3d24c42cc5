"""What the practice of the demo wrote itself: one worksheet on the shelf, one draft that waits."""

from __future__ import annotations

from datetime import datetime, timedelta

from duologue.demo.timeline import Steps
from duologue.people.models import Practice, User
from duologue.questionnaires import own_sheets
from duologue.science import own_forms
from duologue.science.own_forms import Row, Sheet

SUNDAY = Sheet(
    title="Sunday evening",
    called="Before the week begins",
    purpose="Ten quiet minutes on Sunday make Monday a little smaller.",
    school="any",
    therapist_note="Good for people who dread Mondays. Leave it when planning turns into a long list of duties.",
    minutes=4,
    shown="steps",
    rows=[
        Row("What are you looking forward to?", "text", hint="One thing is enough. A meal counts."),
        Row("How heavy does the week look from here?", "scale", low="light", high="as heavy as can be"),
        Row("Which day will be the hardest?", "line"),
        Row("What could make that day a little easier?", "text", hint="Who could help? What could you leave out?"),
    ],
    source="Rosa's own, after years of Mondays",
)
DRAFT = {
    "title": "After a quarrel",
    "called": "When we have cooled down",
    "purpose": "It helps to see both sides once the storm is over.",
    "school": "humanistic",
    "rows": [
        {"text": "What did I want to be heard about?", "kind": "text"},
        {"text": "What do I think they wanted?", "kind": "text"},
    ],
}


def write(practice: Practice, *, by: User, now: datetime) -> Steps:
    """One in spring, one last week."""
    at = now - timedelta(weeks=28)
    yield at
    first = own_sheets.begin(practice=practice, by=by, now=at, draft={"title": SUNDAY.title})
    own_sheets.put_on_shelf(first, own_forms.write(SUNDAY), by=by, now=at + timedelta(minutes=20))
    at = now - timedelta(days=6)
    yield at
    own_sheets.begin(practice=practice, by=by, now=at, draft=DRAFT)
