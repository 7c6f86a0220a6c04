// The check page: the number is looked at before it is sent, and a PDF may be dropped.
import { guardNumber } from "./number-guard.js";

guardNumber();

const file = document.getElementById("dosya");
const zone = document.getElementById("birak");
const told = document.getElementById("dosya-yardim");
const error = document.getElementById("dosya-hata");
const invitation = told.textContent;
zone.classList.add("ready");

function showChoice() {
  told.textContent = file.files[0]?.name ?? invitation;
  zone.classList.toggle("chosen", file.files.length > 0);
  error.textContent = "";
}

file.addEventListener("change", showChoice);
file.form.addEventListener("submit", (event) => {
  if (file.files.length) return;
  event.preventDefault();
  error.textContent = error.dataset.noFile;
  file.focus();
});

// A file that misses the zone must not replace the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());
for (const name of ["dragenter", "dragover"]) zone.addEventListener(name, () => zone.classList.add("over"));
for (const name of ["dragleave", "drop"]) zone.addEventListener(name, () => zone.classList.remove("over"));
zone.addEventListener("drop", (event) => {
  if (event.dataTransfer.files.length !== 1) return;
  file.files = event.dataTransfer.files;
  showChoice();
});
