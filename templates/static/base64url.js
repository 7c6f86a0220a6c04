// Strict base64url, UTF-8 and JSON objects: the parts that all signed texts are made of.

export function isObject(value) {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

export function asText(bytes) {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** Bytes of base64url without padding; a second spelling of the same bytes is refused. */
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) throw new Error("base64url");
  const binary = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  if (btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "") !== text) throw new Error("base64url");
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}
