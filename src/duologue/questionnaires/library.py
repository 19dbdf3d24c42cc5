"""The shelf: every version of every form in `library/`, read once and frozen. Old versions stay readable for ever."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from duologue.science.form_files import read
from duologue.science.forms import Form

LIBRARY = Path(__file__).resolve().parent.parent / "library"
OWN = "own-"  # so begins the id of a form that a practice brought along,
MADE = "made-"  # and so that of a worksheet it wrote itself
SCHOOLS = ("cbt", "psychodynamic", "humanistic", "dbt", "any")
FOLDERS = ("instruments", "worksheets", "score_only")
IN_USE = ("gad-7", "phq-9")  # asked of everybody who begins here


@lru_cache(maxsize=1)
def shelf() -> dict[tuple[str, str], Form]:
    """All forms by id and version."""
    forms = [read(path) for folder in FOLDERS for path in sorted(LIBRARY.glob(f"{folder}/*.toml"))]
    return {(form.id, form.version): form for form in forms}


def form(form_id: str, version: str) -> Form:
    """One version of one form; raises KeyError when it was never on the shelf, nor brought along by a practice."""
    return brought_along(form_id, version) if form_id.startswith((OWN, MADE)) else shelf()[form_id, version]


@lru_cache(maxsize=256)
def brought_along(form_id: str, version: str) -> Form:
    """A form that a practice brought or made, and put in use. It never changes after, so it is read once."""
    from duologue.questionnaires import licensed, own_sheets

    return (own_sheets if form_id.startswith(MADE) else licensed).find(form_id, version)


def newest(form_id: str) -> Form:
    """The latest version of a form; raises KeyError for an unknown one."""
    versions = [kept for (kept_id, _), kept in shelf().items() if kept_id == form_id]
    if not versions:
        raise KeyError(form_id)
    return max(versions, key=lambda kept: int(kept.version))


def worksheets() -> list[Form]:
    """The newest version of each worksheet that can be given between sessions."""
    ids = {form.id for form in shelf().values() if not form.is_instrument and form.extra.get("school")}
    return [newest(form_id) for form_id in sorted(ids)]


def askable() -> list[Form]:
    """The newest version of each form a therapist may ask for: the history, the two in use from the start, the others."""
    ids = {form.id for form in shelf().values() if form.is_instrument or form.extra.get("asked")}
    forms = [form for form in map(newest, ids) if not form.by_clinician]
    return sorted(forms, key=lambda form: (form.is_instrument, form.id not in IN_USE, form.title))


def by_clinicians() -> list[Form]:
    """The newest version of each form that a clinician asks face to face, and that nobody can send to a client."""
    ids = {form.id for form in shelf().values() if form.by_clinician and not form.score_only}
    return sorted(map(newest, ids), key=lambda form: form.title)


def score_only() -> list[Form]:
    """The newest version of each instrument whose words are not ours to show; a clinician enters its total."""
    ids = {form.id for form in shelf().values() if form.score_only}
    return sorted(map(newest, ids), key=lambda form: form.title)
