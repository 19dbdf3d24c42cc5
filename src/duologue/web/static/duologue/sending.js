// From this phone to the server: each entry under its own key, as often as it takes, and counted once there.
import { all, change, drop, person, read, works } from "./outbox.js";

const NEEDS_ITS_OWNER = new Set([400, 404, 409, 410, 413, 422]); // asking again would not help
let token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;

// Who is signed in now, with a fresh token: {person, token}, or null when nobody answers.
export async function who() {
  try {
    const answer = await fetch(document.documentElement.dataset.who, { redirect: "error", cache: "no-store" });
    const told = answer.ok ? await answer.json() : null;
    token = told?.token ?? token;
    return told;
  } catch {
    return null;
  }
}

// One request of the outbox. The server turns it down when somebody else is signed in, and never sends it to another page.
export async function post(url, fields, { id, owner, writtenAt }, { keepalive = false } = {}) {
  const ask = () => {
    const body = new URLSearchParams(fields);
    body.set("csrfmiddlewaretoken", token);
    body.set("entry_key", id);
    const waited = Math.max(0, Math.round((Date.now() - writtenAt) / 1000));
    const headers = owner ? { "X-Outbox": owner, "X-Waited": waited } : {};
    return fetch(url, { method: "POST", body, redirect: "manual", keepalive, headers });
  };
  const answer = await ask();
  return answer.status === 403 && (await who())?.person === owner ? ask() : answer;
}

// Whether the server has other words under the same question: what was chosen here is about those, too.
const sentBefore = ({ state, reason }) => state === "stuck" && reason === 409;

// Sends one entry and lets it go when it has arrived. How it went: "sent" (with `to`), "locked", "stuck" or "waiting".
export async function send(entry) {
  try {
    const { fields } = await read(entry);
    const answer = await post(entry.url, fields, entry);
    if (answer.ok) return await arrived(entry, answer);
    if ([401, 403, 412].includes(answer.status)) return { state: "locked" };
    if (!NEEDS_ITS_OWNER.has(answer.status)) return { state: "waiting" };
    return await stuck(entry, answer.status);
  } catch {
    return { state: "waiting" }; // no signal, or the answer was lost: the same key goes again
  }
}

async function stuck(entry, reason) {
  await change(entry, { state: "stuck", reason });
  return { state: "stuck", reason };
}

async function arrived(entry, answer) {
  if (answer.headers.get("content-type")?.startsWith("text/html")) return stuck(entry, answer.status); // a page with a question
  const { to } = answer.status === 204 ? { to: entry.page } : await answer.json();
  await drop(entry.id);
  for (const next of (await all()).filter(({ after }) => after === entry.id)) await send(next); // what was chosen about it
  return { state: "sent", to };
}

// Sends what waits and belongs to whoever is signed in now. One tab does it, the others leave it to that one.
export async function flush() {
  if (!works || !person) return [];
  return navigator.locks.request("duologue outbox", { ifAvailable: true }, async (lock) => {
    const entries = lock ? (await all()).filter((entry) => entry.owner === person) : [];
    const held = new Set(entries.filter((entry) => !sentBefore(entry)).map(({ id }) => id)); // what is about them waits, too
    const waiting = entries.filter(({ state, after }) => state === "waiting" && !held.has(after));
    if (!waiting.length || (await who())?.person !== person) return [];
    const told = [];
    for (const entry of waiting) told.push({ entry, ...(await send(entry)) });
    return told.filter(({ state }) => state === "sent");
  });
}
