// What somebody wrote on this phone and the server does not have yet. It lies in IndexedDB, sealed with a key that no
// script can read out, and is gone once the server has it. Each entry knows whose it is, and carries its own key (R10, R11).
//
// An entry: id (its key), owner, url (where it goes), page (where it was written), what ("a note"), state, writtenAt.
// state: "draft" is being written, "waiting" goes by itself, "stuck" needs its owner (`reason` is the server's answer).
// Its body is sealed: { fields: [[name, value], ...], place }.

export const person = document.documentElement.dataset.person ?? "";
export const works = Boolean(globalThis.isSecureContext && globalThis.indexedDB && crypto.subtle && navigator.locks);

let opened;
function base() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("duologue", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("entries", { keyPath: "id" });
      for (const name of ["keys", "settings"]) asked.result.createObjectStore(name);
    };
    asked.onerror = () => reject(asked.error);
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
  });
  return opened;
}

// Resolves when the transaction is complete. Nothing may be called saved before that: a phone that dies earlier loses it.
async function within(store, mode, act) {
  const transaction = (await base()).transaction(store, mode, { durability: "strict" });
  return new Promise((resolve, reject) => {
    const asked = act(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

async function keyOf(owner) {
  const held = () => within("keys", "readonly", (keys) => keys.get(owner));
  const before = await held();
  if (before) return before;
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return within("keys", "readwrite", (keys) => keys.add(made, owner)).then(() => made, held); // of two tabs the first one wins
}

const about = ({ id, owner }) => new TextEncoder().encode(`${id} ${owner}`);

async function sealed(entry, body) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const words = new TextEncoder().encode(JSON.stringify(body));
  const how = { name: "AES-GCM", iv, additionalData: about(entry) };
  return { ...entry, iv, sealed: await crypto.subtle.encrypt(how, await keyOf(entry.owner), words) };
}

// The words of an entry. Asks for nothing but the phone: who holds it unlocked and signed in may read them.
export async function read(entry) {
  const how = { name: "AES-GCM", iv: entry.iv, additionalData: about(entry) };
  const words = await crypto.subtle.decrypt(how, await keyOf(entry.owner), entry.sealed);
  return JSON.parse(new TextDecoder().decode(words));
}

const others = works ? new BroadcastChannel("duologue") : null;
others?.addEventListener("message", () => dispatchEvent(new Event("outbox")));

// One after the other, in the order in which they were asked for: an older text never lands on a newer one.
let last = Promise.resolve();
function inTurn(act) {
  last = last.catch(() => {}).then(act).then((done) => {
    dispatchEvent(new Event("outbox"));
    others.postMessage("changed");
    return done;
  });
  return last;
}

// Keeps an entry, in place of those it `replaces`: all of it or nothing.
export const keep = (entry, body, replaces = []) =>
  inTurn(async () => {
    const row = await sealed(entry, body);
    await within("entries", "readwrite", (entries) => {
      for (const id of replaces) if (id !== row.id) entries.delete(id);
      entries.put(row);
    });
    return row;
  });

export const change = (entry, changes) =>
  inTurn(() => within("entries", "readwrite", (entries) => void entries.put({ ...entry, ...changes })));

export const drop = (...ids) => inTurn(() => within("entries", "readwrite", (entries) => ids.forEach((id) => entries.delete(id))));

// Everything on this phone, oldest first: the words stay sealed.
export async function all() {
  if (!works) return [];
  return (await within("entries", "readonly", (entries) => entries.getAll())).sort((a, b) => a.writtenAt - b.writtenAt);
}

export const mine = async () => (await all()).filter((entry) => entry.owner === person);

export const setting = (name) => within("settings", "readonly", (settings) => settings.get(name));
export const set = (name, value) => within("settings", "readwrite", (settings) => settings.put(value, name));

// Held for as long as this page is open: two tabs never write into the same draft.
export const claim = (id) =>
  new Promise((resolve) => {
    navigator.locks.request(`duologue ${id}`, { ifAvailable: true }, (lock) => {
      resolve(Boolean(lock));
      return lock ? new Promise(() => {}) : undefined;
    });
  });

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "long" });
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });

// "14:05", "Monday", "3 November": as somebody says since when, by the phone's own clock.
export function since(moment) {
  const days = Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 86400000);
  return (days === 0 ? CLOCK : days > 0 && days < 7 ? WEEKDAY : DAY).format(moment);
}

export function make(name, wanted = {}, ...inside) {
  const made = Object.assign(document.createElement(name), wanted);
  made.append(...inside.filter(Boolean));
  return made;
}
