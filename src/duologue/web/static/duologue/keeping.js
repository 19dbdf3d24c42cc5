// For steps.js: answers on their way to the server. `data-keep` on the form says where each answer goes as it is given;
// the form's own action is where all of them go in the end. Between the two they lie on this phone (outbox.js).
import { drop, keep, mine, person, read, works } from "./outbox.js";
import { post, send } from "./sending.js";
import { fieldsOf, fill, waits } from "./writing.js";

const AGAIN = [3000, 6000, 12000, 30000]; // milliseconds until the next try
const PATIENCE = 1500;
const SAVED = "Saved.";
const HERE = "Saved on this phone.";
const NOWHERE = "Not saved yet. We try again.";

// Keeps what is not kept yet, one request at a time, and tries again for as long as the page is open.
export function keeping(form, say) {
  const unsaved = new Map();
  const url = new URL(form.action).pathname;
  const key = form.elements.entry_key.value;
  const entry = { id: `${key} draft`, owner: person, url, page: location.pathname, what: form.dataset.outbox, state: "draft", writtenAt: Date.now() };
  const onPhone = works && person;
  const locked = form.querySelector("[data-locked]");
  let place = 0;
  let busy = null;
  let tries = 0;
  let timer;
  let words = "";
  let over = false;
  let sending = false;
  let safe = true; // this phone has everything that the server does not have
  let slow; // the wait until a server that says nothing counts as away
  let replaces = []; // drafts whose answers this page took over

  function tell(text) {
    words = text;
    say(words);
  }

  function stop(text, note) {
    if (note) note.hidden = false;
    tell(text);
    return false;
  }

  // True once the phone has it: after the transaction, not before.
  async function store() {
    if (!onPhone || sending) return false;
    try {
      if (unsaved.size) await keep(entry, { fields: [...unsaved], place }, replaces);
      else await drop(entry.id, ...replaces);
      replaces = [];
      return true;
    } catch {
      return false;
    }
  }

  // One request with everything that is not kept yet; true when there is reason to go on.
  async function attempt() {
    const entries = [...unsaved];
    const once = { id: crypto.randomUUID(), owner: person, writtenAt: entry.writtenAt };
    const answer = await post(form.dataset.keep, [...entries, ["at_question", place]], once, { keepalive: true });
    if ([401, 403, 412].includes(answer.status) || answer.type === "opaqueredirect") return stop((await store()) ? HERE : "Not saved yet.", locked);
    over = answer.status === 404 || answer.status === 409;
    if (over) return stop("Not saved. These questions are not open any more.");
    if (answer.status === 422) {
      for (const [name] of entries) unsaved.delete(name);
      await store();
      tell(`Not saved. ${await answer.text()}`);
      return true;
    }
    if (answer.status !== 204) throw new Error(`answer ${answer.status}`);
    for (const [name, value] of entries) if (unsaved.get(name) === value) unsaved.delete(name);
    await store();
    if (locked) locked.hidden = true;
    tries = 0;
    if (!unsaved.size) tell(SAVED);
    return true;
  }

  async function all() {
    try {
      while (unsaved.size && !over && !sending) if (!(await attempt())) return;
    } catch {
      tell((await store()) ? HERE : NOWHERE);
    }
  }

  async function flush() {
    if (busy || over || sending) return busy;
    clearTimeout(timer);
    busy = all();
    await busy;
    busy = null;
    if (unsaved.size && !over && !sending) timer = setTimeout(flush, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
  }

  for (const wakes of ["online", "focus"]) addEventListener(wakes, () => unsaved.size && flush());
  addEventListener("beforeunload", (event) => unsaved.size && !over && !sending && !safe && event.preventDefault());

  // Everything at once, from this phone. What the server wants mended comes back as its own page.
  async function hand(submitter) {
    await busy; // an answer on its way arrives before the whole, not after
    sending = true;
    clearTimeout(timer);
    let kept;
    try {
      kept = await keep({ ...entry, id: key, state: "waiting", writtenAt: Date.now() }, { fields: fieldsOf(form, submitter) }, [entry.id, ...replaces]);
    } catch {
      return form.requestSubmit(submitter);
    }
    const go = async () => {
      const how = await send(kept);
      if (how.state === "sent") return location.assign(how.to);
      if (how.state === "stuck") return form.requestSubmit(submitter);
      tell("All saved on this phone.");
      waits(form, how.state, { again: go, entry: kept });
    };
    await go();
  }

  // What this phone still has of an earlier visit: {answers, place}, "waiting" when all of it is on its way, or nothing.
  async function earlier() {
    if (!onPhone) return null;
    const before = (await mine()).filter((one) => one.url === url);
    const whole = before.find((one) => one.state === "waiting");
    if (whole) {
      fill(form, (await read(whole)).fields);
      waits(form, "waiting", { again: () => location.reload(), entry: whole });
      return null;
    }
    const drafts = await Promise.all(before.map(async (one) => ({ id: one.id, ...(await read(one)) })));
    if (!drafts.length) return null;
    replaces = drafts.map(({ id }) => id);
    for (const { fields } of drafts) for (const [name, value] of fields) unsaved.set(name, value);
    place = drafts.at(-1).place ?? 0;
    words = HERE;
    flush();
    return { answers: new Map(unsaved), place };
  }

  return {
    flush,
    earlier,
    hand,
    canHand: onPhone,
    handed: () => sending || (!onPhone && !unsaved.size),
    waiting: () => unsaved.size > 0 && !over,
    words: () => words,
    changed: () => [SAVED, HERE].includes(words) && tell(""), // it is said again when this, too, was kept
    async keep(name, value, at) {
      unsaved.set(name, value);
      place = at;
      entry.writtenAt = Date.now();
      safe = false;
      this.changed();
      safe = await store();
      clearTimeout(slow);
      slow = setTimeout(() => safe && unsaved.size && words === "" && tell(HERE), PATIENCE);
      flush();
    },
  };
}
