"""A map as sentences and as a drawing: every arrow once, no box on another."""

import pytest

from duologue.assessment import drawing
from duologue.assessment.maps import FIVE_AREAS, KINDS, LIFE_LINE, PERSONS
from duologue.assessment.models import Formulation
from duologue.assessment.reading import Arrow, Box, read_out


def read(*pairs, words=(), name="", kind=FIVE_AREAS):
    boxes = [Box(place, place, words_) for place, words_ in words]
    arrows = [Arrow(str(n), *(pair if len(pair) == 3 else (*pair, ""))) for n, pair in enumerate(pairs)]
    return read_out(kind, boxes, arrows, name=name)


DOOR = [("situation", "the door"), ("thoughts", "I will faint"), ("feelings", "scared."), ("doing", "I order in")]


@pytest.mark.parametrize(
    "arrows, told",
    [
        ([("situation", "thoughts")], "When “the door”, you think “I will faint”."),
        (
            [("situation", "thoughts"), ("thoughts", "feelings"), ("feelings", "doing")],
            "When “the door”, you think “I will faint”, which leads to the feeling “scared”, "
            "which leads to doing this: “I order in”.",
        ),
        ([("thoughts", "feelings", "wakes")], "The thought “I will faint” wakes the feeling “scared”."),
        (
            [("thoughts", "feelings"), ("feelings", "thoughts")],
            "When you think “I will faint”, you feel “scared”, which leads back to the thought “I will faint”.",
        ),
    ],
)
def test_arrows_are_read_as_sentences(arrows, told):
    assert read(*arrows, words=DOOR)[0] == told


def test_every_arrow_is_told_once_and_every_lonely_box_by_its_place():
    told = read(("situation", "thoughts"), ("situation", "feelings"), words=DOOR)
    assert told == [
        "When “the door”, you think “I will faint”.",
        "When “the door”, you feel “scared”.",
        "What you do: “I order in”.",
    ]
    assert read(words=[("then", "School")], kind=PERSONS) == ["With people then: “School”."]


def test_a_map_of_persons_reads_as_one():
    words = [("then", "You did not cry"), ("now", "I leave first"), ("here", "I nearly cancelled")]
    assert read(("then", "now", "taught me"), ("now", "here"), words=words, kind=PERSONS) == [
        "How it was then, “You did not cry”, taught me how it is with people now, “I leave first”, "
        "which leads to how it is here, “I nearly cancelled”."
    ]


def laid_out(count=2, kind=FIVE_AREAS):
    boxes = [Box(f"b{n}", place.id, "words " * (n + 1)) for n, place in enumerate(kind.places * count)]
    arrows = [Arrow(f"{a.id}{b.id}", a.id, b.id, "<so>") for a in boxes for b in boxes if a is not b]
    return drawing.cells(kind, boxes, arrows), arrows


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_boxes_never_lie_on_each_other_and_every_arrow_ends_beside_its_box(kind):
    found, arrows = laid_out(kind=kind)
    rects, height = drawing.places_of(found)
    held = list(rects.values())
    for n, one in enumerate(held):
        assert one.x >= 0 and one.x + one.width <= drawing.WIDTH and one.y + one.height <= height
        for other in held[n + 1 :]:
            apart_x = one.x + one.width <= other.x or other.x + other.width <= one.x
            apart_y = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert apart_x or apart_y
    svg = drawing.arrows_drawn(found)
    assert svg.count('class="way"') == len(arrows) and "nan" not in svg and "<so>" not in svg and "&lt;so&gt;" in svg


def test_the_lengths_in_the_stylesheet_are_those_of_the_drawing():
    from pathlib import Path

    css = (Path(drawing.__file__).parent.parent / "web/static/duologue/parts.css").read_text()
    for lines in range(1, drawing.MOST_LINES + 1):
        assert f".lines-{lines} {{ block-size: {drawing.PADDING + drawing.LINE * lines:g}rem; }}" in css
    columns = f"repeat(3, {drawing.COLUMN:g}rem); gap: {drawing.BETWEEN_ROWS:g}rem {drawing.BETWEEN_COLUMNS:g}rem"
    assert columns in css and f"inline-size: {drawing.WIDTH:g}rem" in css
    assert f".place-head {{ block-size: {drawing.HEAD:g}rem; }}" in css
    assert f".place .nothing {{ block-size: {drawing.EMPTY:g}rem;" in css


def test_the_kinds_of_the_model_are_those_that_can_be_drawn():
    assert {kind.value for kind in Formulation.Kind} == set(KINDS)


LIFE = [("early", "Nobody spoke of Nani"), ("beliefs", "I am too much"), ("beliefs", "People leave.")]
LIFE += [("rules", "If I need nothing, they stay"), ("keeps", "I say yes")]


def test_a_life_line_is_a_story_before_any_arrow_is_drawn():
    boxes = [Box(f"{n}", place, words) for n, (place, words) in enumerate(LIFE)]
    assert read_out(LIFE_LINE, boxes, []) == [
        "Early on: “Nobody spoke of Nani”.",
        "Since then you believe “I am too much” and “People leave”.",
        "To get by, you live by “If I need nothing, they stay”.",
        "It is kept going by “I say yes”.",
    ]
    told = read_out(LIFE_LINE, boxes, [Arrow("a", "4", "1", "proves")], name="Amira")
    assert told[1].startswith("Since then Amira believes ")
    assert told[4:] == [
        "Doing this: “I say yes” proves the belief “I am too much”."
    ]  # after the story, and no box twice
    assert read_out(LIFE_LINE, [], []) == []


def test_the_times_of_a_life_line_each_begin_once_and_lie_beside_their_places():
    found = drawing.cells(LIFE_LINE, [], [])
    assert [cell.era.title for cell in found if cell.era] == [era.title for era in LIFE_LINE.eras]
    assert {cell.place.at[0] for cell in found} == {2, 3}  # the first column holds the times
    assert not any(cell.era for kind in KINDS.values() if kind is not LIFE_LINE for cell in drawing.cells(kind, [], []))


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_every_kind_tells_the_therapist_when_how_and_when_not(kind):
    when, how, when_not = kind.note
    assert when.startswith(("For ", "After ", "When ")) and len(how) > 40 and when_not.startswith("Leave it ")
