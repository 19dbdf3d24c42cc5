"""The questions of a FHIR R4 Questionnaire, one by one, or the reason why one cannot be carried whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from duologue.science.foreign_json import Refused, shortened
from duologue.science.foreign_parts import CALCULATED, COUNTS, ITEM, OPTION, additions, known, listed, said
from duologue.science.forms import Item, Option, When

MOST_QUESTIONS, MOST_ANSWERS, HIGHEST = 200, 40, 999
KINDS = {"choice": "choice", "string": "line", "text": "text", "date": "date"}
REASONS = {
    "answerValueSet": "points to a list of answers that is not in the file",
    "initial": "comes with an answer already chosen",
    "modifierExtension": "has an addition that changes what it means",
    "answerConstraint": "is written in a newer FHIR than R4",
    "disabledDisplay": "is written in a newer FHIR than R4",
}


@dataclass
class Asked:
    """The questions of a file in their order, and the lines of text around them."""

    items: list[Item] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)
    uncounted: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)  # text since the last question
    stem: str = ""

    @property
    def afterwards(self) -> str:
        return "\n".join(self.lines)

    def id_of(self, link: str) -> str:
        return next((name for name, held in self.links.items() if held == link), "")


def read_items(found: dict[str, Any]) -> Asked:
    """Every question of a questionnaire; raises Refused."""
    asked = Asked()
    seen: set[str] = set()
    for item, above in _flat(found, "The questionnaire", ()):
        where = _name(item, seen)
        if item.get("type") == "display":
            _line(asked, item, where)
        elif not _is_calculated(item):
            _add(asked, item, above, where)
    if not asked.items:
        raise Refused("It has no questions.")
    return asked


def _flat(
    parent: dict[str, Any], where: str, above: tuple[str, ...]
) -> Iterator[tuple[dict[str, Any], tuple[str, ...]]]:
    """Items in their order, each with the words of the groups around it."""
    for item in listed(parent, "item", dict, where):
        link = shortened(str(item.get("linkId", "")))
        if item.get("type") != "group":
            if "item" in item:
                raise Refused(f"Question “{link}” has more questions inside. Put them into a group.")
            yield item, above
            continue
        for name in ("enableWhen", "repeats", "answerOption", "modifierExtension"):
            if item.get(name):
                raise Refused(f"The group “{link}” {_why(name)}.")
        known(item, ITEM, f"The group “{link}”")
        additions(item, f"The group “{link}”")
        words = said(item, "text", f"The group “{link}”", at_most=2000)
        yield from _flat(item, f"The group “{link}”", (*above, words) if words else above)


def _why(name: str) -> str:
    return REASONS.get(name, "comes and goes or comes several times, which we cannot carry")


def _name(item: dict[str, Any], seen: set[str]) -> str:
    link = item.get("linkId")
    if not isinstance(link, str) or not link.strip() or len(link) > 100:
        raise Refused("A question has no linkId, or one that is too long.")
    if link in seen:
        raise Refused(f"Two questions have the linkId “{shortened(link)}”.")
    seen.add(link)
    return f"Question “{shortened(link)}”"


def _line(asked: Asked, item: dict[str, Any], where: str) -> None:
    """A line of text between the questions."""
    if item.get("enableWhen") or "modifierExtension" in item:
        raise Refused(f"{where} {_why('enableWhen')}.")
    known(item, ITEM, where)
    additions(item, where)
    asked.lines.append(said(item, "text", where, at_most=2000))


def _is_calculated(item: dict[str, Any]) -> bool:
    """A total that a machine would fill in is left out: we count by ourselves, and run nothing from a file."""
    held = item.get("extension")
    urls = [one.get("url") for one in held if isinstance(one, dict)] if isinstance(held, list) else []
    return item.get("readOnly") is True and CALCULATED in urls


def _add(asked: Asked, item: dict[str, Any], above: tuple[str, ...], where: str) -> None:
    for name, reason in REASONS.items():
        if name in item:
            raise Refused(f"{where} {reason}.")
    known(item, ITEM, where)
    additions(item, where)
    kind = item.get("type")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused(f"{where} is of a kind we cannot ask: “{shortened(str(kind))}”.")
    for name in ("repeats", "readOnly"):
        if item.get(name) not in (None, False):
            raise Refused(f"{where} {'may be answered several times' if name == 'repeats' else 'cannot be answered'}.")
    if len(asked.items) == MOST_QUESTIONS:
        raise Refused(f"It has more than {MOST_QUESTIONS} questions.")
    if not asked.items:
        asked.stem, asked.lines = asked.afterwards, []
    words = said(item, "text", where, at_most=2000)
    if not words:
        raise Refused(f"{where} has no words.")
    prefix = said(item, "prefix", where, at_most=20)
    our_id = f"q{len(asked.items) + 1}"
    options, counted = _options(item, where) if kind == "choice" else ((), True)
    if not counted:
        asked.uncounted.append(our_id)
    asked.items.append(
        Item(
            id=our_id,
            text=f"{prefix} {words}".strip(),
            kind=KINDS[kind],
            options=options,
            hint="\n".join([*above, *asked.lines]),
            asked_when=_asked_when(asked, item, where),
        )
    )
    asked.links[our_id] = item["linkId"]
    asked.lines = []


def _options(item: dict[str, Any], where: str) -> tuple[tuple[Option, ...], bool]:
    """The answers to choose from, and whether each says what it counts."""
    given = listed(item, "answerOption", dict, where)
    if not 2 <= len(given) <= MOST_ANSWERS:
        raise Refused(f"{where} needs from 2 to {MOST_ANSWERS} answers in the file.")
    texts, counts, codes = [], [], []
    for option in given:
        if option.get("initialSelected"):
            raise Refused(f"{where} comes with an answer already chosen.")
        known(option, OPTION, f"An answer of {where.lower()}")
        text, code = _words_of(option, where)
        texts.append(text)
        codes.append(code)
        counts.append(_count(option, where))
    if len(set(texts)) != len(texts):
        raise Refused(f"{where} offers the same words twice.")
    if any(count is None for count in counts):
        if any(count is not None for count in counts):
            raise Refused(f"{where}: some answers say what they count (ordinalValue), and some do not.")
        return tuple(Option(n, text, code) for n, (text, code) in enumerate(zip(texts, codes, strict=True))), False
    if len(set(counts)) != len(counts):
        raise Refused(f"{where}: two answers count the same, so we could not tell them apart.")
    made = zip(counts, texts, codes, strict=True)
    return tuple(Option(int(count or 0), text, code) for count, text, code in made), True


def _words_of(option: dict[str, Any], where: str) -> tuple[str, str]:
    values = [name for name in option if name.startswith("value")]
    if values == ["valueString"]:
        return said(option, "valueString", where, at_most=300) or _no_words(where), ""
    if values == ["valueCoding"] and isinstance(coding := option["valueCoding"], dict):
        known(coding, {"id", "extension", "system", "version", "code", "display", "userSelected"}, where)
        code = said(coding, "code", where, at_most=60)
        return said(coding, "display", where, at_most=300) or _no_words(where), code
    raise Refused(f"{where} offers an answer without words.")


def _no_words(where: str) -> str:
    raise Refused(f"{where} offers an answer without words.")


def _count(option: dict[str, Any], where: str) -> int | None:
    """What an answer counts, from either of the two places in which it may stand."""
    found = [*_counts(option, where), *_counts(option.get("valueCoding", {}), where)]
    if len(set(found)) > 1:
        raise Refused(f"{where}: an answer says two different things about what it counts.")
    return found[0] if found else None


def _counts(held: Any, where: str) -> list[int]:
    if not isinstance(held, dict):
        return []
    additions(held, where, besides=COUNTS)
    values = [one.get("valueDecimal") for one in listed(held, "extension", dict, where) if one.get("url") in COUNTS]
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            raise Refused(f"{where}: what an answer counts has to be a whole number.")
        if not 0 <= value <= HIGHEST:
            raise Refused(f"{where}: what an answer counts has to lie between 0 and {HIGHEST}.")
    return [int(value) for value in values]


def _asked_when(asked: Asked, item: dict[str, Any], where: str) -> When | None:
    """Asked when an earlier answer reaches a value: said with = for each such answer, or with exists for an open one."""
    rules = listed(item, "enableWhen", dict, where)
    if not rules:
        return None
    if len(rules) > 1 and item.get("enableBehavior") != "any":
        raise Refused(f"{where} is asked only when several things are so at once, which we cannot carry.")
    reached: dict[str, set[int]] = {}
    for rule in rules:
        earlier = asked.id_of(str(rule.get("question")))
        if not earlier:
            raise Refused(f"{where} hangs on a question that does not come before it: enableWhen names none.")
        value = _reached_by(rule, next(one for one in asked.items if one.id == earlier), where)
        reached.setdefault(earlier, set()).update({value} if value is not None else ())
    at_least = {min(values) for values in reached.values() if values}
    for name, values in reached.items():
        options = {option.value for option in next(one for one in asked.items if one.id == name).options}
        if len(at_least) != 1 or values != {value for value in options if value >= min(at_least)}:
            raise Refused(f"{where} is asked by a rule that we cannot carry.")
    return When(tuple(reached), at_least.pop())


def _reached_by(rule: dict[str, Any], earlier: Item, where: str) -> int | None:
    if rule.get("operator") == "exists" and rule.get("answerBoolean") is False:
        return None
    coding = rule.get("answerCoding")
    if rule.get("operator") == "=" and isinstance(coding, dict):
        for option in earlier.options:
            if coding.get("code") == option.code and option.code or coding.get("display") == option.text:
                return option.value
    raise Refused(f"{where} is asked by a rule that we cannot carry.")
