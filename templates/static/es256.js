// ECDSA P-256 with SHA-256 by the browser's own cryptography.

/** False where a browser gives none: an old one, or a page that is neither https nor localhost. */
export function canVerify() {
  return Boolean(globalThis.isSecureContext && globalThis.crypto?.subtle);
}

export async function verifyEs256(jwk, signature, bytes) {
  if (jwk?.kty !== "EC" || jwk.crv !== "P-256" || signature.length !== 64) return false;
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  const { kty, crv, x, y } = jwk;
  const key = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, curve, false, ["verify"]);
  return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, bytes);
}
