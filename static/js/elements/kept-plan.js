/** `<kept-plan>`: the plan on this device, for when there is no connection; only after somebody asked for it, and gone by one press. */

import { isHere, PLAN_SHELF } from "../lib/leaving.js";

const PATIENCE = 20_000; // Milliseconds that the files around the plan may take.

class KeptPlan extends HTMLElement {
  async connectedCallback() {
    this.querySelector("[data-drop]")?.addEventListener("click", () => this.drop());
    this.querySelector("[data-keep]")?.addEventListener("click", () => this.keep());
    if ("isCopy" in this.dataset || !("serviceWorker" in navigator)) return;
    if ("isGone" in this.dataset) return drop();
    const isHere = await caches.has(PLAN_SHELF).catch(() => false);
    this.show(isHere);
    // What was changed meanwhile goes into the copy, too; without a connection the older one stays.
    if (isHere) await keep(this.dataset).catch(() => null);
  }

  async keep() {
    const isDone = await keep(this.dataset).catch(() => false);
    this.show(isDone);
    this.say(isDone ? "kept" : "failed");
  }

  async drop() {
    await drop();
    if ("isCopy" in this.dataset) location.replace(this.dataset.away);
    this.show(false);
    this.say("off");
  }

  show(isHere) {
    this.querySelector("[data-here]").hidden = !isHere;
    const offer = this.querySelector("[data-keeping]");
    if (!offer) return;
    offer.hidden = isHere;
    offer.open = false;
  }

  say(what) {
    const line = this.querySelector("[data-said]");
    if (line) line.textContent = line.dataset[what];
  }
}

/** True once the plan is on this device, and as far as the connection allows all that draws it. */
async function keep({ page, copy, worker }) {
  await navigator.serviceWorker.register(worker, { scope: "/" });
  const answer = await fetch(copy, { cache: "no-store" });
  // Whoever was signed out in another window is led to a page that is not the plan.
  if (!answer.ok || answer.redirected) return false;
  await (await caches.open(PLAN_SHELF)).put(page, answer);
  // The mark of being signed in goes before the shelf does: whoever leaves in another window right now leaves nothing.
  if (!isHere()) return drop().then(() => false);
  return allAround(page);
}

/** Have the worker keep the files that the copy names; its answer says that they are there. */
async function allAround(page) {
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  const isDone = new Promise((done) => (port1.onmessage = () => done(true)));
  active.postMessage(page, [port2]);
  return Promise.race([isDone, new Promise((done) => setTimeout(done, PATIENCE, true))]);
}

const drop = () => caches.delete(PLAN_SHELF);

customElements.define("kept-plan", KeptPlan);
