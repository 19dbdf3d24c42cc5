"""The `duologue` command: demo, start, serve, rotate-keys, check-ledger."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status. What a person needs to know is printed as a sentence."""
    asked = _parser().parse_args(argv)
    try:
        return asked.run(asked)
    except Refused as refusal:
        print(f"duologue: {refusal}", file=sys.stderr)
        return 2


class Refused(Exception):
    """This cannot be done safely; the message says what would make it possible."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="duologue", description="A course of therapy, carried by two.")
    commands = parser.add_subparsers(required=True, metavar="command")
    demo = commands.add_parser("demo", help="a practice with invented people, on this machine only")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--host", default="127.0.0.1")
    demo.set_defaults(run=_demo)
    start = commands.add_parser("start", help="open a new practice")
    start.add_argument("--home", type=Path, required=True, help="a new folder for the database")
    start.add_argument("--key-file", type=Path, default=Path.home() / ".config" / "duologue" / "keys.json")
    for name, text in QUESTIONS + NOT_AT_ONCE:
        start.add_argument("--" + name.replace("_", "-"), help=text)
    start.set_defaults(run=_start)
    serve = commands.add_parser("serve", help="run a practice: the web server and the worker")
    serve.add_argument("--home", type=Path, required=True)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8000)
    serve.set_defaults(run=_serve)
    rotate = commands.add_parser("rotate-keys", help="add a new key-encryption key and wrap every data key anew")
    rotate.add_argument("--home", type=Path, required=True)
    rotate.add_argument("--go-on", action="store_true", help="finish a rotation that was interrupted")
    rotate.set_defaults(run=_rotate_keys)
    ledger = commands.add_parser("check-ledger", help="walk the chain of who read and changed what")
    ledger.add_argument("--home", type=Path, required=True)
    ledger.set_defaults(run=_check_ledger)
    return parser


QUESTIONS = [
    ("name", "the name of the practice"),
    ("country", "the country it is in"),
    ("emergency_number", "the emergency number people call there"),
    ("crisis_line", "a crisis line, as: name, number, when"),
    ("language", "the language of its pages (en-gb)"),
    ("time_zone", "its time zone, for example Europe/London"),
    ("session_minutes", "how long a session lasts (50)"),
    ("therapist_name", "the name of the first therapist"),
    ("therapist_mail", "the mail address of the first therapist"),
]
# Needed before a form with a question that cannot wait is asked; can be said later, on the page “Who is reached”.
NOT_AT_ONCE = [
    ("stand_in_name", "the name of a colleague who stands in when an answer cannot wait (leave empty to say it later)"),
    ("stand_in_mail", "the mail address of whoever stands in (leave empty to say it later)"),
    ("working_hours", "when you work from Monday to Friday, for example 09:00-17:00 (leave empty to say it later)"),
]


def _demo(asked: argparse.Namespace) -> int:
    if asked.host not in LOOPBACK:
        raise Refused("the demo answers on this machine only. Leave --host out.")
    for name in ("DATABASE_URL", "DUOLOGUE_HOME", "DUOLOGUE_KEY_FILE", "DUOLOGUE_ENV"):
        if name in os.environ:
            raise Refused(f"{name} is set. The demo never opens a real house: unset it first.")
    from duologue.config import showing

    return showing.run(host=asked.host, port=asked.port)


def _start(asked: argparse.Namespace) -> int:
    from duologue.config import opening

    answers = {name: getattr(asked, name) or _ask(text) for name, text in QUESTIONS}
    for name, text in NOT_AT_ONCE:
        answers[name] = getattr(asked, name) or (_ask(text) if sys.stdin.isatty() else "")
    try:
        opening.prepare(home=asked.home, key_file=asked.key_file)
        _house(asked.home)
        print(opening.open_practice(answers))
    except opening.NotYet as reason:
        raise Refused(str(reason)) from reason
    print(f"To run it: duologue serve --home {asked.home}")
    return 0


def _ask(text: str) -> str:
    if not sys.stdin.isatty():
        raise Refused(f"{text} is missing. Give it as an option.")
    return input(f"{text[0].upper()}{text[1:]}: ").strip()


def _serve(asked: argparse.Namespace) -> int:
    _house(asked.home)
    from django.conf import settings

    if asked.host not in LOOPBACK and not settings.HTTPS:
        raise Refused("people's words would cross the network in clear. Set DUOLOGUE_URL to an https:// address.")
    from duologue.config import running

    running.migrate()
    return running.serve(host=asked.host, port=asked.port)


def _rotate_keys(asked: argparse.Namespace) -> int:
    _house(asked.home, before=None if asked.go_on else "add a key")
    from duologue.people.models import DataKey

    turned = 0
    while step := DataKey.objects.wrap_anew():
        turned += step
    print(f"{turned} data keys are wrapped under the new key. Keep the old one until your last backup has expired.")
    return 0


def _check_ledger(asked: argparse.Namespace) -> int:
    _house(asked.home)
    from django.conf import settings

    from duologue.audit import ledger

    faults = list(ledger.faults(settings.AUDIT_ANCHOR))
    for fault in faults:
        print(fault)
    print("The ledger is whole." if not faults else "The ledger has been changed.")
    return 1 if faults else 0


def _house(home: Path, *, before: str | None = None) -> None:
    """Point the process at a house: its environment file, then Django."""
    file = home / "duologue.env"
    if not file.exists():
        raise Refused(f"there is no practice in {home}. `duologue start --home {home}` opens one.")
    for line in file.read_text().splitlines():
        name, _, value = line.partition("=")
        if name and not name.startswith("#"):
            os.environ.setdefault(name.strip(), value.strip())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duologue.config.settings")
    if before == "add a key":
        from duologue.people import keyfile

        keyfile.add_key(Path(os.environ["DUOLOGUE_KEY_FILE"]))
    import django

    django.setup()


if __name__ == "__main__":
    sys.exit(main())
