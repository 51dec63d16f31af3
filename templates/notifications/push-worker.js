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

async function open(address) {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const there = pages.find((page) => new URL(page.url).pathname === address.pathname);
  return there ? there.focus() : clients.openWindow(address);
}
