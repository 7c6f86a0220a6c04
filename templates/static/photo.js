// The QR codes in a photo. Large photos are tried at several sizes: a code is found best at some 3 to 8 pixels a module.

const SIZES = [1600, 1000, 2400, 600];

/** The texts of the codes in an image file; [] if there is none. Throws "unreadable" for what is no image. */
export async function codesInPhoto(file, read) {
  let picture;
  try {
    picture = await createImageBitmap(file);
  } catch {
    throw new Error("unreadable");
  }
  const longest = Math.max(picture.width, picture.height);
  const canvas = document.createElement("canvas");
  for (const size of new Set(SIZES.map((one) => Math.min(one, longest)))) {
    const scale = size / longest;
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const pen = canvas.getContext("2d", { willReadFrequently: true });
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const found = await read(canvas);
    if (found.length) return found;
  }
  return [];
}
