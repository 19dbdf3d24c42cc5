"""`make docs`: the reference that is generated, so that it cannot drift. A test says when it is not fresh."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "reference"


def pages() -> dict[str, str]:
    """Each generated page by its file name."""
    from benchmarks import on_track

    return {"routes.md": routes(), "instruments.md": instruments(), "on-track.md": on_track.page()}


def routes() -> str:
    """Every address of the site map, with who may read and who may write there."""
    from tests.architecture import tree
    from tests.promises import who_may

    lines = []
    for name, address, _ in tree.routes():
        way = who_may.WAYS.get(name)
        readers = _standings(way.reads) if way else "whoever signs in or out"
        writers = _standings(way.writes) if way else "whoever signs in or out"
        shown = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", address.replace("^", "").rstrip("$"))
        lines.append(f"| `/{shown}` | `{name}` | {readers} | {writers} |")
    return HEAD_OF_ROUTES + "\n".join(lines) + "\n"


HEAD_OF_ROUTES = """# Routes

Written by `make docs` from the site map and from `tests/promises/who_may.py`, which a test holds against every route, method
and kind of person; do not edit. Whoever is not named gets "this page is not here" (404), or is asked to sign in first.

*client* and *therapist* mean: of the very course, session, goal or answer the address names. *supervisor*: of the packet that
was brought to them. Where an address names nothing, they mean what somebody is in the house. *guest* is an account without a
course and without a role. HEAD answers like GET; every other method is refused.

| Address | Name | May read | May write |
| --- | --- | --- | --- |
"""


def _standings(standings: frozenset[str]) -> str:
    from tests.promises import who_may

    if standings == who_may.ANYONE:
        return "everybody"
    if standings == who_may.SIGNED_IN:
        return "everybody who has signed in"
    order = [who_may.CLIENT, who_may.THERAPIST, who_may.SUPERVISOR, who_may.MANAGER, who_may.INTAKE, who_may.GUEST]
    return ", ".join(standing for standing in order if standing in standings) or "nobody"


def instruments() -> str:
    """Every form on the shelf: what it is, whose it is, how it is counted."""
    from duologue.questionnaires import library

    shelf = sorted(library.shelf().values(), key=lambda form: (not form.is_instrument, form.id, form.version))
    return HEAD_OF_INSTRUMENTS + "\n".join(_form(form) for form in shelf)


HEAD_OF_INSTRUMENTS = """# Instruments and worksheets

Written by `make docs` from `src/duologue/library/`; do not edit. A response keeps the id and the version of its form, and old
versions stay readable.
"""


def _form(form) -> str:
    lines = [f"\n## {form.title}\n", f"- Id and version: `{form.id}`, version {form.version}"]
    lines += [
        f"- The client reads: {form.called}",
        f"- Questions: {len(form.items)}, about {form.minutes} minute{'s' if form.minutes > 1 else ''}",
    ]
    lines += [f"- Licence: {form.licence}", f"- Source: {form.source}"]
    raising = [item.id for item in form.items if item.raises_at is not None]
    if raising:
        lines.append(f"- Reaches a named person whatever the total: {', '.join(raising)}")
    reversed_ones = [item.id for item in form.items if item.reversed]
    if reversed_ones:
        lines.append(f"- Counted the other way round: {', '.join(reversed_ones)}")
    if form.score_only:
        lines.append("- Its words are not here: a therapist enters the total that was counted elsewhere")
    elif form.by_clinician:
        lines.append("- Asked by a clinician face to face; nobody can send it to a client")
    counted = [line for key in form.scales for line in _key(key)]
    return "\n".join(lines + (counted or ["- Counted: no"])) + "\n"


def _key(key) -> list[str]:
    of = f"{key.name}: " if key.name else "Counted: "
    times = f", times {key.times}" if key.times != 1 else ""
    way = "lower" if key.lower_is_better else "higher"
    lines = [f"- {of}the sum{times}, {key.low} to {key.high}; {way} is better"]
    if key.bands:
        lines.append("- Published ranges: " + ", ".join(f"{low}-{high} {name}" for low, high, name in key.bands))
    missed = (
        f"up to {key.may_miss} may be missing and is estimated from the mean" if key.may_miss else "none may be missing"
    )
    never = f", never {', '.join(key.never_estimate)}" if key.never_estimate else ""
    lines.append(f"- Unanswered questions: {missed}{never}; otherwise there is no total")
    if key.reliable_change is not None:
        lines.append(
            f"- A change counts from {key.reliable_change:g} points"
            + (f" (SD {key.sd}, reliability {key.reliability})" if key.sd else "")
        )
    if key.caseness is not None:
        lines.append(f"- The usual clinical range begins at {key.caseness}")
    if key.working:
        lines.append(f"- Working values, not checked against their source: {', '.join(key.working)}")
    return lines + [f"- {source}" for source in key.sources]


def main() -> int:
    import django

    django.setup()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text)
        print(f"Written: docs/reference/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
