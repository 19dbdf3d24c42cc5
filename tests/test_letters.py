"""Letters leave through a real SMTP connection, wait when it is down, and say nothing about what they are for (T34)."""

import email
import email.policy
import re
import socket
import uuid
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.db import connection
from django.test import Client
from django.utils import timezone

from duologue.people import actions as people
from duologue.people import letters
from duologue.people.models import Letter, User
from duologue.questionnaires import library
from duologue.understanding import actions as understanding

SAID = {"name": "Rosa Blum", "email": "rosa@example.org", "words": "I score everything I do out of ten."}
TELLING = re.compile(
    r"therap|score|phq|gad|questionnair|mood|doctor|anxi|depress|symptom|session|psych|clinic|patient", re.I
)


class Sink:
    """A mail server that keeps what it gets, or refuses it."""

    def __init__(self):
        self.got = []
        self.refuses = False

    async def handle_DATA(self, server, session, envelope):
        if self.refuses:
            return "451 not now"
        self.got.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        return "250 kept"


@pytest.fixture
def mail_server(settings):
    """Listening on a free port of this machine; the product is pointed at it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    sink = Sink()
    running = []

    def up():
        controller = Controller(sink, hostname="127.0.0.1", port=port)
        controller.factory = lambda: SMTP(sink, enable_SMTPUTF8=True)
        controller.start()
        running.append(controller)

    sink.up, sink.down = up, lambda: running.pop().stop()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    sink.up()
    yield sink
    while running:
        sink.down()


@pytest.fixture
def accept(cast, now, django_capture_on_commit_callbacks):
    """Tom takes Rosa on; what follows a commit has happened, too."""

    def act():
        enquiry = understanding.ask(practice=cast.practice, entry_key=uuid.uuid4(), said=SAID, now=now)
        with django_capture_on_commit_callbacks(execute=True):
            times = [now + timedelta(days=7)]
            understanding.accept(enquiry, therapist=cast.tom, times=times, by=cast.tom, now=now)

    return act


def text_of(message):
    return f"{message['subject']}\n{message.get_content()}"


def raw_body(letter):
    with connection.cursor() as cursor:
        pk = letter.pk.hex if connection.vendor == "sqlite" else letter.pk
        cursor.execute("SELECT body FROM duologue_letter WHERE id = %s", [pk])
        return bytes(cursor.fetchone()[0])


def is_due(letter):
    """Let the time pass after which it is tried again."""
    Letter.objects.filter(pk=letter.pk).update(not_before=timezone.now() - timedelta(seconds=1))


def test_the_invitation_arrives_and_its_link_opens(mail_server, accept, cast):
    accept()
    (message,) = mail_server.got
    assert message["to"] == "rosa@example.org" and message["subject"] == "Your page at Two Chairs"
    path = re.search(r"http://localhost:8000(/invitation/\S+)", message.get_content()).group(1)
    assert "Hello Rosa" in Client().get(path).content.decode()


def test_it_says_nothing_about_what_it_is_for(mail_server, accept, cast):
    accept()
    said = text_of(mail_server.got[0])
    assert not TELLING.search(re.sub(r"http\S+", "", said))
    forms = {form.title for form in library.shelf().values()} | {form.called for form in library.shelf().values()}
    assert not [name for name in forms if name.lower() in said.lower()]


def every_letter(cast, now):
    """Each kind of letter the house can write, once."""
    enquiry = understanding.ask(practice=cast.practice, entry_key=uuid.uuid4(), said=SAID, now=now)
    understanding.decline(enquiry, by=cast.tom, now=now)
    people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now)
    people.tell_of_news(practice=cast.practice, user=cast.amira, now=now)
    for address in ("amira@example.org", "nobody@example.org"):
        Client().post("/account/password/reset/", {"email": address})
    return list(Letter.objects.all())


def test_no_letter_of_ours_does(cast, now):
    written = every_letter(cast, now)
    assert len(written) == 5
    for letter in written:
        assert not TELLING.search(re.sub(r"http\S+", "", f"{letter.subject}\n{letter.body}")), letter.subject


def test_a_telling_letter_would_be_noticed():
    assert TELLING.search("Your PHQ-9 score is in") and TELLING.search("Your therapist wrote")


def test_once_it_is_gone_its_words_are_gone(mail_server, accept, cast):
    accept()
    letter = Letter.objects.get()
    assert letter.sent_at and letter.body == "" and letter.tries == 1
    assert len(raw_body(letter)) < 60, "a sealed nothing"


def test_while_it_waits_its_words_are_sealed(accept, cast, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    accept()
    letter = Letter.objects.get()
    assert "/invitation/" in letter.body and b"invitation" not in raw_body(letter)


def test_with_the_mail_server_down_it_waits_and_goes_out_later(mail_server, accept, cast):
    mail_server.down()
    accept()  # the course is there all the same
    letter = Letter.objects.get()
    assert User.objects.filter(email="rosa@example.org").exists()
    assert letter.sent_at is None and "/invitation/" in letter.body and letter.tries == 1
    mail_server.up()
    letters.send_waiting.enqueue()
    assert not mail_server.got, "not again in the same minute"
    is_due(letter)
    letters.send_waiting.enqueue()
    assert len(mail_server.got) == 1 and Letter.objects.get().sent_at


def test_a_server_that_says_not_now_is_asked_again(mail_server, accept, cast):
    mail_server.refuses = True
    accept()
    assert Letter.objects.get().sent_at is None
    mail_server.refuses = False
    is_due(Letter.objects.get())
    letters.send_waiting.enqueue()
    assert len(mail_server.got) == 1


def test_it_is_tried_for_days_not_for_minutes(accept, cast, settings):
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    accept()
    letter, waited = Letter.objects.get(), timedelta()
    while letter.tries < letters.TRIES:
        waited += letter.not_before - timezone.now()
        is_due(letter)
        letters.send_waiting.enqueue()
        letter = Letter.objects.get()
    assert timedelta(days=2) < waited < timedelta(days=5)


def test_two_workers_never_send_the_same_letter(mail_server, cast, now, monkeypatch):
    people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now)
    letter = Letter.objects.get()
    claim = letters._claim

    def while_another_is_quicker(held):
        monkeypatch.setattr(letters, "_claim", claim)
        letters.send_waiting.enqueue()  # both have the letter on their list; the other one takes it first
        return claim(held)

    monkeypatch.setattr(letters, "_claim", while_another_is_quicker)
    letters.send_waiting.enqueue()
    assert len(mail_server.got) == 1 and Letter.objects.get(pk=letter.pk).tries == 1


def test_one_letter_that_cannot_go_does_not_hold_up_the_others(mail_server, cast, now):
    ill = letters.post(practice=cast.practice, to="nobody@example.org", subject="two\nlines", body="x", now=now)
    people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now + timedelta(seconds=1))
    letters.send_waiting.enqueue()
    assert [message["to"] for message in mail_server.got] == ["amira@example.org"]
    assert Letter.objects.get(pk=ill.pk).sent_at is None


def test_names_in_any_alphabet_arrive(mail_server, cast, now):
    User.objects.filter(pk=cast.amira.pk).update(called="أميرة")
    cast.amira.refresh_from_db()
    people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now)
    letters.send_waiting.enqueue()
    assert "أميرة" in mail_server.got[0].get_content()


def test_nothing_goes_out_for_a_change_that_was_not_kept(mail_server, cast, now, django_capture_on_commit_callbacks):
    from django.db import transaction

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        people.invite(practice=cast.practice, user=cast.amira, by=cast.tom, now=now)
        raise RuntimeError
    assert not mail_server.got and not Letter.objects.exists()
