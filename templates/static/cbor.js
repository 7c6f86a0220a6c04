// A strict reader for the little CBOR that the QR code needs (RFC 8949): integers, bytes, text, arrays, maps
// and tags, of definite length and in shortest form. Anything else is refused, so there is one reading only.

export class Tagged {
  constructor(tag, value) {
    this.tag = tag;
    this.value = value;
  }
}

const DEEPEST = 8;

/** The one value that the bytes hold; throws if there is anything else. Maps become Map. */
export function decodeCbor(bytes) {
  const reader = { bytes, at: 0 };
  const value = readValue(reader, 0);
  if (reader.at !== bytes.length) throw new Error("cbor.trailing_bytes");
  return value;
}

function readValue(reader, depth) {
  if (depth > DEEPEST) throw new Error("cbor.too_deep");
  const first = take(reader, 1)[0];
  const major = first >> 5;
  if (major === 7) throw new Error("cbor.type_refused");
  const number = readArgument(reader, first & 31);
  if (major === 0) return number;
  if (major === 1) return -1 - number;
  if (major === 2) return take(reader, number);
  if (major === 3) return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(take(reader, number));
  if (major === 6) return new Tagged(number, readValue(reader, depth + 1));
  // Every item takes at least one byte: a length that cannot be there is refused before it is believed.
  if (number > reader.bytes.length - reader.at) throw new Error("cbor.too_short");
  if (major === 4) return Array.from({ length: number }, () => readValue(reader, depth + 1));
  return readMap(reader, number, depth + 1);
}

function readMap(reader, size, depth) {
  const map = new Map();
  for (let i = 0; i < size; i++) {
    const key = readValue(reader, depth);
    if (typeof key !== "number" && typeof key !== "string") throw new Error("cbor.key_refused");
    if (map.has(key)) throw new Error("cbor.key_twice");
    map.set(key, readValue(reader, depth));
  }
  return map;
}

function readArgument(reader, short) {
  if (short < 24) return short;
  if (short > 27) throw new Error("cbor.indefinite_length");
  const size = 1 << (short - 24);
  let number = 0;
  for (const byte of take(reader, size)) number = number * 256 + byte;
  const smallest = size === 1 ? 24 : 2 ** (4 * size);
  if (number < smallest) throw new Error("cbor.not_shortest");
  if (!Number.isSafeInteger(number)) throw new Error("cbor.too_big");
  return number;
}

function take(reader, count) {
  const end = reader.at + count;
  if (end > reader.bytes.length) throw new Error("cbor.too_short");
  const part = reader.bytes.slice(reader.at, end);
  reader.at = end;
  return part;
}
