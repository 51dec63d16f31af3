/** `<own-zone data-zone="UTC">` around times for people who are not signed in: asks for them in the browser's own zone, once, unless one was chosen. */

class OwnZone extends HTMLElement {
  connectedCallback() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || zone === this.dataset.zone || hasChosen() || hasCookie(zone)) return;
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `tz=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
    if (hasCookie(zone)) location.reload();
  }
}

const hasCookie = (zone) => document.cookie.split("; ").includes(`tz=${zone}`);
const hasChosen = () => document.cookie.split("; ").some((cookie) => cookie.startsWith("zone="));

customElements.define("own-zone", OwnZone);
