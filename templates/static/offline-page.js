// The page without a connection: judges a QR code or a signed credential by what this device has kept.
import { canVerify } from "./es256.js";
import { ageOfLists, keptLists, refreshLists } from "./kept-lists.js";
import { keepWorker } from "./keep-worker.js";
import { clearVerdict, drawVerdict, said } from "./offline-verdict.js";
import { judgeCredential, judgeQr } from "./offline-judge.js";
import { ownAddress } from "./qr-address.js";

const byId = (id) => document.getElementById(id);
const words = JSON.parse(document.body.dataset.words);
const anchor = JSON.parse(document.body.dataset.anchor);
const camera = byId("kamera");
const news = byId("haber");
const error = byId("veri-hata");
const now = () => Date.now() / 1000;
// How long a check waits for newer lists before it is given by those of this device.
const PATIENCE = 4000;
const isOwnPage = location.pathname === "/cevrimdisi";
// Counts the checks: what an earlier one finds late is not shown.
let turn = 0;

begin();

async function begin() {
  if (!isOwnPage) again();
  if (!canVerify() || !("caches" in globalThis) || !("DecompressionStream" in globalThis)) {
    news.textContent = words.offline_unsupported;
    return;
  }
  byId("yollar").hidden = false;
  byId("okut").addEventListener("click", scan);
  byId("veri").addEventListener("submit", given);
  byId("al").addEventListener("click", fetchLists);
  addEventListener("online", connection);
  addEventListener("offline", connection);
  addEventListener("hashchange", fromAddress);
  keepWorker();
  // The address first, at once: what someone gives while the lists are being counted is the later check, and stays.
  await Promise.all([fromAddress(), connection()]);
}

/** Where another page was wanted, its address is the way back to it. */
function again() {
  const link = byId("yeniden");
  link.textContent = words.offline_retry;
  link.href = location.pathname.startsWith("/v/") ? location.href : "/";
  for (const other of document.querySelectorAll(".languages a")) {
    other.href = `${location.pathname}?lang=${other.hreflang}${location.hash}`;
  }
  link.addEventListener("click", (event) => {
    if (!location.pathname.startsWith("/v/")) return;
    event.preventDefault();
    location.reload();
  });
}

async function connection() {
  byId("al").hidden = !navigator.onLine;
  const told = [];
  if (isOwnPage && navigator.onLine) told.push(words.offline_connected);
  if (!isOwnPage) told.push(words.offline_no_connection);
  const kept = await keptLists(anchor, now());
  told.push(kept ? await age(kept) : words.offline_nothing);
  news.textContent = told.join(" ");
}

async function age(kept) {
  const { lists, oldest, newest } = await ageOfLists(kept);
  const facts = { bundle: kept.bundle.iat, lists, oldest, newest };
  return said(lists ? words.offline_lists : words.offline_bundle_only, facts);
}

async function fetchLists() {
  news.textContent = words.offline_fetching;
  // The lists are kept whether or not the reader can be; a code that a camera app opened needs none. But the device is
  // said to be ready only when both were tried: whoever then goes where there is no network has them.
  const reader = import(camera.dataset.scanner).then((scanner) => scanner.prepareReader(camera));
  const [lists] = await Promise.allSettled([refreshLists(anchor, now()), reader]);
  if (lists.status === "fulfilled") await connection();
  else news.textContent = words.offline_not_fetched;
}

/** The newest lists that can be had now: an old one must not say more than the register would. */
async function newestLists() {
  if (navigator.onLine) await Promise.race([refreshLists(anchor, now()).catch(() => {}), impatience()]);
  return keptLists(anchor, now());
}

function impatience() {
  return new Promise((tired) => setTimeout(tired, PATIENCE));
}

/** A QR code that the phone's own camera opened stands in the address. */
async function fromAddress() {
  if (isOwnPage) return;
  freshCheck();
  const own = ownAddress(camera.dataset.publicUrl + location.pathname + location.hash, camera.dataset.publicUrl);
  if (own?.digits) return judge((kept) => judgeQr(own.digits, kept, now()));
  refuse(own ? words.offline_no_digits : words.offline_needs_connection);
}

async function scan() {
  freshCheck();
  try {
    const { openScanner } = await import(camera.dataset.scanner);
    await openScanner(camera, read);
  } catch {
    refuse(camera.dataset.noReader);
  }
}

function read(own) {
  return own.digits ? judge((kept) => judgeQr(own.digits, kept, now())) : refuse(words.offline_no_digits);
}

async function given(event) {
  event.preventDefault();
  const mine = freshCheck();
  const file = byId("dosya").files[0];
  if (!file) return fromText(byId("metin").value.trim());
  if (file.type === "application/pdf" || /\.pdf$/i.test(file.name)) return refuse(words.offline_pdf);
  if (file.type.startsWith("image/")) return fromPhoto(file, mine);
  if (file.size > 65536) return refuse(words.offline_unrecognised);
  const text = (await file.text()).trim();
  if (mine !== turn) return;
  return text.startsWith("%PDF-") ? refuse(words.offline_pdf) : fromText(text);
}

async function fromPhoto(file, mine) {
  const { reader: script, wasm, publicUrl, ...told } = camera.dataset;
  try {
    const { readCodes } = await import(told.scanner);
    const texts = await readCodes(file, { script, wasm });
    if (mine !== turn) return;
    const own = texts.map((text) => ownAddress(text, publicUrl)).find(Boolean);
    if (own) return read(own);
    refuse(texts.length ? words.offline_foreign : told.photoNone);
  } catch (fault) {
    if (mine !== turn) return;
    refuse(fault.message === "unreadable" ? told.photoUnreadable : told.noReader);
  }
}

function fromText(text) {
  const own = ownAddress(text, camera.dataset.publicUrl);
  if (own) return read(own);
  if (/^[\w=+/-]*\.[\w=+/-]*\.[\w=+/-]*$/.test(text)) return judge((kept) => judgeCredential(text, kept, now()));
  if (/^https?:/i.test(text)) return refuse(words.offline_foreign);
  return refuse(text && text.length < 40 ? words.offline_number : words.offline_unrecognised);
}

/** A check that begins leaves nothing on the page of the one before. */
function freshCheck() {
  clearVerdict();
  error.textContent = "";
  return ++turn;
}

function refuse(sentence) {
  error.textContent = sentence;
  error.scrollIntoView({ block: "center" });
}

async function judge(by) {
  const mine = turn;
  const kept = await newestLists();
  const verdict = kept && (await by(kept));
  if (mine !== turn) return;
  if (verdict) drawVerdict(verdict, words, document.documentElement.lang);
  else refuse(words.offline_nothing);
}
