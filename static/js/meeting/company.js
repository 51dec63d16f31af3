/** Somebody to talk to, for whoever wrote of being in danger: above where they wrote it, and seen by them alone. */

export class Company {
  constructor(live) {
    this.live = live;
    this.offer = live.part("company");
    this.said = live.part("company-said");
    this.offer.querySelector("[data-company-close]").addEventListener("click", () => this.close());
    live.socket.addEventListener("end", ({ detail }) => this.end(detail));
  }

  take({ type, door, lines }) {
    if (type === "chat.company") this.open(door);
    const isMine = type === "chat.company" || lines?.some((line) => line.client_id);
    // The offer moves the field down, and so does the line that comes after it: what they write next stays in sight.
    if (isMine && !this.offer.hidden) this.writer.scrollIntoView({ block: "nearest" });
  }

  open(door) {
    this.door = door;
    this.offer.hidden = false;
    this.stand();
    this.said.textContent = [...this.offer.querySelectorAll("p:not(.row)")].map((part) => part.textContent).join(" ");
  }

  show() {
    if (!this.offer.hidden) this.stand();
  }

  /** Beside their words at the door; in the room once they are let in, or nobody waits there any more. */
  stand() {
    const { page } = this.live;
    const doors = [...page.querySelectorAll("[data-writer][data-door]")].filter((form) => form.dataset.door === this.door);
    const atDoor = doors.find((form) => !form.closest("[data-part=waiting][hidden]"));
    this.writer = atDoor ?? this.live.part("chat").querySelector("[data-writer]");
    let place = this.writer;
    // Where writing is put away for a while, the offer is not.
    for (let part = place; page.contains(part); part = part.parentElement.closest("[hidden]")) place = part;
    if (place.previousElementSibling !== this.offer) place.before(this.offer);
  }

  close() {
    this.offer.hidden = true;
    this.said.textContent = "";
    const field = this.writer?.hidden === false && this.writer.querySelector("textarea");
    (field || document.querySelector("main")).focus({ preventScroll: true });
  }

  /** Whoever writes this and goes has it still; on the page of somebody signed out nothing says so. */
  end(why) {
    this.writer = undefined;
    if (why === "signed-out") this.offer.hidden = true;
    else this.live.part("ended").firstElementChild.append(this.offer);
  }
}
