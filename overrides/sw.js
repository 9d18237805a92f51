// Keeps one page of help, with its styles, on the device: without a connection every address of the
// guide leads there. Nothing else is kept, so that nothing on the device tells what was read.
// Its address says behind the question mark which page; site.js registers it.

const help = new URL(location.search.slice(1), location.href);
const name = "help " + registration.scope; // other guides may share the host
const DAY = 864e5; // ms
const IMPORT = /^\s*@import\s+(?:url\()?["']?([^"')\s;]+)/gim;

function add(kept, parts) {
  return kept.addAll(parts.map((part) => new Request(part, { cache: "no-cache" })));
}

async function keep() {
  const answer = await fetch(help, { cache: "no-cache" });
  if (!answer.ok) throw new Error(help + ": " + answer.status);
  const links = (await answer.clone().text()).match(/<link [^>]*>/g) ?? [];
  const linked = links
    .filter((link) => /rel="(stylesheet|icon)"/.test(link))
    .map((link) => new URL(link.match(/href="([^"]*)"/)[1], help).href);
  const kept = await caches.open(name);
  await add(kept, linked);
  const parts = new Set(linked);
  for (const part of parts) {
    const text = (await (await kept.match(part))?.text()) ?? "";
    for (const [, named] of text.matchAll(IMPORT)) {
      const { href, origin } = new URL(named, part);
      if (origin !== location.origin || parts.has(href)) continue;
      parts.add(href); // its own imports have their turn too
      await add(kept, [href]).catch(() => {}); // a page is shown without it as well
    }
  }
  // What a host has sent on to another address would not be shown as a page.
  await kept.put(help, new Response(answer.body, { headers: answer.headers }));
  for (const one of await kept.keys()) {
    if (one.url !== help.href && !parts.has(one.url)) await kept.delete(one);
  }
}

async function fromDevice(url) {
  return (await (await caches.open(name)).match(url)) ?? Response.error();
}

/** Keeps the help anew, at most once a day: it may have changed. */
async function renew() {
  const kept = await fromDevice(help);
  if (!(Date.now() - Date.parse(kept.headers.get("date")) < DAY)) await keep();
}

addEventListener("install", (event) => event.waitUntil(keep().then(() => skipWaiting())));
addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.mode !== "navigate" && !["style", "image"].includes(request.destination)) return;
  const answer = fetch(request);
  if (request.mode === "navigate") {
    const isHelp = new URL(request.url).pathname === help.pathname;
    event.respondWith(
      answer.catch(() => (isHelp ? fromDevice(help) : Response.redirect(help + "#offline"))),
    );
    event.waitUntil(answer.then(renew).catch(() => {}));
  } else {
    event.respondWith(answer.catch(() => fromDevice(request.url)));
  }
});
