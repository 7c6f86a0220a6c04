// The QR codes in a photo, looked for in several ways, the quickest and likeliest first. A code is found best at some 3 to
// 8 pixels a module; scans of 100 dpi have two, and are enlarged. What pays is measured in docs/qr-survival.md.
import { cleaned, sharpened } from "./picture-filters.js";

const SIZES = [1600, 2400, 3600];
const SMALL = [1000, 600];

/** The texts of the codes in an image file; [] if there is none. Throws "unreadable" for what is no image. */
export async function codesInPhoto(file, read) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Error("unreadable");
  }
  const canvas = document.createElement("canvas");
  for (const [size, filter] of looksFor(Math.max(picture.width, picture.height))) {
    const scale = size / Math.max(picture.width, picture.height);
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    if (filter) pen.putImageData(filter(pen.getImageData(0, 0, canvas.width, canvas.height)), 0, 0);
    const found = await read(canvas);
    if (found.length) return found;
  }
  return [];
}

/** Longest sides, and what is done to the picture at that size: filters take their time in a browser, not over the largest. */
function looksFor(longest) {
  const large = Math.min(2 * longest, SIZES[1]);
  const sizes = new Set([...SIZES.map((one) => Math.min(one, longest)), large, ...SMALL.filter((one) => one < longest)]);
  return [...[...sizes].map((size) => [size]), [large, cleaned], [Math.min(longest, SIZES[0]), cleaned], [large, sharpened]];
}
