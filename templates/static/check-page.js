// The check page: the number is looked at before it is sent, a file may be dropped, a QR code is read here.
import { guardNumber } from "./number-guard.js";
import { ownAddress, pathOf } from "./qr-address.js";
import { keepWorker } from "./keep-worker.js";

const byId = (id) => document.getElementById(id);
const camera = byId("kamera");
const file = byId("dosya");
const zone = byId("birak");
const told = byId("dosya-yardim");
const error = byId("dosya-hata");
const invitation = told.textContent;

guardNumber();
offerCamera();
offerDrop();
keepWorker();

function offerCamera() {
  const button = byId("okut");
  button.hidden = false;
  for (const hint of document.querySelectorAll(".live")) hint.hidden = false;
  for (const hint of document.querySelectorAll(".still")) hint.hidden = true;
  button.addEventListener("click", async () => {
    try {
      const { openScanner } = await import(camera.dataset.scanner);
      await openScanner(camera, open);
    } catch {
      error.textContent = camera.dataset.noReader;
      error.scrollIntoView({ block: "center" });
    }
  });
}

/** A document's page, under the address that stands on paper. */
function open(own) {
  location.assign(camera.dataset.publicUrl + pathOf(own));
}

function offerDrop() {
  zone.classList.add("ready");
  file.addEventListener("change", showChoice);
  file.form.addEventListener("submit", send);
  // A file that misses the zone must not replace the page.
  for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
  for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("over"));
  for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length !== 1) return;
    file.files = event.dataTransfer.files;
    showChoice();
  });
}

function showChoice() {
  told.textContent = file.files[0]?.name ?? invitation;
  zone.classList.toggle("chosen", file.files.length > 0);
  error.textContent = "";
}

function send(event) {
  const chosen = file.files[0];
  if (!chosen) {
    event.preventDefault();
    error.textContent = error.dataset.noFile;
    file.focus();
  } else if (chosen.type.startsWith("image/")) {
    event.preventDefault();
    readPhoto(chosen);
  }
}

/** A photo is read on this device; only where that cannot be done is it sent to be read. */
async function readPhoto(chosen) {
  const words = camera.dataset;
  error.textContent = "";
  told.textContent = words.reading;
  let texts;
  try {
    const { readCodes } = await import(words.scanner);
    texts = await readCodes(chosen, { script: words.reader, wasm: words.wasm });
  } catch (fault) {
    if (fault.message !== "unreadable") return file.form.submit();
    texts = null;
  }
  showChoice();
  const own = texts?.map((text) => ownAddress(text, words.publicUrl)).find(Boolean);
  if (own) return open(own);
  error.textContent = texts === null ? words.photoUnreadable : texts.length ? words.foreign : words.photoNone;
}
