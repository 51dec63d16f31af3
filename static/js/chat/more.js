/** The small menu of a message: one open at a time, wholly in sight, closed by a click elsewhere. */
export function keepMenusTidy(log) {
  const open = () => [...log.element.querySelectorAll("details.more[open]")];
  const opened = (event) => {
    if (!event.target.matches("details.more[open]")) return;
    for (const other of open()) if (other !== event.target) other.open = false;
    event.target.querySelector("ul").scrollIntoView({ block: "nearest" });
  };
  log.element.addEventListener("toggle", opened, true); // `toggle` does not bubble.
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
}
