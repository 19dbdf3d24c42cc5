// A note is kept as it is typed: sealed on this computer at once, on the server a moment after each pause, again when the
// network comes back or somebody has signed in again, once more on leaving. What the server has is gone from here.
// Without this script the buttons do the same.
import { all, claim, drop, keep as hold, make, read, since, works } from "./outbox.js";
import { post } from "./sending.js";

const form = document.getElementById("progress-note");
const state = document.getElementById("kept");
const version = form.querySelector("[name=version]");
const { device, door } = document.documentElement.dataset;
const AGAIN = [3000, 6000, 12000, 30000]; // milliseconds until the next try
const SOON = 250; // of rest until this computer has it
const PAUSE = 600; // of rest until the server is asked
const HERE = "On this computer. Not kept in the record yet.";
const entry = { id: crypto.randomUUID(), owner: device, url: location.pathname, page: location.pathname, what: "a note", state: "draft" };
let typed = 0; // counts what was typed, so that words typed meanwhile are noticed
let kept = 0;
let held = 0; // up to where this computer has it
let busy = false;
let stopped = false;
let tries = 0;
let pending; // what was asked and not answered yet: the same request goes again, and the server counts it once
let timer;
let resting;

const fields = () => [...new FormData(form)].filter(([name]) => !["csrfmiddlewaretoken", "entry_key"].includes(name));
const words = (said) => said.filter(([name]) => form.elements[name]?.matches?.("textarea")).map(([, value]) => value).join("\n");

const isIn = (said, text) => said.every(([name, value]) => !form.elements[name]?.matches?.("textarea") || text.includes(value.trim()));

async function store() {
  clearTimeout(resting);
  if (!works || !device || held === typed) return;
  const upTo = typed;
  entry.writtenAt = Date.now();
  await hold({ ...entry }, { fields: fields() }).then(() => (held = upTo), () => {});
}

async function tell(text) {
  await store();
  state.textContent = held === typed && held ? `${HERE} ${text}` : `Not kept yet. ${text}`;
}

const later = () => (timer = setTimeout(keep, AGAIN[Math.min(tries++, AGAIN.length - 1)]));

// True when the server has everything that was typed.
async function keep() {
  clearTimeout(timer);
  if (busy || stopped || typed === kept) return typed === kept;
  busy = true;
  pending ??= { id: crypto.randomUUID(), owner: device, writtenAt: Date.now(), seen: Number(version.value), upTo: typed, fields: fields() };
  const { upTo } = pending;
  try {
    await took(await post(location.pathname, [...pending.fields, ["as_typed", "yes"]], pending, { keepalive: true }));
  } catch {
    await tell("We try again.");
    later();
  }
  busy = false;
  if (typed !== upTo && !stopped) timer = setTimeout(keep, PAUSE);
  return typed === kept;
}

async function took(answer) {
  const { seen, upTo } = pending;
  if ([401, 403, 412].includes(answer.status)) {
    await tell("You have been away, so we locked the page. ");
    state.append(make("a", { href: `${door}?next=${encodeURIComponent(location.pathname)}`, textContent: "Sign in again" }));
    return later();
  }
  if (answer.status === 204) {
    pending = undefined;
    version.value = answer.headers.get("X-Version") ?? seen + 1; // an answer that was lost on its way is given without it
    [kept, tries] = [upTo, 0];
    state.textContent = typed === kept ? "Kept as a draft." : "";
    if (typed === kept && works) await drop(entry.id);
    held = typed === kept ? typed : -1; // what was typed meanwhile belongs to the new version
    return store();
  }
  if (answer.status !== 409 && answer.status !== 422) throw new Error(`answer ${answer.status}`);
  pending = undefined;
  stopped = answer.status === 409;
  kept = answer.status === 422 ? upTo : kept;
  await store();
  state.textContent = `Not kept. ${await answer.text()}`;
}

function changed() {
  typed += 1;
  clearTimeout(resting);
  resting = setTimeout(store, SOON);
  if (stopped) return;
  state.textContent = "";
  clearTimeout(timer);
  timer = setTimeout(keep, PAUSE);
}

form.addEventListener("input", changed);
for (const wakes of ["online", "focus"]) addEventListener(wakes, keep);
addEventListener("visibilitychange", () => document.hidden && (store(), keep()));

// A button sends what the server has: first what was typed is kept, so that nothing lies here afterwards.
let sending = false;
form.addEventListener("submit", async (event) => {
  if (sending || stopped || typed === kept) return void (sending = true);
  event.preventDefault();
  const { submitter } = event;
  while (busy) await new Promise((done) => setTimeout(done, 50));
  let before;
  do [before] = [kept, await keep()];
  while (typed !== kept && kept !== before && !stopped); // first what was asked before, then what was typed since
  if (typed !== kept && !stopped) return;
  sending = true;
  delete form.dataset.sending;
  form.requestSubmit(submitter);
});
addEventListener("beforeunload", (event) => typed !== kept && held !== typed && !sending && event.preventDefault());

// What this computer still has of an earlier visit. Of another version, both texts are shown and nothing is written over.
async function earlier() {
  await claim(entry.id);
  const before = (await all()).filter(({ owner, url }) => owner === device && url === entry.url);
  for (const one of before) {
    const { fields: said } = await read(one);
    const there = new Map(fields());
    if (!(await claim(one.id))) continue; // another tab writes it
    const same = ["version", "template"].every((name) => new Map(said).get(name) === there.get(name));
    if (words(said) === words([...there]) || (!same && isIn(said, words([...there])))) await drop(one.id);
    else if (!typed && same) await take(one, said);
    else offer(one, said);
  }
}

async function take(one, said) {
  for (const [name, value] of said) if (form.elements[name]?.matches?.("textarea")) form.elements[name].value = value;
  [entry.id, typed, held] = [one.id, 1, 1];
  state.textContent = `${HERE} It is from ${since(one.writtenAt)}.`;
  await keep();
}

// Lines that stand in the note already are not shown again, nor put there twice.
function offer(one, said) {
  const there = new Set(words(fields()).split("\n").map((line) => line.trim()));
  const other = words(said).split("\n").filter((line) => !there.has(line.trim())).join("\n");
  if (!other.trim()) return drop(one.id);
  const away = make("button", { type: "button", className: "plain", textContent: "Throw them away" });
  const use = make("button", { type: "button", className: "quiet", textContent: "Put them below my note" });
  const box = make("div", { className: "notice attention" }, make("p", { textContent: `You also wrote this here, ${since(one.writtenAt)}. A newer version was kept meanwhile, and these words are only on this computer.` }), make("blockquote", {}, ...other.split("\n").flatMap((line) => [line, make("br")])), make("div", { className: "buttons" }, use, away));
  box.id = "also-here";
  const done = () => drop(one.id).then(() => box.remove());
  away.addEventListener("click", done);
  use.addEventListener("click", async () => {
    const first = form.querySelector("textarea");
    first.value = [first.value, other].filter(Boolean).join("\n\n");
    changed();
    await store();
    await done();
  });
  form.before(box);
}

if (works && device) earlier().catch(() => {});
