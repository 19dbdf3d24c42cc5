// Statements on a board: each is moved by its two buttons or dragged by its handle into a column that has room. The radios
// underneath stay the answer, so that keeping, sending and reading aloud are the same as without this script.
const make = (tag, fields = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), fields);
  element.append(...children);
  return element;
};

for (const sort of document.querySelectorAll("[data-sort]")) take(sort);

function take(sort) {
  const rooms = [...sort.querySelectorAll("[data-room]")].map((one) => Number(one.dataset.room));
  const cards = [...sort.querySelectorAll("[data-statement]")];
  const names = [...cards[0].querySelectorAll("input")].map((radio) => radio.labels[0].querySelector(".away").textContent.trim());
  const says = make("p", { className: "state" });
  says.setAttribute("role", "status");
  const tray = column("Still to sort", "tray-of-sort");
  const columns = rooms.map((room, n) => column(`${n + 1}: ${names[n]}`, "column"));
  const board = make("div", { className: "board" }, ...[...columns].reverse());
  sort.querySelector(".columns").after(says, tray, board);
  for (const card of cards) dress(card);
  sort.dataset.on = "yes";
  lay();
  sort.closest("form")?.addEventListener("restored", lay);

  function column(name, className) {
    const box = make("div", { className }, make("h3", { textContent: name }), make("p", { className: "soft" }));
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", name);
    return box;
  }

  function chosen(card) {
    return Number(card.querySelector("input:checked")?.value ?? 0);
  }

  function held(n) {
    return cards.filter((card) => chosen(card) === n).length;
  }

  function lay() {
    for (const card of cards) (columns[chosen(card) - 1] ?? tray).append(card);
    columns.forEach((box, n) => {
      box.querySelector("p").textContent = `${held(n + 1)} of ${rooms[n]}`;
      box.classList.toggle("full", held(n + 1) >= rooms[n]);
    });
    tray.querySelector("p").textContent = held(0) ? `${held(0)} left` : "Everything has its place.";
    tray.hidden = !held(0);
  }

  function dress(card) {
    const said = card.querySelector("legend").lastChild.textContent.trim();
    const buttons = [["Less like it", -1], ["More like it", 1]].map(([words, way]) => {
      const button = make("button", { type: "button", className: "quiet small", textContent: way < 0 ? "−" : "+" });
      button.setAttribute("aria-label", `${words}: ${said}`);
      button.addEventListener("click", () => {
        move(card, next(card, way), said);
        button.focus();
      });
      return button;
    });
    const handle = make("span", { className: "handle", textContent: "⠿" });
    handle.setAttribute("aria-hidden", "true");
    card.append(make("div", { className: "nudge" }, buttons[0], handle, buttons[1]));
    drag(card, handle, said);
  }

  // The next column that way which has room; from the tray it begins in the middle.
  function next(card, way) {
    const middle = (rooms.length + 1) / 2;
    for (let n = (chosen(card) || middle) + (chosen(card) ? way : 0); n >= 1 && n <= rooms.length; n += way) if (held(n) < rooms[n - 1]) return n;
    return 0;
  }

  function move(card, n, said) {
    if (!n || (held(n) >= rooms[n - 1] && chosen(card) !== n)) return void (says.textContent = n ? `Column ${n} is full. Move one out of it first.` : "There is no room further that way. Move another one first.");
    const radio = card.querySelector(`input[value="${n}"]`);
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
    lay();
    says.textContent = `${said}: column ${n}, ${names[n - 1]}. ${held(n)} of ${rooms[n - 1]}.`;
  }

  function drag(card, handle, said) {
    let from = null;
    handle.addEventListener("pointerdown", (event) => {
      from = [event.clientX, event.clientY];
      handle.setPointerCapture(event.pointerId);
      card.classList.add("lifted-up");
      event.preventDefault();
    });
    handle.addEventListener("pointermove", (event) => {
      if (from) card.style.translate = `${event.clientX - from[0]}px ${event.clientY - from[1]}px`;
    });
    for (const end of ["pointerup", "pointercancel"]) handle.addEventListener(end, (event) => {
      if (!from) return;
      from = null;
      card.style.translate = "";
      card.style.pointerEvents = "none";
      const box = document.elementFromPoint(event.clientX, event.clientY)?.closest(".column");
      card.style.pointerEvents = "";
      card.classList.remove("lifted-up");
      if (end === "pointerup" && columns.includes(box)) move(card, columns.indexOf(box) + 1, said);
    });
  }
}
