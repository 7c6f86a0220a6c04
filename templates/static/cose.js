// COSE_Sign1 (RFC 9052) with ES256 and a key id of four bytes: the only form a Mühür QR code has.
import { decodeCbor, Tagged } from "./cbor.js";
import { verifyEs256 } from "./es256.js";

const SIGN1 = 18;
const ALGORITHM = 1;
const KEY_ID = 4;
const ES256 = -7;

/** {kid, payload, signature, signedBytes} of a COSE_Sign1; throws on any other shape. Nothing is verified yet. */
export function openSign1(bytes) {
  const message = decodeCbor(bytes);
  const parts = message instanceof Tagged && message.tag === SIGN1 ? message.value : null;
  if (!Array.isArray(parts) || parts.length !== 4) throw new Error("cose.not_sign1");
  const [protectedBytes, unprotected, payload, signature] = parts;
  if (![protectedBytes, payload, signature].every((part) => part instanceof Uint8Array)) throw new Error("cose.parts");
  if (!(unprotected instanceof Map) || unprotected.size !== 0) throw new Error("cose.unprotected");
  if (signature.length !== 64) throw new Error("cose.signature_length");
  const header = decodeCbor(protectedBytes);
  const kid = header instanceof Map ? header.get(KEY_ID) : null;
  if (!(kid instanceof Uint8Array) || kid.length !== 4 || header.size !== 2 || header.get(ALGORITHM) !== ES256) {
    throw new Error("cose.header");
  }
  return { kid: hex(kid), payload, signature, signedBytes: sigStructure(protectedBytes, payload) };
}

export function verifySign1(sign1, publicKeyJwk) {
  return verifyEs256(publicKeyJwk, sign1.signature, sign1.signedBytes);
}

/** ["Signature1", protected, h'', payload] as CBOR: what the signature is made over. */
function sigStructure(protectedBytes, payload) {
  const context = new TextEncoder().encode("Signature1");
  const items = [[3, context], [2, protectedBytes], [2, new Uint8Array()], [2, payload]];
  return Uint8Array.from([0x84, ...items.flatMap(([major, bytes]) => [...head(major, bytes.length), ...bytes])]);
}

function head(major, length) {
  if (length < 24) return [(major << 5) | length];
  if (length < 256) return [(major << 5) | 24, length];
  return [(major << 5) | 25, length >> 8, length & 255];
}

function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
