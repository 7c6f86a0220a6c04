// Steps 1 to 5 for a signed credential, on this device: readable, issued by whom, signature, key, content.
import { isBelgeNo } from "./belge-no.js";
import { verifyEs256 } from "./es256.js";
import { Refused, canonicalObject, openJws } from "./jws.js";
import { seconds } from "./status-list.js";
import { coversInstant, ownerOf } from "./trust-bundle.js";

const LETTERS = { katilim: "KB", basari: "BB", yetki: "YB" };
const ISTANBUL = 3 * 3600;

/** {steps, chamber, document}; `document` only if every step passed: what the page shows and where its status stands. */
export async function examineCredential(compact, bundle) {
  const steps = [];
  const ended = (name, code, result = "fail") => ({ steps: [...steps, { name, result, code, facts: {} }] });
  let jws, claims;
  try {
    jws = openJws(compact, "JWT");
    JSON.parse(jws.text);
  } catch (error) {
    return ended("read", error instanceof Refused ? error.code : "envelope.malformed");
  }
  steps.push(passed("read"));
  const owner = ownerOf(bundle, jws.header.kid);
  if (!owner) return ended("issuer", "issuer.unknown");
  const { chamber, key } = owner;
  const loose = JSON.parse(jws.text);
  if (loose?.iss !== chamber.did || loose?.issuer?.id !== chamber.did) return ended("issuer", "issuer.mismatch");
  steps.push(passed("issuer"));
  if (jws.header.alg !== key.alg) return ended("signature", "envelope.algorithm");
  if (key.alg !== "ES256") return ended("signature", "offline.form", "could_not_check");
  if (!(await verifyEs256(key.publicKeyJwk, jws.signature, jws.signed).catch(() => false))) {
    return ended("signature", "credential.signature");
  }
  steps.push(passed("signature"));
  claims = canonicalObject(jws.text);
  // Signed by the chamber, but not written as it writes: the register's own reader is asked.
  if (!claims) return ended("claims", "offline.form", "could_not_check");
  let document;
  try {
    document = readDocument(claims, chamber, bundle);
  } catch {
    return ended("claims", "credential.profile");
  }
  if (key.purpose !== "credential") return ended("key", "key.purpose");
  if (!coversInstant(key, document.awarded)) return ended("key", "key.window");
  steps.push(passed("key"));
  if (!chamber.kinds?.includes(document.kind)) return ended("claims", "issuer.kind");
  steps.push(passed("claims"));
  return { steps, chamber, document };
}

export function passed(name, facts = {}) {
  return { name, result: "pass", code: null, facts };
}

/** What a credential of the profile says; throws for any other. */
function readDocument(claims, chamber, bundle) {
  const { credentialSubject: subject, credentialStatus: status, document: own } = claims;
  const [name, sicil] = subject.identifier.map((one) => one.identityHash);
  const number = subject.licenseNumber;
  const prefix = `${bundle.publicUrl}/status/${chamber.did.split(":").pop()}/`;
  const list = status.statusListCredential;
  const document = {
    kind: own.kind,
    title: text(claims.name),
    number,
    name: text(name),
    sicilNo: sicil,
    role: text(subject.role),
    area: subject.achievement.specialization ?? null,
    programme: text(subject.achievement.name),
    board: own.boardDecision?.number ?? null,
    issued: dayOf(seconds(claims.awardedDate)),
    validFrom: dayOf(seconds(claims.validFrom)),
    validUntil: "validUntil" in claims ? dayOf(seconds(claims.validUntil)) : null,
    awarded: seconds(claims.awardedDate),
    list,
    place: Number(status.statusListIndex),
  };
  const end = document.validUntil === null ? undefined : (document.validUntil + 1) * 86400 - ISTANBUL - 1;
  const holds =
    new RegExp(`^${escaped(bundle.publicUrl)}/v/[0-9A-HJKMNP-TV-Z]{16}$`).test(claims.id) &&
    claims.jti === claims.id &&
    /^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(subject.id) &&
    claims.sub === subject.id &&
    own.chamber === chamber.code &&
    isBelgeNo(number) &&
    number.split("-")[0] === chamber.code &&
    number.split("-")[2]?.startsWith(LETTERS[own.kind]) &&
    /^[0-9]{1,12}$/.test(sicil) &&
    Boolean(own.specimen) === bundle.specimen &&
    claims.nbf === seconds(claims.validFrom) &&
    claims.nbf === document.validFrom * 86400 - ISTANBUL &&
    claims.exp === end &&
    ("validUntil" in claims ? seconds(claims.validUntil) === end && end > claims.nbf : !("exp" in claims)) &&
    status.type === "BitstringStatusListEntry" &&
    status.statusPurpose === "revocation" &&
    /^[0-9]{1,9}$/.test(status.statusListIndex) &&
    status.id === `${list}#${document.place}` &&
    list.startsWith(prefix) &&
    /^[1-9][0-9]{0,9}$/.test(list.slice(prefix.length)) &&
    claims.type.join() === "VerifiableCredential,OpenBadgeCredential";
  if (!holds) throw new Error("profile");
  return document;
}

/** Days since 1970 in Istanbul. */
export function dayOf(instant) {
  return Math.floor((instant + ISTANBUL) / 86400);
}

function text(value) {
  if (typeof value !== "string" || !value || value !== value.normalize("NFC").trim()) throw new Error("text");
  return value;
}

function escaped(address) {
  return address.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
