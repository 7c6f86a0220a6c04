// The verdict without a network: the procedure of docs/spec/verdict.md over what this device has kept, and no more.
// Standing is "valid" only by a current status list of the issuing chamber; in every other case it stays unknown.
import { belgeNo } from "./belge-no.js";
import { openSign1, verifySign1 } from "./cose.js";
import { clean, dayOf } from "./credential-profile.js";
import { examineCredential, passed } from "./examine-credential.js";
import { Refused } from "./jws.js";
import { digitsToBytes, readClaims } from "./qr-claims.js";
import { requireCurrent } from "./status-list.js";
import { coversDay, hasBegun, keyStep, listsOf, startOf } from "./trust-bundle.js";

const ISTANBUL = 3 * 3600;

/**
 * Judges the signed part of a QR code of ours. `kept` is {bundle, listAt(chamber, url), maxAge}:
 * a list as `openList` gives it, null where there is none.
 */
export async function judgeQr(digits, kept, now) {
  const steps = [];
  const ended = (name, code, facts = {}) => concluded([...steps, { name, result: "fail", code, facts }]);
  let sign1, claims;
  try {
    sign1 = openSign1(digitsToBytes(digits));
  } catch {
    return ended("read", "qr.malformed");
  }
  try {
    claims = readClaims(sign1.payload);
    requireDocument(claims);
  } catch {
    return ended("read", "qr.claims");
  }
  steps.push(passed("read"));
  const chamber = kept.bundle.chambers.find((one) => one.no === claims.chamber);
  const known = chamber?.keys?.find((one) => one.coseKid === sign1.kid);
  if (!known) return ended("issuer", "issuer.unknown");
  steps.push(passed("issuer"));
  if (known.alg !== "ES256" || !(await verifySign1(sign1, known.publicKeyJwk).catch(() => false))) {
    return ended("signature", "qr.signature");
  }
  steps.push(passed("signature"));
  const signed = keyStep(known, startOf(claims.issued), coversDay(known, claims.issued));
  steps.push(signed);
  if (signed.result !== "pass" && signed.code !== "key.time_unproven") return concluded(steps);
  if (!chamber.kinds?.includes(claims.kind)) return ended("claims", "issuer.kind");
  if (!hasBegun(claims.issued, now)) return ended("claims", "credential.future", { date: claims.issued * 86400 - ISTANBUL });
  steps.push(passed("claims"));
  const listed = await lookedUp(async () => {
    const lists = [];
    do {
      const list = await kept.listAt(chamber, `${listsOf(kept.bundle, chamber)}${lists.length + 1}`);
      if (!list) throw new Refused("status.absent");
      requireCurrent(list, now, kept.maxAge);
      lists.push(list);
    } while (lists.length < Math.max(...lists.map((one) => one.lists)));
    return { lists, found: lists.map((one) => one.isSet(claims.statusIndex)) };
  });
  const isArea = claims.kind === "yetki";
  const view = {
    ...claims,
    title: claims.kind,
    number: belgeNo(chamber.code, claims.year, claims.kind, claims.serial),
    area: isArea ? claims.subject : null,
    programme: isArea ? null : claims.subject,
  };
  return away(steps, listed, view, chamber, now);
}

/** Throws for claims that no document has. */
function requireDocument({ year, serial, name, subject, sicilNo }) {
  clean(name);
  clean(subject);
  const holds = year >= 1000 && year <= 9999 && serial >= 1 && serial <= 999999 && /^[0-9]{1,12}$/.test(sicilNo);
  if (!holds) throw new Error("claims");
}

/** Judges a signed credential (compact JWT). */
export async function judgeCredential(compact, kept, now) {
  const { steps, chamber, document } = await examineCredential(compact.trim(), kept.bundle, now);
  if (!document) return concluded(steps);
  const listed = await lookedUp(async () => {
    const list = await kept.listAt(chamber, document.list);
    if (!list) throw new Refused("status.absent");
    requireCurrent(list, now, kept.maxAge);
    return { lists: [list], found: [list.isSet(document.place)] };
  });
  return away(steps, listed, document, chamber, now);
}

/** The `status` step, and the time of the oldest list it rests on; no time where nothing could be checked. */
async function lookedUp(ask) {
  const step = (result, code, facts) => ({ name: "status", result, code, facts });
  try {
    const { lists, found } = await ask();
    const asOf = Math.min(...lists.map((one) => one.signedAt));
    const facts = { date: asOf };
    if (!found.some(Boolean)) return { step: passed("status", facts), asOf };
    if (found.every(Boolean)) return { step: step("fail", "status.not_in_force", facts), asOf };
    return { step: step("could_not_check", "status.ambiguous", facts), asOf: null };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return { step: step("could_not_check", error.code, error.facts), asOf: null };
  }
}

/** Steps 6, 8 and 9 where the register cannot be asked. */
function away(steps, listed, view, chamber, now) {
  const record = { name: "record", result: "could_not_check", code: "record.offline", facts: {} };
  if (steps.some((one) => one.code === "key.time_unproven")) {
    // Only the register knows when it was entered: no list can say.
    const untold = { outcome: "cannot_tell", standing: "unknown", state: "unknown", asOf: null };
    return { ...untold, steps: [...steps, record], view, chamber };
  }
  const before = [...steps, ...(listed.asOf === null ? [record] : []), listed.step];
  const fail = (code, day) => ({ name: "standing", result: "fail", code, facts: { date: day * 86400 - ISTANBUL } });
  const today = dayOf(now);
  let standing = "unknown";
  let last = { name: "standing", result: "could_not_check", code: "standing.unknown", facts: {} };
  if (view.validUntil !== null && today > view.validUntil) {
    [standing, last] = ["expired", fail("standing.expired", view.validUntil)];
  } else if (today < view.validFrom) {
    [standing, last] = ["not_yet_valid", fail("standing.not_yet_valid", view.validFrom)];
  } else if (listed.step.result === "pass") {
    [standing, last] = ["valid", passed("standing", listed.step.facts)];
  }
  return concluded([...before, last], { standing, view, chamber, asOf: listed.asOf });
}

/** {outcome, standing, state, steps, view, chamber, asOf}: `state` as the verdict page names what it shows. */
function concluded(steps, found) {
  const refused = steps.some((step) => step.result === "fail");
  if (!found) {
    const outcome = refused ? "not_genuine" : "cannot_tell";
    return { outcome, standing: refused ? null : "unknown", state: refused ? "not_genuine" : "unknown", steps, asOf: null };
  }
  const whole = steps.every((step) => step.result === "pass");
  const state =
    found.standing === "unknown" && refused ? "not_in_force" : found.standing === "valid" && !whole ? "unknown" : found.standing;
  return { outcome: "genuine", state, steps, ...found };
}
