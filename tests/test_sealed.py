"""What people write is encrypted where it lies, and opens only in its own place."""

import pytest
from django.db import connection, models

from duologue.courses import actions as courses
from duologue.courses.models import OwnWords
from duologue.people import keyring
from duologue.people.models import DataKey
from duologue.people.sealed import Sealed

SECRET = "the canary in the kitchen"


@pytest.fixture
def said(cast, now):
    return courses.say(OwnWords.About.BRINGS, SECRET, course=cast.ours, by=cast.amira, now=now)


def raw(pk):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT words FROM duologue_ownwords WHERE id = %s",
            [pk.hex if connection.vendor == "sqlite" else pk],
        )
        return bytes(cursor.fetchone()[0])


def fresh(said):
    return OwnWords.objects.unscoped().get(pk=said.pk)


def test_the_words_come_back(said):
    assert fresh(said).words == SECRET


def test_the_database_holds_no_word_of_it(said):
    assert SECRET.encode() not in raw(said.pk) and b"canary" not in raw(said.pk)


def test_the_same_words_look_different_each_time(said, cast, now):
    again = courses.say(OwnWords.About.BRINGS, SECRET, course=cast.ours, by=cast.amira, now=now)
    assert raw(said.pk) != raw(again.pk)


def test_a_ciphertext_moved_to_another_row_does_not_open(said, cast, now):
    other = courses.say(OwnWords.About.HOPES, "other", course=cast.ours, by=cast.amira, now=now)
    OwnWords.objects.unscoped().filter(pk=other.pk).update(words=Sealed(raw(said.pk)))
    with pytest.raises(keyring.Unreadable):
        _ = fresh(other).words


@pytest.mark.parametrize("position", [0, 5, 20, 40, -1])
def test_a_changed_byte_is_noticed(said, position):
    damaged = bytearray(raw(said.pk))
    damaged[position] ^= 1
    OwnWords.objects.unscoped().filter(pk=said.pk).update(words=Sealed(bytes(damaged)))
    with pytest.raises(keyring.Unreadable):
        _ = fresh(said).words


def test_erasing_the_key_erases_the_words(said, cast):
    with connection.constraint_checks_disabled():
        keyring.forget()
        kept = DataKey.objects.filter(pk=cast.ours.key_id)
        kept.update(wrapped=b"\x00" * 60)
        with pytest.raises(keyring.Unreadable):
            _ = fresh(said).words


def test_the_key_file_alone_opens_the_data_keys(said, settings):
    from duologue.people.keyfile import Keys

    keyring.forget()
    settings.KEYS = Keys("x", "test", {"test": b"\x08" * 32})
    with pytest.raises(keyring.Unreadable):
        _ = fresh(said).words
    keyring.forget()


def test_turning_the_keys_keeps_every_word_readable(said, settings):
    from duologue.people.keyfile import Keys

    settings.KEYS = Keys("x", "next", {"test": b"\x07" * 32, "next": b"\x09" * 32})
    keyring.forget()
    turned = 0
    while step := DataKey.objects.wrap_anew(at_most=2):  # two at a time: stopping half-way leaves every key readable
        turned += step
        assert fresh(said).words == SECRET
    assert turned == DataKey.objects.count()
    settings.KEYS = Keys("x", "next", {"next": b"\x09" * 32})
    keyring.forget()
    assert fresh(said).words == SECRET


def test_plain_text_cannot_slip_in_by_update(said):
    with pytest.raises(TypeError, match="sealed"):
        OwnWords.objects.unscoped().filter(pk=said.pk).update(words="plain")
    with pytest.raises(TypeError, match="sealed"):
        OwnWords.objects.unscoped().filter(words="plain").exists()


def test_every_field_for_words_is_sealed():
    """A new text field on a clinical record must be sealed, or be named here with its reason."""
    from django.apps import apps

    from duologue.courses.models import CourseRecord

    plain = {
        "Ask.read_by",  # a name and a day, no clinical words
        "Packet.pseudonym",  # made up by the therapist so that it is nobody's name
        "Series.time_zone",
        "Alert.rule",
        "Alert.rule_version",
        "LeftOpen.rule",  # the id of a question
        "Ask.turn",  # which turn of its rule asked, so that it asks once
        "FormulationBox.place",  # where a box stands on its map, from the map's own list
        "StandsFirst.what",  # the name of a part of the page
        "BroughtScore.scale",
        "Handover.pin",  # hashed like a password
        "Handover.what",  # the name of what a device was handed over for
        "TaskLink.secret_hash",
        "LiveView.code_hash",
        "LiveView.screen_hash",
        "LiveView.exercise",  # the id of one of our exercises
        "Assignment.guide_id",  # the name of one of our guides
        "Chain.row",  # the id of a line of the diary card
        "ChainLink.skill",  # the id of a skill of the library
        "DiaryCard.template_version",
    }
    found = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("duologue").get_models()
        if issubclass(model, CourseRecord)
        for field in model._meta.get_fields()
        if isinstance(field, (models.TextField, models.CharField))
        and not field.choices
        and field.name not in {"form_id", "form_version", "worksheet_id", "worksheet_version"}
    }
    assert found == plain
