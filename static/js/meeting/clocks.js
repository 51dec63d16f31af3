/** Clocks that count to moments of the server: what this device's own clock says does not matter. */

const EVERY = 250;

/** The seconds between the server's clock and this page's own steady one. */
let ahead = 0;

/** Learn what time it is there; each state of the room says so. */
export function learn(now) {
  ahead = now - performance.now() / 1000;
}

/** Return the seconds until a moment of the server, negative when it is over. */
export function until(moment) {
  return moment - performance.now() / 1000 - ahead;
}

/** Return "2:05", and "0:00" when it is over. */
export function spell(seconds) {
  const left = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
}

/** Keep every `[data-ends]` within the page right, and call `tick` each time; returns what ends it. */
export function run(page, tick) {
  const timer = setInterval(() => {
    show(page);
    tick();
  }, EVERY);
  return () => clearInterval(timer);
}

export function show(page) {
  for (const clock of page.querySelectorAll("[data-ends]")) {
    const left = until(Number(clock.dataset.ends));
    if (clock.localName === "progress") fill(clock, Number(clock.dataset.length), left);
    else if (clock.textContent !== spell(left)) clock.textContent = spell(left);
  }
}

function fill(bar, length, left) {
  bar.max = length;
  bar.value = Math.min(length, Math.max(0, left));
}
