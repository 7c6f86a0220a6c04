// The check of a QR code on this device: what its digits hold, who signed them, and whether they are the
// document that the page shows. The digits never leave the device.
import { belgeNo } from "./belge-no.js";
import { openSign1, verifySign1 } from "./cose.js";
import { canVerify } from "./es256.js";
import { digitsToBytes, isoDay, readClaims } from "./qr-claims.js";
import { compromisedSince, findKey, hasBegun, isIntroduced, openBundle } from "./trust-bundle.js";

/**
 * One of "good", "alone" (good, but the page shows no document), "bad-signature", "unknown-key", "future", "mismatch"
 * and "not-possible", with the claims where there are any. `shown` is the document of the page
 * {belgeNo, name, validFrom, validUntil, masked} or null.
 */
export async function checkQr(digits, { anchor, shown, now, loadBundle }) {
  let sign1, claims;
  try {
    sign1 = openSign1(digitsToBytes(digits));
    claims = readClaims(sign1.payload);
  } catch (error) {
    return { result: "bad-signature", reason: error.message };
  }
  const signed = await checkSignature(sign1, claims, { anchor, now, loadBundle });
  if (signed.result !== "good" && signed.result !== "not-possible") return signed;
  // Two different documents are two different documents whether or not the signature could be checked here.
  const number = signed.chamber ? belgeNo(signed.chamber.code, claims.year, claims.kind, claims.serial) : undefined;
  const read = { ...claims, belgeNo: number };
  if (shown && differs(read, shown)) return { result: "mismatch", claims: read };
  if (signed.result === "not-possible") return signed;
  return { result: shown ? "good" : "alone", claims: read };
}

async function checkSignature(sign1, claims, { anchor, now, loadBundle }) {
  if (!canVerify()) return { result: "not-possible", reason: "no_cryptography" };
  let bundle;
  try {
    bundle = await openBundle(await loadBundle(), anchor, now);
  } catch (error) {
    return { result: "not-possible", reason: error.message };
  }
  const found = findKey(bundle, claims, sign1.kid);
  if (!found) return { result: "unknown-key" };
  // Only the register can tell when it was entered: the page above says it.
  if (isIntroduced(found.key) || compromisedSince(found.key) !== null) {
    return { result: "not-possible", reason: "key" };
  }
  const good = await verifySign1(sign1, found.key.publicKeyJwk).catch(() => false);
  if (!good) return { result: "bad-signature", reason: "signature" };
  return { result: hasBegun(claims.issued, now) ? "good" : "future", chamber: found.chamber };
}

function differs(claims, shown) {
  // Without the bundle the chamber's code is not known: the rest of the number is compared.
  const ending = belgeNo("", claims.year, claims.kind, claims.serial).slice(0, -1);
  const sameNumber = claims.belgeNo ? shown.belgeNo === claims.belgeNo : shown.belgeNo.slice(0, -1).endsWith(ending);
  const name = (shown.masked ? masked(claims.name) : claims.name).normalize("NFC");
  const until = claims.validUntil === null ? "" : isoDay(claims.validUntil);
  return !(
    sameNumber &&
    shown.name.normalize("NFC") === name &&
    shown.validFrom === isoDay(claims.validFrom) &&
    shown.validUntil === until
  );
}

/** "Işıl İnci Öztürk" as "I*** İ*** Ö***", the way a look-up by number shows it. */
function masked(name) {
  return name.trim().split(/\s+/).map((part) => `${[...part][0]}***`).join(" ");
}
