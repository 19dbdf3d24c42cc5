"""Both draw one map: words in boxes, arrows between them, the same in sentences, every version kept."""

import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from duologue.assessment import mapping
from duologue.assessment.maps import KINDS
from duologue.assessment.models import FormulationArrow, FormulationBox, FormulationVersion
from duologue.courses.models import Problem, ProblemRating
from duologue.courses.versions import Stale


@pytest.fixture
def drawn(cast, now):
    """A map with a thought and a feeling."""
    return mapping.begin("five_areas", "At the door", course=cast.ours, by=cast.tom, now=now)


@pytest.fixture
def boxes(cast, drawn, now):
    said = {"thoughts": "I will faint", "feelings": "Scared"}
    at = {"thoughts": now - timedelta(minutes=2), "feelings": now - timedelta(minutes=1)}
    return {
        place: mapping.write_box(drawn, place, words, by=cast.amira, now=at[place]) for place, words in said.items()
    }


@pytest.fixture
def arrow(cast, boxes, now):
    return mapping.draw_arrow(boxes["thoughts"], boxes["feelings"], "", by=cast.amira, now=now)


def at(name, thing, **where):
    return reverse(f"assessment:{name}", args=[thing.pk])


def on_the_map():
    return sorted(box.words for box in FormulationBox.objects.unscoped().filter(taken_away_at__isnull=True))


def versions():
    kept = FormulationVersion.objects.unscoped().select_related("author").order_by("number")
    return [(one.number, one.author.called, sorted(box["words"] for box in one.held["boxes"])) for one in kept]


@pytest.mark.parametrize("name", ["amira", "tom"])
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_either_begins_a_map_of_each_kind_and_it_asks_in_every_place(cast, signed_in, name, kind):
    browser, maps = signed_in(cast.everybody[name]), reverse("assessment:maps", args=[cast.ours.pk])
    assert "No map yet." in browser.get(maps).content.decode()
    assert browser.post(maps, {"about": "x"}).status_code == 422
    begun = browser.post(maps, {"kind": kind, "about": "At the door"}).url
    page = browser.get(begun).content.decode()
    assert "At the door" in page and all(place.asks in page for place in KINDS[kind].places)
    assert "At the door" in browser.get(maps).content.decode()


def test_both_write_on_it_and_an_empty_box_loses_nothing(cast, signed_in, drawn):
    add = at("add-box", drawn) + "?place=thoughts"
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    assert "What goes through your mind?" in amira.get(add).content.decode()
    assert amira.post(add, {"words": " "}).status_code == 422
    long = amira.post(add, {"words": "x" * 301})
    assert long.status_code == 422 and "x" * 301 in long.content.decode() and "300 characters" in long.content.decode()
    assert amira.post(add, {"words": "I will faint"}).url == at("map", drawn)
    tom.post(at("add-box", drawn) + "?place=body", {"words": "Heart"})
    page = tom.get(at("map", drawn)).content.decode()
    assert "I will faint" in page and "Heart" in page
    assert tom.get(at("add-box", drawn) + "?place=nowhere").status_code == 404
    assert [who for _, who, _ in versions()] == ["Amira", "Tom"]


def test_a_place_holds_only_as_many_as_can_be_read(cast, signed_in, drawn, now):
    for n in range(mapping.MOST_IN_A_PLACE):
        mapping.write_box(drawn, "doing", f"Thing {n}", by=cast.amira, now=now)
    back = signed_in(cast.amira).post(at("add-box", drawn) + "?place=doing", {"words": "One more"})
    assert back.status_code == 422 and "There is room for 6 here." in back.content.decode()
    assert "One more" in back.content.decode() and "One more" not in on_the_map()


def test_an_arrow_is_drawn_and_read_and_taken_away_without_a_script(cast, signed_in, drawn, boxes):
    path, amira = at("arrow", drawn), signed_in(cast.amira)
    first, second = boxes["thoughts"], boxes["feelings"]
    chosen = amira.get(f"{path}?from={first.pk}").content.decode()
    assert re.search(rf'value="{first.pk}" id="id_start_\d" checked', chosen)
    assert amira.post(path, {"start": first.pk}).status_code == 422
    itself = amira.post(path, {"start": first.pk, "end": first.pk, "word": "so"})
    assert (
        itself.status_code == 422
        and "Choose two." in itself.content.decode()
        and 'value="so"' in itself.content.decode()
    )
    assert amira.post(path, {"start": first.pk, "end": second.pk, "word": "sets off"}).url == at("map", drawn)
    page = amira.get(at("map", drawn)).content.decode()
    assert "The thought “I will faint” sets off the feeling “Scared”." in page and "<svg" in page
    assert amira.post(path, {"start": first.pk, "end": second.pk, "word": "makes"}).status_code == 302
    held = FormulationArrow.objects.unscoped().filter(taken_away_at__isnull=True).get()
    assert held.word == "makes"
    for _ in range(2):
        assert signed_in(cast.tom).post(at("take-arrow-away", held)).url == at("map", drawn)
    assert "No arrows yet." in amira.get(at("map", drawn)).content.decode()
    assert len(versions()) == 5


def test_two_changes_of_the_same_words_show_both(cast, signed_in, drawn, boxes):
    path = at("box", boxes["thoughts"])
    assert signed_in(cast.amira).post(path, {"words": "I will fall", "version": "1"}).url == at("map", drawn)
    back = signed_in(cast.tom).post(path, {"words": "Nobody will help", "version": "1"})
    page = back.content.decode()
    assert back.status_code == 409 and "I will fall" in page and "Nobody will help" in page
    assert on_the_map() == ["I will fall", "Scared"]
    assert signed_in(cast.tom).post(path, {"words": "I will fall, alone", "version": "2"}).status_code == 302


def test_two_boxes_changed_at_once_are_both_kept(cast, signed_in, boxes):
    signed_in(cast.amira).post(at("box", boxes["thoughts"]), {"words": "I will fall", "version": "1"})
    signed_in(cast.tom).post(at("box", boxes["feelings"]), {"words": "Afraid", "version": "1"})
    assert on_the_map() == ["Afraid", "I will fall"]


def test_control_without_the_version_check_the_second_change_would_win(cast, boxes, now, monkeypatch):
    mapping.reword_box(boxes["thoughts"], "I will fall", seen=1, by=cast.amira, now=now)
    with pytest.raises(Stale), transaction.atomic():
        mapping.reword_box(boxes["thoughts"], "Nobody will help", seen=1, by=cast.tom, now=now)
    keep = mapping.keep
    monkeypatch.setattr(mapping, "keep", lambda held, *, seen, **changes: keep(held, seen=held.version, **changes))
    mapping.reword_box(boxes["thoughts"], "Nobody will help", seen=1, by=cast.tom, now=now)
    assert on_the_map() == ["Nobody will help", "Scared"]


def test_a_box_goes_with_its_arrows_and_only_in_the_words_that_were_read(cast, signed_in, drawn, boxes, arrow, now):
    box = boxes["thoughts"]
    mapping.reword_box(box, "I will fall", seen=1, by=cast.tom, now=now)
    back = signed_in(cast.amira).post(at("take-box-away", box), {"version": "1"})
    assert back.status_code == 409 and "I will fall" in back.content.decode() and "I will fall" in on_the_map()
    assert signed_in(cast.amira).post(at("take-box-away", box), {"version": "2"}).url == at("map", drawn)
    assert on_the_map() == ["Scared"]
    assert not FormulationArrow.objects.unscoped().filter(taken_away_at__isnull=True).exists()
    assert signed_in(cast.tom).get(at("box", box)).status_code == 404


def test_words_for_a_box_that_was_taken_away_meanwhile_are_not_lost(cast, drawn, boxes, now, signed_in, monkeypatch):
    """The page was open; the box goes between its being found and its being changed."""
    box, reword = boxes["thoughts"], mapping.reword_box

    def too_late(held, words, **rest):
        mapping.take_box_away(box, seen=1, by=cast.tom, now=now)
        return reword(held, words, **rest)

    monkeypatch.setattr(mapping, "reword_box", too_late)
    back = signed_in(cast.amira).post(at("box", box), {"words": "I will fall", "version": "1"})
    page = back.content.decode()
    assert back.status_code == 409 and "I will fall" in page and "took this box away" in page
    assert f"{at('add-box', drawn)}?place=thoughts" in page


def test_every_version_says_who_and_when_and_shows_the_map_as_it_was(cast, signed_in, drawn, boxes, arrow, now):
    mapping.reword_box(boxes["thoughts"], "I will fall", seen=1, by=cast.tom, now=now + timedelta(days=1))
    assert versions() == [
        (1, "Amira", ["I will faint"]),
        (2, "Amira", ["I will faint", "Scared"]),
        (3, "Amira", ["I will faint", "Scared"]),
        (4, "Tom", ["I will fall", "Scared"]),
    ]
    tom, path = signed_in(cast.tom), at("map-versions", drawn)
    page = tom.get(path).content.decode()
    assert "Version 4, by Tom on Friday 27 November 2026" in page and "I will fall" in page
    page = tom.get(f"{path}?version=3").content.decode()
    assert "Version 3, by Amira" in page and "When Amira thinks “I will faint”, Amira feels “Scared”." in page
    assert "Version 4, by Tom" in tom.get(f"{path}?version=99").content.decode()


def test_a_chosen_box_is_rated_and_has_a_line_of_its_own(cast, signed_in, boxes, drawn, now, monkeypatch):
    path, amira = at("rate-box", boxes["thoughts"]), signed_in(cast.amira)
    assert amira.post(path, {}).status_code == 422
    assert amira.post(path, {"value": "9"}).url == at("map", drawn)
    monkeypatch.setattr("duologue.web.clock.now", lambda: now + timedelta(days=7))
    assert signed_in(cast.tom).post(path, {"value": "6"}).url == at("map", drawn)
    problem = Problem.objects.unscoped().get()
    assert problem.words == "I will faint"
    assert list(ProblemRating.objects.unscoped().order_by("written_at").values_list("value", flat=True)) == [9, 6]
    assert "6 of 10 on 3 December" in amira.get(at("map", drawn)).content.decode()
    progress = amira.get(reverse("progress:course", args=[cast.ours.pk])).content.decode()
    assert "I will faint" in progress and "It was 9 of 10 at first. It is 6 now." in progress


def test_an_arrow_between_two_maps_or_to_what_is_gone_is_refused(cast, boxes, now):
    other = mapping.begin("persons", "", course=cast.ours, by=cast.tom, now=now)
    elsewhere = mapping.write_box(other, "then", "School", by=cast.tom, now=now)
    with pytest.raises(mapping.NoWay):
        mapping.draw_arrow(boxes["thoughts"], elsewhere, "", by=cast.tom, now=now)
    mapping.take_box_away(boxes["feelings"], seen=1, by=cast.tom, now=now)
    with pytest.raises(Stale):
        mapping.draw_arrow(boxes["thoughts"], boxes["feelings"], "", by=cast.tom, now=now)
    with pytest.raises(KeyError):
        mapping.write_box(other, "thoughts", "not a place of this kind", by=cast.tom, now=now)


@pytest.mark.parametrize("name", ["nia", "ben", "sol", "mo", "ines", "una"])
def test_nobody_else_finds_it(cast, signed_in, drawn, boxes, arrow, name):
    browser = signed_in(cast.everybody[name])
    for page in (at("map", drawn), at("map-versions", drawn), at("box", boxes["thoughts"]), at("arrow", drawn)):
        assert browser.get(page).status_code == 404
    assert browser.post(at("take-arrow-away", arrow)).status_code == 404


def test_a_full_map_costs_what_an_empty_one_costs(cast, signed_in, drawn, now, django_assert_max_num_queries):
    for n, place in enumerate(["thoughts", "feelings", "body", "doing"] * 5):
        box = mapping.write_box(drawn, place, f"Words {n}", by=cast.amira, now=now)
        mapping.rate_box(box, value=n % 11, by=cast.amira, now=now)
    tom = signed_in(cast.tom)
    with django_assert_max_num_queries(12):
        tom.get(at("map", drawn))


def test_a_life_line_is_told_to_each_in_their_voice_and_keeps_its_versions(cast, signed_in, now):
    line = mapping.begin("longitudinal", "Needing nobody", course=cast.ours, by=cast.tom, now=now)
    box = mapping.write_box(line, "beliefs", "I am too much", by=cast.amira, now=now)
    mapping.reword_box(box, "I was too much", seen=1, by=cast.amira, now=now + timedelta(minutes=3))
    amira, tom = (signed_in(who).get(at("map", line)).content.decode() for who in (cast.amira, cast.tom))
    assert "Since then you believe “I was too much”." in amira and "Back then" in amira and "life_line.css" in amira
    assert "Since then Amira believes “I was too much”." in tom
    first = signed_in(cast.amira).get(at("map-versions", line) + "?version=1").content.decode()
    assert "Since then you believe “I am too much”." in first and "life_line.css" in first


def test_when_and_how_and_when_not_is_for_the_therapist(cast, signed_in):
    maps = reverse("assessment:maps", args=[cast.ours.pk])
    note = KINDS["longitudinal"].note[2]
    assert note in signed_in(cast.tom).get(maps).content.decode()
    assert note not in signed_in(cast.amira).get(maps).content.decode()
