// Leads through an exercise. It keeps no time by itself but that of the page's clock, so a sleeping phone resumes where it was.
// Nothing moves where less motion is wished for: the words and a number that counts down say the same.
const TICK = 200;
const still = matchMedia("(prefers-reduced-motion: reduce)");

// What follows what: words, seconds (0: until Next), which way the breath goes, and the number to show.
const breaths = ({ paces, steps }, pace, minutes) => {
  const { breath_in, breath_out } = paces[pace];
  const many = Math.max(1, Math.round((minutes * 60) / (breath_in + breath_out)));
  const each = [{ words: "Breathe in", seconds: breath_in, way: "in" }, { words: "Breathe out", seconds: breath_out, way: "out" }];
  return [{ words: steps[0].words, seconds: 6, way: "rest" }, ...Array.from({ length: many }, () => each).flat()];
};
const minutesOf = ({ steps }, minutes) => steps.map(({ words }) => ({ words, seconds: (minutes * 60) / steps.length, way: "rest" }));
const plan = (told, pace, minutes) => {
  if (told.kind === "breathing") return breaths(told, pace, minutes);
  if (told.kind === "quiet") return minutesOf(told, minutes);
  return told.steps.map(({ words, seconds, count }) => ({ words, seconds: told.paced ? seconds : 0, count, way: "rest" }));
};

const clock = (seconds) => {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 60 ? `${whole} seconds left` : `About ${Math.ceil(whole / 60)} minute${whole > 60 ? "s" : ""} left`;
};

// One soft tone, made here: nothing is fetched and nothing sounds unless it was asked for.
const tone = () => {
  let sound;
  return (high) => {
    sound ??= new AudioContext();
    const [voice, loud, at] = [sound.createOscillator(), sound.createGain(), sound.currentTime];
    voice.frequency.value = high ? 294 : 220;
    loud.gain.setValueAtTime(0, at);
    loud.gain.linearRampToValueAtTime(0.06, at + 0.15);
    loud.gain.exponentialRampToValueAtTime(0.0001, at + 1.4);
    voice.connect(loud).connect(sound.destination);
    voice.start(at);
    voice.stop(at + 1.5);
  };
};

const lead = (box) => {
  const told = JSON.parse(box.dataset.exercise);
  const part = (name) => box.querySelector(`[data-${name}]`);
  const [stage, words, left, number, begin, next, pause, stop] = ["stage", "now-words", "left", "number", "begin", "next", "pause", "stop"].map(part);
  const ring = tone();
  let phases = [], at = -1, gone = 0, since = 0, timer = 0;

  const shown = (element, on) => element.toggleAttribute("hidden", !on);
  const buttons = (running) => {
    shown(begin, !running);
    shown(stop, running);
    shown(pause, running && phases[at]?.seconds > 0);
    shown(next, running && !phases[at]?.seconds);
    box.toggleAttribute("data-running", running);
  };
  const over = (said) => {
    clearInterval(timer);
    at = -1;
    box.dataset.way = "rest";
    number.textContent = left.textContent = "";
    words.textContent = said;
    begin.textContent = "Once more";
    buttons(false);
    begin.focus();
    box.dispatchEvent(new CustomEvent("exercised", { bubbles: true }));
  };
  const enter = (n) => {
    if (n >= phases.length) return over("That was it. Take a moment before you go on.");
    [at, gone, since] = [n, 0, Date.now()];
    const { words: said, way, seconds, count } = phases[n];
    words.textContent = said;
    box.style.setProperty("--seconds", `${seconds}s`);
    box.dataset.way = way;
    if (part("sound").checked) ring(way !== "out");
    buttons(true);
    show(count);
    if (!seconds) next.focus({ preventScroll: true });
  };
  const show = (count) => {
    const { seconds } = phases[at];
    const rest = phases.slice(at + 1).reduce((sum, phase) => sum + phase.seconds, 0);
    number.textContent = seconds && told.kind !== "quiet" ? Math.max(1, Math.ceil(seconds - gone)) : (count || "");
    left.textContent = seconds ? clock(rest + seconds - gone) : `Step ${at + 1} of ${phases.length}`;
  };
  const tick = () => {
    if (at < 0 || !phases[at].seconds || box.hasAttribute("data-paused")) return;
    gone = (Date.now() - since) / 1000;
    if (gone >= phases[at].seconds) return enter(at + 1);
    show();
  };

  begin.addEventListener("click", () => {
    phases = plan(told, Number(part("pace")?.value ?? 0), Number(part("minutes")?.value ?? 0));
    box.removeAttribute("data-paused");
    pause.textContent = "Pause";
    clearInterval(timer);
    timer = setInterval(tick, TICK);
    enter(0);
    (phases[0].seconds ? pause : next).focus({ preventScroll: true });
  });
  next.addEventListener("click", () => enter(at + 1));
  pause.addEventListener("click", () => {
    const paused = box.toggleAttribute("data-paused");
    pause.textContent = paused ? "Go on" : "Pause";
    if (paused) box.dataset.way = "rest";
    else {
      since = Date.now() - gone * 1000;
      box.dataset.way = phases[at].way;
    }
  });
  stop.addEventListener("click", () => over("You stopped here. That is fine."));
  part("as-words").removeAttribute("open");
  box.toggleAttribute("data-still", still.matches);
  still.addEventListener("change", () => box.toggleAttribute("data-still", still.matches));
  box.dataset.way = "rest";
  words.textContent = "Begin when you are ready. You can stop at any time.";
  shown(stage, true);
};

for (const box of document.querySelectorAll("[data-exercise]")) lead(box);
