// A chamber's status list in its W3C form, read strictly: docs/spec/status.md section 3, in its order and with its codes.
import { verifyEs256 } from "./es256.js";
import { fromBase64url, isObject } from "./base64url.js";
import { Refused, plainObject, openJws } from "./jws.js";
import { SKEW, compromisedSince, coversInstant, isIntroduced, ownerOf } from "./trust-bundle.js";

const BYTES = 131072 / 8;
const MOST_LISTS = 1000;
const MEMBERS = "@context,credentialSubject,exp,iat,id,iss,issuer,lists,sub,type,validFrom,validUntil,version";
const SUBJECT = "encodedList,id,statusPurpose,ttl,type";
const CONTEXT = "https://www.w3.org/ns/credentials/v2";

/** {signedAt, until, version, lists, isSet} of the chamber's list at `url`, times in seconds; throws `Refused`. */
export async function openList(compact, url, chamber, bundle) {
  let jws;
  try {
    jws = openJws(compact, "vc+jwt");
  } catch (error) {
    throw error instanceof Refused ? new Refused("status.malformed") : error;
  }
  const owner = ownerOf(bundle, jws.header.kid);
  if (owner?.chamber.did !== chamber.did || owner.key.purpose !== "credential" || isIntroduced(owner.key)) {
    throw new Refused("status.issuer");
  }
  const right = jws.header.alg === "ES256" && owner.key.alg === "ES256";
  if (!right || !(await verifyEs256(owner.key.publicKeyJwk, jws.signature, jws.signed).catch(() => false))) {
    throw new Refused("status.signature");
  }
  // Whoever has the key can date a list as they like.
  if (compromisedSince(owner.key) !== null) throw new Refused("status.key_compromised");
  const opened = await readList(jws.text, url, chamber);
  if (!coversInstant(owner.key, opened.signedAt)) throw new Refused("status.issuer");
  return opened;
}

async function readList(text, url, chamber) {
  let claims;
  try {
    claims = plainObject(text);
  } catch {
    throw new Refused("status.malformed");
  }
  const subject = claims?.credentialSubject;
  const members = (value) => (isObject(value) ? Object.keys(value).sort().join() : "");
  if (members(claims) !== MEMBERS || members(subject) !== SUBJECT) throw new Refused("status.malformed");
  if (claims.issuer !== chamber.did || claims.iss !== chamber.did) throw new Refused("status.issuer");
  if (claims.id !== url || claims.sub !== url || subject.id !== `${url}#list`) throw new Refused("status.address");
  const types = JSON.stringify([claims["@context"], claims.type, subject.type]);
  const right = [[CONTEXT], ["VerifiableCredential", "BitstringStatusListCredential"], "BitstringStatusList"];
  if (types !== JSON.stringify(right)) throw new Refused("status.malformed");
  if (subject.statusPurpose !== "revocation") throw new Refused("status.purpose");
  const [signedAt, until] = [seconds(claims.validFrom), seconds(claims.validUntil)];
  const keptUntil = signedAt + count(subject.ttl) / 1000;
  if (count(claims.iat) !== signedAt || count(claims.exp) !== until || until <= signedAt) {
    throw new Refused("status.malformed");
  }
  const [version, lists] = [count(claims.version), count(claims.lists)];
  if (lists > MOST_LISTS) throw new Refused("status.malformed");
  const bits = await unpacked(subject.encodedList);
  const isSet = (place) => {
    if (!Number.isSafeInteger(place) || place < 0 || place >= BYTES * 8) throw new Refused("status.index");
    // Place 0 is the left-most bit of the first byte.
    return Boolean(bits[place >> 3] & (0x80 >> (place & 7)));
  };
  return { url, signedAt, until: Math.min(until, keptUntil), version, lists, isSet };
}

/** Whether no right clock can have signed it yet. */
export function isOfTheFuture(opened, now) {
  return opened.signedAt > now + SKEW;
}

/** Throws `Refused` for a list from the future or one that is too old to stand for the register's answer. */
export function requireCurrent(opened, now, maxAge) {
  const facts = { date: opened.signedAt };
  if (isOfTheFuture(opened, now)) throw new Refused("status.future", facts);
  if (now > Math.min(opened.until, opened.signedAt + maxAge)) throw new Refused("status.stale", facts);
}

async function unpacked(text) {
  if (typeof text !== "string" || text[0] !== "u") throw new Refused("status.malformed");
  if (text.length > 2 * BYTES + 1025) throw new Refused("status.size");
  let packed;
  try {
    packed = fromBase64url(text.slice(1));
  } catch {
    throw new Refused("status.malformed");
  }
  const bits = new Uint8Array(BYTES + 1);
  let length = 0;
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip")).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (length + part.value.length > BYTES) throw new Refused("status.size");
      bits.set(part.value, length);
      length += part.value.length;
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error instanceof Refused ? error : new Refused("status.malformed");
  }
  if (length < BYTES) throw new Refused("status.size");
  return bits;
}

/** A whole-second UTC time as the service writes it, in seconds. */
export function seconds(text) {
  const whole = typeof text === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : NaN;
  // Date.parse takes 30 February for a day in March.
  if (!Number.isFinite(whole) || new Date(whole).toISOString() !== text.replace("Z", ".000Z")) {
    throw new Refused("status.malformed");
  }
  return whole / 1000;
}

function count(value) {
  if (!Number.isSafeInteger(value) || value < 1) throw new Refused("status.malformed");
  return value;
}
