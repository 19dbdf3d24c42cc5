"""A response pins the id and the version of its form: every version that was ever published can be filled in and read."""

import pytest
from django.urls import reverse
from tests.promises.careful import answered, frozen

from duologue.questionnaires import actions, library
from duologue.questionnaires.models import Response

pytestmark = pytest.mark.django_db


def filled_in(form, cast, now) -> Response:
    """A response to exactly this version, whatever is newest, with an answer to every question."""
    draft = actions.begin(form, course=cast.ours, by=cast.tom if form.by_clinician else cast.amira, now=now)
    return actions.send(draft, answered(form), now=now)


@pytest.mark.parametrize("form_id, version", frozen())
def test_every_version_ever_published_renders_filled_in(cast, now, signed_in, form_id, version):
    sent = filled_in(library.form(form_id, version), cast, now)
    assert (sent.form_id, sent.form_version) == (form_id, version)
    page = signed_in(cast.tom).get(reverse("questionnaires:read", args=[sent.pk])).content.decode()
    shown = page.replace("&#x27;", "'").replace("&quot;", '"')
    grows = {group.id for group in sent.form.groups if not group.fixed}  # a ladder says only what stands on it
    for item in sent.form.items:
        assert item.in_words(sent.answers[item.id]) in shown
        assert item.group in grows or (item.row or item.text) in shown
    assert "Not answered" not in page and page.count("not answered") == 0


def test_what_is_frozen_is_what_stands_on_the_shelf():
    assert set(frozen()) == set(library.shelf()) and len(frozen()) > 20


def test_control_a_version_that_is_gone_is_noticed(cast, now, signed_in, monkeypatch):
    sent = filled_in(library.form("phq-9", "1"), cast, now)
    monkeypatch.delitem(library.shelf(), ("phq-9", "1"))
    with pytest.raises(KeyError):
        signed_in(cast.tom).get(reverse("questionnaires:read", args=[sent.pk]))
    assert set(frozen()) != set(library.shelf())
