/** Keeps what is in the composer with the server, so that it waits on every device; nothing of it stays in the browser.
 *
 * `version` names the draft that this page knows: a newer one of another page is never overwritten, it is shown.
 */

import { askJson } from "./ask-json.js";

const PAUSE = 1200;
const RETRY = 8000;
const KEPT_ALIVE = 60_000; // Browsers refuse to see more through after the page has gone.
const KEPT = ["body", "kind", "content_note", "reply_to"];

export class Drafts {
  #kept = "";
  #timer = 0;
  #isAsking = false;
  #said = new Set(); // What was sent from here: a draft of it is no news.
  #newer = null;

  constructor(composer, token) {
    const { form } = composer;
    Object.assign(this, { composer, form, token, address: form.dataset.drafts, version: form.elements.draft.value });
    this.#kept = this.#now;
    const { body } = form.elements;
    if (body.value !== body.defaultValue) this.#keepEarly(); // Written on a slow line, before this was here.
    for (const kind of ["input", "change"]) form.addEventListener(kind, () => this.#later(PAUSE));
    form.addEventListener("said", () => this.#noteSaid());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.save() : this.look()));
    addEventListener("pagehide", () => this.save());
    addEventListener("online", () => this.save());
    this.#part("newer-take").addEventListener("click", () => this.#take(this.#newer));
    this.#part("newer-keep").addEventListener("click", () => this.#insist());
  }

  /** Keep what is there now, unless it is kept already. */
  async save() {
    clearTimeout(this.#timer);
    const now = this.#now;
    if (now === this.#kept || this.#isAsking || this.#newer) return;
    const body = new URLSearchParams({ ...JSON.parse(now), known: this.version });
    const answer = await this.#ask({ method: "POST", keepalive: String(body).length < KEPT_ALIVE, body });
    if (!answer) return this.#later(RETRY);
    if (answer.code === "draft_elsewhere") return this.#meet(answer);
    if (answer.version !== undefined) this.#note(answer.version, now);
    if (this.#now !== now) this.#later(PAUSE);
  }

  /** The page is looked at again: what another device has kept meanwhile is here too. */
  async look() {
    const now = this.#now;
    const found = await this.#ask({});
    if (!found || found.version === undefined || found.version === this.version || this.#now !== now) return;
    if (now === this.#kept) this.#take(found);
    else if (found.version) this.#meet(found);
  }

  get #now() {
    const { fields } = this.composer;
    return JSON.stringify(Object.fromEntries(KEPT.map((name) => [name, fields[name] ?? ""])));
  }

  #part(name) {
    return this.form.querySelector(`[data-${name}]`);
  }

  #later(pause) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.save(), pause);
  }

  #note(version, kept) {
    this.version = this.form.elements.draft.value = version;
    this.#kept = kept;
  }

  #keepEarly() {
    this.#kept = JSON.stringify({ body: "" });
    this.#later(PAUSE);
  }

  #noteSaid() {
    clearTimeout(this.#timer);
    this.#said.add(JSON.parse(this.#kept).body.trim());
    this.#kept = this.#now; // Empty. The server drops the draft with the message, not before.
    this.#show(null);
  }

  #meet(found) {
    if (!this.#said.has(found.body.trim())) return this.#show(found);
    this.version = found.version;
    return this.#later(0);
  }

  #take(found) {
    this.#show(null);
    this.composer.fill(found);
    this.#note(found.version, this.#now);
  }

  #insist() {
    this.version = this.#newer.version;
    this.#show(null);
    this.save();
  }

  #show(found) {
    this.#newer = found;
    this.#part("newer").hidden = !found;
    this.#part("newer-words").textContent = found?.body ?? "";
  }

  async #ask(options) {
    this.#isAsking = true;
    const answer = await askJson(this.address, this.token, options);
    this.#isAsking = false;
    return answer; // Without one the words stay in the page and are kept later.
  }
}
