"""A form read from TOML and never changed after: one file is one version, a change is a new file."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from duologue.science import form_groups
from duologue.science.forms import TOTAL, Form, Item, Option, Scoring, When

KINDS = {"choice", "scale", "hundred", "number", "line", "text", "date"}
PRESENTATIONS = {"stepper", "scales", "diary", "steps", "ladder", "writing", "sheet", "calm"}


class NotAForm(ValueError):
    """The file does not say what a form must say; the message tells what is missing."""


def read(path: Path) -> Form:
    """Read one file; raises NotAForm with the reason. The id and version come from the name: `phq-9.v1.toml`."""
    try:
        form_id, version = path.name.removesuffix(".toml").rsplit(".v", 1)
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        return parse(data, form_id=form_id, version=version)
    except (KeyError, tomllib.TOMLDecodeError, ValueError) as error:
        raise NotAForm(f"{path.name}: {error}") from error


def parse(data: dict[str, Any], *, form_id: str, version: str) -> Form:
    """Turn the file's tables into a form, refusing one without licence, source or known kinds of question."""
    for needed in ("title", "called", "purpose", "licence", "source"):
        if not str(data.get(needed, "")).strip():
            raise NotAForm(f"it does not name its {needed}")
    shared = tuple(_option(option) for option in data.get("options", ()))
    score_only = bool(data.get("score_only"))
    groups = () if score_only else form_groups.of(data)
    spelled_out = [] if score_only else form_groups.spelled_out(data, groups)
    items = (_total(data),) if score_only else tuple(_item(item, shared) for item in spelled_out)
    if len({item.id for item in items}) != len(items):
        raise NotAForm("two questions have the same id")
    presentation = data.get("presentation", "stepper")
    if presentation not in PRESENTATIONS:
        raise NotAForm(f"it wants to be shown as {presentation!r}")
    scales = _scales(data, items)
    return Form(
        id=form_id,
        version=version,
        title=data["title"],
        called=data["called"],
        presentation=presentation,
        purpose=data["purpose"],
        licence=data["licence"],
        source=data["source"],
        items=items,
        recall=data.get("recall", ""),
        stem=data.get("stem", ""),
        instructions=data.get("instructions", ""),
        minutes=data.get("minutes", 2),
        loinc=data.get("loinc", ""),
        by_clinician=data.get("by_clinician", False) or score_only,
        score_only=score_only,
        scoring=scales[0] if scales else None,
        more_scales=scales[1:],
        groups=groups,
        extra=data.get("extra", {}),
    )


def _total(data: dict[str, Any]) -> Item:
    """The one line of a form whose words we may not show: the total somebody counted elsewhere."""
    if "items" in data or "scoring" not in data:
        raise NotAForm("a form of which only the total is kept has a key and no questions")
    key = data["scoring"]
    between = (key["low"], key["high"])
    return Item(
        id="total", text="Total, counted elsewhere", kind="number", between=between, decimals=key.get("decimals", 0)
    )


def _option(option: dict[str, Any]) -> Option:
    return Option(value=option["value"], text=option["text"], code=option.get("code", ""))


def _item(item: dict[str, Any], shared: tuple[Option, ...]) -> Item:
    kind = item.get("kind", "choice")
    if kind not in KINDS:
        raise NotAForm(f"question {item['id']} is of the unknown kind {kind!r}")
    options = tuple(_option(option) for option in item.get("options", ())) or (shared if kind == "choice" else ())
    if kind == "choice" and not options:
        raise NotAForm(f"question {item['id']} has nothing to choose from")
    if kind in ("scale", "hundred") and not (item.get("low") and item.get("high")):
        raise NotAForm(f"question {item['id']} does not name the ends of its scale")
    if item.get("reversed"):
        ends = min(option.value for option in options) + max(option.value for option in options)
        options = tuple(replace(option, value=ends - option.value) for option in options)
    when = item.get("asked_when")
    known = {"hint", "low", "high", "loinc", "raises_at", "needed", "reversed"}
    known |= {"group", "turn", "row", "unit", "drawn", "part", "layer"}
    if item.get("drawn", "") not in ("", "rail"):
        raise NotAForm(f"question {item['id']} wants to be drawn as {item['drawn']!r}")
    return Item(
        id=item["id"],
        text=item["text"],
        kind=kind,
        options=options,
        between=(0, item.get("highest", 100)) if kind == "number" else None,
        asked_when=When(tuple(when["any_of"]), when["at_least"], when.get("counts")) if when else None,
        **{k: item[k] for k in known & set(item)},
    )


def _scales(data: dict[str, Any], items: tuple[Item, ...]) -> tuple[Scoring, ...]:
    """`[scoring]` is the main scale, each `[[scales]]` another one."""
    before: set[str] = set()
    for item in items:
        if item.asked_when and not set(item.asked_when.any_of) <= before:
            raise NotAForm(f"whether {item.id} is asked hangs on a question that does not come before it")
        before.add(item.id)
    keys = [data["scoring"]] if "scoring" in data else []
    scales = tuple(_scoring(key, items) for key in keys + data.get("scales", []))
    if len({key.scale for key in scales}) != len(scales):
        raise NotAForm("two of its scales have the same name")
    return scales


def _scoring(key: dict[str, Any], items: tuple[Item, ...]) -> Scoring:
    never = tuple(key.get("never_estimate", ()))
    if unknown := {*never, *key.get("items", ())} - {item.id for item in items}:
        raise NotAForm(f"its key names unknown questions: {', '.join(sorted(unknown))}")
    return Scoring(
        low=key["low"],
        high=key["high"],
        lower_is_better=key["lower_is_better"],
        scale=key.get("scale", TOTAL),
        name=key.get("name", ""),
        items=tuple(key.get("items", ())),
        times=key.get("times", 1),
        bands=tuple((low, high, name) for low, high, name in key.get("bands", ())),
        caseness=key.get("caseness"),
        reliable_change=key.get("reliable_change"),
        sd=key.get("sd"),
        reliability=key.get("reliability"),
        reliability_kind=key.get("reliability_kind", ""),
        may_miss=key.get("may_miss", 0),
        never_estimate=never,
        loinc=key.get("loinc", ""),
        sources=tuple(key.get("sources", ())),
        working=tuple(key.get("working", ())),
    )
