"""The files a phone keeps so that a page without signal still looks like ours: no page of anybody is among them (R10)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from pathlib import Path

from django.templatetags.static import static
from django.urls import reverse
from whitenoise.storage import CompressedManifestStaticFilesStorage

STATIC = Path(__file__).resolve().parent.parent / "static" / "duologue"
WORKER = Path(__file__).with_name("worker.js")
NOT_FOR_A_PHONE = {"clock.js"}
# Who names further pages that know nobody (config/wiring.py).
_pages: list[Callable[[], list[str]]] = []


def keep_pages(makers: Iterable[Callable[[], list[str]]]) -> None:
    """Say who names pages that hold nobody's name or words, the same for everybody, for a phone to keep."""
    _pages[:] = makers


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Each file under the hash of its content, also where one module imports another: a page never mixes two versions."""

    # ours only: another package may import what it does not ship
    imports = (r"""(?P<matched>from "(?P<url>\./[\w.-]+)")""", 'from "%(url)s"')
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("duologue/*.js", (imports,)))


def files() -> list[str]:
    """Addresses of the style sheets, modules and icon."""
    return [static(f"duologue/{path.name}") for path in sorted(STATIC.iterdir()) if path.name not in NOT_FOR_A_PHONE]


def worker() -> str:
    """The worker's script: what it keeps, under a name that changes with it, and how it answers."""
    kept = {
        "help": reverse("safety:help-now"),
        "page": reverse("offline:page"),
        "more": [address for maker in _pages for address in maker()],
        "files": files(),
    }
    script = WORKER.read_text()
    version = hashlib.sha256((json.dumps(kept) + script).encode()).hexdigest()[:16]
    return f"const SHELL = {json.dumps({**kept, 'version': version})};\n{script}"
