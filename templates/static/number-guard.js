// A wrongly typed belge number is told at once and sent nowhere.
import { compact, isBelgeNo } from "./belge-no.js";

export function guardNumber() {
  const field = document.getElementById("metin");
  const error = document.getElementById("metin-hata");
  const tell = (sentence) => {
    error.textContent = sentence;
    field.toggleAttribute("aria-invalid", false);
    if (sentence) field.setAttribute("aria-invalid", "true");
  };
  field.form.addEventListener("submit", (event) => {
    const text = field.value.trim();
    const sentence = !text ? error.dataset.nothingGiven : isWrongBelgeNo(text) ? error.dataset.badNumber : "";
    tell(sentence);
    if (!sentence) return;
    event.preventDefault();
    field.focus();
  });
  field.addEventListener("input", () => tell(""));
}

/** Whether what was typed can only have been meant as a belge number, and is not one. */
function isWrongBelgeNo(text) {
  if (isBelgeNo(text) || /[:/.{#]/.test(text)) return false;
  const letters = compact(text);
  if (/^\p{L}+\d{4}[KBY]B\d/u.test(letters)) return true;
  const isCode = /^[0-9A-Z]{16}$/.test(letters) && !letters.includes("U");
  return letters.length < 40 && !isCode;
}
