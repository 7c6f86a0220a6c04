// The trust bundle: TMMOB's signed list of chambers and of the keys each may sign with.
import { verifyEs256 } from "./es256.js";
import { asText, fromBase64url, isObject } from "./base64url.js";

const DAY = 86400;
const ISTANBUL = 3 * 3600;
export const SKEW = 300;

/** The bundle's content, if the pinned anchor signed it and it is current; throws otherwise. */
export async function openBundle(compact, anchorJwk, now) {
  const parts = compact.split(".");
  if (parts.length !== 3) throw new Error("bundle.form");
  const header = readJson(parts[0]);
  if (header.alg !== "ES256" || header.typ !== "trust-bundle+jwt" || "crit" in header) throw new Error("bundle.header");
  const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
  if (!(await verifyEs256(anchorJwk, fromBase64url(parts[2]), signed))) throw new Error("bundle.signature");
  const bundle = readJson(parts[1]);
  if (!(Number.isFinite(bundle.exp) && bundle.exp > now)) throw new Error("bundle.expired");
  if (!(Number.isFinite(bundle.iat) && bundle.iat <= now + SKEW)) throw new Error("bundle.expired");
  if (!Array.isArray(bundle.chambers)) throw new Error("bundle.chambers");
  return bundle;
}

/** The chamber and its key that may have signed a document of this kind on this day; null if there is none. */
export function findKey(bundle, { chamber: number, kind, issued }, kid) {
  const chamber = bundle.chambers.find((one) => one.no === number);
  if (!chamber?.kinds?.includes(kind)) return null;
  const key = (chamber.keys ?? []).find(
    (one) => one.coseKid === kid && one.alg === "ES256" && one.purpose === "credential" && coversDay(one, issued),
  );
  return key ? { chamber, key } : null;
}

/** The chamber that owns a key, and the key, by the key's whole name (a DID URL); null if nobody does. */
export function ownerOf(bundle, kid) {
  for (const chamber of bundle.chambers) {
    const key = (chamber.keys ?? []).find((one) => one.kid === kid);
    if (key) return { chamber, key };
  }
  return null;
}

/** The one place under which a chamber's status lists may lie. */
export function listsOf(bundle, chamber) {
  return `${bundle.publicUrl}/status/${chamber.did.split(":").pop()}/`;
}

/** Whether the key's window touches the day (in Istanbul) of issue. */
export function coversDay(key, day) {
  const starts = day * DAY - ISTANBUL;
  const { from, until } = windowOf(key);
  return from < starts + DAY && until > starts;
}

/** Whether the key could sign at an instant, in seconds. */
export function coversInstant(key, instant) {
  const { from, until } = windowOf(key);
  return from <= instant && instant <= until;
}

/**
 * Since when, in seconds, the key is not the chamber's alone; null if it is. A compromise without a readable time counts
 * from the beginning.
 */
export function compromisedSince(key) {
  if (!("compromised" in key) && key.state !== "compromised") return null;
  const since = Date.parse(key.compromised?.since) / 1000;
  return Number.isFinite(since) ? since : -Infinity;
}

/** Whether the key signs nothing yet. */
export function isIntroduced(key) {
  return key.state === "introduced";
}

/** The `key` step for something issued at an instant (or, for a QR code, on a day that begins then). */
export function keyStep(key, issued, covered) {
  const step = (result, code, facts = {}) => ({ name: "key", result, code, facts });
  if (key.purpose !== "credential") return step("fail", "key.purpose");
  if (isIntroduced(key)) return step("could_not_check", "key.not_active");
  const since = compromisedSince(key);
  const date = Math.max(since, 0);
  if (since !== null && issued >= since) return step("fail", "key.compromised", { date });
  if (!covered) return step("fail", "key.window");
  // What a document says of its own time is worth nothing once others can sign: only the register knows.
  if (since !== null) return step("could_not_check", "key.time_unproven", { date });
  return step("pass", null);
}

/** The first instant of a day (since 1970, in Istanbul), in seconds. */
export function startOf(day) {
  return day * DAY - ISTANBUL;
}

/** Whether the day (in Istanbul) has begun. */
export function hasBegun(day, now) {
  return day * DAY - ISTANBUL <= now + SKEW;
}

function windowOf(key) {
  const until = key.validUntil === null ? Infinity : Date.parse(key.validUntil) / 1000;
  return { from: Date.parse(key.validFrom) / 1000, until };
}

function readJson(part) {
  const value = JSON.parse(asText(fromBase64url(part)));
  if (!isObject(value)) throw new Error("bundle.json");
  return value;
}
