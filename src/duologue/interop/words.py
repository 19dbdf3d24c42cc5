"""Everything one client may read of their course, in the order of the process, as plain sections of dated pieces.

Every record comes through the viewer. What is not named here is not in the archive: no notes of a therapist's own, nothing
that was brought to a supervisor, nothing of the care team's.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import dateformat

from duologue.assessment import panels as assessment
from duologue.assessment.models import (
    Agreement,
    EarlierAgreement,
    Formulation,
    FormulationVersion,
)
from duologue.courses.models import Course, Milestone, OwnWords
from duologue.courses.permissions import Permission
from duologue.courses.visibility import Viewer
from duologue.interop import between, felt, of_ending, own_words
from duologue.interop.numbers import Rating, day_in_words, goals, problems
from duologue.interop.pieces import Piece, Section
from duologue.interop.pieces import of as _of
from duologue.interop.pieces import piece as _piece
from duologue.progress.forms import DOORS
from duologue.progress.models import REVIEWED, CourseCorrection, LifeEvent, Review
from duologue.questionnaires.brought_models import Brought
from duologue.questionnaires.models import AskRule, Response
from duologue.safety.forms import PARTS as SAFETY_PARTS
from duologue.safety.models import EarlierSafetyPlan, SafetyPlan
from duologue.sessions.arrangements import MoveRequest
from duologue.sessions.bridge import CameUp
from duologue.sessions.models import AgendaItem, Session
from duologue.techniques.models import UsedTogether


def sections(viewer: Viewer, course: Course) -> list[Section]:
    """Every section that holds something."""
    told = [
        ("first", "In your own words", _own_words),
        ("problems", "What was hard, from 0 to 10", lambda v, c: _rated(problems(v, c))),
        ("goals", "Your goals, from 0 to 10", lambda v, c: _rated(goals(v, c))),
        ("agreement", "What you agreed on working together", _agreements),
        ("yes-or-no", "What you said yes or no to", _permissions),
        ("maps", "How things hang together", _maps),
        ("sessions", "Your sessions", _sessions),
        ("wishes", "When you asked for another time", _wishes),
        ("topics", "What you wanted to talk about", _topics),
        ("felt", "How sessions felt to you", felt.how_sessions_felt),
        ("messages", "Messages", felt.messages),
        ("not-right", "When something was not right", felt.spoken_up),
        ("answers", "Questions and your answers", _answers),
        ("again", "What you are asked again and again", _asked_again),
        ("tools", "What you worked with in sessions", _together),
        ("cards", "Your diary card", own_words.cards),
        ("own", "What you wrote by yourself", own_words.entries),
        ("chains", "What you looked at link by link", own_words.chains),
        ("foci", "What you focused on", own_words.foci),
        ("themes", "What came again between people", own_words.themes),
        ("between", "What you tried between sessions", between.tried),
        ("entries", "What you wrote between sessions", between.entries),
        ("helped", "What helped", between.helped),
        ("back", "Looking back together", _reviews),
        ("changed", "What you decided to change", _changed),
        ("milestones", "Worth remembering", _milestones),
        ("life", "What happened meanwhile", _life),
        ("brought", "Scores from another system", _brought),
        ("safety", "Your safety plan", _safety_plan),
        ("ending", "The ending, and after", of_ending.ending),
        ("summaries", "Summaries", of_ending.summaries),
        ("plan", "Your staying-well plan", of_ending.plan),
    ]
    made = [Section(name, title, tuple(gather(viewer, course))) for name, title, gather in told]
    return [section for section in made if section.pieces]


def _own_words(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for said in _of(viewer, OwnWords, course):
        yield _piece(viewer, said, said.get_about_display(), ("", said.words))


def _rated(found: list[Rating]) -> Iterator[Piece]:
    for one in found:
        lines = "\n".join(f"{day_in_words(at)}: {value} of 10" for at, value in one.values)
        said = [("", lines)] if lines else [("", "No number was given.")]
        yield Piece(one.words, one.since, (*said, *one.outcome))


def _agreements(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, EarlierAgreement, course, "version"):
        yield _piece(viewer, one, f"As it was in version {one.version}", ("", one.words), *_signed(one))
    for one in _of(viewer, Agreement, course):
        yield _piece(viewer, one, "Your agreement", ("", one.words), *_signed(one))


def _permissions(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, Permission, course):
        said = ("", "Yes" if one.given else "No"), ("Until", one.until_at and day_in_words(one.until_at))
        yield _piece(viewer, one, one.get_purpose_display(), *said)


def _signed(document: Any) -> Iterator[tuple[str, str | None]]:
    for whose, side in (("You signed", "client"), ("Your therapist signed", "therapist")):
        at = getattr(document, f"{side}_signed_at")
        yield whose, day_in_words(at) if at else None


def _maps(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, Formulation, course):
        for kept in _of(viewer, FormulationVersion, course, "number").filter(formulation=one).select_related("author"):
            as_it_was = assessment.as_it_was(one, kept, course=course)
            title = f"{one.about or as_it_was.kind.title}, version {kept.number}"
            boxes = [(as_it_was.kind.place(box.place).title, box.words) for box in as_it_was.found]
            yield _piece(viewer, kept, title, *boxes, ("In words", " ".join(as_it_was.sentences)))


def _sessions(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, Session, course, "starts_at").select_related("therapist"):
        said = ("What you agreed", one.agreed), ("What it was about", one.summary), ("By video", one.link)
        title = f"Session {one.number} with {one.therapist.called}: {one.became.lower()}"
        yield _piece(viewer, one, title, *said, at=one.starts_at)


def _wishes(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, MoveRequest, course).select_related("session"):
        title = f"About session {one.session.number}: {one.get_state_display().lower()}"
        yield _piece(viewer, one, title, ("", one.words), ("The answer", one.answer))


def _topics(viewer: Viewer, course: Course) -> Iterator[Piece]:
    lines = [(one, one.get_outcome_display()) for one in _of(viewer, AgendaItem, course) if one.words]
    came_up = [(one, "Taken back" if one.taken_back_at else "") for one in _of(viewer, CameUp, course)]
    for one, now in lines + came_up:
        yield _piece(viewer, one, one.get_kind_display(), ("", one.words), ("Now", now))


def _answers(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, Response, course).filter(own_entry__isnull=True):  # those have a section of their own
        sent = "" if one.sent_at else " (not sent)"
        yield _piece(viewer, one, f"{one.form.title}{sent}", ("", one.form.stem), *one.said, at=one.sent_at)


def _asked_again(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, AskRule, course):
        why = ("Why", one.why), ("Why so many", one.over_because), ("Why go on", one.kept_on_because)
        yield _piece(viewer, one, one.form.called, *why)


def _together(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, UsedTogether, course).select_related("session", "response"):
        when = f"In session {one.session.number}" if one.session else "Outside a session"
        said = (when, one.sheet.called), ("How it went", one.get_went_display()), ("", one.went_words)
        yield _piece(viewer, one, one.sheet.title, *said)


def _reviews(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, Review, course):
        said = [(label, getattr(one, name)) for name, label in REVIEWED.items()]
        yield _piece(viewer, one, f"After session {one.after_session}", *said, *_signed(one))


def _changed(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, CourseCorrection, course):
        found = [(label, getattr(one, name)) for name, label in DOORS.items()]
        title = f"After {one.after_session} sessions, to look at again on {dateformat.format(one.by_when, 'j F Y')}"
        yield _piece(viewer, one, title, ("What you decided", one.decided), *found)


def _milestones(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, Milestone, course, "on"):
        yield _piece(viewer, one, one.words, at=one.on)


def _life(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, LifeEvent, course, "on"):
        yield _piece(viewer, one, one.words, at=one.on)


def _brought(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, Brought, course):
        yield _piece(
            viewer, one, f"From {one.source}", ("Taken out", one.taken_out_at and day_in_words(one.taken_out_at))
        )


def _safety_plan(viewer: Viewer, course: Course) -> Iterator[Piece]:
    for one in _of(viewer, EarlierSafetyPlan, course, "version"):
        parts = [(str(label), one.parts.get(name)) for name, label in SAFETY_PARTS.items()]
        yield _piece(viewer, one, f"As it was in version {one.version}", *parts)
    for one in _of(viewer, SafetyPlan, course):
        parts = [(str(label), getattr(one, name)) for name, label in SAFETY_PARTS.items()]
        yield _piece(viewer, one, "My safety plan", *parts)
