"""A house with one of each thing in each course, so that every address has something to point at."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from duologue.assessment import mapping
from duologue.assessment.models import Agreement
from duologue.courses import actions as courses
from duologue.courses.models import Course, Stage
from duologue.courses.visibility import Audience
from duologue.ending import resources, summaries
from duologue.ending.follow_up_models import EarlySignsCheck, FollowUp
from duologue.ending.models import ContactAttempt, Ending, EndingStep, Farewell, Keepsake, StayingWellPlan
from duologue.ending.resource_models import Resource
from duologue.ending.summary_models import Summary
from duologue.homework import actions as homework
from duologue.homework import reminders as of_practice
from duologue.homework.models import Assignment, Entry, Helped
from duologue.people import actions as people
from duologue.people.models import DataKey, Invitation, Practice, Role, User
from duologue.progress.models import CourseCorrection, LifeEvent, Review
from duologue.questionnaires import actions as questionnaires
from duologue.questionnaires import asking, brought, entering, library, licensed, own_sheets
from duologue.questionnaires.models import Ask
from duologue.relationship import speaking_up
from duologue.relationship.models import Feedback, Remark
from duologue.relationship.signals import Signal
from duologue.relationship.spoken import Concern
from duologue.relationship.transfers import Transfer
from duologue.safety import plans
from duologue.safety.models import Alert, LeftOpen
from duologue.sessions import agenda, came_up, feeds, reminders
from duologue.sessions.arrangements import Away, MoveRequest
from duologue.sessions.bridge import CameUp
from duologue.sessions.models import AgendaItem, PrivateNote, Series, Session
from duologue.supervision.models import Packet
from duologue.techniques import actions as techniques
from duologue.techniques import diary, finding, linking
from duologue.techniques.readers import ReadBy
from duologue.understanding.models import Enquiry
from tests import cast as standing
from tests.cast import NOW, PASSWORD, TODAY, Cast
from tests.science.hostile import good, raw

EARLIER = [brought.Found("gad-7", "1", "total", TODAY - timedelta(days=90), 12)]
PHQ = {f"q{n}": 1 for n in range(1, 10)}


@dataclass
class House:
    """`things["ours"]["goal"]` is what an address about a goal of our course holds."""

    cast: Cast
    lea: User  # cared for our course once, and still works here
    finn: User  # Tom's client until the course ended
    ended: Course
    things: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def everybody(self) -> dict[str, User]:
        return {**self.cast.everybody, "lea": self.lea, "finn": self.finn}


def furnish() -> House:
    """The standing cast with a furnished course each, one course that ended, and one therapist who handed over."""
    cast = standing.gather()
    lea = people.take_on(
        practice=cast.practice, email="lea@example.org", name="Lea", role=Role.THERAPIST, on=TODAY, password=PASSWORD
    )
    cast.ours.care_team.create(user=lea, lead=False, from_on=TODAY, until_on=TODAY)
    finn = User.objects.create_user("finn@example.org", PASSWORD, name="Finn", called="Finn")
    ended = courses.open_course(practice=cast.practice, client=finn, therapist=cast.tom, by=cast.tom, now=NOW)
    house = House(cast, lea, finn, ended)
    house.things = {
        "ours": one_of_each(cast.ours, supervisor=cast.sol, hours=0),
        "theirs": one_of_each(cast.theirs, supervisor=cast.mo, hours=2),
        "abroad": one_of_each(cast.abroad, supervisor=cast.zoe, hours=4),
        "ended": one_of_each(ended, supervisor=cast.mo, hours=6),
        "missing": nothing(),
    }
    courses.move_to(Stage.Kind.CLOSED, course=ended, by=cast.tom, now=NOW)
    return house


def one_of_each(course: Course, *, supervisor: User, hours: int) -> dict[str, Any]:
    """One of each thing in a course, by the name its addresses use, and one enquiry and one link of its practice."""
    return {
        "course": course.pk,
        **asked_and_answered(course),
        **worked_on_together(course),
        **met(course, hours=hours, supervisor=supervisor),
        **between_and_after(course),
        "packet": packet(course, supervisor).pk,
        "packet_taken_back": packet(course, supervisor, taken_back_at=NOW).pk,
        "enquiry": enquiry(course.practice).pk,
        "licensed": licensed_form(course).pk,
        "made": made_sheet(course).pk,
        "resource": near_by(course.practice).pk,
        "kept_course": course.pk,
        "secret": invitation(course.practice, course.client),
        **arranged(course),
        **written_by_oneself(course),
        "form": "phq-9",
        "worksheet": "thought-record",
        "exercise": "slow-breathing",
        "skill": "wise-mind",
        "guide": "sleep",
    }


def arranged(course: Course) -> dict[str, Any]:
    """What stands around the sessions: a series, a wish to move, a break, two private addresses."""
    day = NOW + timedelta(days=21)
    planned = Session.objects.unscoped().filter(course=course, state="planned").first()
    later = TODAY + timedelta(days=40)  # whoever is away today is told of no answer
    away = Away(user=course.lead, first_on=later, last_on=later, written_at=NOW)
    away.save(force_insert=True)
    off = reminders.off_link(course.client).rstrip("/").rpartition("/")[2]
    rule = {"starts_on": day.date(), "at": day.time(), "time_zone": "Europe/London"}
    return {
        "series": _write(Series, course, course.lead, **rule).pk,
        "wish": _write(MoveRequest, course, course.client, session=planned, times=[day.isoformat()]).pk,
        "break": away.pk,
        "feed_secret": feeds.open_feed(user=course.client, initials=False, now=NOW),
        "off_secret": off,
        "no_reminders_secret": of_practice.off_link(course.client).rstrip("/").rpartition("/")[2],
    }


def nothing() -> dict[str, Any]:
    """Addresses of things that do not exist."""
    gone: dict[str, Any] = dict.fromkeys(ABOUT_A_COURSE | {"enquiry", "licensed", "made", "resource", "kept_course"})
    return {name: uuid.uuid4() for name in gone} | {
        "secret": "nobody-sent-this",
        "feed_secret": "nobody-sent-this",
        "off_secret": "nobody-sent-this",
        "no_reminders_secret": "nobody-sent-this",
        "guide": "no-guide",
        "form": "no-form",
        "worksheet": "no-form",
        "exercise": "no-exercise",
        "skill": "no-skill",
    }


ABOUT_A_COURSE = {
    "left_open",
    "rule",
    *("course", "open_ask", "ask", "answers", "private_answers", "alert", "goal", "problem", "agreement", "review"),
    *(
        "planned",
        "running",
        "held",
        "remark",
        "signal",
        "concern",
        "concern_shared",
        "transfer",
        "entered",
        "topic",
        "assignment",
        "entry",
        "kept_to_oneself",
        "note",
        "helped",
    ),
    *("map", "box", "arrow", "used", "on_a_sheet", "own_note"),
    "event",
    "brought",
    *("packet", "packet_taken_back"),
    *("series", "wish", "break", "came_up"),
    *("own", "own_private", "chain", "chain_private", "link"),
    *("step", "keepsake", "summary"),
    *("moment", "moment_private", "example", "focus"),
}


def _write(model: Any, course: Course, by: User | None, **fields: Any) -> Any:
    assert by is not None
    return courses.write(model, course=course, by=by, now=NOW, **fields)


def packet(course: Course, supervisor: User, **more: Any) -> Packet:
    return _write(Packet, course, course.lead, supervisor=supervisor, pseudonym="K", question="q", **more)


def asked_and_answered(course: Course) -> dict[str, Any]:
    client, lead = course.client, course.lead
    form = library.newest("phq-9")
    answered = _write(Ask, course, lead, form_id=form.id, form_version=form.version)
    draft = questionnaires.begin(form, course=course, by=client, now=NOW, question=answered)
    sent = questionnaires.send(draft, PHQ, now=NOW)
    waiting = _write(Ask, course, lead, form_id="gad-7", form_version=library.newest("gad-7").version)
    alert = Alert.objects.unscoped().get(course=course)
    record = library.newest("thought-record")
    private = questionnaires.begin(record, course=course, by=client, now=NOW, audience=Audience.ME)
    private = questionnaires.send(private, {"happened": "h", "thought": "t"}, now=NOW)
    entered = entering.enter_total(library.newest("wsas"), 21, on=TODAY, course=course, by=lead, now=NOW)
    rule = asking.set_rule("audit-c", course=course, by=lead, now=NOW, when="days", why="w")
    ids = {"entered": entered.pk, "open_ask": waiting.pk, "ask": answered.pk, "answers": sent.pk, "alert": alert.pk}
    left = questionnaires.begin(library.newest("core-10"), course=course, by=client, now=NOW)
    questionnaires.send(left, {"q1": 1}, now=NOW)
    ids["left_open"] = LeftOpen.objects.unscoped().get(course=course).pk
    words = dict.fromkeys(plans.PARTS, "Cold water")
    plans.write_plan(words, course=course, seen=0, by=client, now=NOW)
    plans.write_plan(words | {"reason": "The garden"}, course=course, seen=1, by=lead, now=NOW)
    ids["rule"] = rule.pk
    return {**ids, "private_answers": private.pk}


def worked_on_together(course: Course) -> dict[str, Any]:
    goal = courses.set_goal("To walk to the shop", value=2, course=course, by=course.client, now=NOW)
    courses.write_ladder(goal, {"expected": "Once a week"}, level=-1, seen=1, by=course.client, now=NOW)
    drawn = mapping.begin("five_areas", "The door", course=course, by=course.client, now=NOW)
    box, other = (
        mapping.write_box(drawn, place, "words", by=course.client, now=NOW) for place in ("thoughts", "feelings")
    )
    arrow = mapping.draw_arrow(box, other, "so", by=course.client, now=NOW)
    shared = {"course": course, "by": course.lead, "now": NOW}
    return {
        "used": techniques.use(library.newest("thought-record"), {"thought": "t"}, session=None, **shared).pk,
        "map": drawn.pk,
        "box": box.pk,
        "arrow": arrow.pk,
        "goal": goal.pk,
        "problem": courses.name_problem("Mornings", value=8, course=course, by=course.client, now=NOW).pk,
        "agreement": _write(Agreement, course, course.lead, words="We meet each week.").pk,
        "event": _write(LifeEvent, course, course.client, words="A new job", on=TODAY).pk,
        "brought": brought.bring_along(EARLIER, source="Before", course=course, by=course.lead, now=NOW).pk,
        "review": _write(Review, course, course.lead, after_session=2).pk,
    }


def met(course: Course, *, hours: int, supervisor: User) -> dict[str, Any]:
    """A session that was held, one that runs, one that is planned."""

    def session(number, **fields):
        return _write(Session, course, course.lead, therapist=course.lead, number=number, **fields)

    week, hour = timedelta(days=7), timedelta(hours=hours)
    held = session(1, starts_at=NOW - week + hour, state="attended", began_at=NOW - week, ended_at=NOW - week + hour)
    running = session(2, starts_at=NOW + hour, state="attended", began_at=NOW)
    planned = session(3, starts_at=NOW + week + hour)
    _write(PrivateNote, course, course.lead, session=held, words="mine", audience=Audience.ME)
    own = _write(PrivateNote, course, course.lead, about=held, words="mine, too", audience=Audience.ME)
    said = _write(Feedback, course, course.client, session=held, listened=8)
    return {
        "held": held.pk,
        "own_note": own.pk,
        "running": running.pk,
        "planned": planned.pk,
        "signal": _write(
            Signal, course, course.client, session=held, feedback=said, level=3, fired=[["strain", ""]]
        ).pk,
        "concern": concern(course, Audience.ME).pk,
        "concern_shared": concern(course, Audience.SHARED).pk,
        "transfer": _write(Transfer, course, course.lead, to=supervisor, goes_to=course.lead).pk,
        "remark": _write(Remark, course, course.client, feedback=said, words="Too many questions").pk,
        "came_up": came_up.record(CameUp.Kind.EVENT, "Jo rang", session=running, by=course.client, now=NOW).pk,
        "topic": agenda.add(AgendaItem.Kind.TOPIC, "Sunday", course=course, by=course.client, now=NOW).pk,
    }


def concern(course: Course, audience: Audience) -> Concern:
    to = speaking_up.who_hears(course)
    return _write(Concern, course, course.client, kind="another", words="w", goes_to=to, audience=audience)


def between_and_after(course: Course) -> dict[str, Any]:
    client, lead = course.client, course.lead
    given = _write(Assignment, course, lead, what="A walk", confidence=7)
    sheet = library.newest("thought-record")
    plan = {"what": "w", "why": "w", "when_where": "w", "confidence": 8}
    agreed = homework.agree(course=course, by=lead, now=NOW, worksheet=sheet, **plan)
    caught = homework.do(agreed, by=client, now=NOW, answers={"thought": "t"})
    private = {"assignment": given, "how": Entry.How.DONE, "on": TODAY, "audience": Audience.ME}
    note = {"how": Entry.How.WROTE, "on": TODAY, "words": "mine", "audience": Audience.ME}
    begun = _write(Ending, course, lead, last_session_number=12)
    step = _write(EndingStep, course, lead, ending=begun, what="own", words="Tea", session_number=12)
    kept = _write(Keepsake, course, client, kind="own", words="Walking", on=TODAY)
    _write(ContactAttempt, course, lead, on=TODAY, way="phone", came="left_word")
    _write(Farewell, course, lead, words="Dear you", audience=Audience.ME)
    _write(StayingWellPlan, course, lead, helped="walking")
    _write(FollowUp, course, lead, on=TODAY + timedelta(days=90))
    looked_in = _write(FollowUp, course, lead, on=TODAY, held_at=NOW)
    _write(EarlySignsCheck, course, client, follow_up=looked_in, answers={"signs": 1}, asked_to_talk_at=NOW)
    _write(CourseCorrection, course, lead, decided="Smaller steps", by_when=TODAY, after_session=1)
    return {
        "step": step.pk,
        "keepsake": kept.pk,
        "summary": summary(course).pk,
        "assignment": given.pk,
        "on_a_sheet": caught.pk,
        "entry": _write(Entry, course, client, assignment=given, how=Entry.How.DONE, on=TODAY).pk,
        "note": _write(Entry, course, client, **note).pk,
        "helped": _write(Helped, course, client, words="Going anyway", audience=Audience.ME).pk,
        "kept_to_oneself": _write(Entry, course, client, **private).pk,
    }


def written_by_oneself(course: Course) -> dict[str, Any]:
    """A diary card, a day on it for both, and one kept to oneself."""
    client, when = course.client, {"now": NOW, "by": course.client}
    lines = {"on": ["anger", "self_harm", "target_1", "skill_stop"], "own": {"target_1": "Messages at night"}}
    card = diary.derive_card(lines, seen=0, course=course, by=client, now=NOW)
    given = {"written_at": NOW, **when}
    said = diary.fill_in_day(card, TODAY, {"anger": 3, "self_harm": 1}, read_by=ReadBy.BOTH, **given)
    private = diary.fill_in_day(card, TODAY - timedelta(days=1), {"anger": 2}, **given)
    chain = linking.begin("Eleven messages", entry=said, row="target_1", course=course, **when)
    link = linking.add_link(chain, "thought", "They all left", **when)
    alone = linking.begin("At night", course=course, audience=Audience.ME, **when)
    ids = {"chain": chain.pk, "chain_private": alone.pk, "link": link.pk}
    return {"own": said.pk, "own_private": private.pk, **ids, **what_recurs(course)}


def what_recurs(course: Course) -> dict[str, Any]:
    """A moment for both with a theme and a map, one kept to oneself, and a focus."""
    when = {"now": NOW, "by": course.client}
    sheet, said = library.newest("relationship-episode"), {"wish": "w", "other": "o"}
    alone = diary.keep_entry(sheet, said, on=TODAY, course=course, at=NOW, **when)
    both = diary.keep_entry(sheet, said, on=TODAY, course=course, at=NOW, read_by=ReadBy.BOTH, **when)
    finding.name_themes(both.response, "wish", ["to be seen"], seen=[], **when)
    drawn = mapping.begin("persons", "Leaving first", course=course, **when)
    example = finding.take_as_example(both.response, drawn, **when)
    focus = finding.begin_focus({"pattern": "Leaving first"}, review_on=None, course=course, **when)
    ids = {"moment": both.response_id, "moment_private": alone.response_id}
    return {**ids, "example": example.pk, "focus": focus.pk}


def enquiry(practice: Practice) -> Enquiry:
    asked = Enquiry(practice=practice, key=DataKey.objects.mint(), entry_key=uuid.uuid4(), asked_at=NOW)
    asked.name, asked.email, asked.words = "Rae", "rae@example.org", "I would like to talk to somebody."
    asked.save(force_insert=True)
    return asked


def licensed_form(course: Course) -> licensed.LicensedForm:
    """A form this practice brought along; each course has one of its own, so that they differ."""
    file = raw({**good(), "title": f"Scale {course.pk}"})
    licence = licensed.Licence("Somebody Else", "50 clients")
    return licensed.bring_in(file, licence=licence, practice=course.practice, by=course.lead, now=NOW)


def made_sheet(course: Course) -> own_sheets.OwnWorksheet:
    """A worksheet this practice wrote."""
    text = (library.LIBRARY / "worksheets/helpful-moment.v1.toml").read_text()
    return own_sheets.bring_in(text, practice=course.practice, by=course.lead, now=NOW)


def near_by(practice: Practice) -> Resource:
    """Help near by, on the list of a practice."""
    said = {"name": "Walking group", "what": "Walks in company", "phone": "0113 496 0001"}
    by = User.objects.filter(memberships__practice=practice).order_by("pk")[0]
    return resources.keep(said, of=None, practice=practice, by=by, now=NOW)


def summary(course: Course) -> Summary:
    """A summary that its client has before them."""
    about = {"to_whom": "Dr Farrow", "summary": None, "course": course, "seen": 0}
    made = summaries.write_summary({"done": "Ten sessions"}, **about, by=course.lead, now=NOW)
    return summaries.show(made, by=course.lead, now=NOW)


def invitation(practice: Practice, user: User) -> str:
    """The secret of a link that still works."""
    secret = f"secret-of-{uuid.uuid4()}"
    Invitation.objects.create(
        practice=practice,
        user=user,
        secret_hash=people.fingerprint(secret),
        sent_at=NOW,
        expires_at=NOW + timedelta(days=7),
    )
    return secret
