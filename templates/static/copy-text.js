// Buttons that copy or hand on what a field beside them holds; without this module the field can be marked by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  if (!navigator.clipboard) continue;
  const field = document.getElementById(button.dataset.copies);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    await navigator.clipboard.writeText(field.value);
    document.getElementById("kopyalandi").textContent = button.dataset.done;
  });
}
for (const button of document.querySelectorAll("[data-shares]")) {
  if (!navigator.share) continue;
  const field = document.getElementById(button.dataset.shares);
  button.hidden = false;
  // A share sheet that is closed again is no fault.
  button.addEventListener("click", () => navigator.share({ url: field.value }).catch(() => {}));
}
