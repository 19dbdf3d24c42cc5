"""What the two say about the hour and to one another, and what the client says no to: the third part of the machine of T3."""

from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import rule

from duologue.courses import permissions
from duologue.courses.permissions import NotGiven, Purpose
from duologue.questionnaires.models import Ask
from duologue.relationship import actions as relationship
from duologue.relationship import writing
from duologue.relationship.models import Remark
from duologue.sessions import agenda, notes
from duologue.sessions.models import AgendaItem, Session
from duologue.sessions.records import ProgressNote
from tests.promises.lives_that_answer import OVER, PLACE, WHO, fetched, one_of
from tests.promises.lives_that_work import Working

SIDE = st.sampled_from(["client", "therapist"])
ZERO_TO_TEN = st.none() | st.integers(0, 10)


class Talking(Working):
    """The agenda, the word about the hour and its answer, the written-up note, messages, and a no that counts at once."""

    @rule(who=WHO, side=SIDE)
    def puts_on_the_agenda(self, who, side):
        told, words = self.of(who), self.words()
        by = self.by(getattr(told, side))
        self.last = agenda.add(AgendaItem.Kind.TOPIC, words, course=told.course, **by)
        told.topics[self.last.pk] = [words, "open", getattr(told, side)]

    @rule(who=WHO, place=PLACE, side=SIDE, let_go=st.booleans())
    def settles(self, who, place, side, let_go):
        told = self.of(who)
        if not told.topics:
            self.puts_on_the_agenda(who, "client")
        pk, by = one_of(told.topics, place), getattr(told, side)
        said, outcome = told.topics[pk], AgendaItem.Outcome.LET_GO if let_go else AgendaItem.Outcome.TALKED
        line, others = fetched(AgendaItem, pk), let_go and said[2] != by
        reason = agenda.why_not_settle(line, outcome, by=by)
        assert bool(reason) == (said[1] != "open" or others)
        if not reason:
            agenda.settle(line, outcome, session=None, **self.by(by))
            said[1] = str(outcome)
            self.note(f"agenda.{outcome}", told)

    def an_hour(self, who, place):
        """One session that has begun, if there can be one."""
        told = self.of(who)
        begun = [pk for pk, met in told.sessions.items() if met["state"] in ("running", "ended")]
        if not begun:
            self.meets(who, place, whole=False)
            begun = [pk for pk, met in told.sessions.items() if met["state"] in ("running", "ended")]
        return fetched(Session, one_of(begun, place)) if begun else None

    @rule(who=WHO, place=PLACE, rating=ZERO_TO_TEN, speaks=st.booleans(), waits=st.booleans())
    def says_how_it_was(self, who, place, rating, speaks, waits):
        if (session := self.an_hour(who, place)) is None:
            return
        told, words = self.of(who), self.words() if speaks else ""
        opens = relationship.OpensWhen.SESSION if waits else relationship.OpensWhen.NOW
        ratings = dict.fromkeys(("heard", "right_things", "way_fits", "could_say", "overall"), rating)
        give = {"ratings": ratings, "remark": words, "opens": opens}
        if session.pk in told.felt:
            with pytest.raises(ValueError):
                relationship.give_feedback(session, **give, **self.by(told.client))
            return
        relationship.give_feedback(session, **give, **self.by(told.client))
        told.felt.add(session.pk)
        if words:
            kept = Remark.objects.unscoped().get(feedback__session=session)
            told.remarks[kept.pk] = [words, ""]

    @rule(who=WHO, place=PLACE, rating=ZERO_TO_TEN)
    def says_how_it_was_for_them(self, who, place, rating):
        if (session := self.an_hour(who, place)) is None:
            return
        told = self.of(who)
        give = {"ratings": {"heard": rating}}
        if session.pk in told.viewed:
            with pytest.raises(ValueError):
                relationship.give_own_view(session, **give, **self.by(told.therapist))
            return
        relationship.give_own_view(session, **give, **self.by(told.therapist))
        told.viewed.add(session.pk)

    @rule(who=WHO, place=PLACE)
    def answers_a_remark(self, who, place):
        told = self.of(who)
        if not told.remarks:
            self.says_how_it_was(who, place, 3, speaks=True, waits=False)
        if (pk := one_of(told.remarks, place)) is None:
            return
        remark, words = fetched(Remark, pk), self.words()
        on_agenda = AgendaItem.objects.unscoped().filter(about=pk, outcome="open").count()
        if told.remarks[pk][1]:
            with pytest.raises(ValueError):
                relationship.answer(remark, words, **self.by(told.therapist))
            return
        assert on_agenda == (remark.audience == "shared")
        relationship.answer(remark, words, **self.by(told.therapist))
        told.remarks[pk][1] = words
        self.note("agenda.talked", told, times=on_agenda)
        self.note("remark.answered", told)

    @rule(who=WHO, place=PLACE, signs=st.booleans(), more=st.booleans())
    def writes_up(self, who, place, signs, more):
        """A draft, perhaps signed; what is signed is added to and never written over."""
        if (session := self.an_hour(who, place)) is None:
            return
        told, words = self.of(who), self.words()
        held = told.written_up.get(session.pk)
        draft = {"template": "plain", "parts": {"one": words}, "seen": held["version"] if held else 0}
        if held and held["signed"]:
            with pytest.raises(ValueError):
                notes.keep_draft(session, **draft, **self.by(told.therapist))
        else:
            notes.keep_draft(session, **draft, **self.by(told.therapist))
            self.note("progressnote.kept", told, times=1 if held else 0)
            version = held["version"] + 1 if held else 1
            held = told.written_up[session.pk] = {"words": words, "version": version, "signed": False, "more": []}
        if signs and not held["signed"]:
            notes.sign(session, seen=held["version"], **self.by(told.therapist))
            self.note("progressnote.signed", told)
            held |= {"signed": True, "version": held["version"] + 1}
        if more and held["signed"]:
            note = ProgressNote.objects.unscoped().select_related("course").get(session=session)
            held["more"].append(words := self.words())
            self.last = notes.amend(note, words, **self.by(told.therapist))

    @rule(who=WHO, side=SIDE)
    def writes_a_message(self, who, side):
        told, words = self.of(who), self.words()
        send = {"words": words, "course": told.course, "from_client": side == "client"}
        if told.stage == "closed":
            with pytest.raises(ValueError):
                writing.send(**send, **self.by(getattr(told, side)))
            return
        self.last = writing.send(**send, **self.by(getattr(told, side)))
        told.messages.add(words)

    @rule(who=WHO, given=st.booleans())
    def thinks_again_about_questions(self, who, given):
        """A no takes open questions away in the same moment, and none is asked until there is a yes."""
        told = self.of(who)
        permissions.choose(Purpose.QUESTIONS, given, course=told.course, **self.by(told.client))
        changed, told.questions = told.questions != given, given
        if changed and not given:
            gone = [pk for pk, asked in told.asks.items() if asked.form.is_instrument]
            for pk in gone:
                del told.asks[pk]
            self.note("ask.stopped", told, times=len(gone))
            assert not Ask.objects.unscoped().filter(pk__in=gone, stopped_at__isnull=True).exists()
        if not given and told.stage not in OVER:
            with pytest.raises(NotGiven):
                self.asks_for("gad-7", told)
