// What this device keeps for checks without a network: the trust bundle and the chambers' status lists, each the newest
// that was ever seen here. Nothing of a person is in them: a list is bits, a bundle is chambers and keys.
import { isOfTheFuture, openList } from "./status-list.js";
import { listsOf, openBundle } from "./trust-bundle.js";

const CACHE = "muhur-lists";
const BUNDLE = "/trust/bundle.json";
const MAX_AGE = 24 * 3600;

/** {bundle, listAt, maxAge, oldest} of what was kept; null where there is no usable bundle. */
export async function keptLists(anchor, now) {
  const cache = await caches.open(CACHE);
  const compact = await kept(cache, BUNDLE);
  if (compact === null) return null;
  let bundle;
  try {
    bundle = await openBundle(compact, anchor, now);
  } catch {
    return null;
  }
  const listAt = async (chamber, url) => {
    const text = await kept(cache, pathOf(bundle, url));
    return text === null ? null : openList(text, url, chamber, bundle);
  };
  return { bundle, listAt, maxAge: MAX_AGE };
}

/** How many lists are kept and when the oldest and newest of them were signed: {lists, oldest, newest}. */
export async function ageOfLists({ bundle, listAt }) {
  const times = [];
  for (const chamber of bundle.chambers) {
    for (let number = 1, last = 1; number <= last; number++) {
      const list = await listAt(chamber, urlOf(bundle, chamber, number)).catch(() => null);
      if (!list) break;
      times.push(list.signedAt);
      last = list.lists;
    }
  }
  return { lists: times.length, oldest: Math.min(...times), newest: Math.max(...times) };
}

/** Fetches the bundle and every chamber's lists, and keeps what is newer. */
export async function refreshLists(anchor, now) {
  const bundle = await keepBundle((await (await fetched(BUNDLE)).json()).bundle, anchor, now);
  const cache = await caches.open(CACHE);
  const { lists } = await (await fetched("/status")).json();
  for (const { url, list } of lists) {
    const chamber = bundle.chambers.find((one) => url.startsWith(urlOf(bundle, one, "")));
    if (chamber) await keepList(cache, bundle, chamber, url, list, now);
  }
  return bundle;
}

/** The same for one chamber: its lists alone. */
export async function refreshChamber(anchor, now, number) {
  const bundle = await keepBundle((await (await fetched(BUNDLE)).json()).bundle, anchor, now);
  const chamber = bundle.chambers.find((one) => one.no === number);
  const cache = await caches.open(CACHE);
  for (let at = 1, last = 1; chamber && at <= last; at++) {
    const url = urlOf(bundle, chamber, at);
    const text = await (await fetched(pathOf(bundle, url))).text();
    last = (await keepList(cache, bundle, chamber, url, text, now))?.lists ?? 0;
  }
}

/** Keeps a bundle that was fetched, unless a newer one is kept; the newer of both. */
export async function keepBundle(compact, anchor, now) {
  const cache = await caches.open(CACHE);
  const bundle = await openBundle(compact, anchor, now);
  const before = await kept(cache, BUNDLE);
  const known = before === null ? null : await openBundle(before, anchor, now).catch(() => null);
  if (known && known.iat > bundle.iat) return known;
  await keep(cache, BUNDLE, compact);
  return bundle;
}

/** Keeps a list of the chamber that is in order and not older than the one kept; null for one that is not in order.
    One of the future is not kept, and does not count where it was: it would keep out every list until its day. */
async function keepList(cache, bundle, chamber, url, compact, now) {
  const list = await openList(compact, url, chamber, bundle).catch(() => null);
  if (!list || isOfTheFuture(list, now)) return null;
  const before = await kept(cache, pathOf(bundle, url));
  const known = before === null ? null : await openList(before, url, chamber, bundle).catch(() => null);
  const older = known && !isOfTheFuture(known, now) && (known.signedAt > list.signedAt || known.version > list.version);
  if (!older) await keep(cache, pathOf(bundle, url), compact);
  return list;
}

function urlOf(bundle, chamber, number) {
  return `${listsOf(bundle, chamber)}${number}`;
}

/** Under our own address the lists lie where their names say. */
function pathOf(bundle, url) {
  return url.slice(bundle.publicUrl.length);
}

async function fetched(path) {
  const headers = path.startsWith("/status/") ? { Accept: "application/vc+jwt" } : {};
  const answer = await fetch(path, { headers, credentials: "omit", redirect: "error", cache: "no-cache" });
  if (!answer.ok) throw new Error("unavailable");
  return answer;
}

async function kept(cache, path) {
  const answer = await cache.match(path);
  return answer ? answer.text() : null;
}

async function keep(cache, path, text) {
  await cache.put(path, new Response(text, { headers: { "Content-Type": "text/plain" } }));
}
