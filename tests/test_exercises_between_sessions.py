"""An exercise is agreed like anything else; what was done stands between two numbers, which are the client's own."""

from django.urls import reverse

from duologue.homework import actions as homework
from duologue.homework.models import Entry
from duologue.questionnaires import library
from duologue.questionnaires.models import Response


def test_one_agreed_between_sessions_keeps_both_numbers_for_oneself(cast, signed_in, now):
    agreed = homework.agree(
        course=cast.ours,
        by=cast.tom,
        now=now,
        what="A slow breath before bed",
        why="Nights are loud.",
        when_where="In bed",
        obstacle="Falling asleep first",
        smaller="Three breaths",
        confidence=8,
        due_on=None,
        worksheet=library.newest("slow-breathing"),
    )
    amira, address = signed_in(cast.amira), reverse("homework:do", args=[agreed.pk])
    page = amira.get(address).content.decode()
    assert page.index('name="before"') < page.index("data-exercise") < page.index('name="after"')
    answer = amira.post(address, {"before": "7", "after": "4", "noticed": "", "read_by": Entry.ReadBy.ME})
    assert answer.status_code == 302
    kept = Response.objects.unscoped().get(form_id="slow-breathing")
    assert (kept.answers["before"], kept.answers["after"], kept.audience) == (7, 4, "me")
