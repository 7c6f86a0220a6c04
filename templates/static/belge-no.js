// Belge numbers such as EMO-2026-YB-000123-Y: the last character is an ISO 7064 MOD 37,36 check character.

/** The letters of each kind in a number. */
export const LETTERS = { katilim: "KB", basari: "BB", yetki: "YB" };
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** Letters and digits only, upper-cased by the rules of ASCII (a Turkish ı or İ is not an I here). */
export function compact(text) {
  return text.replace(/[\s-]/g, "").replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** The check character of letters and digits, null if there is anything else among them. */
export function checkCharacter(body) {
  let rest = 36;
  for (const letter of body) {
    const value = ALPHABET.indexOf(letter);
    if (value < 0) return null;
    rest = ((rest + value) % 36 || 36) * 2 % 37;
  }
  return ALPHABET[(37 - rest) % 36];
}

export function isBelgeNo(text) {
  const number = compact(text);
  return /^[A-Z]{2,16}\d{4}[KBY]B\d{6}[0-9A-Z]$/.test(number) && checkCharacter(number.slice(0, -1)) === number.slice(-1);
}

/** How a claims set names a document: chamber code, year, kind and serial give the whole number. */
export function belgeNo(code, year, kind, serial) {
  const parts = [code, String(year).padStart(4, "0"), LETTERS[kind], String(serial).padStart(6, "0")];
  return [...parts, checkCharacter(parts.join(""))].join("-");
}
