"""Forms and what was answered, as FHIR R4: Questionnaire with what each answer counts, and QuestionnaireResponse."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from duologue.interop import fhir_back
from duologue.questionnaires.models import Response
from duologue.science.forms import Form, Item, Scoring, When

Resource = dict[str, Any]
LOINC = "http://loinc.org"
EXTENSION = "http://hl7.org/fhir/StructureDefinition/"
CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
TYPES = {
    "choice": "choice",
    "scale": "integer",
    "hundred": "integer",
    "line": "string",
    "text": "text",
    "date": "date",
    "number": "decimal",
}


def canonical(form: Form) -> str:
    """The address of a form in all its versions. It belongs to no domain, because we own none."""
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'duologue:form:{form.id}')}"


def questionnaire(form: Form) -> Resource:
    """One version of one form, in its authors' words, with what each answer counts."""
    items = [_item(form, item) for item in form.items]
    totals = [_total(form, key) for key in form.scales if not form.score_only]
    stem = [{"linkId": "stem", "type": "display", "text": form.stem}] if form.stem else []
    return {
        "resourceType": "Questionnaire",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"duologue:form:{form.id}:{form.version}")),
        "url": canonical(form),
        "version": form.version,
        "title": form.title,
        "status": "active",
        "subjectType": ["Patient"],
        "copyright": form.licence,
        **({"extension": [fhir_back.beside(form)]} if fhir_back.travels(form) else {}),
        **({"code": [loinc(form.loinc, form.title)]} if form.loinc else {}),
        "item": stem + items + totals,
    }


def _item(form: Form, item: Item) -> Resource:
    drawn: Resource = {
        "linkId": _link(form, item),
        "text": item.text,
        "type": TYPES[item.kind],
        "required": item.needed,
    }
    if item.loinc:
        drawn["code"] = [loinc(item.loinc)]
    if item.kind == "choice":
        drawn["answerOption"] = [
            {
                "extension": [{"url": f"{EXTENSION}ordinalValue", "valueDecimal": o.value}],
                "valueCoding": _coding(item, o),
            }
            for o in item.options
        ]
    if item.asked_when:
        drawn |= {"enableWhen": _enabled_when(form, item.asked_when), "enableBehavior": "any"}
    if item.numbers:
        ends = {"minValue": item.numbers[0], "maxValue": item.numbers[-1]}
        drawn["extension"] = [{"url": EXTENSION + name, "valueInteger": value} for name, value in ends.items()]
    if item.between:
        bounds = zip(("minValue", "maxValue"), item.between, strict=True)
        drawn["extension"] = [{"url": EXTENSION + name, "valueDecimal": value} for name, value in bounds]
    return drawn


def _link(form: Form, item: Item) -> str:
    """What a question is called in the file its form came from; our own id otherwise."""
    return str(form.extra.get("links", {}).get(item.id, item.id))


def _enabled_when(form: Form, when: When) -> list[Resource]:
    """One rule for each answer after which a question is asked, and one for an earlier question left open."""
    rules: list[Resource] = []
    for name in when.any_of:
        earlier = form.item(name)
        asked = {"question": _link(form, earlier), "operator": "="}
        rules += [{**asked, "answerCoding": _coding(earlier, o)} for o in earlier.options if o.value >= when.at_least]
        rules.append({**asked, "operator": "exists", "answerBoolean": False})
    return rules


def _total(form: Form, key: Scoring) -> Resource:
    """One total as SDC says it, for programs that count by themselves: none unless all that is asked was answered."""
    items = [item for item in form.items if not key.items or item.id in key.items]
    here = {item.id: f"%resource.item.where(linkId='{_link(form, item)}').answer" for item in form.items}
    complete = " and ".join(_is_settled(item, here) for item in items)
    each = " | ".join(f"'{_link(form, item)}'" for item in items)
    added = f"%resource.item.where(linkId in ({each})).answer.value.ordinal().sum()"
    times = f" * {key.times}" if key.times != 1 else ""
    said = {"language": "text/fhirpath", "expression": f"iif({complete}, {added}{times}, {{}})"}
    return {
        "linkId": f"score-{key.scale}",
        "text": f"{key.name or 'Total'} ({key.low} to {key.high})",
        "type": "decimal",
        "readOnly": True,
        "extension": [{"url": CALCULATED, "valueExpression": said}],
        **({"code": [loinc(key.loinc)]} if key.loinc else {}),
    }


def _is_settled(item: Item, here: dict[str, str]) -> str:
    """Answered, or rightly not asked where the key says what that counts."""
    answered = f"{here[item.id]}.exists()"
    when = item.asked_when
    if when is None or when.counts is None:
        return answered
    spared = " and ".join(f"{here[name]}.value.ordinal() < {when.at_least}" for name in when.any_of)
    return f"({answered} or ({spared}))"


def questionnaire_response(response: Response, *, subject: Resource) -> Resource:
    """The answers that were given, each under the question it answers. What was left out stays out."""
    form, items = response.form, []
    for item in form.items:
        answer = response.answers.get(item.id)
        if answer is not None and answer != "":
            items.append({"linkId": _link(form, item), "text": item.text, "answer": [_answer(item, answer)]})
    return {
        "resourceType": "QuestionnaireResponse",
        "id": str(response.pk),
        "questionnaire": f"{canonical(form)}|{form.version}",
        "status": "completed",
        "subject": subject,
        "authored": moment(response.sent_at),
        "source": subject,
        **({"item": items} if items else {}),
    }


def _answer(item: Item, answer: Any) -> Resource:
    if item.kind == "choice":
        chosen = next(option for option in item.options if option.value == answer)
        return {"valueCoding": _coding(item, chosen)}
    name = {"scale": "valueInteger", "hundred": "valueInteger", "date": "valueDate", "number": "valueDecimal"}.get(
        item.kind, "valueString"
    )
    return {name: answer}


def _coding(item: Item, option: Any) -> Resource:
    coding = {"code": option.code or str(option.value), "display": option.text}
    return {"system": LOINC, **coding} if option.code else coding


def loinc(code: str, display: str = "") -> Resource:
    return {"system": LOINC, "code": code, **({"display": display} if display else {})}


def moment(at: datetime | None) -> str:
    assert at is not None
    return at.isoformat(timespec="seconds")
