/** Leaving at once: cover, stop, close, forget, sign out, go. */

import { stopStreams } from "./media.js";
import { closeConnections } from "./sockets.js";

const MARK = "leaving"; // Stays until the server has confirmed the sign-out; base.html hides every page while it is there.
const PRESENCE = "here"; // There while somebody is signed in: a page out of the back-forward cache looks for it.
export const PLAN_SHELF = "plan-1"; // Where a plan lies that somebody asked this device to keep.
const PATIENCE = 1500; // Milliseconds that the way out may wait for the sign-out.
const channel = "BroadcastChannel" in window ? new BroadcastChannel("leave-now") : null;

let isLeaving = false;

/** Cover this page at once and leave the site, in every open tab. */
export async function leave(form, away) {
  if (isLeaving) return;
  goDark();
  channel?.postMessage("leave");
  forget();
  remember(MARK);
  await Promise.race([signOut(form.action), pause(PATIENCE)]);
  location.replace(away);
}

/** Follow when another tab leaves, finish a leaving that the network cut short, and keep old pages covered. */
export function watch(form, away) {
  channel?.addEventListener("message", () => {
    goDark();
    location.replace(away);
  });
  if (recall(MARK)) finish(form);
  else notePresence();
  addEventListener("pagehide", coverBeforeKeeping);
  addEventListener("pageshow", uncoverIfStillHere);
  addEventListener("submit", ({ target }) => target.getAttribute("action")?.endsWith("/logout/") && forgetPlan());
}

/** True while somebody is signed in here and nobody is leaving, as far as this browser was told. */
export function isHere() {
  return Boolean(recall(PRESENCE)) && !recall(MARK);
}

function goDark() {
  isLeaving = true;
  document.documentElement.hidden = true;
  document.title = "\u00a0";
  stopStreams();
  closeConnections();
}

function isSignedIn() {
  return document.documentElement.hasAttribute("data-signed-in");
}

function notePresence() {
  // What this device keeps is shown without the server: it cannot tell whether somebody is signed in.
  if (document.documentElement.hasAttribute("data-kept")) return;
  if (isSignedIn()) return remember(PRESENCE);
  drop(PRESENCE);
  forgetPlan();
}

function forgetPlan() {
  attempt(() => caches.delete(PLAN_SHELF));
}

function coverBeforeKeeping(event) {
  if (event.persisted && isSignedIn()) document.documentElement.hidden = true;
}

function uncoverIfStillHere(event) {
  if (!event.persisted || !isSignedIn()) return;
  if (isHere()) document.documentElement.hidden = false;
  else location.reload();
}

async function finish(form) {
  document.documentElement.hidden = true;
  while (!(await signOut(form.action))) await Promise.race([pause(5000), once("online")]);
  location.reload();
}

/** Tell the server; true once it has answered. The mark goes only then. */
async function signOut(address) {
  try {
    const answer = await fetch(address, { method: "POST", keepalive: true, credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return false;
  } catch {
    return false; // Offline: the mark stays and the next page signs out first.
  }
  drop(MARK);
  return true;
}

function forget() {
  for (const storage of ["localStorage", "sessionStorage"]) attempt(() => window[storage].clear());
  attempt(() => caches.keys().then((names) => names.forEach((name) => caches.delete(name))));
  attempt(() => indexedDB.databases().then((all) => all.forEach(({ name }) => indexedDB.deleteDatabase(name))));
  attempt(() => navigator.serviceWorker.getRegistrations().then((all) => all.forEach((one) => one.unregister())));
}

/** Old browsers and private windows refuse some of this; leaving goes on all the same. */
function attempt(action) {
  try {
    const outcome = action();
    outcome?.catch?.(() => null);
    return outcome;
  } catch {
    return null;
  }
}

const remember = (key) => attempt(() => localStorage.setItem(key, "1"));
const drop = (key) => attempt(() => localStorage.removeItem(key));
const recall = (key) => attempt(() => localStorage.getItem(key));
const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));
const once = (name) => new Promise((done) => addEventListener(name, done, { once: true }));
