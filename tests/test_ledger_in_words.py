"""Everything the ledger can say about somebody's course has words that its client understands."""

import ast
import re

from django.apps import apps

from duologue.audit.words import DONE, OPENED, in_words
from duologue.courses.models import CourseRecord
from tests.architecture import tree

# Pages on a course that only its client opens, and their own looks are not listed.
CLIENTS_OWN = {
    "understanding:choose-time",
    "ending:looking-in",
    "ending:keepsakes",
    "techniques:day",
    "interop:erase",
    "techniques:write-moment",
    "techniques:write-dream",
}


def verbs_in_the_source():
    """The first part of every verb that is written down with a course."""
    found = set()
    for path in tree.sources():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and "ledger.record" in ast.unparse(node.func):
                verb = re.match(r"f?['\"]([\w]+)\.", ast.unparse(node.args[0]))
                if verb and "course" in {keyword.arg for keyword in node.keywords}:
                    found.add(verb.group(1))
    return found


def test_every_change_has_words():
    kinds = {model.__name__.lower() for model in apps.get_models() if issubclass(model, CourseRecord)}
    assert len(verbs_in_the_source()) > 8
    assert not (kinds | verbs_in_the_source()) - set(DONE)


def test_every_page_on_a_course_has_words():
    pages = {name: view for name, address, view in tree.routes() if "course_id" in address}
    opened = {name for name, view in pages.items() if "GET" in (tree.methods(view) or {"GET"})} - CLIENTS_OWN
    assert len(opened) > 10
    assert not opened - set(OPENED)


def test_no_words_are_left_over():
    assert not set(OPENED) - {name for name, _, _ in tree.routes()}


def test_what_nobody_thought_of_still_reads_as_a_sentence():
    assert in_words("read", "a:new-page") == "opened a page of your course"
    assert in_words("newthing.written", "") == "changed something in your course"
