// A form of free writing (`form[data-outbox]`, its value says what it is: "a note"). What is typed is kept on this phone
// while it is typed, and sent from there. Without this script, or on an old phone, it is an ordinary form.
import { claim, drop, keep, make, mine, person, read, set, setting, since, works } from "./outbox.js";
import { tell } from "./choosing.js";
import { post, send } from "./sending.js";

const SOON = 300; // milliseconds of rest before typed words are kept
const AT_LATEST = 900; // for somebody who never rests
const NOT_WORDS = ["csrfmiddlewaretoken", "entry_key"];

for (const form of document.querySelectorAll("form[data-outbox]")) if (works && person && !form.matches(".asked")) write(form); // .asked: steps.js

// What a form holds now, with the button that sends it.
export function fieldsOf(form, submitter) {
  const fields = [...new FormData(form, submitter)].filter(([name, value]) => typeof value === "string" && !NOT_WORDS.includes(name));
  return fields.map(([name, value]) => [name, value]);
}

// Whether anybody has written or chosen anything since the page came.
function touched(form) {
  const chosen = (control) => ["radio", "checkbox"].includes(control.type);
  const changed = (control) => (chosen(control) ? control.checked !== control.defaultChecked : control.value !== control.defaultValue);
  return [...form.elements].some((control) => control.name && "defaultValue" in control && control.type !== "hidden" && changed(control));
}

// Puts kept words back where they were typed.
export function fill(form, fields) {
  const older = form.elements.version && fields.find(([name]) => name === "version");
  if (older) form.elements.version.value = older[1]; // words from before belong to what they were written about (R12)
  for (const control of form.elements) {
    if (!control.name || NOT_WORDS.includes(control.name) || ["hidden", "submit", "button"].includes(control.type)) continue;
    const said = fields.filter(([name]) => name === control.name).map(([, value]) => value);
    if (!said.length) continue;
    if (["radio", "checkbox"].includes(control.type)) control.checked = said.includes(control.value);
    else control.value = said[0];
  }
}

// To the next page, also when its address is this one's: a browser would only scroll.
function follow(to) {
  const next = new URL(to, location.href);
  if (next.pathname + next.search !== location.pathname + location.search) return location.assign(next);
  history.replaceState(null, "", next);
  location.reload();
}

// The line of a form that says where its words are.
export function line(form) {
  const made = form.querySelector(":scope > .state") ?? make("p", { className: "state" });
  made.setAttribute("role", "status");
  if (!made.isConnected) form.append(made);
  return made;
}

export const signInAgain = () => make("a", { href: `${document.documentElement.dataset.door}?next=${encodeURIComponent(location.pathname + location.search)}`, textContent: "Sign in again" });

function write(form) {
  const url = new URL(form.action).pathname + new URL(form.action).search;
  const entry = { id: form.elements.entry_key.value, owner: person, url, page: location.pathname + location.search, what: form.dataset.outbox, state: "draft", writtenAt: Date.now() };
  const says = line(form);
  const replaces = []; // drafts whose words this page took over
  let resting;
  let typedAt = 0; // the oldest words not kept yet
  let took = false; // words from before stand here
  let gone = false;

  async function store() {
    clearTimeout(resting);
    typedAt = 0;
    if (gone) return;
    entry.writtenAt = Date.now();
    if (touched(form) || took) await keep(entry, { fields: fieldsOf(form), place: form.dataset.place }, replaces.splice(0));
    else await drop(entry.id);
    if (!gone && !typedAt) says.textContent = touched(form) || took ? "On this phone. Not sent yet." : "";
  }

  const typed = () => {
    if (typedAt && Date.now() - typedAt > AT_LATEST) return store();
    typedAt ||= Date.now();
    if (says.textContent.startsWith("On this phone.")) says.textContent = "";
    clearTimeout(resting);
    resting = setTimeout(store, SOON);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  addEventListener("visibilitychange", () => document.hidden && typedAt && store());
  addEventListener("pagehide", () => typedAt && store());

  form.addEventListener("submit", async (event) => {
    if (gone) return; // now the browser sends it
    event.preventDefault();
    if (form.dataset.sending) return;
    if (event.submitter?.name === "move") return turn(event.submitter);
    form.dataset.sending = "yes";
    clearTimeout(resting);
    const fields = fieldsOf(form, event.submitter);
    gone = true;
    let kept;
    try {
      kept = await keep({ ...entry, state: "waiting", writtenAt: Date.now() }, { fields, place: form.dataset.place }, replaces);
    } catch {
      return onward(event.submitter); // no room here
    }
    says.textContent = "On this phone. Sending now.";
    await go(kept, event.submitter);
  });

  async function go(kept, submitter) {
    const how = await send(kept);
    if (how.state === "sent") return follow(how.to);
    if (how.state === "stuck") return onward(submitter);
    delete form.dataset.sending;
    waits(form, how.state, { again: () => go(kept, submitter), anew, entry: kept });
  }

  // Another one, while the first waits.
  function anew() {
    form.reset();
    form.elements.entry_key.value = entry.id = crypto.randomUUID();
    claim(entry.id);
    took = gone = false;
    says.textContent = "";
    delete form.dataset.place;
    form.dispatchEvent(new Event("restored"));
  }

  // Another part of the same form, which the server draws: it cannot wait.
  async function turn(submitter) {
    await store();
    try {
      const answer = await post(url, fieldsOf(form, submitter), { ...entry, writtenAt: Date.now() });
      if ([401, 403, 412].includes(answer.status)) return says.replaceChildren("You have been away, so we locked the page. Your words are kept on this phone. ", signInAgain());
      if (answer.status >= 500 || !answer.status) throw new Error(`answer ${answer.status}`);
      const kept = answer.ok && answer.headers.get("content-type")?.startsWith("application/json");
      gone = true;
      if (kept || answer.ok) await drop(entry.id, ...replaces);
      if (kept) return follow((await answer.json()).to);
      if (answer.ok) await set("moved", url); // the page that comes has these words in their new order
      form.requestSubmit(submitter);
    } catch {
      says.textContent = "On this phone. Not sent yet. There is no signal just now, so go on when it is back.";
    }
  }

  function onward(submitter) {
    delete form.dataset.sending;
    form.requestSubmit(submitter);
  }

  async function restore() {
    await claim(entry.id);
    if ((await setting("moved")) === url) {
      await set("moved", "");
      took = true;
      return store();
    }
    const before = (await mine()).filter((one) => one.url === url && one.state !== "waiting").reverse();
    for (const one of before) {
      form.dispatchEvent(new CustomEvent("room", { detail: (await read(one)).fields })); // turns that were put in without signal
      if (!(await belongs(one))) continue;
      const free = await claim(one.id);
      if (free && "settles" in form.dataset) replaces.push(one.id);
      else if (!free) says.before(make("p", { className: "notice", textContent: "This page is open in another tab too. What you write there and here is kept apart, and nothing is written over." }));
      else if (took || touched(form) || !(await take(one))) await offer(one);
    }
  }

  // Words of another part of a long form stay for that one.
  async function belongs(one) {
    return (await read(one)).fields.every(([name, value]) => !value || form.elements[name] || name === "move");
  }

  async function take(one) {
    const { fields, place } = await read(one);
    if (touched(form)) return false; // nothing is written over
    fill(form, fields);
    took = true;
    replaces.push(one.id);
    if (place) form.dataset.place = place;
    form.dispatchEvent(new Event("restored"));
    says.textContent = `On this phone since ${since(one.writtenAt)}, not sent.`;
    return true;
  }

  async function offer(one) {
    const { fields } = await read(one);
    if (!inWords(form, fields)) return drop(one.id);
    const text = make("blockquote", { textContent: inWords(form, fields) });
    const use = make("button", { type: "button", className: "quiet", textContent: "Use these words" });
    const away = make("button", { type: "button", className: "plain", textContent: "Throw them away" });
    const box = make("div", { className: "notice" }, make("p", { textContent: `You also wrote this here, ${since(one.writtenAt)}. It is on this phone, not sent.` }), text, make("div", { className: "buttons" }, use, away));
    use.addEventListener("click", () => {
      fill(form, fields);
      replaces.push(one.id);
      box.remove();
      store();
    });
    away.addEventListener("click", () => drop(one.id).then(() => box.remove()));
    form.before(box);
  }

  form.querySelector("[data-leave]")?.addEventListener("click", async (event) => {
    event.preventDefault();
    gone = true;
    await drop(entry.id, ...replaces);
    location.assign(event.target.href);
  });

  restore();
  if (touched(form)) typed(); // somebody was quicker than this script
}

// What was typed, without what was chosen.
export function inWords(form, fields) {
  const isWords = (name) => form.elements[name]?.matches?.("textarea, input:not([type=radio], [type=checkbox], [type=hidden])");
  const typed = ([name]) => (form ? isWords(name) : !["version", "step", "read_by", "smaller"].includes(name));
  return fields.filter(typed).map(([, value]) => value).filter(Boolean).join("\n");
}

// In place of a form whose words wait in `entry`.
export function waits(form, state, { again, anew, entry }) {
  document.getElementById("it-waits")?.remove();
  form.hidden = true;
  const other = anew ? make("button", { type: "button", className: "plain", textContent: "Write something else" }) : null;
  other?.addEventListener("click", () => {
    box.remove();
    form.hidden = false;
    anew();
  });
  const now = make("button", { type: "button", textContent: "Try again now" });
  const box = make("section", { id: "it-waits", className: "notice attention", tabIndex: -1 },
    make(form.querySelector("h1") ? "h1" : "h2", { textContent: "On this phone. Not sent yet." }),
    make("p", { textContent: state === "locked" ? "You have been away, so we locked the page. Your words are kept on this phone." : "There is no signal just now. We send it when there is. You can close this page." }),
    make("p", {}, "Nobody else has it yet. If you want to talk to somebody now, use “Get help now” above."),
    make("div", { className: "buttons" }, state === "locked" ? signInAgain() : now, state === "locked" ? null : other));
  box.setAttribute("role", "status");
  now.addEventListener("click", () => {
    now.setAttribute("aria-busy", "true");
    again();
  });
  form.before(box);
  tell(form, entry);
  box.focus();
}
