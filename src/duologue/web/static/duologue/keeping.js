// For steps.js: answers on their way to the server. `data-keep` on the form says where.
const AGAIN = [3000, 6000, 12000, 30000]; // milliseconds until the next try

// Keeps what is not kept yet, one request at a time, and tries again for as long as the page is open.
export function keeping(form, say) {
  const unsaved = new Map();
  let place = 0;
  let busy = null;
  let tries = 0;
  let timer;
  let words = "";
  let over = false;

  function tell(text) {
    words = text;
    say(words);
  }

  function stop(text, note) {
    if (note) note.hidden = false;
    tell(text);
    return false;
  }

  const token = form.querySelector("[name=csrfmiddlewaretoken]");
  const locked = form.querySelector("[data-locked]");

  function send(entries) {
    const body = new URLSearchParams([...entries, ["at_question", place]]);
    body.set("csrfmiddlewaretoken", token.value);
    body.set("entry_key", crypto.randomUUID());
    return fetch(form.dataset.keep, { method: "POST", body, redirect: "manual", keepalive: true });
  }

  // Somebody who signed in again in another tab has a new token; this page may fetch it.
  async function renewed() {
    const page = await fetch(location.pathname, { redirect: "manual" });
    if (!page.ok) return false;
    const found = new DOMParser().parseFromString(await page.text(), "text/html");
    const fresh = found.querySelector("form.steps [name=csrfmiddlewaretoken]")?.value;
    token.value = fresh ?? token.value;
    return Boolean(fresh);
  }

  // One request with everything that is not kept yet; true when there is reason to go on.
  async function attempt() {
    const entries = [...unsaved];
    let answer = await send(entries);
    if (answer.status === 403 && (await renewed())) answer = await send(entries);
    if (answer.type === "opaqueredirect") return stop("Not saved yet.", locked);
    over = answer.status === 404 || answer.status === 409;
    if (over) return stop("Not saved. These questions are not open any more.");
    if (answer.status === 422) {
      for (const [name] of entries) unsaved.delete(name);
      tell(`Not saved. ${await answer.text()}`);
      return true;
    }
    if (!answer.ok) throw new Error(`answer ${answer.status}`);
    for (const [name, value] of entries) if (unsaved.get(name) === value) unsaved.delete(name);
    if (locked) locked.hidden = true;
    tries = 0;
    if (!unsaved.size) tell("Saved.");
    return true;
  }

  async function all() {
    try {
      while (unsaved.size && !over) if (!(await attempt())) return;
    } catch {
      tell("Not saved yet. We try again.");
    }
  }

  async function flush() {
    if (busy || over) return busy;
    clearTimeout(timer);
    busy = all();
    await busy;
    busy = null;
    if (unsaved.size && !over) timer = setTimeout(flush, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
  }

  for (const wakes of ["online", "focus"]) addEventListener(wakes, () => unsaved.size && flush());
  addEventListener("beforeunload", (event) => unsaved.size && !over && event.preventDefault());

  return {
    flush,
    waiting: () => unsaved.size > 0 && !over,
    words: () => words,
    changed: () => words === "Saved." && tell(""), // it is said again when this, too, was kept
    keep(name, value, at) {
      unsaved.set(name, value);
      place = at;
      this.changed();
      flush();
    },
  };
}
