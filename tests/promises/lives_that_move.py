"""A course goes to another therapist and, at the end, out of the house: the last part of the machine of T3."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from duologue.courses import actions as courses
from duologue.courses import erasing, team
from duologue.courses.visibility import Viewer
from duologue.people import keyring
from duologue.people.models import User
from duologue.relationship import handing_on
from duologue.relationship.transfers import Transfer
from duologue.safety.models import Alert
from tests.promises.a_course_life import Told
from tests.promises.lives_that_answer import OVER, WHO, fetched
from tests.promises.lives_that_talk import Talking


class Moving(Talking):
    """The handover: opened, written for, said yes or no to, and done. And what is closed for long enough is erased."""

    def __init__(self):
        super().__init__()
        self.gone, self.who_left = [], []

    def others(self, told):
        """The therapists of the practice who do not care for this course."""
        here = (self.cast.tom, self.cast.ben) if told.practice == self.cast.practice else ()
        return [one for one in here if one != told.therapist]

    @rule(who=WHO, yes=st.booleans(), at_once=st.booleans())
    def goes_to_somebody_else(self, who, yes, at_once):
        """One step of a handover, or all of them."""
        told = self.of(who)
        to = next(iter(self.others(told)), None)
        if to is None or told.stage in OVER:
            with pytest.raises(ValueError):
                handing_on.open_transfer(told.course, to=to or self.cast.tom, **self.by(told.therapist))
            return
        if told.transfer is None:
            self.last = handing_on.open_transfer(told.course, to=to, **self.by(told.therapist))
            told.transfer = self.last.pk
        elif not at_once:
            with pytest.raises(ValueError):
                handing_on.open_transfer(told.course, to=to, **self.by(told.therapist))
        transfer = fetched(Transfer, told.transfer)
        with pytest.raises(ValueError):
            handing_on.carry_out(transfer, **self.by(told.therapist))
        if at_once or not yes:
            handing_on.decide(transfer, yes, **self.by(told.client))
            self.note(f"transfer.{'yes' if yes else 'no'}", told)
            told.transfer = None
            if yes:
                self.is_handed_over(told, transfer)

    def is_handed_over(self, told, transfer):
        """In one moment the one before reads nothing any more, and what is open is the next one's to act on."""
        before, to = told.therapist, transfer.to
        handing_on.carry_out(transfer, **self.by(before))
        for verb in ("course.handed_over", "transfer.done"):
            self.note(verb, told)
        told.therapist = to
        for met in told.sessions.values():
            if met["state"] == "planned" and met["starts_at"] > self.now:
                met["state"] = "cancelled"
                self.note("session.cancelled", told)
        if told.head:
            told.told_again += 1
            self.note("alert.handed_on", told)
            assert Viewer(to).to_act_on(Alert).filter(pk=told.head).exists()
        assert not Viewer(before).to_act_on(Alert).filter(course=told.course_id).exists()
        assert not Viewer(before).courses.filter(pk=told.course_id).exists()
        assert before in team.may_take_over(told.course)

    @rule(who=WHO, later=st.booleans())
    def is_erased(self, who, later):
        """Too early it is refused. Afterwards nobody reads a word, and somebody new comes to the same therapist."""
        told = self.of(who)
        for _ in range(2 if later else 0):  # by way of the follow-up
            if told.stage != "closed":
                self.ends(who, early=False)
        now = self.by(told.client)["now"] + timedelta(days=3000 if later else 1)
        if not later or told.stage != "closed":
            with pytest.raises(ValueError):
                erasing.erase(told.course, by=told.client, now=now)
            return
        erasing.erase(told.course, by=told.client, now=now)
        self.note("course.erased", told)
        keyring.forget()
        with pytest.raises(keyring.Erased):
            keyring.data_key(told.course.key_id)
        self.gone.append(told)
        self.who_left.append(told.client)
        self.comes_instead(who, told)

    def comes_instead(self, who, before):
        self.lives[who] = told = Told(before.practice, before.therapist)
        before.client = before.therapist = None
        number = len(self.gone)
        told.client = User.objects.create_user(f"new{number}@example.org", name=f"New {number}", called=f"New {number}")
        who = {"practice": told.practice, "client": told.client, "therapist": told.therapist}
        self.opened(told, courses.open_course(**who, **self.by(told.therapist)))
