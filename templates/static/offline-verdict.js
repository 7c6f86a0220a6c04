// Draws a verdict that this device gave: the verdict first, then the signed fields, then every step with its reason.

const byId = (id) => document.getElementById(id);
const UNSEEN = /[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;
const SHAPES = { pass: "valid", fail: "not_genuine", could_not_check: "unknown" };
const DAY = 86400;
const TITLE = document.title;

export function drawVerdict(verdict, words, lang) {
  const { state, steps, view } = verdict;
  const place = byId("sonuc-yeri");
  document.body.dataset.state = state;
  place.querySelector("use").setAttribute("href", `#i-${state}`);
  byId("sonuc-durum").textContent = words[`state_${state}`];
  byId("sonuc").textContent = headline(verdict, words);
  byId("sonuc-ogut").textContent = words[`advice_${state}`];
  byId("sonuc-zaman").textContent = verdict.asOf === null ? "" : `${words.as_of}: ${moment(verdict.asOf)}`;
  byId("adimlar").replaceChildren(...steps.map((step, at) => drawStep(step, at + 1, words)));
  place.hidden = byId("ayrinti").hidden = false;
  byId("ayrinti").firstElementChild.hidden = !view;
  byId("ayrinti").classList.toggle("single", !view);
  if (view) drawFields(verdict, words, lang);
  document.title = byId("sonuc").textContent;
  byId("sonuc").focus({ preventScroll: true });
  scrollTo(0, 0);
}

/** Takes the verdict away: what it said is not said of the next document. */
export function clearVerdict() {
  document.body.dataset.state = "unknown";
  byId("sonuc-yeri").hidden = byId("ayrinti").hidden = true;
  document.title = TITLE;
}

/** The sentence that stands before everything else: docs/spec/verdict.md section 3. */
function headline({ outcome, standing, state, steps }, words) {
  const list = steps.find((step) => step.name === "status");
  if (state === "valid") return said(words.says_valid_by_list, list.facts);
  const failed = steps.filter((step) => step.result === "fail");
  if (outcome === "genuine" && standing === "unknown" && !failed.length) return words.why_standing_unknown;
  return reason(failed[0] ?? steps.find((step) => step.result !== "pass"), words);
}

function reason({ name, code, facts }, words) {
  if (code) return said(words[`why_${code.replace(".", "_")}`], facts);
  return said(words[name === "standing" && facts.date ? "passed_standing_by_list" : `passed_${name}`], facts);
}

function drawStep(step, number, words) {
  const item = document.createElement("li");
  item.className = step.result;
  const icon = byId("sonuc-yeri").querySelector("svg").cloneNode(true);
  icon.classList.remove("big");
  icon.querySelector("use").setAttribute("href", `#i-${SHAPES[step.result]}`);
  const box = document.createElement("div");
  const title = element("h3", `${number}. ${words[`label_${step.name}`]}`);
  const text = element("p", reason(step, words));
  if (step.code) text.append(" ", element("code", step.code));
  box.append(title, " ", element("span", words[`result_${step.result}`]), text);
  item.append(icon, box);
  return item;
}

function drawFields({ view, chamber, state }, words, lang) {
  byId("oda").textContent = shown(chamber.name?.[lang] ?? chamber.code);
  byId("tur").textContent = shown(view.title === view.kind ? words[`kind_${view.kind}`] : view.title);
  byId("ad").textContent = shown(view.name);
  byId("anlam").textContent = meaning(view.kind, state, words);
  const rows = [
    ["belge_no", view.number],
    ["area", view.area],
    ["programme", view.programme],
    ["valid_from", day(view.validFrom * DAY)],
    ["valid_until", view.validUntil === null ? words.field_unlimited : day(view.validUntil * DAY)],
    ["issued", day(view.issued * DAY)],
    ["sicil", view.sicilNo],
    ["role", view.role],
    ["board", view.board],
  ];
  byId("satirlar").replaceChildren(
    ...rows.filter(([, value]) => value).map(([name, value]) => {
      const row = document.createElement("div");
      row.className = `f-${name}`;
      const cell = element("dd", shown(value));
      cell.translate = false;
      row.append(element("dt", words[`field_${name}`]), cell);
      return row;
    }),
  );
}

/** A sentence with its facts; instants become days in Istanbul. */
export function said(sentence, facts = {}) {
  return sentence.replace(/\{(\w+)\}/g, (whole, name) => {
    const value = facts[name];
    return value === undefined ? whole : name === "lists" ? String(value) : day(value + 3 * 3600);
  });
}

/** What a document of this kind is worth, and first whether it is worth anything today. */
function meaning(kind, state, words) {
  const before = { valid: "", unknown: `${words.means_unknown} ` }[state] ?? `${words.means_not_in_force} `;
  return before + words[`means_${kind}`];
}

function moment(instant) {
  const clock = new Date((instant + 3 * 3600) * 1000).toISOString().slice(11, 16);
  return `${day(instant + 3 * 3600)} ${clock}`;
}

function day(instant) {
  return new Date(instant * 1000).toISOString().slice(0, 10).split("-").reverse().join(".");
}

function shown(value) {
  return String(value).replace(UNSEEN, "\ufffd");
}

function element(name, text) {
  return Object.assign(document.createElement(name), { textContent: text });
}
