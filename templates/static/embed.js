// Mühür for other sites: <script src="https://HOST/embed.js" async></script> puts a small form where it stands, or into
// every element with the attribute data-muhur. It looks nothing up and says nothing about a document: the number is sent
// to HOST, where the verdict opens in a tab of its own, under the address that people are told to look at.
// Nothing else is loaded, stored or read. The two words of data-lang: tr (default) and en.
(() => {
  "use strict";
  const script = document.currentScript;
  if (!script) return;
  const origin = new URL(script.src).origin;
  const WORDS = {
    tr: {
      label: "TMMOB belge numarası",
      button: "Belgeyi doğrula",
      note: "Sonuç yeni sekmede, şu adreste açılır:",
      empty: "Bir belge numarası yazınız.",
    },
    en: {
      label: "TMMOB document number",
      button: "Verify the document",
      note: "The result opens in a new tab, at this address:",
      empty: "Enter a document number.",
    },
  };
  const STYLE = `
    :host { all: initial; display: block; max-width: 26rem; color-scheme: light dark; }
    form { font: 400 1rem/1.5 system-ui, sans-serif; color: light-dark(#22262e, #e8e6e1); background: light-dark(#fff, #1a202a);
      border: 1px solid light-dark(#d8d2c2, #3a4250); border-top: 3px solid light-dark(#14294b, #c3d3f0); padding: 1rem; }
    label { display: block; font-weight: 600; margin-bottom: .25rem; }
    div { display: flex; flex-wrap: wrap; gap: .5rem; }
    input, button { font: inherit; min-height: 2.75rem; box-sizing: border-box; border-radius: 3px; padding: .25rem .75rem; }
    input { flex: 1 1 12rem; min-width: 0; border: 1px solid light-dark(#767d89, #8d96a5); background: transparent; color: inherit; }
    button { border: 0; background: light-dark(#14294b, #c3d3f0); color: light-dark(#fff, #14202f); font-weight: 600; cursor: pointer; }
    :focus-visible { outline: 3px solid #a8843c; outline-offset: 2px; }
    p { margin: .5rem 0 0; font-size: .875rem; }
    .wrong { color: light-dark(#98191d, #ff9a92); font-weight: 600; }
    .wrong:empty { display: none; }`;

  function draw(place) {
    if (place.shadowRoot) return;
    const lang = (place.dataset.lang || script.dataset.lang) === "en" ? "en" : "tr";
    const words = WORDS[lang];
    const root = place.attachShadow({ mode: "open" });
    // A sheet made here needs no leave of the site's style-src, where an inline one would.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const make = (name, values, ...inside) => {
      const one = Object.assign(document.createElement(name), values);
      one.append(...inside);
      return one;
    };
    const input = make("input", { id: "no", name: "metin", type: "text", autocomplete: "off", spellcheck: false });
    input.placeholder = "EMO-2026-YB-000123-Y";
    input.setAttribute("autocapitalize", "characters");
    input.setAttribute("aria-describedby", "hata not");
    const wrong = make("p", { className: "wrong", id: "hata" });
    wrong.setAttribute("role", "alert");
    const host = make("b", { textContent: new URL(origin).host, translate: false });
    const form = make(
      "form",
      { method: "post", action: `${origin}/dogrula`, enctype: "multipart/form-data", target: "_blank", noValidate: true, lang },
      make("input", { type: "hidden", name: "lang", value: lang }),
      make("label", { htmlFor: "no", textContent: words.label }),
      make("div", {}, input, make("button", { textContent: words.button })),
      wrong,
      make("p", { id: "not", textContent: `${words.note} ` }, host),
    );
    form.rel = "noopener";
    form.addEventListener("submit", (event) => {
      wrong.textContent = input.value.trim() ? "" : words.empty;
      if (!wrong.textContent) return;
      event.preventDefault();
      input.focus();
    });
    root.append(form);
  }

  function begin() {
    const places = document.querySelectorAll("[data-muhur]");
    if (places.length) return places.forEach(draw);
    const place = document.createElement("div");
    if (script.parentNode && script.parentNode !== document.head) script.after(place);
    else document.body.append(place);
    draw(place);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", begin);
  else begin();
})();
