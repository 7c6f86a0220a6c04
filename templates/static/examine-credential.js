// Steps 1 to 5 for a signed credential, on this device: readable, issued by whom, signature, key, content.
import { readDocument } from "./credential-profile.js";
import { verifyEs256 } from "./es256.js";
import { Refused, openJws, plainObject } from "./jws.js";
import { SKEW, coversInstant, keyStep, ownerOf } from "./trust-bundle.js";

/**
 * {steps, chamber, document}; `document` only if every step passed, or the register may yet say when it was entered
 * (`key.time_unproven`): what the page shows and where its status stands.
 */
export async function examineCredential(compact, bundle, now) {
  const steps = [];
  const ended = (name, code, result = "fail", facts = {}) => ({ steps: [...steps, { name, result, code, facts }] });
  let jws;
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
  let document;
  try {
    document = readDocument(plainObject(jws.text), chamber, bundle);
  } catch {
    // The chamber signed it, but in a form that is not known here: the service may know more.
    return ended("claims", "offline.form", "could_not_check");
  }
  const signed = keyStep(key, document.awarded, coversInstant(key, document.awarded));
  steps.push(signed);
  if (signed.result !== "pass" && signed.code !== "key.time_unproven") return { steps };
  if (!chamber.kinds?.includes(document.kind)) return ended("claims", "issuer.kind");
  if (document.awarded > now + SKEW) return ended("claims", "credential.future", "fail", { date: document.awarded });
  steps.push(passed("claims"));
  return { steps, chamber, document };
}

export function passed(name, facts = {}) {
  return { name, result: "pass", code: null, facts };
}
