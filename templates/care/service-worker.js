/** Keeps the help page and its exercises, as a signed-out person sees them, for when there is no connection; and shows the
 *  plan that somebody asked this device to keep (static/js/elements/kept-plan.js). Nothing else is kept: every page comes
 *  from the server as it is, and where there is no connection its place is taken by the help page, which leads on. */

const PAGE = "{% url 'care:help' %}";
const EXERCISES = [{% for address in exercises %}"{{ address }}"{% if not forloop.last %}, {% endif %}{% endfor %}];
const PLAN = "{% url 'plan:plan' %}";
const SHELF = "help-1";
const PLAN_SHELF = "plan-1";

let keeping = Promise.resolve();

addEventListener("install", (event) => event.waitUntil(inTurn(keepAnew).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("message", (event) => {
  if (String(event.data).startsWith(`${PAGE}?country=`)) event.waitUntil(inTurn(() => keep(event.data)));
  if (event.data === PLAN) event.waitUntil(inTurn(keepFilesOfPlan).then(() => event.ports[0].postMessage("kept")));
});
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const path = new URL(url).pathname;
  const isPage = mode === "navigate";
  if (method !== "GET" || !(isPage || path.startsWith("/static/"))) return;
  event.respondWith(fetch(event.request).catch(() => (isPage ? keptPage(path) : kept(event.request))));
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

/** Put the page at `address`, the exercises in its language and all they need on the shelf. */
async function keep(address) {
  const shelf = await caches.open(SHELF);
  const asked = new URL(address, location);
  const language = asked.searchParams.get("language");
  const seen = new Set();
  // The server marks what is kept; an address of an older release did not ask for it.
  asked.searchParams.set("kept", "");
  await keepPage(shelf, PAGE, asked, language, seen);
  for (const exercise of EXERCISES) await keepPage(shelf, exercise, `${exercise}?kept`, language, seen);
}

/** Fetched without cookies, so that nothing of a person is in it. */
async function keepPage(shelf, key, address, language, seen) {
  const headers = language ? { "Accept-Language": language } : {};
  const page = await fetch(address, { credentials: "omit", cache: "no-store", headers });
  if (!page.ok) return;
  const html = await page.clone().text();
  await shelf.put(key, page);
  await keepAll(shelf, addressesIn(html, new URL(key, location)), seen);
}

/** What draws the plan may be newer than what draws the help page. */
async function keepFilesOfPlan() {
  const copy = await caches.match(PLAN, { cacheName: PLAN_SHELF });
  if (copy) await keepAll(await caches.open(SHELF), addressesIn(await copy.text(), new URL(PLAN, location)), new Set());
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

/** The page as it lies on its shelf; else the way to the help page, which says that there is no connection, or no plan. */
async function keptPage(path) {
  const help = await kept(PAGE);
  const isPlan = path.startsWith(PLAN);
  const found = isPlan ? await caches.match(PLAN, { cacheName: PLAN_SHELF }) : await kept(path);
  if (found?.ok || !help.ok) return found ?? help;
  return Response.redirect(isPlan ? `${PAGE}#no-plan` : `${PAGE}#no-connection`);
}

async function kept(request) {
  const found = await caches.match(request, { ignoreSearch: true, cacheName: SHELF });
  return found ?? Response.error();
}
