"""The skills by module, and which of them help with what: read once from library/skills."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache

from duologue.questionnaires.library import LIBRARY

MODULES = ("mindfulness", "distress-tolerance", "emotion-regulation", "interpersonal")
FOLDER = LIBRARY / "skills" / "en"


@dataclass(frozen=True)
class Skill:
    """One skill: what the field calls it, what it is in our words, and its first steps."""

    id: str
    name: str
    text: str
    steps: tuple[str, ...]

    @property
    def slug(self) -> str:
        return self.id.replace("_", "-")


@dataclass(frozen=True)
class Module:
    """One of the four modules."""

    id: str
    title: str
    about: str
    source: str
    skills: tuple[Skill, ...]


@dataclass(frozen=True)
class Feeling:
    """What somebody may say of this moment, and the skills to try then, the quickest one first."""

    id: str
    says: str
    skills: tuple[Skill, ...]


@lru_cache(maxsize=1)
def modules() -> tuple[Module, ...]:
    """The four modules in the order in which they are taught."""
    return tuple(_module(name) for name in MODULES)


def _module(name: str) -> Module:
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    skills = tuple(Skill(one["id"], one["name"], one["is"], tuple(one["steps"])) for one in data["skills"])
    return Module(name, data["title"], data["about"], data["source"], skills)


@lru_cache(maxsize=1)
def by_id() -> dict[str, Skill]:
    """Every skill by its id."""
    return {skill.id: skill for module in modules() for skill in module.skills}


@lru_cache(maxsize=1)
def feelings() -> tuple[Feeling, ...]:
    """What can be said of this moment; raises KeyError where a file names a skill that does not exist."""
    data = tomllib.loads((FOLDER / "now.toml").read_text(encoding="utf-8"))
    return tuple(
        Feeling(one["id"], one["says"], tuple(by_id()[name] for name in one["skills"])) for one in data["feelings"]
    )
