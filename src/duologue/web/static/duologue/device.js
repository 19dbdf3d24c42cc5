// On each page of somebody who works here: a note that is only on this computer. It is kept in the record when that can be,
// else it is said; and it is said before signing out.
import { all, claim, drop, make, read, since } from "./outbox.js";
import { post } from "./sending.js";

const owner = document.documentElement.dataset.device;
const main = document.getElementById("main");
const place = make("div", { className: "no-print" });
let warned = false;

const ours = new Map(); // whether no other tab writes it just now
const isHere = ({ url }) => url === location.pathname && document.getElementById("progress-note");

async function mine() {
  const entries = (await all()).filter((entry) => entry.owner === owner && !isHere(entry));
  for (const { id } of entries) if (!ours.get(id)) ours.set(id, await claim(id));
  return entries.filter(({ id }) => ours.get(id));
}

async function keep(entry) {
  const once = { id: crypto.randomUUID(), owner, writtenAt: entry.writtenAt };
  const { fields } = await read(entry);
  const answer = await post(entry.url, [...fields, ["as_typed", "yes"]], once).catch(() => null);
  if (answer?.status !== 204) return make("li", {}, ...(await line(entry, fields)));
  await drop(entry.id);
  return make("li", {}, make("p", {}, "Kept in the record just now: a note. ", make("a", { href: entry.page, textContent: "Open it" })));
}

async function line(entry, fields) {
  const away = make("button", { type: "button", className: "plain", textContent: "Throw it away" });
  away.addEventListener("click", () => drop(entry.id).then(() => location.reload()));
  const words = fields.filter(([name]) => ["one", "two", "three", "four"].includes(name)).map(([, value]) => value);
  return [
    make("p", {}, `A note is on this computer since ${since(entry.writtenAt)}, not kept in the record yet. `, make("a", { href: entry.page, textContent: "Open it" })),
    make("details", {}, make("summary", { textContent: "The words" }), make("blockquote", {}, ...words.filter(Boolean).join("\n").split("\n").flatMap((one) => [one, make("br")])), away),
  ];
}

async function draw() {
  const entries = await mine();
  const lines = [];
  for (const entry of entries) lines.push(await keep(entry));
  place.replaceChildren(...(lines.length ? [make("div", { className: "notice attention" }, make("ul", { className: "waiting" }, ...lines))] : []));
  return (await mine()).length;
}

main.prepend(place);
draw().catch(() => {});
for (const form of document.querySelectorAll("form[data-sign-out]")) {
  form.addEventListener("submit", async (event) => {
    if (warned) return;
    event.preventDefault();
    event.stopPropagation();
    warned = true;
    const left = await draw().catch(() => 0);
    if (!left) return form.requestSubmit();
    place.firstChild.append(make("p", {}, make("strong", { textContent: "Signed out, it stays sealed on this computer until you sign in here again. Press “Sign out” once more to leave." })));
    place.firstChild.tabIndex = -1;
    place.firstChild.focus();
  });
}
