// Lines of an agenda are dragged by a handle, with a mouse, a pen or a finger. The buttons under "Change" do the same.
const wait = 4; // pixels before a press becomes a drag

const handle = (line) => {
  if (line.querySelector(":scope > .handle")) return;
  const grip = document.createElement("span");
  grip.className = "handle";
  grip.setAttribute("aria-hidden", "true"); // for the keyboard and for those who listen there are the buttons
  line.prepend(grip);
  grip.addEventListener("pointerdown", (event) => event.button === 0 && drag(event, grip, line));
};

const drag = (down, grip, line) => {
  const list = line.parentElement;
  const next = line.nextElementSibling;
  const put_back = () => list.insertBefore(line, next);
  let moving = false;
  down.preventDefault();
  grip.setPointerCapture(down.pointerId);
  const move = (event) => {
    if (!moving && Math.abs(event.clientY - down.clientY) < wait) return;
    moving = true;
    line.classList.add("dragged");
    const others = [...list.querySelectorAll(":scope > [data-movable]")].filter((other) => other !== line);
    const below = others.find((other) => {
      const box = other.getBoundingClientRect();
      return event.clientY < box.top + box.height / 2;
    });
    list.insertBefore(line, below || null);
  };
  const over = (event) => {
    grip.removeEventListener("pointermove", move);
    line.classList.remove("dragged");
    if (event.type === "pointercancel") put_back();
    else if (moving && line.nextElementSibling !== next) send(line);
  };
  grip.addEventListener("pointermove", move);
  for (const end of ["pointerup", "pointercancel"]) grip.addEventListener(end, over, { once: true });
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
