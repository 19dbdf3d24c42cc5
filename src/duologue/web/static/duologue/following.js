// Follows what somebody else chooses: asks every few seconds, changes only what is new, and says when it hears nothing.
const PATIENCE = 5000;

const say = (lost) => {
  for (const line of document.querySelectorAll(".lost")) {
    const words = lost ? line.dataset.lost : "";
    if (line.textContent !== words) line.textContent = words;
  }
};

// An exercise that runs is left in peace; one that begins or ends takes the whole page, because a script leads through it.
const isCalm = (part) => (part.dataset.shown ?? "").startsWith("calm");

const take = (id, was, html) => {
  const now = new DOMParser().parseFromString(html, "text/html").getElementById(id);
  if (!now || document.getElementById(id) !== was) return;
  if (isCalm(was) && was.dataset.shown === now.dataset.shown) was.dataset.seen = now.dataset.seen;
  else if (isCalm(was) || isCalm(now)) location.reload();
  else {
    const had = was.contains(document.activeElement) && document.activeElement.id;
    was.replaceWith(now);
    window.htmx?.process(now);
    if (had) document.getElementById(had)?.focus();
  }
};

const follow = (id) => {
  let unheard = 0;
  const ask = async () => {
    const part = document.getElementById(id);
    if (part?.dataset.follow) {
      try {
        const address = `${part.dataset.follow}?seen=${encodeURIComponent(part.dataset.seen)}`;
        const answer = await fetch(address, { cache: "no-store", redirect: "error", signal: AbortSignal.timeout(PATIENCE) });
        if (!answer.ok) throw new Error("not heard");
        if (answer.status === 200) take(id, part, await answer.text());
        unheard = 0;
      } catch {
        unheard += 1;
      }
      say(unheard > 1);
    }
    setTimeout(ask, 1000 * (part?.dataset.every ?? 3));
  };
  ask();
};

for (const id of ["screen", "looking"]) if (document.getElementById(id)) follow(id);
