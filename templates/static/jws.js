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
    header = plainObject(asText(fromBase64url(parts[0])));
    text = asText(fromBase64url(parts[1]));
    signature = fromBase64url(parts[2]);
  } catch {
    header = undefined;
  }
  if (header === undefined) throw new Refused("envelope.malformed");
  const known = header !== null && Object.keys(header).sort().join() === "alg,kid,typ";
  if (!known || typeof header.alg !== "string" || !matches(/^[\x00-\x7f]{1,128}$/, header.kid)) {
    throw new Refused("envelope.header");
  }
  if (header.typ !== typ) throw new Refused("envelope.typ");
  return { header, text, signature, signed: new TextEncoder().encode(`${parts[0]}.${parts[1]}`) };
}

/** Whether a value is a text of this form: a pattern alone would take [7] for "7". */
export function matches(pattern, value) {
  return typeof value === "string" && pattern.test(value);
}

/** The object that a text holds; null if it holds another thing. Throws for one that is not written, but for blanks,
    the one way that JSON is written here: where a name stands twice another reader could read another thing. */
export function plainObject(text) {
  const value = JSON.parse(text);
  const bare = text.replace(/("(?:[^"\\]|\\.)*")|[ \t\r\n]+/g, "$1");
  // Control characters and halves of characters are the only ones that would be spelt as numbers here.
  if (JSON.stringify(value) !== bare || bare.includes("\\u")) throw new Error("json");
  return isObject(value) ? value : null;
}
