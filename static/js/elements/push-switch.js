/** `<push-switch data-worker="/…/sw.js" data-key="…">` around a form: pressed, it asks the browser for pushes and sends along what it gave. */

class PushSwitch extends HTMLElement {
  connectedCallback() {
    if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) return;
    for (const part of this.querySelectorAll("[data-ready]")) part.hidden = false;
    for (const part of this.querySelectorAll("[data-unable]")) part.hidden = true;
    this.form = this.querySelector("form");
    this.form.addEventListener("submit", (event) => this.ask(event));
  }

  async ask(event) {
    event.preventDefault();
    if (this.isBusy) return;
    this.isBusy = true;
    this.say("");
    try {
      if ((await Notification.requestPermission()) !== "granted") throw new DOMException("", "NotAllowedError");
      const { endpoint, keys } = (await this.subscribed()).toJSON();
      for (const [name, value] of Object.entries({ endpoint, ...keys })) this.form.elements[name].value = value;
      this.form.submit();
    } catch (error) {
      this.say(error.name === "NotAllowedError" ? this.dataset.refused : this.dataset.failed);
    }
    this.isBusy = false;
  }

  async subscribed() {
    await navigator.serviceWorker.register(this.dataset.worker);
    const worker = await navigator.serviceWorker.ready;
    // One that was made for another key of ours, or that we gave up, would never be reached.
    await (await worker.pushManager.getSubscription())?.unsubscribe();
    return worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: this.dataset.key });
  }

  say(words) {
    this.querySelector("[data-said]").textContent = words;
  }
}

customElements.define("push-switch", PushSwitch);
