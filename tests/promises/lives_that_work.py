"""What both sides do together, from the agreement to the ending and back: the second half of the machine of T3."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from duologue.assessment import actions as assessment
from duologue.assessment.models import Agreement
from duologue.courses.versions import Stale
from duologue.ending import actions as ending
from duologue.ending.models import Ending
from duologue.homework import actions as homework
from duologue.homework.models import Assignment, Entry
from duologue.sessions import actions as sessions
from duologue.sessions.models import Session
from tests.promises.lives_that_answer import OVER, PLACE, WHO, Answering, fetched, one_of


class Working(Answering):
    """The agreement, the hours, what is tried between them, the ending and the way back."""

    @rule(who=WHO, late=st.booleans(), same=st.booleans())
    def agrees_on(self, who, late, same):
        told = self.of(who)
        held, said = told.agreement, told.agreement.get("words") if same else None
        write = {"words": said or self.words(), "course": told.course, "seen": held.get("version", 0) - late}
        if held and late and not said:
            with pytest.raises(Stale):
                assessment.write_agreement(**write, **self.by(told.client))
            return
        self.last = assessment.write_agreement(**write, **self.by(told.client))
        if not said:
            told.earlier |= {held["words"]} if held and held["signed"] else set()
            self.note("agreement.changed", told, times=1 if held else 0)
            told.agreement = {"words": write["words"], "version": held.get("version", 0) + 1, "signed": set()}

    @rule(who=WHO, side=st.sampled_from(["client", "therapist"]), thinks_again=st.booleans())
    def signs(self, who, side, thinks_again):
        told = self.of(who)
        if not told.agreement:
            self.agrees_on(who, late=False, same=False)
        held, agreement = told.agreement, Agreement.objects.unscoped().get(course=told.course_id)
        assessment.sign(agreement, seen=held["version"], **self.by(getattr(told, side)))
        self.note("agreement.signed", told, times=side not in held["signed"])
        held["signed"] = held["signed"] | {side}
        if thinks_again:
            self.agrees_on(who, late=False, same=False)

    @rule(who=WHO, minutes=st.sampled_from([0, 30, 60, 300]))
    def plans(self, who, minutes):
        told = self.of(who)
        if told.stage not in OVER:
            starts_at = self.now + timedelta(minutes=minutes)
            plan = {"course": told.course, "starts_at": starts_at, "minutes": 50}
            if any(one.overlaps(starts_at) for one in self.lives if one.therapist == told.therapist):
                with pytest.raises(sessions.Taken):
                    sessions.plan_session(**plan, **self.by(told.therapist))
                return
            self.last = sessions.plan_session(**plan, **self.by(told.therapist))
            met = {"starts_at": starts_at, "state": "planned", "summary": "", "version": 1}
            told.sessions[self.last.pk] = met

    @rule(who=WHO, place=PLACE, whole=st.booleans())
    def meets(self, who, place, whole):
        """The whole hour or its next part."""
        told = self.of(who)
        if not told.sessions:
            self.plans(who, 30)
        if (pk := one_of(told.sessions, place)) is None:
            return
        for _ in range(3 if whole else 1):
            self.goes_on(told, fetched(Session, pk), told.sessions[pk], self.words())

    def goes_on(self, told, session, met, words):
        """The hour begins, something is written, it ends; what is over or cancelled refuses."""
        if met["state"] in ("ended", "cancelled"):
            for verb in (sessions.begin, sessions.end):
                with pytest.raises(ValueError):
                    verb(session, **self.by(told.therapist))
        elif met["state"] == "planned":
            sessions.begin(session, **self.by(told.therapist))
            met["state"] = "running"
            self.note("session.begun", told)
        elif not met["summary"]:
            together = {"agreed": "", "summary": words, "seen": met["version"]}
            sessions.write_together(session, **together, **self.by(told.client))
            self.last = sessions.keep_note(session, words=words, seen=0, **self.by(told.therapist))
            met |= {"summary": words, "version": met["version"] + 1}
            told.notes[session.pk] = (told.therapist, words)
            self.note("session.written_together", told)
        else:
            sessions.end(session, **self.by(told.therapist))
            met["state"] = "ended"
            self.note("session.ended", told)

    @rule(who=WHO)
    def agrees_to_try(self, who):
        told = self.of(who)
        words = self.words()
        agree = {"course": told.course, "what": words, "why": "", "when_where": "", "confidence": 7}
        if told.stage == "closed":
            with pytest.raises(ValueError):
                homework.agree(**agree, **self.by(told.therapist))
            return
        self.last = homework.agree(**agree, **self.by(told.therapist))
        told.assignments[self.last.pk] = (words, "open")

    @rule(who=WHO, place=PLACE, read_by=st.sampled_from(list(Entry.ReadBy)))
    def does(self, who, place, read_by):
        told = self.of(who)
        if not told.assignments:
            self.agrees_to_try(who)
        if pk := one_of(told.assignments, place):
            words = self.words()
            do = {"words": words, "line": "One line", "read_by": read_by}
            self.last = homework.do(fetched(Assignment, pk), **do, **self.by(told.client))
            self.is_read_by(told, self.last.pk, words, read_by)

    @rule(who=WHO, place=PLACE, read_by=st.sampled_from(list(Entry.ReadBy)))
    def changes_readers(self, who, place, read_by):
        told = self.of(who)
        if pk := one_of(told.entries, place):
            self.last = homework.choose_readers(fetched(Entry, pk), read_by, **self.by(told.client))
            self.is_read_by(told, pk, told.entries[pk][0], read_by)
            self.note("entry.readers", told)

    def is_read_by(self, told, pk, words, read_by):
        """A line that was given and is taken back is gone as a record; that it was written stays in the ledger."""
        told.entries[pk] = (words, "shared" if read_by == "both" else "me")
        if pk in told.given_lines and read_by != "line":
            self.note("entry.written", told)
        told.given_lines = told.given_lines - {pk} | ({pk} if read_by == "line" else set())

    @rule(who=WHO, day=st.booleans())
    def begins_to_end(self, who, day):
        told = self.of(who)
        begin = {"kind": Ending.Kind.PLANNED, "last_session_number": 0, "why": "", "course": told.course}
        if told.ending or told.stage in OVER:
            with pytest.raises(ValueError):
                ending.begin(**begin, **self.by(told.therapist))
            return
        ending.begin(**begin, **self.by(told.therapist))
        told.ending = True
        self.calls_off(told)
        self.moves_to(told, "ending")
        if day:
            on = (self.now + timedelta(days=90)).date()
            ending.set_follow_up(on, course=told.course, **self.by(told.therapist))
            self.note("followup.moved", told, times=told.look_in)
            told.look_in = True

    @rule(who=WHO, early=st.booleans())
    def ends(self, who, early):
        told = self.of(who)
        if not early and not told.ending:
            self.begins_to_end(who, day=False)
        if told.head or told.stage == "closed" or not (told.ending or told.stage == "follow_up"):
            with pytest.raises(ValueError):
                ending.end(course=told.course, **self.by(told.therapist))
            return
        ending.end(course=told.course, **self.by(told.therapist))
        self.calls_off(told)
        self.note("ask.stopped", told, times=len(told.asks))
        told.asks, told.ending = {}, False
        self.moves_to(told, "follow_up" if told.look_in and told.stage != "follow_up" else "closed")

    @rule(who=WHO)
    def comes_back(self, who):
        told = self.of(who)
        if told.stage not in OVER:
            with pytest.raises(ValueError):
                ending.come_back(course=told.course, **self.by(told.therapist))
            return
        ending.come_back(course=told.course, **self.by(told.therapist))
        self.note("followup.called_off", told, times=told.look_in)
        told.look_in = False
        self.moves_to(told, "treatment")

    def calls_off(self, told):
        for met in told.sessions.values():
            if met["state"] == "planned":
                met["state"] = "cancelled"
                self.note("session.cancelled", told)

    def moves_to(self, told, stage):
        told.stage = stage
        self.note(f"course.{stage}", told)
