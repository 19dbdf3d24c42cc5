"""Short guides of our own to read between sessions (library/guides/*.md): headings, paragraphs and lists, nothing else.

The first line is the title, after a `#`. A `##` begins a part, lines with `- ` are a list, everything else is a paragraph.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "library" / "guides"
WORDS_A_MINUTE = 180


@dataclass(frozen=True)
class Block:
    """One paragraph, one heading, or one list."""

    kind: str  # "heading", "paragraph" or "list"
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Guide:
    """A guide as it is read."""

    id: str
    title: str
    blocks: tuple[Block, ...]

    @property
    def minutes(self) -> int:
        """How long it takes to read, at an easy pace; at least one."""
        words = sum(len(line.split()) for block in self.blocks for line in block.lines)
        return max(1, round(words / WORDS_A_MINUTE))


@cache
def all_of_them() -> tuple[Guide, ...]:
    """Every guide, by its title."""
    return tuple(sorted((_read(path) for path in FOLDER.glob("*.md")), key=lambda guide: guide.title))


def named(guide_id: str) -> Guide | None:
    """One guide, or None."""
    return next((guide for guide in all_of_them() if guide.id == guide_id), None)


def _read(path: Path) -> Guide:
    first, *rest = [part.strip() for part in path.read_text().split("\n\n") if part.strip()]
    if not first.startswith("# "):
        raise ValueError(f"{path.name}: the first line is the title, after a #")
    return Guide(path.stem, first.removeprefix("# "), tuple(_block(part) for part in rest))


def _block(part: str) -> Block:
    lines = part.split("\n")
    if part.startswith("## "):
        return Block("heading", (part.removeprefix("## "),))
    if lines[0].startswith("- "):
        return Block("list", tuple(line.removeprefix("- ") for line in lines))
    return Block("paragraph", (" ".join(lines),))
