"""A chain: opened from the very day, drawn by both, reordered by buttons, marked where a skill fits, never lost."""

import pytest
from django.urls import reverse
from tests.reading import words

from duologue.courses.versions import Stale
from duologue.courses.visibility import Audience, Viewer
from duologue.techniques import linking
from duologue.techniques.chains import MOST_LINKS, Chain, ChainLink, Told
from duologue.techniques.readers import ReadBy


@pytest.fixture
def chain(cast, now, fill_in):
    day = fill_in(1, target_1=5, target_1_acted=1)
    return linking.begin("Eleven messages", entry=day, row="target_1", course=cast.ours, by=cast.amira, now=now)


@pytest.fixture
def three(cast, now, chain):
    said = [("thought", "He is gone"), ("feeling", "Panic"), ("act", "Took the phone")]
    return [linking.add_link(chain, kind, words, by=cast.amira, now=now) for kind, words in said]


def in_order(chain):
    here = ChainLink.objects.unscoped().filter(chain=chain, taken_away_at=None)
    return [link.words for link in here.order_by("place", "pk")]


def test_it_is_opened_from_a_cell_of_the_week(cast, fill_in, signed_in):
    day = fill_in(1, target_1=5, target_1_acted=1)
    week = signed_in(cast.tom).get(reverse("techniques:dbt", args=[cast.ours.pk])).content.decode()
    where = reverse("techniques:begin-chain", args=[cast.ours.pk])
    assert f'{where}?entry={day.pk}&amp;line=target_1"' in week
    page = signed_in(cast.amira).get(where, {"entry": day.pk, "line": "target_1"})
    assert "Messages at night, 5 of 5" in words(page) and 'value="Messages at night"' in page.content.decode()
    given = {"entry": day.pk, "line": "target_1", "target": "Eleven messages", "read_by": "both"}
    answer = signed_in(cast.amira).post(where, given)
    held = Chain.objects.unscoped().get()
    assert answer["Location"] == reverse("techniques:chain", args=[held.pk])
    assert (held.entry_id, held.row, held.on, held.audience) == (day.pk, "target_1", day.on, Audience.SHARED)
    assert signed_in(cast.tom).get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("wrong", ["nonsense", "00000000-0000-0000-0000-000000000000"])
def test_a_day_that_is_not_theirs_opens_nothing(cast, fill_in, signed_in, wrong):
    where = reverse("techniques:begin-chain", args=[cast.ours.pk])
    assert signed_in(cast.amira).get(where, {"entry": wrong}).status_code == 404
    private = fill_in(0, anger=1, read_by=ReadBy.ME)
    assert signed_in(cast.tom).get(where, {"entry": private.pk}).status_code == 404


def test_links_are_added_changed_and_moved_by_buttons(cast, signed_in, chain):
    add = reverse("techniques:add-link", args=[chain.pk])
    for kind, said in (("thought", "He is gone"), ("feeling", "Panic"), ("body", "Heart racing")):
        assert signed_in(cast.amira).post(add, {"new-kind": kind, "new-words": said}).status_code == 302
    last = ChainLink.objects.unscoped().get(words__isnull=False, kind="body")
    answer = signed_in(cast.tom).post(reverse("techniques:move-link", args=[last.pk]), {"earlier": "yes"})
    assert answer["Location"].endswith(f"#link-{last.pk}")
    assert in_order(chain) == ["He is gone", "Heart racing", "Panic"]
    signed_in(cast.tom).post(reverse("techniques:move-link", args=[last.pk]), {"later": "yes"})
    assert in_order(chain) == ["He is gone", "Panic", "Heart racing"]
    page = signed_in(cast.tom).get(reverse("techniques:chain", args=[chain.pk])).content.decode()
    assert "Move link 3 earlier: Heart racing" in page and "Move link 3 later" not in page
    assert "Move link 1 later: He is gone" in page and "Move link 1 earlier" not in page


@pytest.mark.parametrize(
    "to, order",
    [
        ("1", ["Took the phone", "He is gone", "Panic"]),
        ("2", ["He is gone", "Took the phone", "Panic"]),
        ("3", ["He is gone", "Panic", "Took the phone"]),
        ("99", ["He is gone", "Panic", "Took the phone"]),
        ("0", ["Took the phone", "He is gone", "Panic"]),
        ("-1", ["He is gone", "Panic", "Took the phone"]),  # no place: as if later was pressed
        ("²", ["He is gone", "Panic", "Took the phone"]),
    ],
)
def test_a_link_is_put_where_it_was_dragged_to(cast, signed_in, chain, three, to, order):
    answer = signed_in(cast.tom).post(reverse("techniques:move-link", args=[three[2].pk]), {"to": to})
    assert answer.status_code == 302 and in_order(chain) == order


def test_moving_past_the_ends_changes_nothing(cast, now, chain, three):
    linking.move_link(three[0], by_places=-1, by=cast.tom, now=now)
    linking.move_link(three[2], by_places=1, by=cast.tom, now=now)
    assert in_order(chain) == ["He is gone", "Panic", "Took the phone"]


def test_a_link_without_words_is_sent_back_and_the_rest_stays(cast, signed_in, chain):
    answer = signed_in(cast.amira).post(
        reverse("techniques:add-link", args=[chain.pk]), {"new-kind": "act", "new-could": "Stop"}
    )
    assert answer.status_code == 422 and "Write a few words here." in words(answer)
    assert (
        'value="act" id="id_new-kind_3" checked' in answer.content.decode()
        and 'value="Stop"' in answer.content.decode()
    )


def test_a_chain_has_room_for_so_many_links(cast, now, chain):
    for n in range(MOST_LINKS):
        linking.add_link(chain, "act", str(n), by=cast.amira, now=now)
    with pytest.raises(linking.NoRoom):
        linking.add_link(chain, "act", "more", by=cast.amira, now=now)


def test_where_a_skill_could_break_it_is_marked_and_read_out(cast, now, signed_in, chain, three):
    where = reverse("techniques:link", args=[three[1].pk])
    given = {"kind": "feeling", "words": "Panic", "skill": "body_chemistry", "could": "Cold water first", "version": 1}
    assert signed_in(cast.tom).post(where, given).status_code == 302
    linking.write_on(chain, {"prompting": "Dev did not answer", "short": "Quiet"}, seen=1, by=cast.amira, now=now)
    page = words(signed_in(cast.amira).get(reverse("techniques:chain", args=[chain.pk])))
    assert "At link 2: Change your body chemistry, Cold water first" in page
    links = tuple(ChainLink.objects.unscoped().filter(chain=chain).order_by("place"))
    assert Told(Chain.objects.unscoped().get(), links).sentences == [
        "It began like this: Dev did not answer.",
        "First I thought: He is gone.",
        "Then I felt: Panic.",
        "Here the chain could break: Change your body chemistry, Cold water first.",
        "Then I did this: Took the phone.",
        "It led to this: Eleven messages.",
        "At once it brought this: Quiet.",
    ]


def test_two_who_write_around_it_at_once_lose_nothing(cast, now, signed_in, chain):
    linking.write_on(chain, {"prompting": "His words"}, seen=1, by=cast.tom, now=now)
    mine = {"target": "Eleven messages", "prompting": "Her words", "version": 1}
    answer = signed_in(cast.amira).post(reverse("techniques:around-chain", args=[chain.pk]), mine)
    assert answer.status_code == 409 and "His words" in words(answer) and "Her words" in answer.content.decode()
    assert Chain.objects.unscoped().get().prompting == "His words"


def test_two_who_change_one_link_at_once_lose_nothing(cast, now, signed_in, three):
    linking.change_link(three[0], seen=1, words="His words", by=cast.tom, now=now)
    where = reverse("techniques:link", args=[three[0].pk])
    answer = signed_in(cast.amira).post(where, {"kind": "thought", "words": "Her words", "version": 1})
    assert answer.status_code == 409 and "His words" in words(answer) and "Her words" in answer.content.decode()


def test_a_link_that_was_taken_away_meanwhile_can_be_put_back(cast, now, signed_in, three):
    where = reverse("techniques:link", args=[three[0].pk])
    fresh = ChainLink.objects.unscoped().select_related("course", "chain").get(pk=three[0].pk)
    held = signed_in(cast.amira)
    linking.take_link_away(fresh, seen=1, by=cast.tom, now=now)
    assert held.get(where).status_code == 404
    with pytest.raises(Stale):
        linking.change_link(three[0], seen=1, words="Her words", by=cast.amira, now=now)


def test_taking_away_what_has_changed_since_takes_nothing(cast, now, signed_in, chain, three):
    linking.change_link(three[0], seen=1, words="Newer", by=cast.amira, now=now)
    signed_in(cast.tom).post(reverse("techniques:take-link-away", args=[three[0].pk]), {"version": "1"})
    assert in_order(chain)[0] == "Newer"
    signed_in(cast.tom).post(reverse("techniques:take-link-away", args=[three[0].pk]), {"version": "2"})
    assert in_order(chain) == ["Panic", "Took the phone"]


def test_a_chain_of_her_own_is_hers_until_she_shares_it(cast, now, signed_in):
    alone = linking.begin("At night", course=cast.ours, by=cast.amira, now=now, audience=Audience.ME)
    link = linking.add_link(alone, "thought", "Nobody", by=cast.amira, now=now)
    for record in (alone, link):
        readers = {
            n for n, p in cast.everybody.items() if Viewer(p).records(type(record)).filter(pk=record.pk).exists()
        }
        assert readers == {"amira"}
    where = reverse("techniques:share-chain", args=[alone.pk])
    assert signed_in(cast.tom).post(where, {"share": "yes"}).status_code == 404
    signed_in(cast.amira).post(where, {"share": "yes"})
    assert "Nobody" in words(signed_in(cast.tom).get(reverse("techniques:chain", args=[alone.pk])))
    his = linking.add_link(Chain.objects.unscoped().get(pk=alone.pk), "feeling", "Cold", by=cast.tom, now=now)
    signed_in(cast.amira).post(where, {"back": "yes"})
    assert signed_in(cast.tom).get(reverse("techniques:chain", args=[alone.pk])).status_code == 404
    assert signed_in(cast.tom).get(reverse("techniques:link", args=[his.pk])).status_code == 404


def test_a_day_she_keeps_is_not_shown_through_a_chain_she_shares(cast, now, fill_in, signed_in):
    day = fill_in(0, anger=5, note="kept words", read_by=ReadBy.ME)
    shared = linking.begin("The call", entry=day, course=cast.ours, by=cast.amira, now=now)
    page = signed_in(cast.tom).get(reverse("techniques:chain", args=[shared.pk]))
    assert reverse("techniques:entry", args=[day.pk]) not in page.content.decode() and "kept words" not in words(page)
