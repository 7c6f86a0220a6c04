// What makes a damaged code readable. Both take and give ImageData; the result is grey.

/** Without the dots of a photocopy: of three beside each other the middle one, along the rows, then the columns. */
export function cleaned(image) {
  const { width } = image;
  return shown(image, middles(middles(greys(image), 1), width));
}

/** An unsharp mask of about 4 pixels, for what is out of focus. */
export function sharpened(image) {
  const { width, height } = image;
  const grey = greys(image);
  const soft = softened(softened(grey, width, height, 1, width), height, width, width, 1);
  for (let at = 0; at < grey.length; at++) grey[at] = Math.max(0, Math.min(255, grey[at] + 2.5 * (grey[at] - soft[at])));
  return shown(image, grey);
}

function greys({ data }) {
  const grey = new Uint8ClampedArray(data.length / 4);
  for (let at = 0; at < grey.length; at++) {
    grey[at] = (data[4 * at] * 77 + data[4 * at + 1] * 150 + data[4 * at + 2] * 29) >> 8;
  }
  return grey;
}

function shown(image, grey) {
  const { data } = image;
  for (let at = 0; at < grey.length; at++) data[4 * at] = data[4 * at + 1] = data[4 * at + 2] = grey[at];
  return image;
}

function middles(grey, step) {
  const made = grey.slice();
  for (let at = step; at < grey.length - step; at++) {
    const a = grey[at - step];
    const b = grey[at];
    const c = grey[at + step];
    made[at] = a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;
  }
  return made;
}

const REACH = 6;

/** Means over 2 REACH + 1 pixels along each of `lines` lines of `length` pixels that are `step` apart. */
function softened(grey, length, lines, step, next) {
  const made = new Uint8ClampedArray(grey.length);
  for (let line = 0; line < lines; line++) {
    const start = line * next;
    const value = (at) => grey[start + Math.max(0, Math.min(length - 1, at)) * step];
    let sum = 0;
    for (let at = -REACH; at <= REACH; at++) sum += value(at);
    for (let at = 0; at < length; at++) {
      made[start + at * step] = sum / (2 * REACH + 1);
      sum += value(at + REACH + 1) - value(at - REACH);
    }
  }
  return made;
}
