/** Quiet answers: seen beside a name for a moment, said once, kept nowhere. */

const SEEN_FOR = 6000; // Milliseconds.

export class QuietAnswers {
  constructor(live) {
    this.live = live;
    this.row = live.part("quiet");
    this.row?.addEventListener("click", ({ target }) => {
      const kind = target.closest("[data-react]")?.dataset.react;
      if (kind) live.socket.send({ type: "reaction.send", kind });
    });
  }

  show(state) {
    if (this.row) for (const button of this.row.children) button.disabled = state.is_held;
  }

  take({ type, person, kind }) {
    if (type !== "reaction") return;
    const chosen = this.row?.querySelector(`[data-react="${CSS.escape(kind)}"]`);
    const who = this.live.state?.people.find(({ id }) => id === person);
    if (!chosen || !who) return;
    for (const item of this.live.page.querySelectorAll(`[data-person="${CSS.escape(person)}"].tile, [data-person="${CSS.escape(person)}"].voice`)) {
      item.querySelector(":scope > .fleeting")?.remove();
      const sign = Object.assign(document.createElement("span"), { className: "fleeting" });
      sign.setAttribute("aria-hidden", "true");
      sign.append(...[...chosen.childNodes].map((node) => node.cloneNode(true)));
      item.append(sign);
      setTimeout(() => sign.remove(), SEEN_FOR);
    }
    if (!who.is_me) this.live.part("quiet-said").textContent = `${who.alias}: ${chosen.textContent.trim()}`;
  }
}
