/** `<own-zone data-zone="UTC">` around times for people who are not signed in: asks for them in the browser's own zone, once, unless one was chosen. */

const isSafe = location.protocol === "https:";
// As apps/core/cookies.py names them.
const prefix = isSafe ? "__Host-" : "";

class OwnZone extends HTMLElement {
  connectedCallback() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!zone || zone === this.dataset.zone || hasChosen() || hasCookie(zone)) return;
    document.cookie = `${prefix}tz=${zone}; path=/; max-age=31536000; samesite=lax${isSafe ? "; secure" : ""}`;
    if (hasCookie(zone)) location.reload();
  }
}

const hasCookie = (zone) => document.cookie.split("; ").includes(`${prefix}tz=${zone}`);
const hasChosen = () => document.cookie.split("; ").some((cookie) => cookie.startsWith(`${prefix}zone=`));

customElements.define("own-zone", OwnZone);
