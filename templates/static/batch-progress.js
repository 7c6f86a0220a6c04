// How far the signing of a list is; the page comes anew when it has ended.
const EVERY = 1000, LONGEST = 8000;
const box = document.getElementById("ilerleme");
const bar = box.querySelector("progress");
const said = box.querySelector("[role=status]");
const number = new Intl.NumberFormat(document.documentElement.lang);
const began = document.title;
let wait = EVERY;

async function look() {
  try {
    const answer = await fetch(box.dataset.way, { cache: "no-store", headers: { accept: "application/json" } });
    // A session that has ended answers with the way to sign in: the page shows it.
    if (answer.redirected || [401, 403, 404].includes(answer.status)) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const { state, done, total } = await answer.json();
    if (state !== "imzalandi" && state !== "onaylandi") return location.replace(location.pathname);
    bar.max = total;
    bar.value = done;
    if (state === "imzalandi") {
      said.textContent = box.dataset.said.replace("{done}", number.format(done)).replace("{total}", number.format(total));
      document.title = `%${Math.floor((100 * done) / Math.max(total, 1))} · ${began}`;
    }
    wait = EVERY;
  } catch {
    // The network may be away for a while; nothing is lost meanwhile.
    wait = Math.min(wait * 2, LONGEST);
  }
  setTimeout(look, wait);
}
setTimeout(look, EVERY / 2);
