"""Files are short and named after what they hold; functions are verbs of the trade."""

import ast

from tests.architecture import tree

LONGEST_FILE, LONGEST_TEMPLATE = 250, 100
MEAN_NOTHING = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers", "service", "services"}
SAY_NOTHING = ("get_", "handle_", "process_")
# Names that Django, allauth and the mail server call.
HOOKS = {
    "get_reset_password_from_key_url",
    "get_password_change_redirect_url",
    "_get_login_attempts_cache_key",
    "get_queryset",
    "get_by_natural_key",
    "get_internal_type",
    "get_default",
    "get_db_prep_value",
    "get_context",
    "process_view",
    "handle_DATA",
    "_get_session_from_db",
    "process_exception",
}


def too_long(path, text: str) -> bool:
    return len(text.splitlines()) > (LONGEST_TEMPLATE if path.suffix == ".html" else LONGEST_FILE)


def test_files_are_short():
    held = tree.sources() + tree.templates()
    long = {tree.short(p): len(p.read_text().splitlines()) for p in held if too_long(p, p.read_text())}
    assert not long, f"split by noun: {long}"


def test_control_a_long_file_is_noticed():
    assert too_long(tree.PACKAGE / "x.py", "\n" * 251)
    assert too_long(tree.PACKAGE / "x.html", "\n" * 101)
    assert not too_long(tree.PACKAGE / "x.py", "\n" * 250)


def empty_names(text: str) -> list[str]:
    """Functions whose name says nothing of the trade."""
    functions = [n.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    empty = [name for name in functions if name.removeprefix("_").startswith(SAY_NOTHING)]
    return [name for name in empty if name not in HOOKS]


def test_names_say_something():
    assert not [tree.short(p) for p in tree.sources() if p.stem in MEAN_NOTHING]
    found = {tree.short(p): names for p in tree.sources() if (names := empty_names(p.read_text()))}
    assert not found


def test_control_an_empty_name_is_noticed():
    assert empty_names("def get_goals(): ...\ndef process_view(): ...\ndef _handle_it(): ...") == [
        "get_goals",
        "_handle_it",
    ]


def test_every_module_says_in_a_sentence_what_it_means():
    silent = []
    for path in tree.sources():
        text = path.read_text()
        if path.name not in ("__init__.py", "urls.py", "views.py", "admin.py") and text.strip():
            silent += [] if ast.get_docstring(ast.parse(text)) else [tree.short(path)]
    assert not silent


def test_slices_are_the_process():
    """Each step of therapy has its folder, and inside a slice the names are the same ones."""
    steps = ["understanding", "assessment", "relationship", "techniques", "sessions", "homework", "progress", "ending"]
    assert all((tree.PACKAGE / step / "urls.py").exists() for step in steps)
