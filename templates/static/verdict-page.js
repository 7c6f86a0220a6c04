// The verdict page: shows the check of the QR code on this device, and prints and shares.
import { checkQr } from "./qr-check.js";
import { isoDay } from "./qr-claims.js";
import { keepWorker } from "./keep-worker.js";

const byId = (id) => document.getElementById(id);
const digits = qrDigits();
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

keepDigitsInLinks();
offerPrintAndShare();
keepWorker();
if (digits && byId("karekod")) showCheck(byId("karekod"));
addEventListener("hashchange", () => {
  if (qrDigits() && qrDigits() !== digits) location.reload();
});

function qrDigits() {
  const rest = location.hash.slice(1);
  return /^[0-9]+$/.test(rest) ? rest : "";
}

async function showCheck(box) {
  const say = (result, title, note) => {
    box.className = result;
    box.querySelector("h3").textContent = title;
    box.querySelector("p").textContent = note;
    const shape = { pass: "valid", fail: "not_genuine" }[result] ?? "unknown";
    box.querySelector("use").setAttribute("href", `#i-${shape}`);
  };
  const words = box.dataset;
  say("none", words.working, "");
  const { result, claims } = await checkQr(digits, {
    anchor: JSON.parse(document.body.dataset.anchor),
    shown: shownDocument(),
    now: Date.now() / 1000,
    loadBundle,
  });
  if (result === "good") say("pass", words.good, words.goodNote);
  else if (result === "alone") say("pass", words.good, words.aloneNote);
  else if (result === "not-possible") say("could_not_check", words.notPossible, words.notPossibleNote);
  else {
    const sentence = { mismatch: words.mismatch, "unknown-key": words.unknownKey, future: words.future }[result] ?? words.badSignature;
    say("fail", sentence, claims ? words.mismatchNote : "");
    refuse(sentence, words);
  }
  byId("sonuc-karekod").textContent = box.querySelector("h3").textContent;
  byId("sonuc-karekod").hidden = box.className === "fail";
  if (claims) showClaims(box.querySelector("dl"), claims, words.unlimited);
  box.dataset.result = result;
  if (claims) keepLists(words.lists, claims.chamber);
}

/** For the next check without a network: the lists of the chamber whose document was checked here. */
async function keepLists(module, chamber) {
  if (!navigator.serviceWorker?.controller || navigator.connection?.saveData) return;
  const { refreshChamber } = await import(module);
  await refreshChamber(JSON.parse(document.body.dataset.anchor), Date.now() / 1000, chamber).catch(() => {});
}

/** The QR code overrules the page: the verdict becomes "do not trust", whatever it said. */
function refuse(sentence, words) {
  document.body.dataset.state = "not_genuine";
  byId("sonuc").textContent = sentence;
  byId("sonuc-durum").textContent = words.stateWord;
  byId("sonuc-ogut").textContent = words.advice;
  document.querySelector(".verdict use").setAttribute("href", "#i-not_genuine");
  document.title = sentence;
  byId("anlam")?.remove();
  if (byId("belge")) {
    byId("belge").classList.add("unverified");
    byId("alanlar").textContent = words.refusedTitle;
    document.querySelector(".columns").classList.add("refused");
  }
  scrollTo(0, 0);
}

function showClaims(list, claims, unlimited) {
  const day = (days) => (days === null ? unlimited : isoDay(days).split("-").reverse().join("."));
  const values = {
    ...claims,
    issued: day(claims.issued),
    validFrom: day(claims.validFrom),
    validUntil: day(claims.validUntil),
  };
  for (const place of list.querySelectorAll("dd")) {
    const value = values[place.dataset.claim];
    place.parentElement.hidden = value === undefined;
    place.textContent = String(value ?? "").replace(UNSEEN, "\ufffd");
  }
  list.hidden = false;
}

function shownDocument() {
  const sheet = byId("belge");
  if (!sheet) return null;
  const { belgeNo, name, validFrom, validUntil, masked } = sheet.dataset;
  return { belgeNo, name, validFrom, validUntil, masked: masked === "1" };
}

async function loadBundle() {
  const answer = await fetch("/trust/bundle.json", { credentials: "omit", redirect: "error" });
  if (!answer.ok) throw new Error("bundle.unavailable");
  return (await answer.json()).bundle;
}

function keepDigitsInLinks() {
  if (!digits) return;
  for (const link of document.querySelectorAll(".languages a")) link.hash = digits;
}

function offerPrintAndShare() {
  const print = byId("yazdir");
  print.hidden = false;
  print.addEventListener("click", () => window.print());
  const share = byId("paylas");
  if (!share || !(navigator.share || navigator.clipboard)) return;
  share.hidden = false;
  share.addEventListener("click", async () => {
    const url = location.origin + share.dataset.path + (digits && `#${digits}`);
    if (navigator.share) return navigator.share({ url, title: document.title }).catch(() => {});
    await navigator.clipboard.writeText(url);
    share.textContent = share.dataset.done;
  });
}
