// What a signed credential says, read strictly: a payload counts only if writing what was read gives it again
// (docs/spec/credential.md). Any other, also one of a later version of the profile, is left to the service.
import { fromBase64url } from "./base64url.js";
import { LETTERS, isBelgeNo } from "./belge-no.js";
import { matches } from "./jws.js";
import { seconds } from "./status-list.js";
import { listsOf } from "./trust-bundle.js";

const CONTEXTS = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];
const TYPES = { katilim: "CertificateOfCompletion", basari: "Certificate", yetki: "License" };
const FORMS = ["uygulamali", "yuz_yuze", "cevrimici"];
// Control, format, private and unassigned; then letters and marks that show nothing (registry/document.py).
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/u;
const ISTANBUL = 3 * 3600;
const DAY = 86400;

/** The document of a payload; throws for one that is not exactly of the profile, or not of this chamber and bundle. */
export function readDocument(claims, chamber, bundle) {
  const document = read(claims, chamber, bundle);
  const again = sorted(written(claims, document, chamber, bundle));
  if (JSON.stringify(again) !== JSON.stringify(sorted(claims))) refuse();
  return document;
}

/** Days since 1970 in Istanbul. */
export function dayOf(instant) {
  return Math.floor((instant + ISTANBUL) / DAY);
}

function read(claims, chamber, bundle) {
  const { credentialSubject: subject, credentialStatus: status, document: own } = claims;
  const [name, sicil] = subject.identifier;
  const list = status.statusListCredential;
  const prefix = listsOf(bundle, chamber);
  const holds =
    Object.keys(TYPES).includes(own.kind) &&
    FORMS.includes(own.form) &&
    claims.id.startsWith(`${bundle.publicUrl}/v/`) &&
    matches(/^[0-9A-HJKMNP-TV-Z]{16}$/, claims.id.slice(bundle.publicUrl.length + 3)) &&
    matches(/^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, subject.id) &&
    isBelgeNo(subject.licenseNumber) &&
    matches(new RegExp(`^${chamber.code}-\\d{4}-${LETTERS[own.kind]}-\\d{6}-[0-9A-Z]$`), subject.licenseNumber) &&
    matches(/^[0-9]{1,12}$/, sicil.identityHash) &&
    Boolean(own.specimen) === bundle.specimen &&
    list.startsWith(prefix) &&
    matches(/^[1-9][0-9]{0,9}$/, list.slice(prefix.length)) &&
    matches(/^[0-9]{1,9}$/, status.statusListIndex) &&
    matches(/^[A-Za-z0-9_-]+$/, own.qr) &&
    fromBase64url(own.qr).length > 0 &&
    [own.lessonHours, own.minutesPerLesson].every((one) => Number.isInteger(one) && one >= 0 && one <= 10000);
  if (!holds) refuse();
  const document = {
    kind: own.kind,
    title: clean(claims.name),
    number: subject.licenseNumber,
    name: clean(name.identityHash),
    sicilNo: sicil.identityHash,
    role: clean(subject.role),
    area: subject.achievement.specialization === undefined ? null : clean(subject.achievement.specialization),
    programme: clean(subject.achievement.name),
    board: own.boardDecision?.number ?? null,
    issued: dayOf(seconds(claims.awardedDate)),
    awarded: seconds(claims.awardedDate),
    validFrom: dayOf(seconds(claims.validFrom)),
    validUntil: "validUntil" in claims ? dayOf(seconds(claims.validUntil)) : null,
    list,
    place: Number(status.statusListIndex),
  };
  if (document.validUntil !== null && document.validUntil < document.validFrom) refuse();
  return document;
}

/** The payload as the issuer writes it, over what was read. */
function written(claims, document, chamber, bundle) {
  const { credentialSubject: subject, document: own } = claims;
  const { achievement } = subject;
  const from = document.validFrom * DAY - ISTANBUL;
  const until = document.validUntil === null ? undefined : (document.validUntil + 1) * DAY - ISTANBUL - 1;
  const identity = (hash, type) => ({ type: "IdentityObject", hashed: false, identityHash: hash, identityType: type });
  return {
    "@context": [...CONTEXTS, `${bundle.publicUrl}/contexts/muhur-v1.jsonld`],
    id: claims.id,
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    name: document.title,
    issuer: { id: chamber.did, type: ["Profile"], name: clean(claims.issuer.name) },
    validFrom: instant(from),
    validUntil: until === undefined ? undefined : instant(until),
    awardedDate: instant(document.awarded),
    credentialSubject: {
      id: subject.id,
      type: ["AchievementSubject"],
      identifier: [identity(document.name, "name"), identity(document.sicilNo, "ext:OdaSicilNo")],
      role: document.role,
      licenseNumber: document.number,
      activityStartDate: edge(subject.activityStartDate, 0),
      activityEndDate: edge(subject.activityEndDate, DAY - 1),
      achievement: {
        id: `${bundle.publicUrl}/egitimler/${achievement.humanCode}`,
        type: ["Achievement"],
        achievementType: TYPES[document.kind],
        humanCode: clean(achievement.humanCode),
        name: document.programme,
        description: clean(achievement.description),
        criteria: { narrative: clean(achievement.criteria.narrative) },
        specialization: document.area ?? undefined,
      },
    },
    evidence: evidence(claims.evidence),
    credentialStatus: {
      id: `${document.list}#${document.place}`,
      type: "BitstringStatusListEntry",
      statusPurpose: "revocation",
      statusListIndex: String(document.place),
      statusListCredential: document.list,
    },
    document: {
      type: "MuhurDocument",
      kind: document.kind,
      design: clean(own.design),
      chamber: chamber.code,
      form: own.form,
      lessonHours: own.lessonHours,
      minutesPerLesson: own.minutesPerLesson,
      branch: optional(own.branch),
      place: optional(own.place),
      boardDecision: decision(own.boardDecision),
      annualVisa: own.annualVisa === true ? true : undefined,
      supportingDocument: isBelgeNo(own.supportingDocument ?? "") ? own.supportingDocument : undefined,
      signers: signers(own.signers),
      specimen: own.specimen === true ? true : undefined,
      qr: own.qr,
    },
    iss: chamber.did,
    jti: claims.id,
    sub: subject.id,
    nbf: from,
    exp: until,
  };
}

function evidence(given) {
  if (given === undefined) return undefined;
  const [one] = given;
  const described = /^\d\d\.\d\d\.\d{4} tarihinde kâğıt olarak düzenlenen belge\.$/;
  if (!matches(described, one.description)) refuse();
  return [{ type: ["Evidence"], genre: "devralinan", name: clean(one.name, 60), description: one.description }];
}

function decision(given) {
  if (given === undefined) return undefined;
  if (!matches(/^\d{1,3}\/\d{1,4}$/, given.number) || !matches(/^\d{4}-\d\d-\d\d$/, given.date)) refuse();
  return { number: given.number, date: new Date(`${given.date}T00:00:00Z`).toISOString().slice(0, 10) };
}

function signers(given) {
  if (given === undefined) return undefined;
  if (given.length < 1 || given.length > 2 || !given.every((one) => ["baskan", "yazman"].includes(one.role))) refuse();
  return given.map((one) => ({ name: clean(one.name), role: one.role }));
}

/** The first or last second of a day, as the payload has it; undefined where it has none. */
function edge(text, offset) {
  return text === undefined ? undefined : instant(dayOf(seconds(text)) * DAY - ISTANBUL + offset);
}

function instant(at) {
  return new Date(at * 1000).toISOString().replace(".000Z", "Z");
}

function optional(text) {
  return text === undefined ? undefined : clean(text);
}

/** The text itself, if it may stand on a document: composed, without hidden characters; throws otherwise. */
export function clean(text, longest = 300) {
  const fits = typeof text === "string" && text !== "" && [...text].length <= longest && !HIDDEN.test(text);
  return fits && text.normalize("NFC").split(/\s+/u).filter(Boolean).join(" ") === text ? text : refuse();
}

/** The same value with the members of its objects in one order. */
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().filter((name) => value[name] !== undefined).map((name) => [name, sorted(value[name])]));
}

function refuse() {
  throw new Error("profile");
}
