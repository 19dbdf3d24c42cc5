"""Another program shows our instruments and counts them by itself: LHC-Forms, by the US National Library of Medicine.

It reads each instrument as we export it, is answered by clicks, and its totals are held against ours. `tests/tools.sh`
fetches it into var/; it is served from there on this machine alone.
"""

from __future__ import annotations

import re
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from duologue.interop import fhir_forms
from duologue.questionnaires import library
from duologue.science import scoring

ROOT = Path(__file__).resolve().parents[2]
VERSION = re.search(r"^LFORMS=(\S+)$", (ROOT / "tests/tools.sh").read_text(), re.M).group(1)
PROGRAM = ROOT / "var" / f"lforms-{VERSION}"
FORMS = [form for form in library.shelf().values() if (form.is_instrument or form.by_clinician) and not form.score_only]
PAGE = b"""<!doctype html><html lang="en"><head><meta charset="utf-8"><link rel="icon" href="data:,">
<link rel="stylesheet" href="styles.css"><script src="zone.min.js"></script></head><body><div id="here"></div>
<script src="lhc-forms.js"></script><script src="lformsFHIR.min.js"></script></body></html>"""
SHOW = """async (questionnaire) => {
  const here = document.getElementById("here");
  LForms.Util.removeFormsFromPage(here);
  const form = LForms.Util.convertFHIRQuestionnaireToLForms(questionnaire, "R4");
  const layout = {answerLayout: {type: "RADIO_CHECKBOX", columns: "1"}};
  form.templateOptions = {...(form.templateOptions || {}), defaultAnswerLayout: layout};
  await LForms.Util.addFormToPage(form, here, {fhirVersion: "R4"});
}"""
CHOOSE = """([question, place]) => {
  const radios = [...document.querySelectorAll("input[type=radio]")];
  const mine = radios.filter((radio) => radio.name.includes(`${question}/1`) || radio.id.includes(`${question}/1`));
  if (mine.length) mine[place].click();
  return mine.length;
}"""
TOTALS = """async (wanted) => {
  const here = document.getElementById("here");
  let found = null;
  for (let tries = 0; tries < 40; tries++) {
    await new Promise((done) => setTimeout(done, 50));
    const said = LForms.Util.getFormFHIRData("QuestionnaireResponse", "R4", here);
    const totals = (said.item || []).filter((item) => item.linkId.startsWith("score-"));
    found = Object.fromEntries(totals.map((item) => [item.linkId.slice(6), item.answer[0].valueDecimal]));
    const same = Object.keys(wanted).length === Object.keys(found).length;
    if (tries > 3 && same && Object.entries(wanted).every(([name, value]) => found[name] === value)) break;
  }
  return found;
}"""


class Served(SimpleHTTPRequestHandler):
    """The program's files, and the one page that loads them."""

    def do_GET(self):
        if self.path != "/":
            return super().do_GET()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *_):
        """Nothing is written beside the tests."""


@pytest.fixture(scope="module")
def program():
    if not (PROGRAM / "lhc-forms.js").exists():
        pytest.skip("lforms is not on this machine: make tools")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Served, directory=str(PROGRAM)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def shows(browser, program):
    """`shows(form)` is a page of the other program in which that form, as we export it, can be answered."""
    context = browser.new_context()
    page = context.new_page()
    foreign, faults = [], []
    page.on("request", lambda request: request.url.startswith((program, "data:")) or foreign.append(request.url))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(program)

    def show(form, **changed):
        page.evaluate(SHOW, {**fhir_forms.questionnaire(form), **changed})
        return page

    yield show
    context.close()
    assert not foreign and not faults


def ours(form, answers):
    """Our totals where it may have one too: an estimate is a thing of ours alone."""
    totals = {key.scale: scoring.total(form, answers, key.scale) for key in form.scales}
    return {name: total.value for name, total in totals.items() if total.value is not None and not total.estimated}


def answer(page, form, place_of):
    """Choose by place on the page, question by question; what is not shown is not answered."""
    answers = {}
    for n, item in enumerate(form.items):
        place = place_of(n, item)
        shown = page.evaluate(CHOOSE, [item.id, place])
        assert shown in (0, len(item.options))
        if shown:
            answers[item.id] = item.options[place].value
        page.wait_for_timeout(30 if form.items[-1].asked_when else 0)
    return answers


WAYS = {
    "first": lambda n, item: 0,
    "last": lambda n, item: len(item.options) - 1,
    "mixed": lambda n, item: (n * 2 + 1) % len(item.options),
}


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.id)
def test_it_shows_every_word_and_its_totals_are_ours(shows, form):
    page = shows(form)
    words = " ".join(page.locator("#here").inner_text().split())
    for item in form.items:
        assert item.asked_when or " ".join(item.text.split()) in words
    assert page.evaluate(TOTALS, {}) == {}  # nothing answered, no total, and no zero
    for place_of in WAYS.values():
        wanted = ours(form, answer(page, form, place_of))
        assert page.evaluate(TOTALS, wanted) == wanted
        assert len(wanted) == len(form.scales)


@pytest.mark.parametrize("form", [form for form in FORMS if form.scales], ids=lambda form: form.id)
def test_with_one_answer_missing_neither_has_a_full_total(shows, form):
    page = shows(form)
    last = form.items[-1].id
    answers = {}
    for item in form.items[:-1]:
        page.evaluate(CHOOSE, [item.id, 1])
        answers[item.id] = item.options[1].value
    wanted = ours(form, answers)
    assert page.evaluate(TOTALS, wanted) == wanted
    hit = [key.scale for key in form.scales if not key.items or last in key.items]
    assert not set(hit) & set(wanted) and len(wanted) == len(form.scales) - len(hit)


def test_never_spares_two_questions_there_too(shows):
    form = library.newest("audit-c")
    page = shows(form)
    page.evaluate(CHOOSE, ["q1", 0])
    assert page.evaluate(TOTALS, {"total": 0}) == {"total": 0}
    assert page.evaluate(CHOOSE, ["q2", 0]) == 0 == page.evaluate(CHOOSE, ["q3", 0])


def test_control_a_wrong_count_would_be_noticed(shows):
    """One answer of the last question says that it counts one more: the two programs differ."""
    form = library.newest("phq-9")
    items = fhir_forms.questionnaire(form)["item"]
    question = next(item for item in items if item["linkId"] == "q9")
    question["answerOption"][3]["extension"][0]["valueDecimal"] = 4
    page = shows(form, item=items)
    wanted = ours(form, answer(page, form, WAYS["last"]))
    assert wanted == {"total": 27} and page.evaluate(TOTALS, wanted) == {"total": 28}
