// Reading QR codes in pictures: by the browser's own detector where it has one, else by the vendored ZXing.

let zxing;

/** The browser's detector, or null where it has none for QR codes. */
export async function nativeReader() {
  if (!("BarcodeDetector" in globalThis)) return null;
  const formats = await BarcodeDetector.getSupportedFormats().catch(() => []);
  if (!formats.includes("qr_code")) return null;
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  return async (canvas) => (await detector.detect(canvas)).map((found) => found.rawValue);
}

/** ZXing, loaded when it is first asked for; throws if it cannot be. `script` and `wasm` are its addresses. */
export async function vendoredReader({ script, wasm }) {
  zxing ??= load(script, wasm).catch((error) => {
    zxing = undefined;
    throw error;
  });
  const { readBarcodes } = await zxing;
  // "QRCode" would take in Micro QR codes, and one of those is soon found in a corner of a damaged symbol. The reader turns,
  // inverts and makes smaller by itself.
  const options = { formats: ["QRCodeModel2"], tryHarder: true, maxNumberOfSymbols: 4 };
  return async (canvas) => {
    const picture = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return (await readBarcodes(picture, options)).filter((found) => found.isValid).map((found) => found.text);
  };
}

async function load(script, wasm) {
  await new Promise((loaded, failed) => {
    const element = Object.assign(document.createElement("script"), { src: script, onload: loaded, onerror: failed });
    document.head.append(element);
  });
  const reader = globalThis.ZXingWASM;
  await reader.prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
  return reader;
}
