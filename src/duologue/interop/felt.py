"""What the take-away holds of the relationship: how sessions felt, what was said back, and what was tried then."""

from __future__ import annotations

from collections.abc import Iterator

from duologue.courses.models import Course
from duologue.courses.visibility import Viewer
from duologue.interop.pieces import Piece
from duologue.interop.pieces import of as _of
from duologue.interop.pieces import piece as _piece
from duologue.relationship.forms import HowItWas, MyOwnView
from duologue.relationship.models import FOUR, RATINGS, Feedback, Moment, OwnView, Remark
from duologue.relationship.signals import ActionCard, LookedAgain
from duologue.relationship.spoken import Concern, UnwantedEffects
from duologue.relationship.threads import Message
from duologue.relationship.transfers import ForTheNext


def how_sessions_felt(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """Each form with its words, the therapist's own view beside it, and every action card."""
    remarks = {remark.feedback_id: remark for remark in _of(viewer, Remark, course)}
    moments = {moment.feedback_id: moment.words for moment in _of(viewer, Moment, course)}
    for one in _of(viewer, Feedback, course).select_related("session"):
        remark = remarks.get(one.pk)
        rated = ((HowItWas.base_fields[name].label, getattr(one, name)) for name in RATINGS)
        said = [(str(label), f"{value} of 10") for label, value in rated if value is not None]
        said += [("The moment that helped most", moments.get(one.pk, "")), ("Next time", one.get_talk_display())]
        said += [("What did not help", remark.words), ("The answer", remark.answer)] if remark else []
        yield _piece(viewer, one, f"After session {one.session.number}", *said)
    for view in _of(viewer, OwnView, course).select_related("session"):
        seen = ((MyOwnView.base_fields[name].label, getattr(view, name)) for name in FOUR)
        given = [(str(label), f"{value} of 10") for label, value in seen if value is not None]
        yield _piece(viewer, view, f"Session {view.session.number}, from the other chair", *given)
    for card in _of(viewer, ActionCard, course).select_related("signal__session"):
        tried = ". ".join(card.tried_in_words)
        title = f"After session {card.signal.session.number}: what was tried"
        yield _piece(viewer, card, title, ("Tried", tried), ("What was decided", card.words))
    for look in _of(viewer, LookedAgain, course).select_related("card__signal__session"):
        title = f"Looked again at what was tried after session {look.card.signal.session.number}"
        yield _piece(viewer, look, title, ("How it was", look.get_found_display()), ("", look.words))


def spoken_up(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """What was not right, with its answer, and what the work did that was not good."""
    for one in _of(viewer, Concern, course):
        yield _piece(viewer, one, one.get_kind_display(), ("", one.words), ("The answer", one.answer))
    for packet in _of(viewer, ForTheNext, course):
        yield _piece(viewer, packet, "For the next therapist", *packet.said)
    for told in _of(viewer, UnwantedEffects, course):
        yield _piece(viewer, told, f"Asked after session {told.after_session}", *told.given, ("", told.words))


def messages(viewer: Viewer, course: Course) -> Iterator[Piece]:
    """Everything the two sides wrote to one another."""
    for one in _of(viewer, Message, course):
        yield _piece(viewer, one, "A message", ("", one.words))
