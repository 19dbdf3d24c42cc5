"""The source tree as the laws read it."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from django.urls import URLPattern, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "duologue"


def sources() -> list[Path]:
    """Every Python file of the product: no migrations, no tests."""
    found = sorted(PACKAGE.rglob("*.py"))
    return [path for path in found if not {"migrations", "tests"} & set(path.relative_to(PACKAGE).parts)]


def templates() -> list[Path]:
    return sorted(PACKAGE.rglob("*.html"))


def stylesheets() -> list[Path]:
    return sorted(PACKAGE.rglob("*.css"))


def committed() -> list[Path]:
    """Every file that git keeps (or would, once added)."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def short(path: Path) -> str:
    """`home/views.py`: where a file stands in the package."""
    return path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.relative_to(ROOT).as_posix()


def routes(resolver=None, spaces: tuple[str, ...] = (), before: str = "") -> Iterator[tuple[str, str, object]]:
    """Every route of the site map: its name, its address as written there, its view."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield ":".join((*spaces, pattern.name or "?")), here, pattern.callback
        else:
            yield from routes(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces, here)


def methods(view) -> set[str] | None:
    """The methods a view says it answers (`@require_safe` and the like), or None when it says nothing."""
    while view is not None:
        if view.__code__.co_filename.endswith("django/views/decorators/http.py"):
            cells = dict(zip(view.__code__.co_freevars, view.__closure__ or (), strict=True))
            return set(cells["request_method_list"].cell_contents)
        view = getattr(view, "__wrapped__", None)
    return None


def lines_with(tree: ast.AST, names: set[str]) -> list[int]:
    """The lines on which one of these attributes is written."""
    return [node.lineno for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in names]


def without_comments(template: str) -> str:
    template = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", template, flags=re.S)
    return re.sub(r"\{#.*?#\}", "", template)
