"""How a course begins and what its client is asked and answers: the first half of the machine of T3 (test_a_courses_life)."""

from __future__ import annotations

import uuid
from collections import Counter
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from duologue.audit.models import LedgerLine
from duologue.courses import actions as courses
from duologue.courses.permissions import NotGiven
from duologue.people.models import User
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires.models import Ask, Response
from duologue.safety import actions as safety
from duologue.safety.models import Alert
from duologue.understanding import actions as understanding
from duologue.understanding.models import Enquiry
from tests.cast import NOW
from tests.promises.a_course_life import Told

OVER = ("follow_up", "closed")
WHO = st.integers(0, 2)
PLACE = st.integers(0, 9)
Q9 = st.sampled_from([0, None, 1, 2, 3, 0])
LEVEL = st.sampled_from([0, 1, 2, 3, None])


def one_of(held, place):
    """One of what there is, by its place; None when there is nothing."""
    return list(held)[place % len(held)] if held else None


def instruments(asks):
    return [pk for pk, asked in asks.items() if asked.form.is_instrument]


def answers_to(form, level, first, last):
    """Answers to an instrument: the first and the last for themselves, those between alike."""
    given = dict.fromkeys([item.id for item in form.items], level) | {form.items[0].id: first}
    return given | ({"q9": last} if form.id == "phq-9" else {})


def fetched(model, pk):
    return model.objects.unscoped().select_related("course__practice").get(pk=pk)


class Answering(RuleBasedStateMachine):
    """What may happen to three clients, in any order. `said` numbers all words, so that none is like another."""

    cast = None

    def __init__(self):
        super().__init__()
        self.room = transaction.atomic()
        self.room.__enter__()
        self.now, self.said, self.verbs, self.last = NOW, 0, Counter(), None
        self.since = LedgerLine.objects.count()

    def words(self):
        self.said += 1
        return f"words {self.said} – é"

    def by(self, person):
        """Who does it and when; each deed is seven minutes after the one before."""
        self.now += timedelta(minutes=7)
        return {"by": person, "now": self.now}

    def note(self, verb, told, times=1):
        self.verbs[verb, told.course_id] += times

    def of(self, who):
        """That client's course; it begins now, if it has not."""
        if self.lives[who].course_id is None:
            self.is_taken_on(who)
        return self.lives[who]

    @initialize()
    def first(self):
        """One client is taken on at the door, two write first."""
        cast = self.cast
        here, elsewhere = cast.practice, cast.elsewhere
        self.lives = [Told(here, cast.tom), Told(here, cast.ben), Told(elsewhere, cast.zoe)]
        told = self.lives[0]
        told.client = User.objects.create_user("rosa@example.org", name="Rosa", called="Rosa")
        who = {"practice": here, "client": told.client, "therapist": cast.tom}
        self.opened(told, courses.open_course(**who, **self.by(cast.tom)))
        self.enquires(1)
        self.enquires(2)

    def enquires(self, who):
        told, entry = self.lives[who], uuid.uuid4()
        said = {"name": f"Client {who}", "email": f"client{who}@example.org", "words": self.words()}
        now = self.by(None)["now"]
        told.enquiry = understanding.ask(practice=told.practice, entry_key=entry, said=said, now=now)
        again = understanding.ask(practice=told.practice, entry_key=entry, said=said, now=self.by(None)["now"])
        assert again == told.enquiry
        told.first_words = {said["words"]}
        self.verbs["enquiry.asked", None] += 1

    @rule(who=WHO)
    def is_taken_on(self, who):
        told = self.lives[who]
        if told.enquiry is None:
            return
        asked, accept = Enquiry.objects.unscoped().get(pk=told.enquiry.pk), understanding.accept
        if told.course_id:
            with pytest.raises(ValueError):
                accept(asked, therapist=told.therapist, times=[], **self.by(told.therapist))
            return
        times = [self.now + timedelta(days=3)]
        self.opened(told, accept(asked, therapist=told.therapist, times=times, **self.by(told.therapist)))
        told.asks = {one.pk: one for one in Ask.objects.unscoped().filter(course=told.course_id)}
        assert {one.form_id for one in told.asks.values()} == set(understanding.FIRST_QUESTIONS)
        self.note("enquiry.accepted", told)

    def opened(self, told, course):
        told.course_id, told.client, told.stage = course.pk, course.client, "assessment"
        self.note("course.assessment", told)

    @rule(who=WHO, form=st.sampled_from(["phq-9", "gad-7"]))
    def is_asked(self, who, form="phq-9"):
        told = self.of(who)
        if told.stage in OVER:
            return
        if told.questions is False:
            with pytest.raises(NotGiven):
                self.asks_for(form, told)
            return
        already = [one for one in told.asks.values() if one.form_id == form]
        asked = self.asks_for(form, told)
        assert not already or already == [asked]
        told.asks[asked.pk] = self.last = asked

    def asks_for(self, form, told):
        return questionnaires.ask(form, course=told.course, **self.by(told.therapist))

    def an_ask(self, who, place):
        """One of the instruments that are asked; after the ending there may be none."""
        told = self.of(who)
        if not instruments(told.asks):
            self.is_asked(who)
        return fetched(Ask, one_of(instruments(told.asks), place)) if instruments(told.asks) else None

    @rule(who=WHO, place=PLACE)
    def begins(self, who, place):
        if asked := self.an_ask(who, place):
            told = self.of(who)
            draft = questionnaires.begin(asked.form, course=told.course, question=asked, **self.by(told.client))
            assert draft.pk in told.drafts or draft.answers == {}
            told.drafts.setdefault(draft.pk, {})

    @rule(who=WHO, place=PLACE, answer=LEVEL, last=Q9)
    def keeps(self, who, place, answer, last):
        told = self.of(who)
        if pk := one_of(told.drafts, place):
            draft = fetched(Response, pk)
            some = {"q2": answer} | ({"q9": last} if draft.form_id == "phq-9" else {})
            questionnaires.keep_answers(draft, some, now=self.by(None)["now"])
            told.drafts[pk] |= some

    @rule(who=WHO, place=PLACE, level=LEVEL, first=LEVEL, last=Q9)
    def sends(self, who, place, level, first, last):
        told = self.of(who)
        if not told.drafts:
            self.begins(who, place)
        if pk := one_of(told.drafts, place):
            draft = fetched(Response, pk)
            given = answers_to(draft.form, level, first, last)
            sent = questionnaires.send(draft, given, now=self.by(None)["now"])
            self.was_sent(told, sent, told.drafts.pop(pk) | given)

    @rule(who=WHO, place=PLACE, level=LEVEL, first=LEVEL, last=Q9, times=st.integers(1, 2))
    def answers(self, who, place, level, first, last, times=1):
        for _ in range(times):
            self.answers_once(who, place, level, first, last)

    def answers_once(self, who, place, level, first, last):
        if asked := self.an_ask(who, place):
            told, given = self.of(who), answers_to(asked.form, level, first, last)
            sent = questionnaires.answer(asked, given, **self.by(told.client))
            assert (sent is None) == Response.objects.unscoped().filter(ask=asked, pk__in=told.drafts).exists()
            if sent:
                told.at_once.add(sent.pk)
                self.was_sent(told, sent, given)

    def was_sent(self, told, sent, answers):
        told.sent[sent.pk], self.last = answers, sent
        told.asks.pop(sent.ask_id, None)
        self.note("response.sent", told)
        if answers.get("q9"):
            told.waiting.add(sent.pk)
            told.head = told.head or Alert.objects.unscoped().filter(response=sent).values_list("pk", flat=True).first()
            told.acted = False

    @rule(who=WHO, place=PLACE, level=LEVEL, last=Q9)
    def sends_again(self, who, place, level, last):
        told = self.of(who)
        if not told.sent:
            self.answers(who, place, level, level, last)
        if pk := one_of(told.sent, place):
            held = fetched(Response, pk)
            last = 3 - (last or 0)
            questionnaires.send(held, answers_to(held.form, level, level, last), now=self.by(None)["now"])
            with pytest.raises(ValueError):
                questionnaires.keep_answers(held, {"q2": level}, now=self.now)
            assert questionnaires.answer(held.ask, {"q2": level}, **self.by(told.client)) is None

    def tells(self, who):
        """An answer that must reach a person."""
        self.is_asked(who)
        told = self.of(who)
        phq = [told.asks[pk].form_id == "phq-9" for pk in instruments(told.asks)]
        if any(phq):
            self.answers_once(who, phq.index(True), 0, 0, 1)

    @rule(who=WHO, did=st.sampled_from(list(Alert.Did)), settled=st.booleans(), more=st.integers(0, 2))
    def acts_on(self, who, did, settled, more):
        for _ in range(more):
            self.tells(who)
        told = self.of(who)
        if not told.head:
            return
        alert, note = fetched(Alert, told.head), self.words()
        deed = {"did": did, "note": note, "settled": settled}
        safety.acknowledge(alert, **deed, **self.by(told.therapist))
        self.note("alert.acknowledged", told)
        told.acts.add(note)
        told.acted = did != Alert.Did.TRIED
        if told.acted and settled:
            told.head, told.acted, told.waiting = None, False, set()
            self.note("agenda.talked", told)
            with pytest.raises(ValueError):
                safety.acknowledge(alert, **deed, **self.by(told.therapist))

    @rule(who=WHO, choice=st.sampled_from(list(Alert.Choice)))
    def chooses(self, who, choice):
        told = self.of(who)
        if told.head and not told.acted:
            safety.choose(fetched(Alert, told.head), choice, **self.by(told.client))
            self.note("alert.choice", told)
