// A file may be dropped anywhere on the field; choosing one hands it in at once.
for (const drop of document.querySelectorAll("[data-drop]")) {
  const input = drop.querySelector("input[type=file]");
  const chosen = drop.querySelector(".chosen");
  const over = (is) => drop.classList.toggle("over", is);
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => { event.preventDefault(); over(true); });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => over(false));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change"));
  });
  input.addEventListener("change", () => {
    const file = input.files[0];
    if (!file) return;
    chosen.textContent = drop.dataset.reading.replace("{name}", file.name);
    input.form.requestSubmit();
  });
  // A file dropped beside the field must not take the place of the page.
  for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => event.preventDefault());
}
