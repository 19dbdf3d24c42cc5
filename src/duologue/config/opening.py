"""Opening a practice: a folder, a key file outside it, an environment file, the first therapist's invitation."""

from __future__ import annotations

import os
import zoneinfo
from datetime import time
from pathlib import Path

from duologue.people import keyfile


class NotYet(Exception):
    """Something is missing or unsafe; the message says what, and how to mend it."""


def prepare(*, home: Path, key_file: Path) -> Path:
    """Make the folder, the key file and the environment file; raises NotYet rather than touch what is there already."""
    home, key_file = home.resolve(), key_file.resolve()
    if (home / "duologue.env").exists():
        raise NotYet(f"there is a practice in {home} already. Choose another folder.")
    if home == key_file.parent or home in key_file.parents:
        raise NotYet(
            "the key file may not lie beside the database: who copies the one would have both. Choose another --key-file."
        )
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    home.chmod(0o700)
    if not key_file.exists():
        keyfile.create(key_file)
    lines = [
        "# What this practice needs to know to run. Mail and the public address are yours to fill in.",
        "DUOLOGUE_MODE=live",
        f"DUOLOGUE_HOME={home}",
        f"DUOLOGUE_KEY_FILE={key_file}",
        "DUOLOGUE_URL=http://localhost:8000",
        "DUOLOGUE_HOSTS=localhost,127.0.0.1",
        "# DATABASE_URL=postgres://... (without it: SQLite in this folder)",
        "# DUOLOGUE_SMTP_HOST= DUOLOGUE_SMTP_PORT= DUOLOGUE_SMTP_USER= DUOLOGUE_SMTP_PASSWORD= DUOLOGUE_MAIL_FROM=",
    ]
    descriptor = os.open(home / "duologue.env", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write("\n".join(line for line in lines) + "\n")
    return home


def checked(answers: dict[str, str]) -> dict:
    """The answers, understood; raises NotYet with a sentence for the first that cannot be used."""
    for name in ("name", "country", "therapist_name"):
        if not answers[name].strip():
            raise NotYet(f"a practice needs its {name.replace('_', ' ')}.")
    if not any(c.isdigit() for c in answers["emergency_number"]):
        raise NotYet("a practice does not open without the emergency number of its country.")
    line = [part.strip() for part in answers["crisis_line"].split(",")]
    if len(line) < 2 or not any(c.isdigit() for c in line[1]):
        raise NotYet("a practice does not open without a crisis line. Write it as: name, number, when.")
    if answers["time_zone"] not in zoneinfo.available_timezones():
        raise NotYet(f"{answers['time_zone']!r} is not a time zone. Write it like Europe/London.")
    if answers["language"].lower() not in ("en-gb", "en"):
        raise NotYet("the pages speak English so far. Write en-gb.")
    if not answers["session_minutes"].isdigit() or not 15 <= int(answers["session_minutes"]) <= 120:
        raise NotYet("a session lasts from 15 to 120 minutes.")
    if "@" not in answers["therapist_mail"]:
        raise NotYet("the first therapist needs a mail address.")
    return {
        "name": answers["name"],
        "country": answers["country"],
        "emergency_number": answers["emergency_number"],
        "crisis_lines": [{"name": line[0], "number": line[1], "when": ", ".join(line[2:])}],
        "language": "en-gb",
        "time_zone": answers["time_zone"],
        "session_minutes": int(answers["session_minutes"]),
    }


def reached(answers: dict[str, str]) -> tuple[time, time] | None:
    """From when until when the practice works, once a stand-in is named too; None where it is said later. Raises NotYet."""
    given = [answers.get(name, "").strip() for name in ("stand_in_name", "stand_in_mail", "working_hours")]
    if not any(given):
        return None
    if not all(given) or "@" not in given[1]:
        raise NotYet(
            "who stands in needs a name and a mail address, and the practice its working hours. Or leave all three out."
        )
    if given[1].lower() == answers["therapist_mail"].strip().lower():
        raise NotYet("somebody else than the first therapist stands in.")
    try:
        opens, closes = (time.fromisoformat(part.strip()) for part in given[2].split("-"))
    except ValueError:
        raise NotYet("write the working hours like 09:00-17:00.") from None
    if opens >= closes:
        raise NotYet("a practice opens before it closes, on the same day.")
    return opens, closes


def open_practice(answers: dict[str, str]) -> str:
    """Create the practice with its first therapist, who manages it too; returns the sentence with their one-time link."""
    from django.core.management import call_command
    from django.db import transaction
    from django.utils import timezone

    from duologue.people import actions, reaching
    from duologue.people.models import Letter, Practice, Role

    details = checked(answers)
    reached(answers)
    call_command("migrate", verbosity=0)
    if Practice.objects.exists():
        raise NotYet("there is a practice in this database already.")
    now = timezone.now()
    with transaction.atomic():
        practice = actions.open_practice(**details)
        today = now.astimezone(practice.zone).date()
        for role in (Role.THERAPIST, Role.MANAGER):
            therapist = actions.take_on(
                practice=practice,
                email=answers["therapist_mail"],
                name=answers["therapist_name"],
                role=role,
                on=today,
            )
        if said := reached(answers):
            mail, name = answers["stand_in_mail"], answers["stand_in_name"]
            stand_in = actions.take_on(practice=practice, email=mail, name=name, role=Role.THERAPIST, on=today)
            reaching.arrange(practice, stand_in=stand_in, days=[0, 1, 2, 3, 4], opens=said[0], closes=said[1])
            actions.invite(practice=practice, user=stand_in, by=therapist, now=now)
        actions.invite(practice=practice, user=therapist, by=None, now=now)
        letter = next(one for one in Letter.objects.all() if one.to == therapist.email)
        link = next(line for line in letter.body.splitlines() if "/invitation/" in line)
    told = f"{practice.name} is open. {therapist.called} sets up signing in here, within seven days:\n{link}"
    later = reaching.why_nobody(practice)
    return f"{told}\n{later}" if later else told
