// The trust bundle: TMMOB's signed list of chambers and of the keys each may sign with.
import { verifyEs256 } from "./es256.js";

const DAY = 86400;
const ISTANBUL = 3 * 3600;
// How far two clocks may differ.
const SKEW = 300;

/** The bundle's content, if the pinned anchor signed it and it has not run out; throws otherwise. */
export async function openBundle(compact, anchorJwk, now) {
  const parts = compact.split(".");
  if (parts.length !== 3) throw new Error("bundle.form");
  const header = readJson(parts[0]);
  if (header.alg !== "ES256" || header.typ !== "trust-bundle+jwt" || "crit" in header) throw new Error("bundle.header");
  const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
  if (!(await verifyEs256(anchorJwk, fromBase64url(parts[2]), signed))) throw new Error("bundle.signature");
  const bundle = readJson(parts[1]);
  if (!(Number.isFinite(bundle.exp) && bundle.exp > now)) throw new Error("bundle.expired");
  if (!Array.isArray(bundle.chambers)) throw new Error("bundle.chambers");
  return bundle;
}

/** The chamber and its key that may have signed a document of this kind on this day; null if there is none. */
export function findKey(bundle, { chamber: number, kind, issued }, kid) {
  const chamber = bundle.chambers.find((one) => one.no === number);
  if (!chamber?.kinds?.includes(kind)) return null;
  const key = (chamber.keys ?? []).find(
    (one) => one.coseKid === kid && one.alg === "ES256" && one.purpose === "credential" && covers(one, issued),
  );
  return key ? { chamber, key } : null;
}

/** Whether the key's window touches the day (in Istanbul) of issue. */
function covers(key, day) {
  const starts = day * DAY - ISTANBUL;
  const from = Date.parse(key.validFrom) / 1000;
  const until = key.validUntil === null ? Infinity : Date.parse(key.validUntil) / 1000;
  return from < starts + DAY && until > starts;
}

/** Whether the day (in Istanbul) has begun. */
export function hasBegun(day, now) {
  return day * DAY - ISTANBUL <= now + SKEW;
}

function readJson(part) {
  const value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(fromBase64url(part)));
  if (value === null || typeof value !== "object" || Array.isArray(value)) throw new Error("bundle.json");
  return value;
}

function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("bundle.base64url");
  return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}
