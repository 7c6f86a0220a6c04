// How far the ZIP is that the browser is taking down.
const link = document.querySelector("a[data-bundle]");
const box = document.querySelector(".bundle");
if (link && box) {
  const bar = box.querySelector("progress");
  const said = box.querySelector("[role=status]");
  const number = new Intl.NumberFormat(document.documentElement.lang);
  link.addEventListener("click", () => {
    const ticket = crypto.randomUUID ? crypto.randomUUID() : String(Math.random()).slice(2);
    link.search = `?ticket=${ticket}`;
    watch(`${link.dataset.bundle}?ticket=${ticket}`, 0);
  });

  async function watch(way, looked) {
    try {
      const { done, total } = await (await fetch(way, { cache: "no-store" })).json();
      if (total > 0) {
        box.hidden = false;
        bar.max = total;
        bar.value = done;
        const sentence = done < total ? box.dataset.said : box.dataset.ended;
        said.textContent = sentence.replace("{done}", number.format(done)).replace("{total}", number.format(total));
        if (done >= total) return;
      } else if (looked > 20) return;
    } catch { /* asked again */ }
    setTimeout(() => watch(way, looked + 1), 700);
  }
}
