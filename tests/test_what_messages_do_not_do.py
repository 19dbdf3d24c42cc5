"""Messages are words between two people: nothing looks through them."""

from duologue.relationship import writing
from duologue.relationship.signals import Signal
from duologue.safety.models import Alert
from duologue.sessions.models import AgendaItem


def test_no_word_in_a_message_starts_anything(cast, now):
    """We look for nothing in words, and say so; an answer that must reach a person is a question of a form."""
    writing.send("I want to die", course=cast.ours, from_client=True, by=cast.amira, now=now)
    assert not any(model.objects.unscoped().exists() for model in (Alert, AgendaItem, Signal))
