// A link is dragged to its place by its ring, with a mouse or a finger. The arrows beside it do the same without dragging.
const chain = document.querySelector("ol.chain");
const links = () => [...chain.children];

function placeAt(y, held) {
  const others = links().filter((one) => one !== held);
  const before = others.filter((one) => { const box = one.getBoundingClientRect(); return box.top + box.height / 2 < y; });
  return { place: before.length + 1, next: others[before.length] || null };
}

function begin(ring, down) {
  if (down.button || chain.dataset.sent) return;
  const held = ring.closest("li"), was = links().indexOf(held) + 1, next = held.nextElementSibling;
  down.preventDefault();
  ring.setPointerCapture(down.pointerId);
  held.classList.add("held");
  const move = (event) => chain.insertBefore(held, placeAt(event.clientY, held).next);
  const let_go = (event) => {
    held.classList.remove("held");
    for (const [name, act] of Object.entries(acts)) ring.removeEventListener(name, act);
    const { place } = placeAt(event.clientY, held);
    if (event.type === "pointercancel" || place === was) return void chain.insertBefore(held, next);
    chain.insertBefore(held, placeAt(event.clientY, held).next);
    chain.dataset.sent = "yes";
    const form = held.querySelector("form[data-move]");
    form.elements.to.value = place;
    form.submit();
  };
  const acts = { pointermove: move, pointerup: let_go, pointercancel: let_go };
  for (const [name, act] of Object.entries(acts)) ring.addEventListener(name, act);
}

if (chain && chain.children.length > 1) {
  chain.classList.add("drags");
  document.querySelector("[data-drag-hint]").hidden = false;
  for (const ring of chain.querySelectorAll(".ring")) ring.addEventListener("pointerdown", (down) => begin(ring, down));
}
