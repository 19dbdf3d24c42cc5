"""Pages reach records through the viewer and in no other way (R3); nothing happens behind a `save()`."""

import ast
import inspect

import pytest

from tests.architecture import tree

PAST_THE_VIEWER = {"objects", "_default_manager", "_base_manager", "unscoped"}

# Who may ask for everything by name. One line for each file, so that a new one is a decision somebody reads.
MAY_ASK_FOR_EVERYTHING = {
    "courses/visibility.py",  # the door itself
    "courses/standing.py",  # who stands in a course
    "courses/models.py",  # a course's own people and stages
    "courses/actions.py",
    "courses/permissions.py",  # what a client said yes or no to, for whoever is about to act on it
    "courses/erasing.py",  # what has to go, wherever it is
    "courses/keeping.py",
    "interop/kept.py",  # a manager's days and holds, and nobody's words
    "assessment/actions.py",
    "assessment/history.py",  # the verbs of the history's parts
    "assessment/mapping.py",  # the verbs of the map
    "ending/actions.py",
    "ending/farewells.py",
    "ending/following.py",  # what the minute's tick asks after an ending
    "ending/keepsakes.py",
    "ending/phase.py",
    "ending/summaries.py",  # the verbs of the summary
    "homework/actions.py",
    "homework/lines.py",  # what of an entry is given
    "homework/reminders.py",  # what the minute's tick sends
    "progress/actions.py",
    "progress/remembering.py",  # the verbs around the line
    "progress/rhythm.py",  # where it is time to look back, in every course of a practice
    "progress/fitting.py",  # finished courses of a practice, for averages alone
    "questionnaires/actions.py",
    "questionnaires/asking.py",  # what is due by the rules of every course
    "questionnaires/links.py",  # whoever holds a link is not signed in
    "questionnaires/kiosks.py",  # nor is whoever holds a device that was handed over
    "questionnaires/paper.py",
    "questionnaires/going_on.py",  # the verb of going on with a worksheet
    "questionnaires/brought.py",  # the verbs that bring scores along
    "questionnaires/entering.py",  # whether a later total stands, and taking one out
    "questionnaires/models.py",  # what a response counted to, for whoever holds the response
    "relationship/actions.py",
    "relationship/at_the_close.py",  # whoever holds a device that was handed over is not signed in
    "relationship/both_sides.py",  # when the two see one another's numbers
    "relationship/writing.py",  # whether the other side has something unopened already
    "relationship/speaking_up.py",  # the answer to what was said past a therapist
    "relationship/handing_on.py",  # a handover, held while it is decided
    "courses/team.py",  # the care team changes hands
    "ending/no_mail.py",  # whose address is a client's, for whoever stops mail to it
    "relationship/noticing.py",  # the rules are asked of every session of a course
    "safety/actions.py",
    "safety/drills.py",
    "safety/escalation.py",  # who is told of an alert, one after the other
    "safety/outbox.py",  # brings notices to people
    "safety/plans.py",
    "safety/quiet.py",  # who is left alone with reminders
    "safety/staff.py",  # who is away
    "sessions/actions.py",
    "sessions/agenda.py",  # the verbs of the joint agenda
    "sessions/conventions.py",  # in which order it is gone through
    "sessions/gathering.py",  # answers of every course that come onto the agenda
    "sessions/came_up.py",
    "sessions/arrangements.py",  # whose breaks somebody may see
    "sessions/looking_together.py",  # a screen on which nobody is signed in
    "sessions/notes.py",  # the verbs of the progress note
    "sessions/planning.py",  # the verbs of the diary
    "sessions/changes.py",  # calling off, asking to move, breaks
    "sessions/feeds.py",  # whose calendar a secret opens
    "sessions/reminders.py",  # what the minute's tick sends
    "service/actions.py",  # counts of the whole practice, small numbers suppressed
    "service/outcomes.py",  # the same
    "supervision/actions.py",
    "techniques/linking.py",  # the verbs of a chain
    "techniques/finding.py",  # the verbs of what recurs
    "techniques/diary.py",  # the verbs of the diary card
    "understanding/actions.py",
    "demo/earlier.py",  # finished courses, written in bulk
    "demo/again.py",
    "demo/chapters.py",
    "demo/endings.py",
    "demo/measures.py",
    "demo/diary.py",
    "demo/felt.py",
    "demo/safe.py",
    "demo/tools.py",  # the map that a moment is an example of
    "demo/story.py",
    "cli.py",
}
# The version check of shared documents, below every viewer: its callers hold a record that a viewer gave them.
MAY_USE_BASE_MANAGERS = {"courses/versions.py"}


def pages() -> dict[str, str]:
    """Every file in which a route ends, and every `views`, `panels` and `forms`, with its text."""
    found = {p for p in tree.sources() if p.stem in ("views", "panels", "forms") or "views" in p.parts}
    for _, _, view in tree.routes():
        held = inspect.getsourcefile(inspect.unwrap(view))
        found |= {p for p in tree.sources() if str(p) == held}
    return {tree.short(path): path.read_text() for path in sorted(found)}


def reaching_past(text: str, names: set[str] = PAST_THE_VIEWER) -> list[int]:
    return tree.lines_with(ast.parse(text), names)


def test_no_page_reaches_past_the_viewer():
    reached = {name: lines for name, text in pages().items() if (lines := reaching_past(text))}
    assert not reached, f"use request.viewer there: {reached}"
    assert len(pages()) > 10


@pytest.mark.parametrize("manager", sorted(PAST_THE_VIEWER))
def test_control_a_page_that_does_is_noticed(manager):
    assert reaching_past(f"def page(request):\n    return Note.{manager}.filter(pk=1)") == [2]


def test_only_these_files_ask_for_everything():
    asking = {tree.short(p) for p in tree.sources() if reaching_past(p.read_text(), {"unscoped"})}
    assert asking <= MAY_ASK_FOR_EVERYTHING, f"not on the list: {sorted(asking - MAY_ASK_FOR_EVERYTHING)}"
    using = {tree.short(p) for p in tree.sources() if reaching_past(p.read_text(), {"_base_manager"})}
    assert using <= MAY_USE_BASE_MANAGERS


def test_no_model_has_two_doors(db):
    """A clinical model has the closed door as its default manager, so that a forgotten filter shows nothing."""
    from django.apps import apps

    from duologue.courses.models import CourseRecord
    from duologue.courses.visibility import Door

    clinical = [model for model in apps.get_models() if issubclass(model, CourseRecord)]
    assert len(clinical) > 15
    for model in clinical:
        assert isinstance(model._default_manager, Door), model
        assert [manager.name for manager in model._meta.managers] == ["objects"], model


def behind_a_save(text: str) -> list[str]:
    """Overridden `save` or `delete`, and model signals."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ClassDef):
            own = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
            found += [f"{node.name}.{name}" for name in sorted(own & {"save", "delete", "bulk_create"})]
        hooked = isinstance(node, ast.Attribute) and node.attr in ("post_save", "post_delete", "m2m_changed")
        if hooked or (isinstance(node, ast.ImportFrom) and node.module == "django.db.models.signals"):
            found.append(f"a model signal on line {node.lineno}")
    return found


# allauth asks its form to save(): what that does is send a letter, and no model is behind it.
NOT_A_MODEL = {"ForgottenPassword.save"}


def test_nothing_happens_behind_a_save():
    found = {
        tree.short(p): faults for p in tree.sources() if (faults := set(behind_a_save(p.read_text())) - NOT_A_MODEL)
    }
    assert not found


def test_control_an_override_and_a_signal_are_noticed():
    assert behind_a_save("class Goal:\n    def save(self): pass") == ["Goal.save"]
    assert behind_a_save("from django.db.models.signals import post_save") == ["a model signal on line 1"]


def test_django_admin_stays_away():
    from django.conf import settings

    assert not [app for app in settings.INSTALLED_APPS if "admin" in app]
