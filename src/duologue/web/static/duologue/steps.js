// Turns a long form of questions (`form.steps`) into one question a screen, and keeps each answer as soon as it is given.
// Without this script the same page is one long form with one button.
//
// In the form: `.step` is one screen (a `data-question` names its field; `data-check` is the look back at the end), and
// `data-go` on a button is next, back or skip. A question that `data-follows` an unanswered one is passed over.
// On the form: `data-keep` is where answers are kept (without it, nothing is kept before sending), `data-start` is the
// screen to open with, counted from 0.
// Also: [data-state] says how things stand, [data-during] is shown around questions only, [data-locked] when signed out.

import { keeping } from "./keeping.js";
import { make, set, setting, works } from "./outbox.js";
import { fill } from "./writing.js";

const SOON = 800; // milliseconds of rest before typed words are kept

const form = document.querySelector("form.steps");
if (form) start(form);

function start(form) {
  const screens = [...form.querySelectorAll(".step")];
  const questions = screens.filter((screen) => screen.dataset.question);
  const state = form.querySelector("[data-state]");
  const bar = form.querySelector("[data-done]");
  const keeper = form.dataset.keep ? keeping(form, say) : null;
  let now = 0;
  let comesBack = false; // came from the look back, and returns to it
  let resting; // the wait after typing
  let byKey = false; // arrow keys choose, and must not move anybody on (WCAG 3.2.2)

  function say(words = "") {
    const at = questions.indexOf(screens[now]) + 1;
    const where = at ? `Question ${at} of ${questions.length}.` : "";
    const isCheck = screens[now].matches("[data-check]");
    const kept = isCheck && words === "Saved on this phone." ? "All saved on this phone." : words;
    state.textContent = [where, kept, isCheck ? "Not sent yet." : ""].filter(Boolean).join(" ");
  }

  function show(place, { quietly = false } = {}) {
    now = Math.min(Math.max(place, 0), screens.length - 1);
    screens.forEach((screen, n) => screen.toggleAttribute("data-now", n === now));
    const at = questions.indexOf(screens[now]) + 1;
    const isCheck = screens[now].matches("[data-check]");
    form.dataset.at = at ? "question" : isCheck ? "check" : "intro";
    for (const part of form.querySelectorAll("[data-during]")) part.hidden = !at;
    bar?.style.setProperty("--done", `${(100 * Math.max(at - 1, 0)) / questions.length}%`);
    if (isCheck) lookBack(screens[now], questions.filter((question) => isAsked(question, form)), change);
    recall(screens[now], form);
    say(keeper?.words());
    if (quietly) return;
    screens[now].querySelector("[tabindex='-1']")?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }

  // The next screen in a direction (1 or -1).
  function from(place, step) {
    let n = place + step;
    while (screens[n] && !isAsked(screens[n], form)) n += step;
    return n;
  }

  const placeOf = (screen) => questions.indexOf(screen) + 1 || questions.length + 1;

  function change(question) {
    comesBack = true;
    show(screens.indexOf(question));
  }

  function next() {
    const to = comesBack ? screens.length - 1 : from(now, 1);
    comesBack = false;
    if (screens[now].dataset.question) keep(screens[now], screens[to]);
    show(to);
  }

  function keep(question, at = screens[now]) {
    clearTimeout(resting);
    keeper?.keep(question.dataset.question, answerOf(question), placeOf(at));
  }

  function skip() {
    const question = screens[now];
    for (const radio of question.querySelectorAll("input[type=radio]")) radio.checked = false;
    blank(form, question);
    next();
  }

  const pace = paced(form);

  form.addEventListener("keydown", (event) => {
    byKey = true;
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input")) return;
    event.preventDefault(); // a browser would send the whole form
    if (event.target.type === "radio") event.target.checked = true;
    unblank(form, screens[now]);
    next();
  });
  form.addEventListener("keyup", () => setTimeout(() => (byKey = false)));
  form.addEventListener("pointerdown", () => (byKey = false));
  form.addEventListener("click", (event) => {
    const go = event.target.closest("[data-go]")?.dataset.go;
    if (go === "next") next();
    if (go === "skip") skip();
    if (go === "back") show(from(now, -1));
    if (event.target.type !== "radio") return;
    unblank(form, screens[now]);
    byKey || pace.byButton() ? keep(screens[now]) : next();
  });

  form.addEventListener("input", (event) => {
    if (!event.target.matches("textarea, input:not([type=radio])")) return;
    const question = event.target.closest("[data-question]");
    clearTimeout(resting);
    keeper?.changed();
    if (question) resting = setTimeout(() => keep(question), SOON);
  });

  form.addEventListener("submit", (event) => {
    clearTimeout(resting);
    if (!keeper || keeper.handed()) return;
    event.preventDefault();
    if (keeper.canHand) return keeper.hand(event.submitter);
    keeper.flush().then(() => !keeper.waiting() && form.requestSubmit(event.submitter));
  });

  form.dataset.on = "";
  show(Number(form.dataset.start || 0), { quietly: !Number(form.dataset.start) });
  keeper?.earlier().then((found) => {
    if (!found) return;
    fill(form, [...found.answers]);
    show(found.place);
  });
}

function answerOf(question) {
  return question.querySelector("input[type=radio]:checked, textarea, input:not([type=radio])")?.value ?? "";
}

function followed(question, form) {
  return form.querySelector(`[data-question="${question.dataset.follows}"]`);
}

// A question with `data-asked-when` is passed over when all the questions it names were answered below `data-at-least`.
function isSpared({ askedWhen, atLeast }, form) {
  const said = (name) => answerOf(form.querySelector(`[data-question="${name}"]`));
  return askedWhen.split(" ").every((name) => said(name) !== "" && Number(said(name)) < Number(atLeast));
}

function isAsked(question, form) {
  if (question.dataset.askedWhen && isSpared(question.dataset, form)) return false;
  return !question.dataset.follows || Boolean(answerOf(followed(question, form)).trim());
}

// What was said just before stays in view.
function recall(question, form) {
  const line = question.querySelector("[data-recall]");
  if (line) line.textContent = inWords(followed(question, form));
}

function inWords(question) {
  const chosen = question.querySelector("input[type=radio]:checked");
  if (!chosen) return answerOf(question).trim() || "Not answered";
  const label = chosen.closest("label").textContent.trim();
  return chosen.closest(".scale") ? `${label} of 10` : label;
}

// An answer taken back is sent as empty, so that it does not stay as it was kept before.
function blank(form, question) {
  unblank(form, question);
  if (!question.querySelector("input[type=radio]")) return;
  form.append(make("input", { type: "hidden", name: question.dataset.question, className: "blank" }));
}

function unblank(form, question) {
  form.querySelector(`.blank[name="${question.dataset.question}"]`)?.remove();
}

function lookBack(screen, questions, change) {
  const open = questions.filter((question) => inWords(question) === "Not answered").length;
  const are = open === 1 ? "1 question is" : `${open} questions are`;
  const words = open ? `${are} not answered. You may send it so.` : "Every question is answered.";
  screen.querySelector("[data-count]")?.replaceChildren(words);
  screen.querySelector("[data-said]")?.replaceChildren(...questions.map((question) => line(question, change)));
}

function line(question, change) {
  const asked = make("p", { className: "soft", textContent: question.querySelector("[data-asked]").textContent });
  const what = make("div", { className: "what" }, asked, make("strong", { textContent: inWords(question) }));
  const button = make("button", { type: "button", className: "plain", textContent: "Change" });
  button.setAttribute("aria-label", `Change: ${asked.textContent}`);
  button.addEventListener("click", () => change(question));
  return make("li", {}, what, button);
}

// Choosing moves on, or a Continue button does: whoever answers decides, and this phone remembers it.
function paced(form) {
  const words = form.querySelector("[data-pace-says]");
  const button = form.querySelector("[data-pace]");
  let byButton = false;
  function turn(on) {
    byButton = on;
    if (words) words.textContent = on ? "A Continue button moves you on." : "Choosing an answer moves you on.";
    if (button) button.textContent = on ? "Let choosing move me on" : "Use a Continue button instead";
    for (const more of form.querySelectorAll("[data-onward]")) more.remove();
    if (!on) return;
    for (const buttons of form.querySelectorAll(".step[data-question] .buttons:not(:has([data-go=next]))")) {
      const more = make("button", { type: "button", textContent: "Continue" });
      Object.assign(more.dataset, { go: "next", onward: "" });
      buttons.prepend(more);
    }
  }
  if (button && works) {
    button.hidden = false;
    button.addEventListener("click", () => set("pace", byButton ? "choice" : "button").then(() => turn(!byButton)));
    setting("pace").then((kept) => kept === "button" && turn(true));
  }
  return { byButton: () => byButton };
}
