"""The `duologue` command: what it opens, and what it refuses with a sentence."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from duologue.config import opening
from duologue.people import keyfile

pytestmark = pytest.mark.process
ANSWERS = [
    "--name=Two Chairs",
    "--country=United Kingdom",
    "--emergency-number=999",
    "--crisis-line=Samaritans, 116 123, day and night",
    "--language=en-gb",
    "--time-zone=Europe/London",
    "--session-minutes=50",
    "--therapist-name=Tom Lindqvist",
    "--therapist-mail=tom@example.org",
]


def duologue(*words, **more):
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("DUOLOGUE", "DATABASE", "DJANGO"))}
    command = [sys.executable, "-m", "duologue.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, env={**keep, **more}, check=False)


@pytest.fixture
def opened(tmp_path):
    home, key = tmp_path / "house", tmp_path / "safe" / "keys.json"
    answer = duologue("start", "--home", home, "--key-file", key, *ANSWERS)
    assert answer.returncode == 0, answer.stderr
    return home, key, answer.stdout


def test_a_practice_is_opened_and_only_its_owner_can_read_it(opened):
    home, key, printed = opened
    assert "Two Chairs is open. Tom" in printed and "/invitation/" in printed
    for path in (home, home / "duologue.env", key):
        assert path.stat().st_mode & 0o077 == 0, f"others can read {path}"


def test_a_second_practice_is_not_opened_over_the_first(opened):
    home, key, _ = opened
    again = duologue("start", "--home", home, "--key-file", key, *ANSWERS)
    assert again.returncode == 2 and "already" in again.stderr


@pytest.mark.parametrize(
    "instead, sentence",
    [
        ("--emergency-number=none", "emergency number"),
        ("--crisis-line=somebody", "crisis line"),
        ("--time-zone=Middle/Earth", "time zone"),
        ("--session-minutes=5", "15 to 120"),
        ("--language=fr", "en-gb"),
        ("--therapist-mail=tom", "mail address"),
        ("--name= ", "name"),
    ],
)
def test_a_practice_is_not_opened_without_what_it_needs(tmp_path, instead, sentence):
    name = instead.partition("=")[0].removeprefix("--").replace("-", "_")
    given = dict(word.removeprefix("--").replace("-", "_", 0).split("=", 1) for word in ANSWERS)
    given = {key.replace("-", "_"): value for key, value in given.items()} | {name: instead.partition("=")[2]}
    with pytest.raises(opening.NotYet, match=sentence):
        opening.checked(given)


REACHED = {"stand_in_name": "Ben Okafor", "stand_in_mail": "ben@example.org", "working_hours": "09:00-17:30"}


@pytest.mark.parametrize(
    "instead, sentence",
    [
        ({"stand_in_name": ""}, "needs a name"),
        ({"stand_in_mail": "ben"}, "needs a name and a mail address"),
        ({"stand_in_mail": "tom@example.org"}, "somebody else"),
        ({"working_hours": "nine to five"}, "like 09:00-17:00"),
        ({"working_hours": "17:00-09:00"}, "opens before it closes"),
    ],
)
def test_who_is_reached_is_said_whole_or_later(instead, sentence):
    with pytest.raises(opening.NotYet, match=sentence):
        opening.reached({"therapist_mail": "tom@example.org", **REACHED, **instead})
    assert opening.reached({"therapist_mail": "tom@example.org"}) is None


def test_a_practice_that_says_at_once_who_stands_in_may_ask_at_once(tmp_path, opened):
    assert "has not said yet who stands in and when you work" in opened[2]
    more = [f"--{name.replace('_', '-')}={said}" for name, said in REACHED.items()]
    answer = duologue("start", "--home", tmp_path / "two", "--key-file", tmp_path / "k" / "keys.json", *ANSWERS, *more)
    assert answer.returncode == 0 and "Tom sets up" in answer.stdout and "has not said yet" not in answer.stdout


def test_the_key_may_not_lie_beside_the_database(tmp_path):
    for key in (tmp_path / "house" / "keys.json", tmp_path / "house" / "deep" / "keys.json"):
        with pytest.raises(opening.NotYet, match="beside"):
            opening.prepare(home=tmp_path / "house", key_file=key)
    assert not (tmp_path / "house" / "keys.json").exists()


def test_a_key_file_that_others_can_read_is_refused(tmp_path):
    path = tmp_path / "keys.json"
    keyfile.create(path)
    path.chmod(0o644)
    with pytest.raises(Exception, match="chmod 600"):
        keyfile.load(path, mode="live")


def test_a_live_house_does_not_start_without_its_key_file(opened):
    home, key, _ = opened
    key.unlink()
    answer = duologue("check-ledger", "--home", home)
    assert answer.returncode != 0 and "no key file" in answer.stderr


def test_keys_are_turned_and_the_house_still_opens(opened):
    home, key, _ = opened
    turned = duologue("rotate-keys", "--home", home)
    assert "1 data keys" in turned.stdout, turned.stderr
    kept = keyfile.load(key, mode="live")
    assert kept.current == "k2" and set(kept.keys) == {"k1", "k2"}
    assert duologue("rotate-keys", "--home", home, "--go-on").stdout.startswith("0 ")


def test_the_ledger_is_checked_and_a_change_is_found(opened):
    home, _, _ = opened
    assert "whole" in duologue("check-ledger", "--home", home).stdout
    (home / "audit.anchor").write_text("7 " + "a" * 64)
    assert duologue("check-ledger", "--home", home).returncode == 1


@pytest.mark.parametrize("name", ["DATABASE_URL", "DUOLOGUE_HOME", "DUOLOGUE_KEY_FILE"])
def test_the_demo_never_opens_a_real_house(name, tmp_path):
    answer = duologue("demo", **{name: str(tmp_path)})
    assert answer.returncode == 2 and name in answer.stderr


def test_the_demo_answers_on_this_machine_only():
    assert "this machine only" in duologue("demo", "--host", "0.0.0.0").stderr


def test_serving_in_clear_off_this_machine_is_refused(opened):
    home, _, _ = opened
    assert "https" in duologue("serve", "--home", home, "--host", "0.0.0.0").stderr


def test_one_command_serves_and_stops_web_server_and_worker(opened):
    home, _, _ = opened
    port = _free_port()
    keep = {k: v for k, v in os.environ.items() if not k.startswith(("DUOLOGUE", "DATABASE", "DJANGO"))}
    command = [sys.executable, "-m", "duologue.cli", "serve", "--home", str(home), "--port", str(port)]
    process = subprocess.Popen(command, env=keep, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        _wait_until_it_answers(f"http://127.0.0.1:{port}/healthz", process)
        children = _children(process.pid)
        assert any("granian" in name for name in children.values())
        assert any("db_worker" in name for name in children.values())
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    assert not [pid for pid in children if Path(f"/proc/{pid}/cmdline").exists() and _alive(pid)]


def _wait_until_it_answers(url, process):
    end = time.monotonic() + 30
    while time.monotonic() < end:
        assert process.poll() is None, process.stderr.read()
        try:
            with urllib.request.urlopen(url, timeout=1) as answer:
                assert answer.read() == b'{"status": "ok"}'
                return
        except (urllib.error.URLError, OSError):
            continue
    raise AssertionError("it did not answer within 30 seconds")


def _children(pid):
    found = {}
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found[int(child)] = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return found


def _alive(pid):
    return "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2]


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
