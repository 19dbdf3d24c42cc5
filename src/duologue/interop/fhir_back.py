"""A worksheet of ours that went out as a FHIR Questionnaire, read back whole: what FHIR can say is read from FHIR, and what it
has no word for (how it is drawn, its layers, the therapist's note) travels beside it in one addition of our own."""

from __future__ import annotations

import json
import uuid
from dataclasses import MISSING, asdict, fields
from typing import Any

from duologue.science.form_groups import Group
from duologue.science.forms import Form, Item, Option, When

Resource = dict[str, Any]
OURS = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, 'duologue:extension:worksheet')}"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
# What FHIR says itself, and so is not said twice.
OF_THE_FORM = {"version", "title", "licence", "stem", "loinc", "items"}
OF_AN_ITEM = {"id", "text", "kind", "options", "loinc", "between", "needed", "asked_when"}
KINDS = {"choice": "choice", "string": "line", "text": "text", "date": "date", "decimal": "number"}


def travels(form: Form) -> bool:
    """Whether a form takes our addition along: a worksheet does, an instrument is told by FHIR alone."""
    return not form.is_instrument and not form.by_clinician


def beside(form: Form) -> Resource:
    """What FHIR has no word for, as one addition: only what differs from how things are without it."""
    said = {**_told(form, OF_THE_FORM), "extra": form.extra}
    said["items"] = {item.id: told for item in form.items if (told := _told(item, OF_AN_ITEM))}
    counts = {item.id: item.asked_when.counts for item in form.items if item.asked_when}
    said["counts"] = {name: value for name, value in counts.items() if value is not None}
    return {"url": OURS, "valueString": json.dumps(said, ensure_ascii=False, sort_keys=True)}


def _told(held: Form | Item, native: set[str]) -> dict[str, Any]:
    usual = {f.name: f.default for f in fields(held) if f.default is not MISSING}
    plain = asdict(held)
    return {
        name: plain[name] for name in plain if name not in native and (name not in usual or plain[name] != usual[name])
    }


def worksheet(found: Resource) -> Form:
    """The worksheet in a Questionnaire of ours; raises KeyError for one without our addition."""
    said = next((one["valueString"] for one in found.get("extension", ()) if one.get("url") == OURS), None)
    if said is None:
        raise KeyError("this Questionnaire does not hold a worksheet of ours")
    told = json.loads(said)
    stem = [one["text"] for one in found["item"] if one["type"] == "display"]
    more, counts = told.pop("items"), told.pop("counts")
    items: list[Item] = []
    for one in found["item"]:
        if one["type"] != "display":
            items.append(_item(one, more.get(one["linkId"], {}), items, counts.get(one["linkId"])))
    groups = tuple(Group(**{name: _frozen(value) for name, value in group.items()}) for group in told.pop("groups", ()))
    return Form(
        version=found["version"],
        title=found["title"],
        licence=found["copyright"],
        stem="".join(stem),
        loinc=_code(found),
        items=tuple(items),
        groups=groups,
        **told,
    )


def _item(one: Resource, more: dict[str, Any], before: list[Item], counts: int | None) -> Item:
    ends = {e["url"].rpartition("/")[2]: e.get("valueInteger", e.get("valueDecimal")) for e in one.get("extension", ())}
    whole = {10: "scale", 100: "hundred"}.get(int(ends.get("maxValue") or 0), "")
    kind = whole if one["type"] == "integer" else KINDS[one["type"]]
    return Item(
        id=one["linkId"],
        text=one["text"],
        kind=kind,
        options=tuple(_option(option) for option in one.get("answerOption", ())),
        loinc=_code(one),
        between=(ends["minValue"], ends["maxValue"]) if kind == "number" else None,
        needed=one["required"],
        asked_when=_when(one, before, counts),
        **{name: _frozen(value) for name, value in more.items()},
    )


def _option(option: Resource) -> Option:
    coding = option["valueCoding"]
    value = next(e["valueDecimal"] for e in option["extension"] if e["url"] == ORDINAL)
    return Option(value, coding["display"], coding["code"] if "system" in coding else "")


def _when(one: Resource, before: list[Item], counts: int | None) -> When | None:
    rules = one.get("enableWhen", ())
    if not rules:
        return None
    known = {item.id: item for item in before}
    reached = [
        option.value
        for rule in rules
        if "answerCoding" in rule
        for option in known[rule["question"]].options
        if option.text == rule["answerCoding"]["display"]
    ]
    return When(tuple(dict.fromkeys(rule["question"] for rule in rules)), min(reached), counts)


def _code(held: Resource) -> str:
    return str(held["code"][0]["code"]) if "code" in held else ""


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
