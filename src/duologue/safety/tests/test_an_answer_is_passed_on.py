"""An answer that has come to somebody else: they read that one answer and act on it, and nothing more."""

import pytest
from django.urls import reverse

from duologue.courses.visibility import Viewer
from duologue.people.models import Membership
from duologue.safety import panels
from duologue.safety.models import Alert
from duologue.safety.tests.minutes import HOUR, THURSDAY, pass_through, told


class TestPassedOn:
    @pytest.fixture
    def up(self, answer):
        alert = answer(1, THURSDAY)
        pass_through(THURSDAY + 12 * HOUR, since=THURSDAY, every=HOUR)
        return alert

    def test_the_stand_in_reads_that_answer_and_acts_and_nothing_else(self, cast, up, signed_in):
        ben = signed_in(cast.ben)
        assert "has come to you" in ben.get("/today/").content.decode()
        page = ben.get(reverse("safety:alert", args=[up.pk])).content.decode()
        assert "Several days" in page and "Tom’s client" in page and "Ben" in page
        for name in ("home:course", "progress:course", "safety:plan"):
            assert ben.get(reverse(name, args=[cast.ours.pk])).status_code == 404
        assert ben.get(reverse("questionnaires:read", args=[up.response_id])).status_code == 404
        done = ben.post(reverse("safety:alert", args=[up.pk]), {"did": "called", "note": "She is with her sister."})
        assert done.status_code == 302
        held = Alert.objects.unscoped().get()
        assert held.state == "closed" and held.acknowledged_by == cast.ben and panels.to_act_on(Viewer(cast.ben)) == []
        looks = signed_in(cast.amira).get("/me/").content.decode()
        assert "Ben opened an answer that needed a person" in looks

    def test_a_stand_in_who_left_reads_nothing_more(self, cast, up, signed_in):
        Membership.objects.filter(user=cast.ben).update(until_on="2026-11-26")
        assert signed_in(cast.ben).get(reverse("safety:alert", args=[up.pk])).status_code == 404

    def test_who_manages_names_a_therapist_who_is_told_at_once(self, cast, up, signed_in, now):
        mo = signed_in(cast.mo)
        page = mo.get("/today/").content.decode()
        assert "An answer waits for a person" in page and "Amira" not in page
        assert "Choose who takes it" in mo.post(reverse("safety:hand-on", args=[up.pk]), follow=True).content.decode()
        mo.post(reverse("safety:hand-on", args=[up.pk]), {"to": str(cast.ben.pk)})
        held = Alert.objects.unscoped().get()
        assert held.owner == cast.ben and ("Ben", now) in told(held)

    @pytest.mark.parametrize("name", ["amira", "tom", "ben", "sol", "ines", "zoe"])
    def test_nobody_else_gives_it_to_anybody(self, cast, up, signed_in, name):
        there = reverse("safety:hand-on", args=[up.pk])
        assert signed_in(cast.everybody[name]).post(there, {"to": str(cast.ben.pk)}).status_code == 404

    def test_a_manager_it_has_not_come_up_to_does_not_either(self, cast, answer, signed_in):
        alert = answer(1, THURSDAY)
        there = reverse("safety:hand-on", args=[alert.pk])
        assert signed_in(cast.mo).post(there, {"to": str(cast.ben.pk)}).status_code == 404
