"""What these stories begin with: Amira has answered."""

import pytest

from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import library
from duologue.safety.models import Alert


@pytest.fixture
def answer(cast):
    """`answer(q9, at)` is the alert that came of Amira's answer, or None."""

    def send(q9, at, *, form="phq-9", written_at=None, **more):
        draft = questionnaires.begin(
            library.newest(form), course=cast.ours, by=cast.amira, now=at, written_at=written_at
        )
        sent = questionnaires.send(draft, {"q9": q9, **more}, now=at, written_at=written_at)
        return Alert.objects.unscoped().filter(response=sent).select_related("course__practice", "owner").first()

    return send
