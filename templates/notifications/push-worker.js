/** Shows what was pushed, in the words it came with, and opens the page when it is pressed; keeps nothing. */

addEventListener("push", (event) => {
  const { title, address, ...shown } = event.data.json();
  // With the tag of one that is still there it takes its place: ten are one.
  event.waitUntil(registration.showNotification(title, { ...shown, dir: "auto", data: address }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(new URL(event.notification.data, location)));
});

// A browser may give itself another address: without this nothing would be shown any more, and nobody would know.
addEventListener("pushsubscriptionchange", (event) => event.waitUntil(renew(event)));

async function renew({ oldSubscription: old, newSubscription: given }) {
  if (!old) return;
  const { endpoint, keys } = (given ?? (await registration.pushManager.subscribe(old.options))).toJSON();
  const body = new URLSearchParams({ old: old.endpoint, endpoint, ...keys });
  await fetch("{% url 'notifications:device_renewal' %}", { method: "POST", body });
}

async function open(address) {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === address.pathname);
  return there ? there.focus() : clients.openWindow(address);
}
