"""What a phone keeps of us, and how light our pages are for it (R9, R10, T17, T31)."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command
from django.urls import reverse

from duologue.questionnaires import actions
from duologue.web.offline import shell
from tests.architecture import tree

STORES = re.compile(r"\b(?:localStorage|sessionStorage)\b")


def modules():
    return sorted(shell.STATIC.glob("*.js")) + [shell.WORKER]


def forgetful(text: str) -> list[str]:
    """Uses of stores that a crash empties (measured), and in which words lie open."""
    return STORES.findall(re.sub(r"^\s*//.*$", "", text, flags=re.M))


def test_no_script_keeps_anything_where_a_crash_forgets_it():
    assert not {tree.short(path): found for path in modules() if (found := forgetful(path.read_text()))}


def test_control_such_a_store_is_noticed():
    assert forgetful("const draft = localStorage.getItem('note');") and not forgetful("// never localStorage")


def test_the_worker_names_the_shell_and_no_page_of_anybody(client, cast):
    answer = client.get("/worker.js")
    text = answer.content.decode()
    assert answer["Content-Type"].startswith("text/javascript") and answer["Cache-Control"] == "no-cache"
    held = re.search(r'"files": \[(.*?)\]', text).group(1)
    addresses = set(re.findall(r'"([^"]+)"', held)) | {reverse("safety:help-now"), reverse("offline:page")}
    assert {a for a in addresses if not a.startswith("/static/")} == {"/help-now/", "/offline/"}
    assert all(client.get(address).status_code == 200 for address in addresses if not address.startswith("/static/"))


def test_the_worker_changes_with_its_files(monkeypatch):
    before = shell.worker()
    monkeypatch.setattr(shell, "files", lambda: ["/static/duologue/other.css"])
    assert re.search(r'"version": "(\w+)"', shell.worker()).group(1) not in before


def test_the_shell_has_every_file_of_a_clients_page(signed_in, cast):
    page = signed_in(cast.amira).get("/between/write/").content.decode()
    ours = set(re.findall(r'(?:src|href)="(/static/duologue/[^"]+)"', page))
    assert ours and ours <= set(shell.files())


def test_help_now_is_at_most_ten_kilobytes_and_about_its_own_practice(client, cast):
    page = client.get(reverse("safety:help-now"), {"at": cast.practice.pk})
    assert len(page.content) <= 10_000 and "Two Chairs" in page.content.decode()
    assert "Elsewhere" in client.get(reverse("safety:help-now")).content.decode()  # the first by name, for a stranger
    for nonsense in ("", "x", "00000000-0000-0000-0000-000000000000"):
        assert client.get(reverse("safety:help-now"), {"at": nonsense}).status_code == 200


def test_pages_of_the_shell_name_nobody(signed_in, client, cast):
    """They are fetched without a sign-in; a page fetched with one is never kept."""
    for route in ("offline:page", "safety:help-now"):
        text = client.get(reverse(route)).content.decode()
        assert (
            not [person.name for person in (cast.amira, cast.tom) if person.name in text] and "data-person" not in text
        )


def test_signed_in_pages_are_not_stored(signed_in, cast):
    amira = signed_in(cast.amira)
    for path in ("/today/", "/between/", "/between/write/", "/plan/", "/offline/who/", "/me/"):
        assert "no-store" in amira.get(path)["Cache-Control"], path


def packed(signed_in, person, path) -> int:
    """Bytes of one page with everything it loads, compressed, modules that import one another included."""
    page = signed_in(person).get(path).content
    found = [
        name for name in re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode()) if not name.endswith("print.css")
    ]
    seen: set[str] = set()
    while found:
        name = found.pop()
        if name not in seen:
            seen.add(name)
            text = Path(finders.find(name)).read_text()
            found += [f"duologue/{other}" for other in re.findall(r'from "\./([\w.]+)"', text)]
    return len(gzip.compress(page)) + sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in seen)


@pytest.mark.parametrize("page", ["/today/", "/between/write/", "answer"])
def test_a_clients_page_is_light(signed_in, cast, now, page):
    if page == "answer":
        page = reverse("questionnaires:answer", args=[actions.ask("phq-9", course=cast.ours, by=cast.tom, now=now).pk])
    assert packed(signed_in, cast.amira, page) <= 45_000, "T17: a page of a client, with all it loads"


def test_only_clients_words_lie_on_a_phone(signed_in, cast):
    assert "data-person" in signed_in(cast.amira).get("/today/").content.decode()
    assert "data-person" not in signed_in(cast.tom).get("/today/").content.decode()


def test_forms_that_wait_on_a_phone_are_not_kept_by_the_browser_itself():
    """A browser writes the fields of a form into its own session file unless the form asks it not to."""
    waiting = [p for p in tree.templates() if "data-outbox=" in p.read_text()]
    forms = [tag for p in waiting for tag in re.findall(r"<form[^>]*data-outbox=[^\n]*", p.read_text())]
    assert len(forms) >= 4 and all('autocomplete="off"' in tag for tag in forms)


def test_modules_import_each_other_under_the_hash_of_their_content(settings, tmp_path):
    """As in a real house: collected, hashed, compressed."""
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {**settings.STORAGES, "staticfiles": {"BACKEND": "duologue.web.offline.shell.HashedFiles"}}
    call_command("collectstatic", verbosity=0, interactive=False)
    for module in shell.STATIC.glob("*.js"):
        [hashed] = [p for p in (tmp_path / "duologue").glob(f"{module.stem}.*.js") if len(p.suffixes[0]) == 13]
        for imported in re.findall(r'from "\./([^"]+)"', hashed.read_text()):
            assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", imported) and (tmp_path / "duologue" / imported).exists()
    assert len(re.findall(r"/static/duologue/[\w.-]+", shell.worker())) == len(shell.files())
    assert all(re.search(r"\.[0-9a-f]{12}\.\w+$", address) for address in shell.files())
