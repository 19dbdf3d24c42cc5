// Small manners of every page: say when there is no signal, when sending takes long, and where something is to be mended.
const say = (form, words) => {
  let line = form.querySelector(":scope > .state");
  if (!line) {
    line = document.createElement("p");
    line.className = "state";
    line.setAttribute("role", "status");
    form.append(line);
  }
  line.textContent = words;
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (!navigator.onLine) {
    event.preventDefault();
    say(form, "There is no signal just now. Your words are still here. Send them when you are back.");
    return;
  }
  if (form.dataset.sending) {
    event.preventDefault();
    return;
  }
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  setTimeout(() => form.isConnected && say(form, "Still sending. You can leave this page open."), 4000);
});

// A page that comes back from the browser's memory may be sent again.
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});

// Stands in when there is no signal (web/offline/worker.js). A page of nobody leaves the worker of somebody's practice alone.
const standIn = document.documentElement.dataset.worker;
navigator.serviceWorker?.getRegistration().then((there) => (standIn.includes("?") || !there) && navigator.serviceWorker.register(standIn)).catch(() => {});

document.getElementById("what-to-mend")?.focus();
for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());
