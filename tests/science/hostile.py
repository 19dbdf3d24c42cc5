"""Questionnaires that must not get in, each with a word of the reason; and a good one to spoil."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
WORDS = ("Not at all", "A little", "A lot")


def option(text: str, counts: Any = None) -> dict[str, Any]:
    made: dict[str, Any] = {"valueCoding": {"code": text.lower(), "display": text}}
    if counts is not None:
        made["extension"] = [{"url": ORDINAL, "valueDecimal": counts}]
    return made


def question(link: str, text: str = "How tired were you?", **more: Any) -> dict[str, Any]:
    options = [option(words, n) for n, words in enumerate(WORDS)]
    return {"linkId": link, "text": text, "type": "choice", "answerOption": options, **more}


def good() -> dict[str, Any]:
    """Three questions under a line of text; every answer says what it counts."""
    return {
        "resourceType": "Questionnaire",
        "url": "https://example.org/tired",
        "version": "2.1",
        "title": "Tiredness Scale",
        "status": "active",
        "text": {"status": "generated", "div": "<div>never shown</div>"},
        "copyright": "© Somebody Else",
        "item": [
            {"linkId": "head", "type": "display", "text": "In the last week"},
            {"linkId": "g", "type": "group", "text": "At home", "item": [question("a"), question("b", "How slow?")]},
            question("c", "How heavy were your legs?"),
        ],
    }


def raw(found: Any) -> bytes:
    return json.dumps(found, ensure_ascii=False).encode()


def spoiled(change: Callable[[dict[str, Any]], Any]) -> bytes:
    """The good one after a change."""
    found = copy.deepcopy(good())
    change(found)
    return raw(found)


def root(**more: Any) -> bytes:
    return spoiled(lambda found: found.update(more))


def last(**more: Any) -> bytes:
    """A change of the last question; None takes something away."""

    def change(found):
        found["item"][-1].update(more)
        for name in [name for name, value in more.items() if value is None]:
            del found["item"][-1][name]

    return spoiled(change)


def answers(*options: Any) -> bytes:
    return last(answerOption=list(options))


def addition(url: str, **value: Any) -> list[dict[str, Any]]:
    return [{"url": url, **value}]


GOOD = raw(good())
INSIDE = {"resourceType": "Questionnaire", "status": "active", "title": "x"}
CIRCLE = [{"question": "c", "operator": "exists", "answerBoolean": True}]
# A name for the test, the file, words of the sentence that must be said.
HOSTILE: list[tuple[str, bytes, str]] = [
    ("nothing", b"", "empty"),
    ("spaces", b"  \n ", "empty"),
    ("ten megabytes", b" " * 10_000_000 + GOOD, "larger than 256 KB"),
    ("a depth bomb of lists", b"[" * 100_000, "levels"),
    ("a depth bomb of objects", b'{"item":' * 20_000 + b"1" + b"}" * 20_000, "levels"),
    (
        "a depth bomb of groups",
        root(item=json.loads('[{"linkId":"x","type":"group","item":' * 20 + "[]" + "}]" * 20)),
        "levels",
    ),
    ("latin-1", "Müdigkeit".encode("latin-1"), "UTF-8"),
    ("utf-16", '{"a": 1}'.encode("utf-16"), "UTF-8"),
    ("a half letter", b'{"resourceType": "\\ud83d"}', "cannot be shown"),
    ("a null letter", b'{"resourceType": "Question\\u0000naire"}', "cannot be shown"),
    ("a bell", b'{"title": "\\u0007"}', "cannot be shown"),
    ("text turned around", root(title="Scale \u202e elacS"), "turn text around"),
    ("not JSON", b"<Questionnaire xmlns='http://hl7.org/fhir'/>", "stops making sense on line 1"),
    ("JSON cut off", GOOD[:-40], "stops making sense"),
    ("two JSONs", GOOD + GOOD, "stops making sense"),
    ("a list", b"[]", "begins with a list"),
    ("a string", b'"Questionnaire"', "begins with a list or a single value"),
    ("NaN", GOOD.replace(b'"valueDecimal": 2', b'"valueDecimal": NaN'), "NaN"),
    ("endless", GOOD.replace(b'"valueDecimal": 2', b'"valueDecimal": -Infinity'), "Infinity"),
    ("a huge whole number", GOOD.replace(b'"valueDecimal": 2', b'"valueDecimal": ' + b"9" * 10_000), "too long"),
    ("a huge exponent", GOOD.replace(b'"valueDecimal": 2', b'"valueDecimal": 1e99999'), "too long"),
    ("a name twice", GOOD.replace(b'"status": "active"', b'"status": "active", "status": "draft"'), "stands twice"),
    ("another resource", root(resourceType="Patient"), "not a FHIR Questionnaire, but “Patient”"),
    ("a bundle", raw({"resourceType": "Bundle", "entry": [{"resource": good()}]}), "but “Bundle”"),
    ("no resource", raw({"item": []}), "not a FHIR Questionnaire"),
    ("a number as its kind", root(resourceType=7), "not a FHIR Questionnaire"),
    ("contained resources", root(contained=[INSIDE]), "other resources inside"),
    ("modifierExtension above", root(modifierExtension=addition("x")), "changes what the rest means"),
    ("rules elsewhere", root(implicitRules="https://example.org/rules"), "rules written elsewhere"),
    ("R5 at the root", root(versionAlgorithmString="semver"), "Other versions are not read"),
    ("R5 at a question", last(answerConstraint="optionsOnly"), "newer FHIR than R4"),
    ("R5's word for choice", last(type="coding"), "of a kind we cannot ask: “coding”"),
    ("R5's rule for a hidden one", last(disabledDisplay="hidden"), "newer FHIR than R4"),
    ("a name nobody knows", root(onload="alert(1)"), "“onload” is no part"),
    ("retired", root(status="retired"), "status"),
    ("a status that is a list", root(status=["active"]), "status"),
    ("about a device", root(subjectType=["Device"]), "not a questionnaire about a person"),
    ("no title", root(title="  "), "no title"),
    ("a title that is an object", root(title={"a": 1}), "“title” is not text"),
    ("an endless title", root(title="x" * 5000), "longer than 200"),
    ("no questions", root(item=[]), "no questions"),
    ("only a line of text", root(item=[{"linkId": "1", "type": "display", "text": "hi"}]), "no questions"),
    ("questions that are an object", root(item={"linkId": "1"}), "not written as FHIR R4"),
    ("a question that is a string", root(item=["How are you?"]), "not written as FHIR R4"),
    (
        "a thousand questions",
        root(item=[{"linkId": f"q{n}", "type": "text", "text": "?"} for n in range(1000)]),
        "more than 200",
    ),
    ("linkId twice", spoiled(lambda f: f["item"].append(question("a"))), "linkId “a”"),
    ("no linkId", last(linkId=None), "no linkId"),
    ("a linkId that is a number", last(linkId=3), "no linkId"),
    ("a file to be uploaded", last(type="attachment"), "of a kind we cannot ask: “attachment”"),
    ("a kind that is an object", last(type={}), "of a kind we cannot ask"),
    ("words that are a list", last(text=["How", "tired"]), "is not text"),
    ("no words", last(text=" "), "has no words"),
    ("an endless question", last(text="why " * 1000), "longer than 2,000"),
    ("questions inside a question", last(item=[question("d")]), "more questions inside"),
    (
        "a group that repeats",
        root(item=[{"linkId": "g", "type": "group", "repeats": True, "item": [question("a")]}]),
        "several times",
    ),
    ("modifierExtension at a question", last(modifierExtension=addition("x")), "changes what it means"),
    (
        "answers elsewhere",
        last(answerValueSet="https://example.org/answers"),
        "list of answers that is not in the file",
    ),
    ("an answer chosen before", last(initial=[{"valueString": "A lot"}]), "already chosen"),
    (
        "an option chosen before",
        answers(option("No", 0), {**option("Yes", 1), "initialSelected": True}),
        "already chosen",
    ),
    ("one answer", answers(option("Yes", 1)), "from 2 to 40 answers"),
    ("a thousand answers", answers(*(option(f"{n}", n) for n in range(1000))), "from 2 to 40 answers"),
    ("answers that are strings", answers("Yes", "No"), "not written as FHIR R4"),
    ("an answer without words", answers(option("No", 0), {"valueCoding": {"code": "1"}}), "answer without words"),
    (
        "an answer by reference",
        answers(option("No", 0), {"valueReference": {"reference": "Patient/1"}}),
        "valueReference",
    ),
    ("the same words twice", answers(option("Yes", 0), option("Yes", 1)), "same words twice"),
    ("the same count twice", answers(option("Yes", 1), option("No", 1)), "count the same"),
    ("some answers count", answers(option("No", 0), option("Yes")), "some answers say what they count"),
    ("an answer counts half", answers(option("No", 0), option("Yes", 0.5)), "whole number"),
    ("an answer counts less than nothing", answers(option("No", 0), option("Yes", -1)), "between 0 and 999"),
    ("an answer counts true", answers(option("No", 0), option("Yes", True)), "whole number"),
    ("an answer counts a word", answers(option("No", 0), option("Yes", "3")), "whole number"),
    (
        "an expression to run",
        last(extension=addition(f"{SDC}enableWhenExpression", valueExpression={"expression": "1"})),
        "never run those",
    ),
    (
        "an expression at the root",
        root(extension=addition(f"{SDC}initialExpression", valueExpression={})),
        "never run those",
    ),
    ("an addition nobody knows", last(extension=addition("https://evil.example/x")), "addition that we do not know"),
    ("an addition without a name", last(extension=[{}]), "addition that we do not know"),
    (
        "a hidden question",
        last(extension=addition("http://hl7.org/fhir/StructureDefinition/questionnaire-hidden", valueBoolean=True)),
        "do not know",
    ),
    ("enableWhen in a circle", last(enableWhen=CIRCLE), "does not come before it"),
    (
        "enableWhen on nothing",
        last(enableWhen=[{"question": "zz", "operator": "exists", "answerBoolean": True}]),
        "does not come before",
    ),
    (
        "enableWhen on a later one",
        spoiled(lambda f: f["item"][1]["item"][0].update(enableWhen=CIRCLE)),
        "does not come before it",
    ),
    ("enableWhen that is text", last(enableWhen="a = 1"), "not written as FHIR R4"),
    (
        "enableWhen with an unknown sign",
        last(enableWhen=[{"question": "a", "operator": "~", "answerString": "x"}]),
        "rule that we cannot carry",
    ),
    (
        "enableWhen on one answer of three",
        last(enableWhen=[{"question": "a", "operator": "=", "answerCoding": {"code": "a little"}}]),
        "rule that we cannot carry",
    ),
    (
        "enableWhen all at once",
        last(
            enableWhen=[{"question": "a", "operator": "=", "answerCoding": {"code": "a lot"}}] * 2, enableBehavior="all"
        ),
        "several things",
    ),
    ("several answers", last(repeats=True), "answered several times"),
    ("cannot be answered", last(readOnly=True), "cannot be answered"),
]
