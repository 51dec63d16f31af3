/** Keeps the help page, as a signed-out person sees it, for when there is no connection; nothing else. */

const PAGE = "{% url 'care:help' %}";
const SHELF = "help-1";

let keeping = Promise.resolve();

addEventListener("install", (event) => event.waitUntil(inTurn(keepAnew).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  if (String(event.data).startsWith(`${PAGE}?country=`)) event.waitUntil(inTurn(() => keep(event.data)));
});
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const path = new URL(url).pathname;
  if (method !== "GET" || (mode === "navigate" ? path !== PAGE : !path.startsWith("/static/"))) return;
  event.respondWith(fetch(event.request).catch(() => kept(mode === "navigate" ? PAGE : event.request)));
});

/** One keeping after the other: a slow one that was asked for first must not replace the country asked for last. */
function inTurn(task) {
  keeping = keeping.then(task, task);
  return keeping;
}

/** A new release of this worker keeps the country that was asked for. */
async function keepAnew() {
  const before = await caches.match(PAGE, { cacheName: SHELF });
  await keep(before?.url || PAGE);
}

/** Put the page at `address`, fetched without cookies so that nothing of a person is in it, and all it needs on the shelf. */
async function keep(address) {
  const shelf = await caches.open(SHELF);
  const page = await fetch(address, { credentials: "omit", cache: "no-store" });
  if (!page.ok) return;
  const html = await page.clone().text();
  await shelf.put(PAGE, page);
  await keepAll(shelf, addressesIn(html, new URL(PAGE, location)), new Set());
}

async function keepAll(shelf, addresses, seen) {
  for (const address of addresses) {
    if (seen.has(address)) continue;
    seen.add(address);
    const file = await fetch(address).catch(() => null);
    if (!file?.ok) continue;
    const text = /\.(css|js)$/.test(new URL(address).pathname) ? await file.clone().text() : "";
    await shelf.put(address, file);
    await keepAll(shelf, addressesIn(text, new URL(address)), seen);
  }
}

/** The files of our own origin that a page, style or module names. */
function addressesIn(text, base) {
  const named = /(?:href|src)="([^"#?]+\.[a-z0-9]+)|url\("?([^")#]+)|(?:import|from) ?"([^"]+)"/g;
  return [...text.matchAll(named)]
    .map(([, link, style, module]) => new URL(link ?? style ?? module, base))
    .filter(({ origin, pathname }) => origin === location.origin && pathname.startsWith("/static/"))
    .map(String);
}

async function kept(request) {
  const found = await caches.match(request, { ignoreSearch: true, cacheName: SHELF });
  return found ?? Response.error();
}
