// A worksheet step by step, with the earlier answers in view. Without this script the same page is one long form.
const text = (tag, words, name = "") => {
  const element = document.createElement(tag);
  element.textContent = words;
  element.className = name;
  return element;
};

const answer = (field) => {
  const chosen = field.querySelector("input[type=radio]:checked");
  if (chosen) return chosen.closest("label").textContent.trim() + (field.querySelector(".scale")?.dataset.said ?? "");
  return field.querySelector("textarea, input:not([type=radio])")?.value.trim() ?? "";
};

const question = (field) => {
  const copy = field.querySelector("legend, label").cloneNode(true);
  copy.querySelector(".soft")?.remove();
  return copy.textContent.trim();
};

const MANY = 4; // from here on the one thing that matters stays in view, and the rest is one tap away
const told = (field) => [text("p", question(field), "asked"), text("p", answer(field), "said")];
const folded = (given) => {
  const main = given.find((field) => field.querySelector("[data-in-view]")) ?? given[0];
  const rest = document.createElement("details");
  rest.append(text("summary", "All you wrote before"), ...given.filter((field) => field !== main).flatMap(told));
  return [...told(main), rest];
};

// The sentence stands by its field, and the words that are there stay.
const mend = (control, words) => {
  const field = control.closest(".field");
  let line = field.querySelector(".error");
  if (!line) {
    line = text("p", words, "error");
    line.id = `id_${control.name}_error`;
    control.before(line);
  }
  field.classList.add("wrong");
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", [`id_${control.name}_hint`, line.id].filter((id) => document.getElementById(id)).join(" "));
  control.focus();
};

const take = (form) => {
  const steps = [...form.querySelectorAll("[data-step]")];
  const where = form.querySelector("[data-where]");
  const done = form.querySelector(".so-far > i");
  const wrong = steps.findIndex((step) => step.querySelector(".wrong"));
  const first = Math.max(0, wrong < 0 ? steps.findIndex((step) => step.matches("[data-begin]")) : wrong); // where it goes on
  let at = first;

  const show = (n, focus) => {
    at = n;
    form.dataset.place = n;
    steps.forEach((step, k) => step.toggleAttribute("data-now", k === n));
    where.textContent = `Step ${n + 1} of ${steps.length}`;
    done.style.setProperty("--done", `${((n + 1) / steps.length) * 100}%`);
    const earlier = steps[n].querySelector("[data-earlier]");
    if (earlier) {
      const given = steps.slice(0, n).flatMap((step) => [...step.querySelectorAll(".field")]).filter(answer);
      earlier.replaceChildren(...(given.length > MANY ? folded(given) : given.flatMap(told)));
      earlier.hidden = !given.length;
    }
    if (!focus) return;
    steps[n].focus({ preventScroll: true });
    scrollTo(0, 0);
  };

  const forward = () => {
    const empty = [...steps[at].querySelectorAll("[data-needed]")].find((control) => !control.value.trim());
    if (empty) return mend(empty, empty.dataset.needed);
    history.pushState({ step: at + 1 }, "");
    show(at + 1, true);
  };

  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-forward]")) forward();
    if (event.target.closest("[data-back]")) at > first ? history.back() : show(at - 1, true);
  });
  // Enter in a line goes on; it never sends half a worksheet.
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.tagName !== "INPUT" || at === steps.length - 1) return;
    event.preventDefault();
    forward();
  });
  addEventListener("popstate", (event) => show(event.state?.step ?? first, true));
  form.addEventListener("restored", () => show(Math.min(Number(form.dataset.place ?? first), steps.length - 1), false));
  form.dataset.on = "yes";
  show(first, false);
};

for (const form of document.querySelectorAll(".steps[data-worksheet]")) take(form);
