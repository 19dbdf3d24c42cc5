"""What every part of a file from elsewhere is held to: known names, text that is text, additions that we understand."""

from __future__ import annotations

from typing import Any

from duologue.science.foreign_json import Refused, shortened

ITEM = {
    *("id", "extension", "linkId", "definition", "code", "prefix", "text", "type", "enableWhen", "enableBehavior"),
    *("required", "repeats", "readOnly", "maxLength", "answerOption", "item"),
}
OPTION = {"id", "extension", "valueCoding", "valueString", "valueInteger"}
FHIR, SDC = "http://hl7.org/fhir/StructureDefinition/", "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
COUNTS = (f"{FHIR}ordinalValue", f"{FHIR}itemWeight")
CALCULATED = f"{SDC}sdc-questionnaire-calculatedExpression"
# Additions that say how something looks or is called: leaving them out changes nothing that is asked.
HARMLESS = {
    *(FHIR + name for name in ("rendering-style", "rendering-xhtml", "rendering-markdown", "translation", "display")),
    *(FHIR + name for name in ("questionnaire-itemControl", "questionnaire-choiceOrientation", "designNote")),
    *(FHIR + name for name in ("questionnaire-optionPrefix", "questionnaire-supportLink", "entryFormat")),
    *(FHIR + name for name in ("questionnaire-displayCategory", "artifact-copyrightLabel")),
    *(SDC + f"sdc-questionnaire-{name}" for name in ("shortText", "openLabel")),
}


def additions(held: dict[str, Any], where: str, *, besides: tuple[str, ...] = ()) -> None:
    """Refuse an extension that we do not know, and any that carries something to be run."""
    for one in listed(held, "extension", dict, where):
        url = one.get("url")
        if "valueExpression" in one or url == CALCULATED:
            raise Refused(f"{where} carries an instruction for a computer. We never run those.")
        if url == f"{FHIR}questionnaire-hidden" and one.get("valueBoolean") is False:
            continue
        if not isinstance(url, str) or url not in HARMLESS and url not in besides:
            raise Refused(f"{where} has an addition that we do not know: “{shortened(str(url), 80)}”.")


def listed(held: dict[str, Any], name: str, kind: type, where: str, *, otherwise: Any = ()) -> list[Any]:
    """A list of the file, each of its parts of one kind."""
    found = held.get(name, otherwise)
    if not isinstance(found, list | tuple) or not all(isinstance(one, kind) for one in found):
        raise Refused(f"{where}: “{name}” is not written as FHIR R4 wants it.")
    return list(found)


def said(held: dict[str, Any], name: str, where: str, *, at_most: int) -> str:
    """Words of the file, as they are; never markup."""
    words = held.get(name, "")
    if not isinstance(words, str):
        raise Refused(f"{where}: “{name}” is not text.")
    if len(words) > at_most:
        raise Refused(f"{where}: “{name}” is longer than {at_most:,} signs.")
    return words.strip()


def known(held: dict[str, Any], names: set[str], where: str) -> None:
    for name in held:
        if name.lstrip("_") not in names:
            raise Refused(f"{where} has something that FHIR R4 does not know there: “{shortened(name)}”.")
