// A note is kept as it is typed: a moment after each pause, again when the network comes back, once more on leaving.
// Without this script the buttons do the same.
const form = document.getElementById("progress-note");
const state = document.getElementById("kept");
const version = form.querySelector("[name=version]");
const token = form.querySelector("[name=csrfmiddlewaretoken]");
const AGAIN = [3000, 6000, 12000, 30000]; // milliseconds until the next try
let typed = 0; // counts what was typed, so that words typed meanwhile are noticed
let kept = 0;
let busy = false;
let stopped = false;
let tries = 0;
let timer;

function body() {
  const sent = new URLSearchParams(new FormData(form));
  sent.set("entry_key", crypto.randomUUID());
  sent.set("as_typed", "yes");
  return sent;
}

// Somebody who signed in again in another tab has a new token; this page may fetch it.
async function renewed() {
  const page = await fetch(location.pathname, { redirect: "manual" });
  if (!page.ok) return false;
  const found = new DOMParser().parseFromString(await page.text(), "text/html");
  const fresh = found.querySelector("#progress-note [name=csrfmiddlewaretoken]")?.value;
  token.value = fresh ?? token.value;
  return Boolean(fresh);
}

const send = () => fetch(location.pathname, { method: "POST", body: body(), redirect: "manual", keepalive: true });

function later() {
  clearTimeout(timer);
  timer = setTimeout(keep, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
}

async function keep() {
  clearTimeout(timer);
  if (busy || stopped || typed === kept) return;
  busy = true;
  const upTo = typed;
  try {
    let answer = await send();
    if (answer.status === 403 && (await renewed())) answer = await send();
    if (answer.type === "opaqueredirect" || answer.status === 403) {
      state.textContent = "Not kept yet. Sign in again in another tab; your words stay here.";
      later();
    } else if (answer.status === 204) {
      version.value = answer.headers.get("X-Version");
      [kept, tries] = [upTo, 0];
      state.textContent = typed === kept ? "Kept as a draft." : "";
    } else if (answer.status === 409 || answer.status === 422) {
      stopped = answer.status === 409;
      kept = answer.status === 422 ? upTo : kept;
      state.textContent = `Not kept. ${await answer.text()}`;
    } else {
      throw new Error(`answer ${answer.status}`);
    }
  } catch {
    state.textContent = "Not kept yet. We try again.";
    later();
  }
  busy = false;
  if (typed !== upTo && !stopped) timer = setTimeout(keep, 600);
}

form.addEventListener("input", () => {
  typed += 1;
  if (stopped) return;
  state.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(keep, 600);
});
for (const wakes of ["online", "focus"]) addEventListener(wakes, keep);
addEventListener("visibilitychange", () => document.hidden && keep());
let sending = false;
form.addEventListener("submit", () => (sending = true));
addEventListener("beforeunload", (event) => typed !== kept && !sending && event.preventDefault());
