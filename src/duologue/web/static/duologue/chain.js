// A link is dragged to its place by its ring, with a mouse or a finger. The arrows beside it do the same without dragging.
const chain = document.querySelector("ol.chain");
const EDGE = 70, STEP = 14; // near the edge of the window the page goes along

// Where a link would stand if it were let go at this height: its place, counted from 1, and the link it would stand before.
function placeAt(y, held) {
  const others = [...chain.children].filter((one) => one !== held);
  const before = others.filter((one) => { const ring = one.querySelector(".ring").getBoundingClientRect(); return ring.top + ring.height / 2 < y; });
  return { place: before.length + 1, next: others[before.length] || null };
}

function begin(ring, down) {
  if (down.button || chain.dataset.sent) return;
  const held = ring.closest("li"), from = down.clientY + scrollY, was = [...chain.children].indexOf(held) + 1;
  const unmark = () => chain.querySelectorAll(".drop, .drop-last").forEach((one) => one.classList.remove("drop", "drop-last"));
  const move = ({ clientY }) => {
    if (clientY < EDGE) scrollBy(0, -STEP);
    else if (clientY > innerHeight - EDGE) scrollBy(0, STEP);
    held.style.translate = `0 ${clientY + scrollY - from}px`;
    unmark();
    const { place, next } = placeAt(clientY, held);
    if (place !== was) (next ?? chain.lastElementChild).classList.add(next ? "drop" : "drop-last");
  };
  const letGo = ({ type, clientY }) => {
    for (const [name, act] of Object.entries(acts)) ring.removeEventListener(name, act);
    unmark();
    held.classList.remove("held");
    held.style.translate = "";
    const { place, next } = placeAt(clientY, held);
    if (type === "pointercancel" || place === was) return;
    chain.insertBefore(held, next);
    chain.dataset.sent = "yes";
    const form = held.querySelector("form[data-move]");
    form.elements.to.value = place;
    form.requestSubmit();
  };
  const acts = { pointermove: move, pointerup: letGo, pointercancel: letGo };
  down.preventDefault();
  ring.setPointerCapture(down.pointerId);
  held.classList.add("held");
  for (const [name, act] of Object.entries(acts)) ring.addEventListener(name, act);
}

if (chain && chain.children.length > 1) {
  chain.classList.add("drags");
  document.querySelector("[data-drag-hint]").hidden = false;
  for (const ring of chain.querySelectorAll(".ring")) ring.addEventListener("pointerdown", (down) => begin(ring, down));
}
