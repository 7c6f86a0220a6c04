// The service worker, served as /sw.js with the version of the static files and their names put in.
// It keeps code, styles and the page for checks without a connection; never a document's page, a verdict or a form.
// A version has a cache of its own and is used whole or not at all: new pages bring new addresses, and the old cache
// goes when no page of the old version is open any more (no skipWaiting).

const VERSION = "%VERSION%";
const FILES = "%FILES%".split(" ");
const PAGE = "/cevrimdisi";
const CODE = `muhur-code-${VERSION}`;
// A network that takes everything and answers nothing is none.
const PATIENCE = 10000;

addEventListener("install", (event) => event.waitUntil(fill().catch(empty)));
addEventListener("activate", (event) => event.waitUntil(begin()));
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (url.origin !== location.origin) return;
  if (event.request.mode === "navigate") event.respondWith(page(event, url));
  else if (isOurs(event.request, url)) event.respondWith(file(event.request));
});

async function fill() {
  const cache = await caches.open(CODE);
  const pages = ["tr", "en"].map((lang) => `${PAGE}?lang=${lang}`);
  for (const address of [...FILES.map((name) => `/static/${name}?v=${VERSION}`), ...pages]) {
    const answer = await fetch(address, { cache: "no-cache", credentials: "omit", redirect: "error" });
    // A server of another version, in the minutes of an update: all is tried again later.
    if (!answer.ok || answer.headers.get("Muhur-Version") !== VERSION) throw new Error(`another version: ${address}`);
    await cache.put(address, answer);
  }
}

async function empty(error) {
  await caches.delete(CODE);
  throw error;
}

async function begin() {
  for (const name of await caches.keys()) {
    if (name.startsWith("muhur-code-") && name !== CODE) await caches.delete(name);
  }
  await registration.navigationPreload?.enable();
  await clients.claim();
}

/** From the network, always; only where there is none, the page that works without. */
async function page(event, url) {
  try {
    const asked = (async () => (await event.preloadResponse) ?? fetch(event.request))();
    const answer = await (event.request.method === "GET" ? Promise.race([asked, impatience()]) : asked);
    if (answer.status !== 502 && answer.status !== 504) return answer;
  } catch {
    // no connection, or no server
  }
  const lang = url.searchParams.get("lang") === "en" ? "en" : "tr";
  const kept = await (await caches.open(CODE)).match(`${PAGE}?lang=${lang}`);
  return kept ?? Response.error();
}

function impatience() {
  return new Promise((_, tired) => setTimeout(() => tired(new Error("no answer")), PATIENCE));
}

function isOurs(request, url) {
  return request.method === "GET" && url.pathname.startsWith("/static/") && url.searchParams.get("v") === VERSION;
}

async function file(request) {
  const cache = await caches.open(CODE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.headers.get("Muhur-Version") === VERSION) await cache.put(request, answer.clone());
  return answer;
}
