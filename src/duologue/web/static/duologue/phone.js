// On each page of a client: says what waits on this phone, sends it when it can, asks before signing out, and keeps those
// pages for a time without signal that their owner chose to keep.
import { drop, make, mine, person, read, since } from "./outbox.js";
import { flush } from "./sending.js";
import { inWords } from "./writing.js";

const place = document.getElementById("on-this-phone");
const here = location.pathname + location.search;
const WHY = {
  404: "This page is not open any more. You can copy your words, or throw them away.",
  409: "This was sent or changed before, with other words. Open it to see both.",
  410: "This page is not open any more. You can copy your words, or throw them away.",
};
const LOOK = "Something in it needs another look. Open it to see what.";
const GONE = [404, 410];
let sent = [];

const button = (words, act, name = "quiet") => {
  const made = make("button", { type: "button", className: name, textContent: words });
  made.addEventListener("click", act);
  return made;
};

async function row(entry) {
  const what = make("div", { className: "what" }, make("p", {}, `On this phone since ${since(entry.writtenAt)}, not sent: ${entry.what}.`));
  const acts = make("div", { className: "buttons" });
  if (entry.state === "stuck") {
    const words = inWords(null, (await read(entry)).fields);
    what.append(make("p", { className: "soft", textContent: WHY[entry.reason] ?? LOOK }));
    what.append(make("details", {}, make("summary", { textContent: "Your words" }), make("blockquote", { textContent: words })));
  }
  if (entry.state !== "waiting" && !GONE.includes(entry.reason)) acts.append(make("a", { href: entry.page, textContent: "Open it" }));
  if (entry.state === "stuck") acts.append(button("Throw it away", () => throwAway(entry), "plain"));
  return make("li", {}, what, acts.childElementCount ? acts : null);
}

// With what was chosen about it.
const throwAway = async ({ id }) => drop(id, ...(await mine()).filter(({ after }) => after === id).map((one) => one.id));

const isShown = (entry) => entry.page !== here || entry.state === "stuck" || (entry.state === "waiting" && !document.getElementById("it-waits"));

// Draws the lines anew. They are there only as long as something waits or has just gone.
async function draw() {
  const entries = (await mine()).filter(isShown);
  const rows = await Promise.all(entries.map(row));
  const done = sent.map(({ entry, to }) => make("p", {}, make("strong", { textContent: `Sent just now: ${entry.what}. ` }), make("a", { href: to, textContent: "Read on" })));
  const said = [...done.map((line) => make("div", { className: "notice done" }, line))];
  if (rows.length) {
    const now = entries.some(({ state }) => state === "waiting") ? make("div", { className: "buttons" }, button("Send it now", go)) : null;
    said.push(make("div", { className: "notice attention" }, make("ul", { className: "waiting" }, ...rows), now));
  }
  place.replaceChildren(...said);
}

async function go() {
  const told = await flush();
  const hereNow = told.find(({ entry }) => entry.page === here && document.getElementById("it-waits"));
  if (hereNow) return location.assign(hereNow.to);
  sent = [...sent, ...told];
  draw();
}

async function leaving(event) {
  const form = event.target;
  event.preventDefault();
  const entries = await mine();
  if (!entries.length) return form.submit();
  const says = make("p", { className: "state" });
  says.setAttribute("role", "status");
  const first = button("Send them first", async () => {
    says.textContent = "Sending now.";
    sent = [...sent, ...(await flush())];
    if (!(await mine()).length) return form.submit();
    says.textContent = "Not all of it could be sent just now. It is still on this phone.";
  }, "");
  const leave = button("Leave them on this phone", () => form.submit());
  const away = button("Throw them away", async () => {
    await drop(...(await mine()).map(({ id }) => id));
    form.submit();
  }, "plain");
  const stay = button("Stay signed in", () => box.close(), "plain");
  const box = make("dialog", { className: "leaving" },
    make("h2", { textContent: "Some of your words are not sent yet" }),
    make("ul", {}, ...entries.map((entry) => make("li", { textContent: `${entry.what}, on this phone since ${since(entry.writtenAt)}` }))),
    make("p", { className: "soft", textContent: "Left on this phone, they stay locked away and are sent when you sign in here again. Nobody else who signs in here sees them." }),
    says,
    make("div", { className: "buttons" }, entries.some(({ state }) => state === "waiting") ? first : null, leave, away, stay));
  box.setAttribute("aria-label", "Before you sign out");
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

// A copy of what this page says, without its forms and without the name of whoever is signed in.
async function keepPage() {
  const frame = await fetch(document.documentElement.dataset.offline, { credentials: "omit" });
  const page = new DOMParser().parseFromString(await frame.text(), "text/html");
  const main = document.getElementById("main").cloneNode(true);
  for (const part of main.querySelectorAll("form, script, dialog, .no-print, .notice[role=status], #on-this-phone")) part.remove();
  page.getElementById("main").replaceWith(main);
  for (const part of page.querySelectorAll("script, .foot")) part.remove();
  page.title = document.title;
  const headers = { "content-type": "text/html; charset=utf-8", "x-called": encodeURIComponent(main.querySelector("h1")?.textContent.trim() ?? "") };
  headers["content-security-policy"] = frame.headers.get("content-security-policy") ?? "default-src 'none'; style-src 'self'";
  await (await caches.open("kept")).put(location.pathname, new Response(`<!doctype html>${page.documentElement.outerHTML}`, { headers }));
}

const wish = document.querySelector("meta[name=duologue-offline]")?.content;
if (globalThis.caches && wish === "keep") keepPage().catch(() => {});
if (globalThis.caches && wish === "forget") caches.open("kept").then((kept) => kept.delete(location.pathname));

if (person && place) {
  addEventListener("outbox", draw);
  addEventListener("online", go);
  document.addEventListener("visibilitychange", () => document.hidden || go());
  for (const form of document.querySelectorAll("form[data-sign-out]")) form.addEventListener("submit", leaving);
  draw().then(go);
}
