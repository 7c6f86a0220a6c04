// Our own addresses in QR codes: https://<host>/v/CODE#digits. Nothing else is ever followed. Copied from a page that was
// turned into the other language it holds ?lang= as well.

/** {code, digits} of a QR code of ours; digits are empty if it has none. Null for any other text. */
export function ownAddress(text, publicUrl) {
  const own = `${publicUrl}/v/`;
  if (!text.startsWith(own)) return null;
  const found = /^([0-9A-HJKMNP-TV-Z]{16})(?:\?lang=(?:tr|en))?(?:#([0-9]{1,1300}))?$/.exec(text.slice(own.length));
  return found ? { code: found[1], digits: found[2] ?? "" } : null;
}

export function pathOf({ code, digits }) {
  return `/v/${code}${digits && `#${digits}`}`;
}
