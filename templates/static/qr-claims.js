// What the QR code holds: its digits as bytes, and the signed bytes as claims.
import { decodeCbor } from "./cbor.js";

const KINDS = { 1: "katilim", 2: "basari", 3: "yetki" };

/** Decimal digits to bytes. A first byte 01 keeps the length and is taken off. */
export function digitsToBytes(digits) {
  if (!/^[1-9][0-9]{0,4000}$/.test(digits)) throw new Error("qr.digits");
  const hex = BigInt(digits).toString(16);
  if (hex.length % 2 === 0 || hex[0] !== "1") throw new Error("qr.sentinel");
  return Uint8Array.from(hex.slice(1).match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** The claims by name; throws if one is missing or of the wrong kind. Days are counted from 1970-01-01. */
export function readClaims(payload) {
  const map = decodeCbor(payload);
  if (!(map instanceof Map)) throw new Error("claims.form");
  const required = [-1, -2, -3, -4, -7, -8, -9, -10];
  const known = [...required, -5, -6];
  if (!required.every((key) => map.has(key)) || ![...map.keys()].every((key) => known.includes(key))) refuse();
  const number = map.get(-3);
  if (!Array.isArray(number) || number.length !== 2) throw new Error("claims.number");
  const issued = whole(map.get(-4));
  return {
    chamber: whole(map.get(-1)),
    kind: KINDS[map.get(-2)] ?? refuse(),
    year: whole(number[0]),
    serial: whole(number[1]),
    issued,
    validFrom: map.has(-5) ? whole(map.get(-5)) : issued,
    validUntil: map.has(-6) ? whole(map.get(-6)) : null,
    name: text(map.get(-7)),
    subject: text(map.get(-8)),
    sicilNo: text(map.get(-9)),
    statusIndex: whole(map.get(-10)),
  };
}

/** Days since 1970-01-01 as 2026-11-22. */
export function isoDay(days) {
  return new Date(days * 86400000).toISOString().slice(0, 10);
}

function whole(value) {
  return Number.isInteger(value) && value >= 0 && value < 100000000 ? value : refuse();
}

function text(value) {
  return typeof value === "string" && value !== "" ? value : refuse();
}

function refuse() {
  throw new Error("claims.value");
}
