// How much of the hour is left, quietly: the server's time counts, and it can be put away. Without this the end stands there.
const clock = document.getElementById("clock");
if (clock) {
  const left = new Date(clock.dataset.ends) - new Date(clock.dataset.now);
  const opened = performance.now();
  const words = clock.querySelector("span");
  const planned = words.textContent;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "plain";
  const show = () => {
    const away = /(^|; )clock=away(;|$)/.test(document.cookie);
    const minutes = Math.ceil((left - (performance.now() - opened)) / 60000);
    words.textContent = minutes > 0 ? `${minutes} min left` : planned;
    words.hidden = away;
    button.textContent = away ? "Show the clock" : "Hide the clock";
  };
  button.addEventListener("click", () => {
    document.cookie = `clock=${words.hidden ? "here" : "away"}; path=/; samesite=lax`; // until the browser closes
    show();
  });
  clock.append(" ", button);
  show();
  setInterval(show, 10000);
}
