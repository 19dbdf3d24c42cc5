"""A therapist brings a question; the supervisor sees that and nothing else, and never the name."""

import pytest
from django.urls import reverse
from tests import histories
from tests.cast import NOW, TODAY
from tests.reading import measures, words

from duologue.courses.visibility import Audience
from duologue.people import actions as people
from duologue.people.models import Membership, Role
from duologue.supervision import actions
from duologue.supervision.models import Packet

QUESTION = "K. comes late since the review. What am I not seeing?"


@pytest.fixture
def tom(cast, signed_in):
    return signed_in(cast.tom)


@pytest.fixture
def sol(cast, signed_in):
    return signed_in(cast.sol)


def bring(browser, cast, **changes):
    sent = {"supervisor": cast.sol.pk, "pseudonym": "K.", "question": QUESTION, "with_scores": "on", **changes}
    return browser.post(reverse("supervision:bring", args=[cast.ours.pk]), {k: v for k, v in sent.items() if v})


def the_packet(cast):
    return Packet.objects.visible_to(cast.tom).get()


def page(cast):
    return reverse("supervision:packet", args=[the_packet(cast).pk])


def test_the_supervisor_reads_and_answers_and_the_therapist_sees_it(cast, tom, sol):
    histories.amiras(cast)
    assert bring(tom, cast).status_code == 302
    assert "K., from Tom" in words(sol.get(reverse("supervision:index")))
    brought = sol.get(page(cast))
    assert QUESTION in words(brought) and "K.'s low mood score was 19 at the start. It is 9 now." in words(brought)
    assert sol.post(page(cast), {"words": "What happened in that review?"}).status_code == 302
    assert "Sol, 26 November 2026 What happened in that review?" in words(tom.get(page(cast)))
    assert "answered" in words(tom.get(reverse("supervision:index")))


def test_the_name_is_nowhere_in_what_the_supervisor_gets(cast, tom, sol):
    histories.amiras(cast)
    bring(tom, cast, with_relationship="on")
    for url in (page(cast), reverse("supervision:index")):
        content = sol.get(url).content.decode()
        assert "Amira" not in content and "amira" not in content
        assert "I bought bread" not in content and "I stopped going out" not in content
        assert str(cast.ours.pk) not in content
    assert "2026" not in "".join(measures(sol.get(page(cast)))["low mood phq-9"].itertext())


@pytest.mark.parametrize("field", ["pseudonym", "question"])
@pytest.mark.parametrize("name", ["Amira", "AMIRA", "amira's", "Amíra", "amira@example.org", "Rahmani", "Amiras"])
def test_a_question_with_the_clients_name_in_it_is_refused(cast, tom, field, name):
    cast.amira.name = "Amira Rahmani"
    cast.amira.save(update_fields=["name"])
    refused = bring(tom, cast, **{field: f"so {name} said"[:40]})
    assert refused.status_code == 422 and "is part of the client's name" in words(refused)
    assert not Packet.objects.visible_to(cast.tom)
    with pytest.raises(ValueError, match="part of the client's name"):
        actions.bring(
            **{"question": "q", "pseudonym": "K.", field: f"so {name} said"},
            supervisor=cast.sol,
            with_scores=True,
            with_relationship=True,
            course=cast.ours,
            by=cast.tom,
            now=NOW,
        )


@pytest.mark.parametrize("harmless", ["admiration", "I am irate", "K. and the mirage"])
def test_words_that_only_look_like_the_name_are_not(cast, harmless):
    assert actions.names_in(harmless, course=cast.ours) is None


def test_only_what_was_chosen_goes_along(cast, tom, sol):
    histories.amiras(cast)
    bring(tom, cast, with_scores="")
    text = words(sol.get(page(cast)))
    assert "low mood" not in text and "How the sessions felt" not in text


def test_what_a_client_kept_to_themselves_does_not_go_along(cast, tom, sol):
    response = histories.answered(cast.ours, "phq-9", 19, NOW)
    response.audience = Audience.ME
    response.save(update_fields=["audience"])
    bring(tom, cast)
    assert "There are no scores yet." in words(sol.get(page(cast)))


def test_taken_back_it_is_gone_at_once(cast, tom, sol):
    bring(tom, cast)
    url = page(cast)
    assert sol.get(url).status_code == 200
    taken = tom.post(reverse("supervision:take-back", args=[the_packet(cast).pk]), follow=True)
    assert "Taken back. Sol does not see it any more." in words(taken)
    assert sol.get(url).status_code == 404 and sol.post(url, {"words": "Late"}).status_code == 404
    assert QUESTION not in words(sol.get(reverse("supervision:index")))
    assert "You have taken this back." in words(tom.get(url))
    with pytest.raises(ValueError, match="taken back"):
        actions.answer(the_packet(cast), "Late", by=cast.sol, now=NOW)


def test_an_empty_answer_is_not_sent(cast, tom, sol):
    bring(tom, cast)
    refused = sol.post(page(cast), {"words": ""})
    assert refused.status_code == 422 and "Write your answer." in words(refused)


def test_a_supervisor_sees_only_what_was_brought_to_them(cast, tom, signed_in):
    other = people.take_on(
        practice=cast.practice, email="sam@example.org", name="Sam", role=Role.SUPERVISOR, on=TODAY, password=None
    )
    bring(tom, cast)
    assert signed_in(other).get(page(cast)).status_code == 404
    assert QUESTION not in words(signed_in(other).get(reverse("supervision:index")))


def test_one_who_no_longer_supervises_sees_nothing(cast, tom, sol):
    bring(tom, cast)
    Membership.objects.filter(user=cast.sol).update(until_on=TODAY)
    assert sol.get(page(cast)).status_code == 404
    assert "Nobody in your practice supervises yet." in words(
        tom.get(reverse("supervision:bring", args=[cast.ours.pk]))
    )


def test_nobody_else_gets_near_it(cast, tom, signed_in):
    bring(tom, cast)
    packet = the_packet(cast)
    for person in (cast.amira, cast.nia, cast.ben, cast.una, cast.mo, cast.ines, cast.max, cast.zoe):
        stranger = signed_in(person)
        assert stranger.get(page(cast)).status_code == 404
        assert stranger.post(page(cast), {"words": "x"}).status_code == 404
        assert stranger.post(reverse("supervision:take-back", args=[packet.pk])).status_code == 404
        assert bring(stranger, cast).status_code == 404
    for person in (cast.amira, cast.nia, cast.una, cast.mo, cast.ines, cast.max):
        assert signed_in(person).get(reverse("supervision:index")).status_code == 404
    assert signed_in(cast.sol).post(reverse("supervision:take-back", args=[packet.pk])).status_code == 404


def test_a_colleague_in_the_care_team_neither_reads_it_nor_takes_it_back(cast, tom, signed_in):
    bring(tom, cast)
    cast.ours.care_team.create(user=cast.ben, lead=False, from_on=TODAY)
    ben = signed_in(cast.ben)
    assert ben.get(reverse("supervision:bring", args=[cast.ours.pk])).status_code == 200
    assert ben.get(page(cast)).status_code == 404
    assert ben.post(reverse("supervision:take-back", args=[the_packet(cast).pk])).status_code == 404
    assert the_packet(cast).taken_back_at is None


def test_the_client_does_not_read_the_packet_even_among_shared_records(cast, tom):
    bring(tom, cast)
    assert the_packet(cast).audience == Audience.CARE_TEAM
    assert not Packet.objects.visible_to(cast.amira)


def test_the_list_costs_the_same_with_many(cast, tom, sol, django_assert_max_num_queries):
    for _ in range(12):
        bring(tom, cast)
    for browser in (tom, sol):
        browser.get(reverse("supervision:index"))
        with django_assert_max_num_queries(8):
            browser.get(reverse("supervision:index"))
