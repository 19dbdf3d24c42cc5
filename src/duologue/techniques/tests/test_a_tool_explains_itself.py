"""Each CBT and humanistic tool says why, when, how and when not; each thing to press has a name."""

from html.parser import HTMLParser

import pytest

from duologue.questionnaires import library
from duologue.techniques.notes import in_parts

TOOLS = [form for form in library.worksheets() if form.extra["school"] in ("cbt", "humanistic")]
NAMES = {form.id for form in TOOLS}
ONE_AT_A_TIME = ("Continue", "Back", "Skip this question")  # of one step; the other steps are not there then


class Names(HTMLParser):
    """What a screen reader would say of each thing on a page that can be pressed or written in."""

    def __init__(self, page):
        super().__init__()
        self.labelled, self.things, self.buttons, self._said, self._groups = set(), [], [], None, []
        self._in_label = 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "label":
            self.labelled.add(given.get("for"))
            self._in_label += 1
        if tag == "fieldset":
            self._groups.append(False)
        if tag == "legend" and self._groups:
            self._groups[-1] = True
        if tag in ("input", "textarea", "select") and given.get("type") != "hidden":
            named = self._in_label or "aria-label" in given or "aria-labelledby" in given
            grouped = given.get("type") != "radio" or any(self._groups)
            self.things.append((given.get("id"), given.get("name"), named, grouped))
        if tag == "button":
            self._said = given.get("aria-label", "")

    def handle_data(self, data):
        if self._said is not None:
            self._said += data

    def handle_endtag(self, tag):
        if tag == "label":
            self._in_label -= 1
        if tag == "fieldset" and self._groups:
            self._groups.pop()
        if tag == "button":
            self.buttons.append(" ".join(self._said.split()))
            self._said = None

    @property
    def nameless(self):
        """Fields without a label of their own, radios outside a named group, buttons that say nothing."""
        fields = [
            name for id_, name, named, grouped in self.things if not grouped or not (named or id_ in self.labelled)
        ]
        return fields + [button for button in self.buttons if not button]


def page_of(signed_in, cast, form):
    """The tool as its therapist looks at it in the library."""
    page = signed_in(cast.tom).get(f"/library/{form.id}/").content.decode()
    return page[page.index('id="as-they-see"') : page.index("</section>\n</div>")]


def test_all_tools_of_both_schools_are_there():
    assert {"thought-record", "activity-plan", "ladder", "exposure-log", "behavioural-experiment"} <= NAMES
    assert {
        "problem-solving",
        "worry-time",
        "values",
        "felt-sense",
        "self-sort",
        "two-chairs",
        "helpful-moment",
    } <= NAMES


@pytest.mark.parametrize("form", TOOLS, ids=lambda form: form.id)
def test_the_client_reads_what_it_is_for_and_the_therapist_when_how_and_when_not(form, signed_in, cast):
    assert len(form.extra["explained"]) > 80 and form.purpose
    told = in_parts(form.extra["therapist_note"])
    assert [heading for heading, _ in told] == ["When", "How", "When not"]
    page = signed_in(cast.tom).get(f"/library/{form.id}/").content.decode()
    assert all(f"<dt>{heading}</dt>" in page for heading, _ in told) and "What this is for" in page


def test_a_note_in_one_sentence_stays_whole_and_one_without_a_how_says_no_how():
    assert in_parts("Good on Mondays.") == [("", "Good on Mondays.")] and in_parts("") == []
    assert [heading for heading, _ in in_parts("Good on Mondays. Leave it on Fridays.")] == ["When", "When not"]


@pytest.mark.parametrize("form", TOOLS, ids=lambda form: form.id)
def test_each_thing_to_press_or_to_write_in_has_a_name_of_its_own(form, signed_in, cast):
    found = Names(page_of(signed_in, cast, form))
    assert not found.nameless and found.things
    moves = [button for button in found.buttons if button not in ONE_AT_A_TIME]
    assert len(moves) == len(set(moves))


def test_control_a_field_without_a_label_and_two_buttons_alike_are_seen():
    page = '<input id="a" name="a"><fieldset><label for="b"></label><input type="radio" id="b" name="b"></fieldset>'
    assert Names(page + "<button></button>").nameless == ["a", "b", ""]
    assert Names("<button>Up</button><button>Up</button>").buttons == ["Up", "Up"]
