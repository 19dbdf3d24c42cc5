"""A whole course of therapy in which everything anybody writes is a word that exists nowhere else."""

from __future__ import annotations

import secrets
import uuid
from datetime import time, timedelta
from typing import Any

from duologue.assessment import actions as assessment
from duologue.assessment import mapping, starting
from duologue.courses import actions as courses
from duologue.courses import keeping
from duologue.courses.keepsakes import Found
from duologue.courses.models import Course
from duologue.courses.visibility import Audience
from duologue.ending import actions as ending
from duologue.ending import farewells, following, keepsakes, phase, summaries
from duologue.ending.models import Ending, Farewell
from duologue.homework import actions as homework
from duologue.homework import notes as notes_
from duologue.homework.models import Assignment, Entry
from duologue.people import actions as people
from duologue.people.models import Invitation
from duologue.progress import actions as progress
from duologue.progress import remembering
from duologue.progress.models import REVIEWED
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import asking, brought, library, links, paper
from duologue.questionnaires.models import Ask
from duologue.relationship import actions as relationship
from duologue.relationship import handing_on, noticing, speaking_up, writing
from duologue.relationship.transfers import PARTS as FOR_THE_NEXT
from duologue.safety import actions as safety
from duologue.safety import plans
from duologue.safety.models import Alert
from duologue.sessions import actions as sessions
from duologue.sessions import agenda, came_up, changes, notes, own_notes
from duologue.sessions.bridge import CameUp
from duologue.sessions.models import AgendaItem, How, PrivateNote
from duologue.sessions.records import Template
from duologue.supervision import actions as supervision
from duologue.techniques import actions as techniques
from duologue.techniques import diary, finding, linking
from duologue.techniques.chains import PARTS
from duologue.techniques.models import UsedTogether
from duologue.techniques.patterns import WORDS
from duologue.techniques.readers import ReadBy
from duologue.understanding import actions as understanding
from tests.cast import PASSWORD, TODAY, Cast

STEM = "kanarie"


class Canaries:
    """`sing("goal")` is a word of its own, remembered under that name."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def sing(self, name: str) -> str:
        return self.words.setdefault(name, f"{STEM}{secrets.token_hex(6)}")

    def __iter__(self):
        return iter(self.words.items())


def live(cast: Cast, sing: Any, now: Any) -> Course:
    """From the enquiry to the ending, by the real verbs. Returns the course."""
    course = _come_in(cast, sing, now)
    both = {"course": course, "now": now}
    amira, tom = {"by": course.client, "now": now}, {"by": cast.tom, "now": now}
    _answer(course, sing, amira, tom)
    goal = courses.set_goal(sing("goal at first"), value=2, course=course, **amira)
    courses.reword_goal(goal, words=sing("goal"), seen=1, **tom)
    rungs = {name: sing(f"rung: {name}") for name in ("much_more", "more", "expected", "less", "much_less")}
    courses.write_ladder(goal, rungs, level=-1, seen=2, **amira)
    drawn = mapping.begin("five_areas", sing("map: about"), course=course, **amira)
    first = mapping.write_box(drawn, "thoughts", sing("box at first"), **amira)
    other = mapping.write_box(drawn, "doing", sing("another box"), **tom)
    mapping.draw_arrow(first, other, sing("arrow"), **tom)
    mapping.reword_box(first, sing("box"), seen=1, **tom)
    starting.change(cast.practice, {starting.OPENING: sing("starting text")}, seen=0, by=cast.mo, now=now)
    agreement = assessment.write_agreement(sing("agreement at first"), seen=None, course=course, **tom)
    assessment.sign(agreement, seen=1, **amira)
    assessment.write_agreement(sing("agreement"), seen=1, course=course, **tom)
    _meet(course, sing, amira, tom, now)
    _between(course, sing, amira, tom)
    words = {name: sing(name) for name in REVIEWED}
    progress.write_review(**words, review=None, seen=0, course=course, **tom)
    courses.mark_milestone(sing("milestone"), on=TODAY, course=course, **amira)
    doors = {name: sing(f"door: {name}") for name in ("motivation", "relationship", "support", "coping", "safety")}
    progress.change_course(doors, decided=sing("decided"), by_when=TODAY, course=course, **tom)
    packet = supervision.bring(
        sing("question"),
        supervisor=cast.sol,
        pseudonym="K",
        with_scores=True,
        with_relationship=True,
        **both,
        by=cast.tom,
    )
    supervision.answer(packet, sing("answer to the question"), by=cast.sol, now=now)
    _end(course, sing, amira, tom)
    return course


def _end(course: Course, sing: Any, amira: dict, tom: dict) -> None:
    begun = ending.begin(Ending.Kind.PLANNED, last_session_number=9, why=sing("why it ends"), course=course, **tom)
    phase.add_step(sing("step of the ending"), session_number=9, ending=begun, **amira)
    about = {"kind": Farewell.Kind.LETTER, "course": course, "seen": 0}
    farewells.give(farewells.write_letter(sing("letter given"), **about, **amira), **amira)
    farewells.write_letter(sing("letter in draft"), **about, **tom)
    tried = {"on": TODAY, "way": "phone", "came": "left_word"}
    farewells.note_attempt(**tried, words=sing("try to reach"), course=course, **tom)
    found = Found("own", None, sing("keepsake"), TODAY)
    keepsakes.keep_for_plan(found, course=course, **amira)
    parts = ("learned", "helped", "steady_signs", "early_signs", "strong_signs")
    parts += ("first_i_do", "then_i_do", "i_call", "remember")
    ending.write_plan({name: sing(f"plan: {name}") for name in parts}, seen=0, course=course, **amira)
    keepsakes.choose_resources([sing("resource")], course=course, **tom)
    about = {"to_whom": sing("to whom"), "course": course}
    shown = summaries.write_summary({"done": sing("summary at first")}, summary=None, seen=0, **about, **tom)
    summaries.show(shown, **tom)
    summaries.write_summary({"done": sing("summary")}, summary=shown, seen=1, **about, **tom)
    keeping.lift(keeping.set_hold(sing("why it is held"), course=course, **tom), **tom)
    day = ending.set_follow_up(TODAY, course=course, **tom)
    following.look_in(day, {sing("early sign"): 1}, **amira)  # answers are numbers, so the question carries the word


def _come_in(cast: Cast, sing: Any, now: Any) -> Course:
    said = {name: sing(f"enquiry: {name}") for name in ("phone", "words", "best_times")}
    said |= {"name": sing("client's name"), "email": f"{sing('mail address')}@example.org"}
    asked = understanding.ask(practice=cast.practice, entry_key=uuid.uuid4(), said=said, now=now)
    times = [now + timedelta(days=5)]
    course = understanding.accept(asked, therapist=cast.tom, times=times, by=cast.tom, now=now)
    link = Invitation.objects.get(user=course.client)
    people.set_up_sign_in(invitation=link, password=PASSWORD, called=sing("called"), now=now)
    other = {name: sing(f"declined: {name}") for name in ("phone", "words", "best_times")}
    other |= {"name": sing("declined name"), "email": f"{sing('declined mail')}@example.org"}
    refused = understanding.ask(practice=cast.practice, entry_key=uuid.uuid4(), said=other, now=now)
    understanding.decline(refused, by=cast.tom, now=now)
    return Course.objects.unscoped().select_related("practice").get(pk=course.pk)


def _answer(course: Course, sing: Any, amira: dict, tom: dict) -> None:
    for question in Ask.objects.unscoped().filter(course=course).select_related("course"):
        form = question.form
        answers: dict[str, Any] = {item.id: 2 for item in form.items}
        if not form.is_instrument:
            answers = {i.id: sing(f"history: {i.id}") if i.kind in ("line", "text") else 5 for i in form.items}
        draft = questionnaires.begin(form, course=course, question=question, **amira)
        questionnaires.send(draft, answers, now=amira["now"])
    rule = asking.set_rule("week-in-numbers", course=course, when="stage", why=sing("why we ask"), **tom)
    asking.keep_asking(rule, sing("why go on"), **tom)
    wordy = {"when": "days", "why": sing("why again"), "over_because": sing("why so many"), "quiet_until": time(0)}
    daily = asking.set_rule("diary-card", course=course, **wordy, **tom)
    asking.ask_by(daily, asking.Turn("1", tom["now"] + timedelta(days=1), "Tom"), now=tom["now"])
    code = links.code_of(course, **tom)
    code.code = sing("numbers for links")  # six numbers might stand anywhere by chance
    code.save(update_fields=["code"])
    paper.enter(
        library.newest("free-writing"),
        {"page": sing("on paper")},
        on=TODAY,
        course=course,
        **tom,
    )
    alert = Alert.objects.unscoped().select_related("course").get(course=course)
    safety.choose(alert, Alert.Choice.CONTACT, **amira)
    before = {name: sing(f"safety plan at first: {name}") for name in plans.PARTS}
    plans.write_plan(before, course=course, seen=0, **amira)
    plans.write_plan({name: sing(f"safety plan: {name}") for name in plans.PARTS}, course=course, seen=1, **tom)
    safety.acknowledge(alert, did=Alert.Did.CALLED, note=sing("what was done"), **tom)
    happened = {"on": TODAY, "audience": Audience.SHARED, "course": course}
    remembering.mark_event(sing("life event"), **happened, **amira)
    score = brought.Found("gad-7", "1", "total", TODAY, 9)
    brought.bring_along([score], source=sing("another system"), course=course, **tom)


def _meet(course: Course, sing: Any, amira: dict, tom: dict, now: Any) -> None:
    agenda.add(AgendaItem.Kind.TOPIC, sing("topic"), course=course, **amira)
    session = sessions.plan_session(course=course, starts_at=now, minutes=50, **tom)
    sessions.begin(session, **tom)
    came_up.record(CameUp.Kind.SKILL, sing("came up"), session=session, **amira)
    sessions.write_together(session, agreed=sing("agreed"), summary=sing("summary"), seen=session.version, **tom)
    sessions.keep_note(session, words=sing("private note"), seen=0, **tom)
    own = {"kind": PrivateNote.Kind.TRANSFERENCE, "about": session, "course": course}
    own_notes.add(sing("a note of one's own"), **own, **tom)
    sessions.end(session, **tom)
    parts = {name: sing(f"progress note: {name}") for name in notes.PARTS}
    kept = notes.keep_draft(session, template=Template.SOAP, parts=parts, seen=0, **tom)
    notes.amend(notes.sign(session, seen=kept.version, **tom), sing("added to the note"), **tom)
    said = {"ratings": {"listened": 3}, "helped_most": sing("helped most"), "remark": sing("remark"), "talk": "yes"}
    feedback = relationship.give_feedback(session, **said, **amira)
    relationship.answer(feedback.remark, sing("answer to the remark"), **tom)
    relationship.give_own_view(session, ratings={"listened": 8}, **tom)
    spoken = {"course": course, "words": sing("something is not right")}
    concern = speaking_up.speak_up("another", therapist_sees=False, **spoken, **amira)
    speaking_up.answer_concern(concern, sing("answer to what is not right"), by=course.client, now=now)
    speaking_up.tell_of_effects({"hurt": "little"}, sing("what was not good"), course=course, **amira)
    packet = {name: sing(f"for the next: {name}") for name in FOR_THE_NEXT}
    moved = handing_on.open_transfer(course, to=course.practice.stand_in, **tom)
    handing_on.write_packet(moved, packet, seen=0, **amira)
    handing_on.decide(moved, yes=False, **amira)
    writing.send(sing("message to Tom"), course=course, from_client=True, **amira)
    writing.send(sing("message from Tom"), course=course, from_client=False, **tom)
    card = noticing.write_card(feedback.signal, tried=["raised"], words=sing("what was tried"), again_on=TODAY, **tom)
    noticing.look_again(card, "easier", sing("how it is since"), again_on=None, **tom)
    later = sessions.plan_session(
        course=course, starts_at=now + timedelta(days=7), minutes=50, how=How.VIDEO, link=sing("link"), **tom
    )
    wish = changes.ask_to_move(later, times=[now + timedelta(days=8)], words=sing("wish to move"), **amira)
    changes.keep_the_time(wish, answer=sing("answer to the wish"), **tom)


def filled_in(sheet: Any, word: Any) -> dict[str, Any]:
    """An answer to every question of a worksheet: a word where words are asked, else the first that can be chosen."""
    first = {"choice": lambda i: i.options[0].value, "date": lambda i: TODAY.isoformat()}
    return {i.id: word(i.id) if i.kind in ("line", "text") else first.get(i.kind, lambda i: 0)(i) for i in sheet.items}


def _between(course: Course, sing: Any, amira: dict, tom: dict) -> None:
    sheet = library.newest("relationship-episode")
    together = filled_in(sheet, lambda item: sing(f"together: {item}"))
    used = techniques.use(sheet, {"wish": "w"}, course=course, session=None, **tom)
    techniques.go_on(used, together, seen=1, **amira)
    techniques.say_how_it_went(used, UsedTogether.Went.HELPED, sing("how it went together"), seen=1, **amira)
    planned = {name: sing(f"given: {name}") for name in ("what", "why", "when_where", "obstacle", "smaller")}
    given = homework.agree(
        **planned, confidence=7, due_on=TODAY, worksheet=library.newest("thought-record"), course=course, **tom
    )
    answers = filled_in(given.worksheet, lambda item: sing(f"record: {item}"))
    told = {"words": sing("what it was like"), "how_much": sing("how much"), "line": sing("line")}
    homework.do(given, answers=answers, read_by=Entry.ReadBy.LINE, **told, **amira)
    homework.do(given, how=Entry.How.HARD, words=sing("what got in the way"), reason="in_words", **amira)
    note = homework.write_down(sing("journal at first"), course=course, **amira)
    notes_.change(note, sing("journal"), seen=1, **amira)
    notes_.keep_what_helped(sing("what helped"), course=course, both=True, **amira)
    read = {"what": sing("to read"), "why": sing("why read"), "when_where": sing("where read"), "confidence": 8}
    homework.agree(**read, kind=Assignment.Kind.READING, reading=sing("a text of the practice"), course=course, **tom)
    _with_tools(course, sing, amira, tom)
    homework.settle(given, Assignment.Outcome.REVIEWED, words=sing("a word of why"), **tom)


def _with_tools(course: Course, sing: Any, amira: dict, tom: dict) -> None:
    own = {name: sing(f"card: {name}") for name in ("feeling_1", "target_1")}
    card = diary.derive_card({"on": [*own, "substances"], "own": own}, seen=0, course=course, **tom)
    said = {"feeling_1": 2, "target_1": 3, "note": sing("a day: note"), "substances": sing("a day: drank")}
    when = {"written_at": amira["now"], **amira}
    day = diary.fill_in_day(card, TODAY, said, read_by=ReadBy.BOTH, **when)
    diary.fill_in_day(card, TODAY, {"note": sing("a private day")}, line=sing("a line"), read_by=ReadBy.LINE, **when)
    chain = linking.begin(sing("chain: target"), entry=day, course=course, **amira)
    parts = {name: sing(f"chain: {name}") for name in PARTS}
    linking.write_on(chain, parts, seen=1, **tom)
    linking.add_link(chain, "thought", sing("link"), could=sing("link: could"), **amira)
    for form_id in ("relationship-episode", "dream"):
        sheet = library.newest(form_id)
        words = {i.id: sing(f"{form_id}: {i.id}") for i in sheet.items if i.kind in ("line", "text")}
        about = {"on": TODAY, "course": course, "at": amira["now"], **amira}
        written = diary.keep_entry(sheet, words, read_by=ReadBy.BOTH, **about)
        if form_id == "relationship-episode":
            finding.name_themes(written.response, "wish", [sing("theme")], seen=[], **tom)
            drawn = mapping.begin("persons", sing("triangle"), course=course, **amira)
            finding.take_as_example(written.response, drawn, **tom)
    parts = {name: sing(f"focus: {name}") for name in WORDS}
    finding.begin_focus(parts, review_on=TODAY, course=course, **tom)
    finding.bring_what_is_due(now=tom["now"])
