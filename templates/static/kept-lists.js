// What this device keeps for checks without a network: the trust bundle and the chambers' status lists, each the newest
// that was ever seen here. Nothing of a person is in them: a list is bits, a bundle is chambers and keys.
import { openList } from "./status-list.js";
import { openBundle } from "./trust-bundle.js";

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

/** Fetches the bundle and the lists of some chambers (all, if none are named) and keeps what is newer. */
export async function refreshLists(anchor, now, numbers) {
  const cache = await caches.open(CACHE);
  const given = (await (await fetched(BUNDLE)).json()).bundle;
  const bundle = await keepBundle(given, anchor, now);
  for (const chamber of bundle.chambers) {
    if (!numbers || numbers.includes(chamber.no)) await refreshChamber(cache, bundle, chamber);
  }
  return bundle;
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

async function refreshChamber(cache, bundle, chamber) {
  for (let number = 1, last = 1; number <= last; number++) {
    const url = urlOf(bundle, chamber, number);
    const path = pathOf(bundle, url);
    const answer = await fetched(path).catch(() => null);
    if (!answer) return;
    const compact = await answer.text();
    const list = await openList(compact, url, chamber, bundle).catch(() => null);
    if (!list) return;
    last = list.lists;
    const before = await kept(cache, path);
    const known = before === null ? null : await openList(before, url, chamber, bundle).catch(() => null);
    const older = known && (known.signedAt > list.signedAt || (known.signedAt === list.signedAt && known.version > list.version));
    if (!older) await keep(cache, path, compact);
  }
}

function urlOf(bundle, chamber, number) {
  return `${bundle.publicUrl}/status/${chamber.did.split(":").pop()}/${number}`;
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
