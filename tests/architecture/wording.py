"""What our words are like: sentences, syllables, school grade, words we do not use."""

from __future__ import annotations

import ast
import re
import tomllib
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from tests.architecture import tree

# Word beginnings; "unpredictable" or "prevention" are found as well. Medical-device words come from assurance.md,
# the others from the tone of the house.
BANNED = re.compile(
    r"\b(should(?:n't)?|patients?|fail(?:ed|s|ure)?|overdue|complian\w*|non-?adher\w*|suffer\w*|mentally ill|"
    r"diagnos\w*|predict\w*|detect\w*|prevent\w*|treats|risk levels?|streaks?|congratulat\w*|well done|"
    r"anonymous\w*|hipaa|end-to-end|never loses?|submit|homework|homework assignments?)\b",
    re.I,
)
LONGEST_SENTENCE = 20
BLOCKS = {
    "p",
    "li",
    "dd",
    "dt",
    "td",
    "th",
    "h1",
    "h2",
    "h3",
    "h4",
    "label",
    "legend",
    "figcaption",
    "summary",
    "button",
}
BLOCKS |= {"div", "section", "main", "nav", "form", "ul", "ol", "table", "tr", "details", "option", "title", "caption"}
NOT_A_SENTENCE = re.compile(r"^\S+$|[<{(]\?|PRAGMA|SELECT ")
SPOKEN = ("aria-label", "placeholder", "title", "alt")


class Reader(HTMLParser):
    """Collects what a person reads or hears: one string for each block, and the spoken attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks: list[str] = [""]
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style", "svg")
        if tag in BLOCKS or tag == "br":
            self.blocks.append("")
        spoken = [value for name, value in attrs if name in SPOKEN and value]
        if spoken:
            self.blocks = [*self.blocks, *spoken, ""]

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "svg")
        if tag in BLOCKS:
            self.blocks.append("")

    def handle_data(self, data):
        if not self.silent:
            self.blocks[-1] += data


def read(template: str) -> list[str]:
    """The blocks of a template's own words. What a variable brings is read as one short word."""
    text = tree.without_comments(template)
    text = re.sub(
        r"\{%\s*(else|elif|empty|endif|endfor|endblock|block|plural|endpartialdef)\b[^%]*%\}", "<p></p>", text
    )
    text = re.sub(r"\{%.*?%\}", "", text, flags=re.S)
    text = re.sub(r"\{\{.*?\}\}", "Tom", text, flags=re.S)
    reader = Reader()
    reader.feed(text)
    return [" ".join(block.split()) for block in reader.blocks if block.strip()]


def sentences(block: str) -> list[str]:
    parts = re.split(r"(?<=[.!?:;])[\"')]*\s+", block)
    return [part for part in parts if re.search(r"[A-Za-z]", part)]


def words(text: str) -> list[str]:
    return re.findall(r"[A-Za-z]+(?:['’][A-Za-z]+)?|\d+(?:[.,:]\d+)*", text)


def syllables(word: str) -> int:
    """Groups of vowels, less a silent ending, plus the endings that are heard; a number counts as one."""
    low = re.sub(r"[^a-z]", "", word.lower())
    if not low:
        return 1
    count = len(re.findall(r"[aeiouy]+", low))
    if low.endswith("e") and not re.search(r"[^aeiouy]le$", low) and not low.endswith(("ee", "ie", "ye", "oe")):
        count -= 1
    if re.search(r"[^dt]ed$", low) and not re.search(r"[^aeiouy]led$", low):
        count -= 1
    if re.search(r"(?<![sxzc])(?<!sh)(?<!ch)(?<!g)es$", low) and not re.search(r"[^aeiouy]les$", low) and count > 1:
        count -= 1
    count += len(re.findall(r"ia(?!l)|io(?!n|us)|eo(?!us|ple|n$)|uou|iou(?=s)|[^aeiou]ying|[aeiou]ing", low)) > 0
    count += bool(re.search(r"[aeiouy][^aeiouy]+eas?$", low))
    return max(count, 1)


@dataclass(frozen=True)
class Grade:
    """Flesch-Kincaid (Kincaid and others, 1975): 0.39 words per sentence + 11.8 syllables per word - 15.59."""

    value: float
    words: int
    sentences: int


def grade(blocks: list[str]) -> Grade:
    """The school grade of running text: blocks that are sentences. Headings and buttons would flatter the average."""
    running = [part for block in blocks for part in sentences(block) if block[-1] in ".!?:" and len(words(part)) > 3]
    spoken = [word for part in running for word in words(part)]
    if not spoken:
        return Grade(0.0, 0, 0)
    heard = sum(syllables(word) for word in spoken)
    value = 0.39 * len(spoken) / len(running) + 11.8 * heard / len(spoken) - 15.59
    return Grade(round(value, 2), len(spoken), len(running))


def in_python(path: Path) -> list[str]:
    """The sentences a module says to people: its strings of several words, without docstrings and patterns."""
    module = ast.parse(path.read_text())
    silent = {id(doc) for doc in _docstrings(module)}
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            text = " ".join(node.value.split())
            found += [text] if len(words(text)) > 2 and not NOT_A_SENTENCE.search(text) else []
    return found


def _docstrings(module: ast.Module) -> list[ast.Constant]:
    found = []
    for node in ast.walk(module):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                found.append(first.value)
    return found


def in_form(path: Path, *, for_therapists: bool = True) -> list[str]:
    """Our own words in a form. What an instrument's authors wrote stays as they wrote it."""
    data = tomllib.loads(path.read_text())
    found = [data["called"], data["purpose"]]
    found += [str(value) for value in data.get("extra", {}).values()] if for_therapists else []
    if data["licence"].startswith("Our own words"):
        found += [data["title"], data.get("stem", "")]
        for item in data["items"]:
            found += [item.get(key, "") for key in ("text", "hint", "low", "high")]
            found += [option["text"] for option in item.get("options", ())]
    return [text for text in found if text]


def everything() -> dict[str, list[str]]:
    """All our words, by the file they stand in."""
    said = {tree.short(path): read(path.read_text()) for path in tree.templates()}
    said |= {tree.short(path): in_python(path) for path in tree.sources()}
    return said | library()


def library(*, for_therapists: bool = True) -> dict[str, list[str]]:
    """Our words in forms and guides."""
    forms = [path for path in sorted(tree.PACKAGE.glob("library/*/*.toml")) if "[[items]]" in path.read_text()]
    said = {tree.short(path): in_form(path, for_therapists=for_therapists) for path in forms}
    guides = sorted(tree.PACKAGE.glob("library/**/*.md"))
    return said | {tree.short(path): path.read_text().split("\n\n") for path in guides}
