// In the section `#told-offline`: the numbers for an answer that cannot wait and could not be sent, and what its owner would
// like to happen. The choice waits on this phone behind its answer (`after`), and goes right after it, never before.
import { keep, mine, person, read } from "./outbox.js";

const told = document.getElementById("told-offline");
const ways = told?.querySelector("form");
let answer; // the entry that the choice is about

// Shows the section when one of these answers is one that a person must be told of. `entry` is where they wait.
export async function tell(form, entry) {
  if (!told) return;
  told.hidden = !told.dataset.raises.split(" ").filter(Boolean).some((rule) => reaches(form, ...rule.split(":")));
  answer = entry;
  if (ways) ways.hidden = !entry;
  const [before] = told.hidden ? [] : await chosen();
  if (before) say((await read(before)).fields[0][1]);
}

// Whether the answer to this question is one that a person must be told of.
const reaches = (form, name, from) => Number(new FormData(form).get(name) || -1) >= Number(from);

const chosen = async () => (answer ? (await mine()).filter(({ after }) => after === answer.id) : []);

function say(choice) {
  for (const line of told.querySelectorAll("[data-said]")) line.hidden = line.dataset.said !== choice;
  for (const way of ways.querySelectorAll("button")) way.setAttribute("aria-current", way.value === choice);
}

ways?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const choice = event.submitter.value;
  const before = (await chosen()).map(({ id }) => id);
  const entry = { id: crypto.randomUUID(), owner: person, url: new URL(ways.action).pathname, page: location.pathname, what: "what you chose", state: "waiting", writtenAt: Date.now(), after: answer.id };
  try {
    await keep(entry, { fields: [["choice", choice]] }, before);
    say(choice);
  } catch {
    return say("");
  }
  dispatchEvent(new Event("online")); // what can go, goes (phone.js)
});
