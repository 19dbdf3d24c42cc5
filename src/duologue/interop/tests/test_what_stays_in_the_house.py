"""A whole course in words that exist nowhere else: which of them leave the house in whose file, and which never do."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.urls import reverse
from tests.promises.canaries import Canaries, live

from duologue.courses import actions as courses
from duologue.courses.models import CourseRecord
from duologue.interop import between, felt, numbers, of_ending, own_words, words
from duologue.sessions.models import PrivateNote, Session

pytestmark = pytest.mark.django_db

# A therapist's own, a supervisor's, the care team's.
NOT_THE_CLIENTS = {f"progress note: {part}" for part in ("one", "two", "three", "four")} | {"added to the note"}
NOT_THE_CLIENTS |= {
    "starting text",
    "numbers for links",
    "private note",
    "a note of one's own",
    "question",
    "answer to the question",
    "what was done",
}
NOT_THE_CLIENTS |= {"why it is held"}  # the practice's, which has to answer for it
NOT_THE_CLIENTS |= {"letter in draft"}  # the therapist's own, until it is given
# What somebody asked before they had an account is the practice's post; it was put right later, or belongs to somebody else.
BEFORE = {"phone", "words", "best_times", "name", "email"}


# Kinds of record that are not the client's, or hold no words: a rhythm, offered hours, a question without its answer.
NOT_GATHERED = {"PrivateNote", "Packet", "Alert", "Act", "LeftOpen", "Series", "OfferedTime", "Ask"}
NOT_GATHERED |= {"ProgressNote", "NoteAmendment"}  # the care team reads them
NOT_GATHERED |= {"FormulationBox", "FormulationArrow"}  # every version of a map holds them whole
NOT_GATHERED |= {"Transfer"}  # to whom a course goes, and no words
NOT_GATHERED |= {"Signal"}  # what a rule said of numbers that are gathered
NOT_GATHERED |= {"ErasureRequest"}  # a wish, and no words
NOT_GATHERED |= {"HistoryPart"}  # that a part was left out; no words
NOT_GATHERED |= {"ReviewRhythm", "StandsFirst", "RangeShown"}  # choices about a page, and no words
NOT_GATHERED |= {"AgendaOrder"}  # how an hour is gone through; no words
NOT_GATHERED |= {"TaskLink", "LinkCode", "Handover", "LiveView"}  # ways in, and no words


def test_every_kind_of_record_is_gathered_or_left_out_by_name():
    kinds = {model.__name__ for model in apps.get_models() if issubclass(model, CourseRecord)}
    source = "".join(Path(one.__file__).read_text() for one in (words, numbers, felt, own_words, of_ending, between))
    gathered = {kind for kind in kinds if re.search(rf"viewer, {kind}, course", source)}
    assert kinds - gathered == NOT_GATHERED
    assert len(gathered) > 15


@pytest.fixture
def lived(cast, now):
    """A course that was lived from the enquiry to the ending, and another one beside it."""
    canaries = Canaries()
    course = live(cast, canaries.sing, now)
    other = {"course": cast.theirs, "by": cast.nia, "now": now}
    courses.say("brings", canaries.sing("another course"), **other)
    courses.set_goal(canaries.sing("another goal"), value=1, **other)
    return course, canaries


def inside(canaries, *files: str) -> set[str]:
    return {name for name, word in canaries if any(word in text for text in files)}


def opened(packed: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as held:
        return {name: held.read(name).decode() for name in held.namelist()}


def take(signed_in, course):
    return opened(signed_in(course.client).post(reverse("interop:take-away", args=[course.pk])).content)


def test_nothing_that_is_not_the_clients_leaves_with_the_client(lived, signed_in):
    course, canaries = lived
    found = inside(canaries, *take(signed_in, course).values())
    assert not found & (NOT_THE_CLIENTS | {"another course", "another goal"})


def test_everything_else_leaves_with_the_client(lived, signed_in):
    """A new kind of record that nobody gathered fails here, so that the archive stays whole."""
    course, canaries = lived
    left_behind = {name for name, _ in canaries} - inside(canaries, take(signed_in, course)["index.html"])
    asked = {f"enquiry: {name}" for name in BEFORE} | {f"declined: {name}" for name in BEFORE}
    asked |= {"declined name", "declined mail", "client's name", "mail address", "goal at first"}
    asked |= {"resource"}  # what a plan holds of one is its number
    assert left_behind - asked == NOT_THE_CLIENTS | {"another course", "another goal"}


def test_a_therapist_exports_goals_and_asked_answers_and_no_other_words(lived, cast, signed_in):
    course, canaries = lived
    exported = signed_in(cast.tom).post(reverse("interop:export", args=[course.pk])).content.decode()
    found = inside(canaries, exported)
    assert {"goal", "client's name"} <= found
    assert not {name for name in found if not name.startswith("history: ")} - {"goal", "client's name", "on paper"}
    assert inside(canaries, take(signed_in, course)["fhir.json"]) == found  # the same file for both


def test_control_a_note_that_is_gathered_is_noticed(lived, signed_in, monkeypatch):
    """With the door forgotten and one more section, the first test above sees it."""
    course, canaries = lived

    def with_notes(viewer, opened_course):
        for session in words._of(viewer, Session, opened_course):
            for note in PrivateNote.objects.unscoped().filter(session=session).select_related("course"):
                yield words.Piece(note.words)

    monkeypatch.setattr(words, "_sessions", with_notes)
    assert "private note" in inside(canaries, *take(signed_in, course).values())
