// A worksheet with questions that come again: one more is put in on this phone, so that it needs no signal. Without this
// script the same button asks the server.
for (const form of document.querySelectorAll("form.fill")) take(form);

function take(form) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-more]");
    if (button && add(form, button.dataset.more)) event.preventDefault();
  });
  // Words kept on this phone may belong to turns that this page does not show yet.
  form.addEventListener("room", (event) => {
    for (const place of form.querySelectorAll("[data-turns]")) {
      const asked = event.detail.find(([name]) => name === `shown.${place.dataset.turns}`);
      while (asked && place.children.length < Number(asked[1]) && add(form, place.dataset.turns, false)) continue;
    }
  });
}

function add(form, group, focus = true) {
  const place = form.querySelector(`[data-turns="${group}"]`);
  const model = place?.nextElementSibling;
  const number = place ? place.children.length + 1 : 0;
  if (!model?.matches("template[data-next]") || number > Number(place.dataset.most)) return false;
  const turn = model.content.firstElementChild.cloneNode(true);
  for (const element of [turn, ...turn.querySelectorAll("*")]) rename(element, model.dataset.next, number);
  place.append(turn);
  form.elements[`shown.${group}`].value = number;
  if (number === Number(place.dataset.most)) form.querySelector(`[data-more="${group}"]`).hidden = true;
  if (focus) turn.focus();
  form.dispatchEvent(new Event("input"));
  return true;
}

// step_4 becomes step_5, rung-4 becomes rung-5, and "Step 4" is called "Step 5".
function rename(element, was, is) {
  for (const { name, value } of [...element.attributes]) {
    const now = value.replace(new RegExp(`([_.-])${was}(?=$|[_\\s-])`, "g"), `$1${is}`);
    if (now !== value && name !== "value") element.setAttribute(name, now);
    if (name === "value" && element.tagName === "BUTTON") element.value = now;
  }
  for (const text of element.childNodes) if (text.nodeType === Node.TEXT_NODE) text.data = text.data.replace(new RegExp(` ${was}(?!\\d)`, "g"), ` ${is}`);
}
