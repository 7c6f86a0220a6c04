// Compact JWS in the one strict profile of this service: header exactly alg, kid and typ (docs/spec/credential.md).

import { asText, fromBase64url, isObject } from "./base64url.js";

const MOST = 64 * 1024;

/** What was refused and why; `code` is a reason code of docs/spec/verdict.md. */
export class Refused extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

/** {header, text, signature, signed} of a compact JWS of this `typ`; throws `Refused`. Nothing is verified yet. */
export function openJws(compact, typ, most = MOST) {
  if (compact.length > most) throw new Refused("envelope.too_large");
  const parts = compact.split(".");
  if (parts.length !== 3 || parts.includes("")) throw new Refused("envelope.malformed");
  let header, text, signature;
  try {
    header = JSON.parse(asText(fromBase64url(parts[0])));
    text = asText(fromBase64url(parts[1]));
    signature = fromBase64url(parts[2]);
  } catch {
    throw new Refused("envelope.malformed");
  }
  const known = isObject(header) && Object.keys(header).sort().join() === "alg,kid,typ";
  if (!known || typeof header.alg !== "string" || !/^[\x21-\x7e]{1,128}$/.test(header.kid)) {
    throw new Refused("envelope.header");
  }
  if (header.typ !== typ) throw new Refused("envelope.typ");
  return { header, text, signature, signed: new TextEncoder().encode(`${parts[0]}.${parts[1]}`) };
}

/** An object written the one way that the service writes JSON; null for any other spelling of it. */
export function canonicalObject(text) {
  const value = JSON.parse(text);
  return isObject(value) && JSON.stringify(value) === text ? value : null;
}
