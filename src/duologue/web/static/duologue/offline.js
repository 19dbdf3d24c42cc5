// On a page for nobody in particular: that words wait on this phone (not which), and the pages somebody chose to keep.
import { all, make, since } from "./outbox.js";

const waiting = document.querySelector("[data-waiting]");
const kept = document.querySelector("[data-kept]");

const entries = await all().catch(() => []);
if (entries.length && waiting) {
  const things = entries.length === 1 ? "1 thing waits" : `${entries.length} things wait`;
  waiting.querySelector("[data-what]").textContent = `${things} on this phone since ${since(entries[0].writtenAt)}, not sent yet.`;
  waiting.hidden = false;
}

if (kept && globalThis.caches) {
  const cache = await caches.open("kept");
  for (const request of await cache.keys()) {
    const called = decodeURIComponent((await cache.match(request)).headers.get("x-called") ?? "");
    kept.querySelector("ul").append(make("li", {}, make("a", { className: "open", href: new URL(request.url).pathname, textContent: called || "A page you kept" })));
    kept.hidden = false;
  }
}

const calm = document.querySelector("[data-no-signal]");
if (calm) {
  // A phone says that it is back a moment before it is: only an answer counts.
  const back = () => fetch(calm.dataset.noSignal, { cache: "no-store" }).then(() => location.reload(), () => {});
  const again = document.querySelector("[data-again]");
  again.hidden = false;
  again.addEventListener("click", () => location.reload());
  addEventListener("online", back);
  setInterval(() => document.hidden || back(), 4000);
}
