"""Both rely on the same words: either writes them, both sign the same version, a change asks both again."""

import pytest
from django.db import transaction
from django.urls import reverse

from duologue.assessment import actions, panels
from duologue.assessment.models import Agreement, EarlierAgreement
from duologue.courses.versions import Stale
from duologue.courses.visibility import Viewer


@pytest.fixture
def path(cast):
    return reverse("assessment:agreement", args=[cast.ours.pk])


@pytest.fixture
def sign_path(cast):
    return reverse("assessment:sign", args=[cast.ours.pk])


@pytest.fixture
def held(cast, now):
    return actions.write_agreement("We meet on Thursdays.", course=cast.ours, seen=None, by=cast.tom, now=now)


def fresh():
    return Agreement.objects.unscoped().select_related("course").get()


def signatures():
    return [bool(fresh().client_signed_at), bool(fresh().therapist_signed_at)]


TOPICS = """stays between|There are limits|Supervision|kept encrypted|copy|costs|cannot come|50 minutes|once a week
Between sessions|Nobody watches|In a crisis|999|116 123|by video or telephone|complain|Ending|may be left out"""


@pytest.mark.parametrize("name", ["amira", "tom"])
@pytest.mark.parametrize("topic", TOPICS.replace("\n", "|").split("|"))
def test_the_text_to_begin_with_covers_what_an_agreement_is_about(cast, signed_in, path, name, topic):
    assert topic in signed_in(cast.everybody[name]).get(path).content.decode()


@pytest.mark.parametrize("name", ["amira", "tom"])
def test_either_writes_it(cast, signed_in, path, name):
    browser = signed_in(cast.everybody[name])
    assert browser.post(path, {"words": "  "}).status_code == 422
    assert browser.post(path, {"words": "We meet on Thursdays."}).url == path
    assert (fresh().words, fresh().version, signatures()) == ("We meet on Thursdays.", 1, [False, False])


def test_both_sign_the_same_version(cast, signed_in, path, sign_path, held, now):
    amira, tom = signed_in(cast.amira), signed_in(cast.tom)
    assert tom.post(sign_path, {"version": "1"}).url == path
    assert "It waits for Amira." in tom.get(path).content.decode()
    assert "Tom has signed." in amira.get(path).content.decode()
    amira.post(sign_path, {"version": "1"})
    assert (fresh().client_signed_by, fresh().therapist_signed_by) == (cast.amira, cast.tom)
    assert "You both signed these words." in amira.get(path).content.decode()


def test_a_second_signature_of_the_same_person_changes_nothing(cast, held, now):
    from datetime import timedelta

    actions.sign(held, seen=1, by=cast.tom, now=now)
    actions.sign(held, seen=1, by=cast.tom, now=now + timedelta(days=1))
    assert fresh().therapist_signed_at == now and fresh().client_signed_at is None


def test_a_change_takes_the_signatures_off_keeps_the_signed_words_and_says_so(cast, signed_in, path, held, now):
    for person in (cast.tom, cast.amira):
        actions.sign(held, seen=1, by=person, now=now)
    signed_in(cast.amira).post(path, {"words": "We meet on Fridays.", "version": "1"})
    assert (fresh().version, signatures()) == (2, [False, False])
    kept = EarlierAgreement.objects.unscoped().select_related("course").get()
    assert (
        (kept.version, kept.words) == (1, "We meet on Thursdays.")
        and kept.client_signed_at
        and kept.therapist_signed_at
    )
    page = signed_in(cast.tom).get(path).content.decode()
    assert "both of you sign again" in page and "by Amira" in page and "We meet on Thursdays." in page


def test_words_nobody_signed_leave_nothing_behind(cast, held, now):
    actions.write_agreement("We meet on Fridays.", course=cast.ours, seen=1, by=cast.amira, now=now)
    assert not EarlierAgreement.objects.unscoped().exists()


def test_keeping_the_same_words_keeps_the_signatures(cast, signed_in, path, held, now):
    actions.sign(held, seen=1, by=cast.tom, now=now)
    signed_in(cast.amira).post(path, {"words": "We meet on Thursdays.", "version": "1"})
    assert (fresh().version, signatures()) == (1, [False, True])


@pytest.mark.parametrize("seen", ["1", "", "0", "x", "²", "99999999999"])
def test_words_that_were_not_read_are_not_signed(cast, signed_in, sign_path, held, now, seen):
    actions.write_agreement("We meet on Fridays.", course=cast.ours, seen=1, by=cast.tom, now=now)
    back = signed_in(cast.amira).post(sign_path, {"version": seen})
    page = back.content.decode()
    assert back.status_code == 409 and "We meet on Fridays." in page and 'name="version" value="2"' in page
    assert signatures() == [False, False]


def test_two_changes_from_the_same_words_show_both_texts(cast, signed_in, path, held):
    signed_in(cast.amira).post(path, {"words": "We meet on Fridays.", "version": "1"})
    back = signed_in(cast.tom).post(path, {"words": "We meet on Mondays.", "version": "1"})
    assert back.status_code == 409 and "Mondays" in back.content.decode() and "Fridays" in back.content.decode()
    assert fresh().words == "We meet on Fridays."


def test_two_first_texts_show_both(cast, signed_in, path):
    signed_in(cast.amira).post(path, {"words": "We meet on Fridays."})
    back = signed_in(cast.tom).post(path, {"words": "We meet on Mondays."})
    assert back.status_code == 409 and fresh().words == "We meet on Fridays."


def test_the_version_check_is_what_notices_it(cast, held, now, monkeypatch):
    """The control: without the check, the second change would win in silence."""
    actions.write_agreement("We meet on Fridays.", course=cast.ours, seen=1, by=cast.amira, now=now)
    with pytest.raises(Stale), transaction.atomic():
        actions.write_agreement("We meet on Mondays.", course=cast.ours, seen=1, by=cast.tom, now=now)
    keep = actions.keep
    monkeypatch.setattr(actions, "keep", lambda held, *, seen, **changes: keep(held, seen=held.version, **changes))
    actions.write_agreement("We meet on Mondays.", course=cast.ours, seen=1, by=cast.tom, now=now)
    assert fresh().words == "We meet on Mondays."


def test_signing_what_does_not_exist_leads_to_writing_it(cast, signed_in, path, sign_path):
    assert signed_in(cast.amira).post(sign_path, {"version": "1"}).url == path


@pytest.mark.parametrize("name", ["nia", "ben", "una", "sol", "mo", "ines", "max", "zoe"])
def test_nobody_else_finds_it(cast, signed_in, path, sign_path, held, name):
    browser = signed_in(cast.everybody[name])
    assert browser.get(path).status_code == browser.post(path, {"words": "x", "version": "1"}).status_code == 404
    assert browser.post(sign_path, {"version": "1"}).status_code == 404
    assert (fresh().version, signatures()) == (1, [False, False])


def test_headings_and_gaps_of_the_text(cast, held, now):
    viewer = Viewer(cast.tom)
    course = viewer.course(cast.ours.pk)
    words = "All of it.\r\n\r\nMoney\r\nEach session costs: [write it here].\n\nA line that ends with a stop.\nAnd one more."
    actions.write_agreement(words, course=cast.ours, seen=1, by=cast.tom, now=now)
    standing = panels.agreement(viewer, course)
    assert standing.has_gaps and standing.sections == [
        ("", "All of it."),
        ("Money", "Each session costs: [write it here]."),
        ("", "A line that ends with a stop.\nAnd one more."),
    ]


def test_an_agreement_waits_on_her_list_until_she_signs(cast, held, now):
    viewer = Viewer(cast.amira)
    assert [a.pk for a in panels.to_sign(viewer)] == [held.pk] and panels.to_sign(Viewer(cast.tom)) == []
    actions.sign(held, seen=1, by=cast.amira, now=now)
    assert panels.to_sign(viewer) == []


def test_the_page_stays_cheap(cast, signed_in, path, held, django_assert_max_num_queries):
    tom = signed_in(cast.tom)
    with django_assert_max_num_queries(12):
        tom.get(path)
