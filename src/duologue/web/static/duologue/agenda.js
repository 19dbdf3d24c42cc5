// Lines of an agenda are dragged by a handle, with a mouse, a pen or a finger. The buttons under "Change" do the same.
const wait = 4; // pixels before a press becomes a drag
const ends = ["pointerup", "pointercancel"];

const handle = (line) => {
  if (line.querySelector(":scope > .handle")) return;
  const grip = document.createElement("span");
  grip.className = "handle";
  grip.setAttribute("aria-hidden", "true"); // for the keyboard and for those who listen there are the buttons
  line.prepend(grip);
  grip.addEventListener("pointerdown", (event) => event.button === 0 && drag(event, line));
};

const drag = (down, line) => {
  const list = line.parentElement;
  const next = line.nextElementSibling;
  const put_back = () => list.insertBefore(line, next);
  let moving = false;
  down.preventDefault();
  const move = (event) => {
    if (event.pointerId !== down.pointerId) return;
    if (!moving && Math.abs(event.clientY - down.clientY) < wait) return;
    moving = true;
    line.classList.add("dragged");
    const others = [...list.querySelectorAll(":scope > [data-movable]")].filter((other) => other !== line);
    const below = others.find((other) => {
      const box = other.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    if (line.nextElementSibling !== (below || null)) list.insertBefore(line, below || null);
  };
  const over = (event) => {
    if (event.pointerId !== down.pointerId) return;
    document.removeEventListener("pointermove", move);
    for (const end of ends) document.removeEventListener(end, over);
    line.classList.remove("dragged");
    if (event.type === "pointercancel") put_back();
    else if (moving && line.nextElementSibling !== next) send(line);
  };
  // On the document: a line that changes its place lets go of a pointer it had captured.
  document.addEventListener("pointermove", move);
  for (const end of ends) document.addEventListener(end, over);
};

// The form of the buttons carries it: the same address, the same keys, the same answer.
const send = (line) => {
  const form = line.querySelector("form.move");
  const before = document.createElement("input");
  before.type = "hidden";
  before.name = "before";
  before.value = line.nextElementSibling?.dataset.line || "";
  form.append(before);
  form.requestSubmit();
};

const equip = () => document.querySelectorAll("[data-draggable] > [data-movable]").forEach(handle);
equip();
document.addEventListener("htmx:afterSwap", equip);
