"""A client says past their therapist that something is not right: whom it reaches, who reads it, and the answer."""

import pytest
from django.urls import reverse
from tests.architecture.test_templates import HEALTH
from tests.cast import TODAY

from duologue.courses.visibility import Viewer
from duologue.people import actions as people
from duologue.people.models import Letter, Membership, Practice, Role
from duologue.relationship import panels, speaking_up
from duologue.relationship.spoken import Concern

KIND = Concern.Kind.ANOTHER


@pytest.fixture
def url(cast):
    return reverse("relationship:speak-up", args=[cast.ours.pk])


@pytest.fixture
def said(cast, now):
    def one(*, sees=False, words="I feel judged."):
        by = {"course": cast.ours, "by": cast.amira, "now": now}
        return speaking_up.speak_up(KIND, words, therapist_sees=sees, **by)

    return one


def text(browser, name, *where):
    return " ".join(browser.get(reverse(name, args=where)).content.decode().split())


def who_reads(cast, concern):
    """Everybody to whom the house would give this concern, by either door."""
    found = set()
    for name, person in cast.everybody.items():
        viewer = Viewer(person)
        if (
            viewer.records(Concern).filter(pk=concern.pk).exists()
            or viewer.spoken_to(Concern).filter(pk=concern.pk).exists()
        ):
            found.add(name)
    return found


@pytest.mark.parametrize("sees, readers", [(False, {"amira", "mo"}), (True, {"amira", "tom", "mo"})])
def test_the_client_chooses_whether_their_therapist_reads_it(cast, said, signed_in, sees, readers):
    concern = said(sees=sees)
    assert who_reads(cast, concern) == readers
    address = reverse("relationship:concern", args=[concern.pk])
    for name, person in cast.everybody.items():
        assert signed_in(person).get(address).status_code == (200 if name in readers else 404), name


def test_control_a_door_that_gives_it_to_every_manager_is_noticed(cast, now, said, monkeypatch):
    other = people.take_on(practice=cast.practice, email="m2@example.org", name="M", role=Role.MANAGER, on=TODAY)
    concern = said()
    assert not Viewer(other).spoken_to(Concern).exists()
    monkeypatch.setattr(Viewer, "spoken_to", lambda viewer, model: model.objects.unscoped())
    assert who_reads(cast, concern) != {"amira", "mo"}


def test_it_is_one_tap_away_on_two_pages(cast, signed_in, url):
    amira = signed_in(cast.amira)
    for page in (text(amira, "relationship:overview", cast.ours.pk), text(amira, "home:plan")):
        for kind, words in (("not_helping", "This is not helping"), ("another", "I would like another therapist")):
            assert f'href="{url}?kind={kind}"' in page and words in page
    assert "not-right" not in text(signed_in(cast.tom), "relationship:overview", cast.ours.pk)
    asked = " ".join(amira.get(url, {"kind": "another"}).content.decode().split())
    assert 'value="another" id="id_kind_1" checked' in asked and "This goes to Mo, whom the practice named" in asked
    assert "Only Mo" in asked and "Mo and Tom" in asked


def test_amira_says_it_mo_answers_and_she_reads_the_answer(cast, signed_in, url):
    amira, mo, tom = signed_in(cast.amira), signed_in(cast.mo), signed_in(cast.tom)
    amira.post(url, {"kind": "another", "words": "I feel judged.", "therapist_sees": "no"})
    concern = Concern.objects.unscoped().get()
    [letter] = Letter.objects.all()
    assert letter.to == cast.mo.email and not HEALTH.search(letter.subject + letter.body)
    today = text(mo, "home:today")
    assert "Amira wrote to you" in today and "judged" not in today and "something is not right" in today
    words = text(mo, "relationship:concern", concern.pk)
    assert "I feel judged." in words and "Their therapist does not see them" in words
    assert "judged" not in text(tom, "relationship:overview", cast.ours.pk)
    address = reverse("relationship:concern", args=[concern.pk])
    empty = mo.post(address, {"words": " "})
    assert empty.status_code == 422 and "Write what you would like to say back." in empty.content.decode()
    assert mo.post(address, {"words": "Let us talk on Friday."})["Location"] == reverse("relationship:concerns")
    again = mo.post(address, {"words": "Other words"})
    assert again.status_code == 422 and "This has an answer already." in again.content.decode()
    assert "Amira wrote to you" not in text(mo, "home:today") and "answered" in text(mo, "relationship:concerns")
    assert Letter.objects.filter(whom=Letter.objects.last().whom).exists() and Letter.objects.count() == 2
    assert "Mo answered you" in text(amira, "home:today")
    assert "Let us talk on Friday." in text(amira, "relationship:concern", concern.pk)
    assert "Mo answered you" not in text(amira, "home:today")
    assert signed_in(cast.amira).post(address, {"words": "x"}).status_code == 404


def test_a_slip_loses_nothing(cast, signed_in, url):
    answer = signed_in(cast.amira).post(url, {"words": "I feel judged.", "therapist_sees": "no"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Choose one of the two." in page and "I feel judged." in page
    assert not Concern.objects.unscoped().exists()


def test_whom_it_goes_to(cast, now):
    assert speaking_up.who_hears(cast.ours) == cast.mo
    speaking_up.name_who_hears(cast.practice, cast.sol, by=cast.mo, now=now)
    assert speaking_up.who_hears(cast.ours) == cast.sol
    speaking_up.name_who_hears(cast.practice, cast.tom, by=cast.mo, now=now)
    assert speaking_up.who_hears(cast.ours) == cast.mo  # he is her own therapist
    cast.ours.practice.concerns_go_to = cast.sol
    Membership.objects.filter(user=cast.sol).update(until_on=TODAY)
    assert speaking_up.who_hears(cast.ours) == cast.mo  # whoever left hears nothing
    Membership.objects.filter(user=cast.mo).update(until_on=TODAY)
    assert speaking_up.who_hears(cast.ours) == cast.tom  # nobody else is left
    Membership.objects.filter(user=cast.tom).update(until_on=TODAY)
    cast.ours.__dict__.pop("team", None)
    assert speaking_up.who_hears(cast.ours) == cast.tom


def test_where_nobody_else_works_the_page_says_so(cast, signed_in, url):
    Membership.objects.filter(user=cast.mo).delete()
    Membership.objects.create(practice=cast.practice, user=cast.tom, role=Role.MANAGER, from_on=TODAY)
    words = " ".join(signed_in(cast.amira).get(url).content.decode().split())
    assert "In this practice Tom reads it, because nobody else works here." in words and "Only Tom" not in words
    signed_in(cast.amira).post(url, {"kind": "not_helping", "therapist_sees": "yes"})
    assert Concern.objects.unscoped().get().goes_to == cast.tom
    assert "something is not right" in text(signed_in(cast.tom), "home:today")


def test_a_manager_names_who_hears_it(cast, signed_in):
    mo, url = signed_in(cast.mo), reverse("relationship:named")
    assert url in text(mo, "home:today")
    mo.post(url, {"person": str(cast.sol.pk)})
    assert Practice.objects.get(pk=cast.practice.pk).concerns_go_to == cast.sol
    wrong = mo.post(url, {"person": str(cast.zoe.pk)})
    assert wrong.status_code == 422 and Practice.objects.get(pk=cast.practice.pk).concerns_go_to == cast.sol
    mo.post(url, {"person": ""})
    assert Practice.objects.get(pk=cast.practice.pk).concerns_go_to is None


def test_a_supervisor_who_is_named_finds_it_on_their_first_page(cast, now, said, signed_in):
    cast.ours.practice.concerns_go_to = cast.sol
    cast.ours.practice.save(update_fields=["concerns_go_to"])
    said()
    assert "Amira wrote to you" in text(signed_in(cast.sol), "home:today")
    assert "Amira wrote to you" not in text(signed_in(cast.mo), "home:today")


def test_a_named_therapist_finds_it_among_what_waits(cast, now, said, signed_in):
    cast.ours.practice.concerns_go_to = cast.ben
    cast.ours.practice.save(update_fields=["concerns_go_to"])
    said()
    assert "Amira wrote to you: something is not right" in text(signed_in(cast.ben), "home:today")
    assert [one.kind for one in panels.waiting(Viewer(cast.ben), today=TODAY)] == ["concern"]
    assert signed_in(cast.ben).get(reverse("relationship:overview", args=[cast.ours.pk])).status_code == 404


def test_whoever_left_reads_nothing_any_more(cast, said):
    concern = said()
    Membership.objects.filter(user=cast.mo).update(until_on=TODAY)
    assert who_reads(cast, concern) == {"amira"}


def test_that_mo_opened_it_stands_in_amiras_ledger(cast, said, signed_in):
    concern = said()
    signed_in(cast.mo).get(reverse("relationship:concern", args=[concern.pk]))
    lines = [(line.who, line.what) for line in Viewer(cast.amira).looked_in()]
    assert ("Mo", "opened what you said when something was not right") in lines
