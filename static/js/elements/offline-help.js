/** `<offline-help data-worker="/help/sw.js" data-page="/help/?country=GB">`: keeps the help page for when there is no connection. */

class OfflineHelp extends HTMLElement {
  async connectedCallback() {
    if (!("serviceWorker" in navigator)) return;
    try {
      // Of every page: an app on a home screen has no address bar to reach the help page by.
      await navigator.serviceWorker.register(this.dataset.worker, { scope: "/" });
      const { active } = await navigator.serviceWorker.ready;
      active.postMessage(this.dataset.page);
    } catch {
      // A private window or an old browser: the page works while there is a connection.
    }
  }
}

customElements.define("offline-help", OfflineHelp);
