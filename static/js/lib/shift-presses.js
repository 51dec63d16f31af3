/** Shift alone, three times within five seconds: another key, a click or a held combination starts anew. */

const NEEDED = 3;
const WINDOW = 5000;

/** Call `whenPressed` after the third press of Shift alone. */
export function onThreeShifts(whenPressed) {
  let presses = [];
  let isAlone = false;
  const startAnew = () => {
    presses = [];
    isAlone = false;
  };
  const pressed = (event) => {
    if (event.repeat) return;
    isAlone = event.key === "Shift" && !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;
    if (!isAlone) presses = [];
  };
  const released = (event) => {
    if (event.key !== "Shift" || !isAlone) return;
    isAlone = false;
    presses = [...presses.filter((at) => event.timeStamp - at <= WINDOW), event.timeStamp];
    if (presses.length >= NEEDED) whenPressed();
  };
  addEventListener("keydown", pressed, true);
  addEventListener("keyup", released, true);
  addEventListener("pointerdown", startAnew, true);
  addEventListener("blur", startAnew);
}
