"""Prints, as JSON, what a browser needs to write in a house made in the database of DATABASE_URL: run in its own process."""

import json

import django
from django.core.management import call_command


def main() -> None:
    django.setup()
    call_command("migrate", verbosity=0)
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from duologue.questionnaires import actions as questionnaires
    from tests import cast as standing

    cast = standing.gather()
    asked = questionnaires.ask("phq-9", course=cast.ours, by=cast.tom, now=standing.NOW)
    session = SessionStore()
    session[SESSION_KEY] = str(cast.amira.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = cast.amira.get_session_auth_hash()
    session.create()
    print(json.dumps({"session": session.session_key, "ask": str(asked.pk)}))


if __name__ == "__main__":
    main()
