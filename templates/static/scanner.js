// The camera's window: shows what the camera sees until it has read a QR code of ours. Loaded when it is asked for.
import { nativeReader, vendoredReader } from "./barcode-reader.js";
import { codesInPhoto } from "./photo.js";
import { ownAddress } from "./qr-address.js";

const LONGEST = 1280;
// Some devices have a detector that sees no dense codes: then the vendored one helps after a while.
const PATIENCE = 4000;
const REFUSALS = {
  NotAllowedError: "refused",
  SecurityError: "refused",
  NotFoundError: "noCamera",
  OverconstrainedError: "noCamera",
  NotReadableError: "busy",
  AbortError: "busy",
};

/** Opens the window; `found` is told {code, digits} of the first code of ours, and the window closes. */
export function openScanner(dialog, found) {
  const words = dialog.dataset;
  const video = dialog.querySelector("video");
  const told = dialog.querySelector(".told");
  const again = dialog.querySelector("[data-do=again]");
  const photo = dialog.querySelector("input[type=file]");
  const places = { script: words.reader, wasm: words.wasm };
  let round = 0;

  const tell = (name, wrong = false) => {
    told.textContent = words[name];
    told.classList.toggle("wrong", wrong);
  };
  const take = (texts) => {
    const own = texts.map((text) => ownAddress(text, words.publicUrl)).find(Boolean);
    if (own) {
      tell("found");
      dialog.close();
      found(own);
    } else if (texts.length) tell("foreign", true);
    return Boolean(own);
  };
  const stop = () => {
    round += 1;
    for (const track of video.srcObject?.getTracks() ?? []) track.stop();
    video.srcObject = null;
  };

  async function start() {
    stop();
    const own = round;
    again.hidden = true;
    tell("starting");
    try {
      if (!navigator.mediaDevices?.getUserMedia) throw Object.assign(new Error(), { name: "insecure" });
      const wanted = { facingMode: { ideal: "environment" }, width: { ideal: 1920 }, height: { ideal: 1080 } };
      const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
      // The window's end is told a moment later: a camera allowed in between is no longer wanted either.
      if (own !== round || !dialog.open) return stream.getTracks().forEach((track) => track.stop());
      video.srcObject = stream;
      await video.play();
    } catch (error) {
      if (own !== round) return;
      again.hidden = false;
      return tell(error.name === "insecure" ? "insecure" : REFUSALS[error.name] ?? "noCamera", true);
    }
    try {
      await look(own);
    } catch {
      if (own !== round) return;
      again.hidden = false;
      tell("noReader", true);
    }
  }

  async function look(own) {
    let read = (await nativeReader()) ?? (await vendoredReader(places));
    if (own !== round) return;
    tell("looking");
    const since = performance.now();
    let patient = true;
    for (let turn = 0; own === round && dialog.open; turn++) {
      await nextFrame(video);
      if (own !== round) return;
      if (patient && performance.now() - since > PATIENCE) {
        patient = false;
        read = await vendoredReader(places).catch(() => read);
      }
      if (take(await read(frame(video, turn)))) return;
    }
  }

  async function readPhoto(file) {
    stop();
    again.hidden = false;
    tell("reading");
    try {
      if (!take(await readCodes(file, places)) && !told.classList.contains("wrong")) tell("photoNone", true);
    } catch (error) {
      tell(error.message === "unreadable" ? "photoUnreadable" : "noReader", true);
    }
  }

  again.onclick = start;
  dialog.querySelector("[data-do=close]").onclick = () => dialog.close();
  dialog.onclose = stop;
  photo.onchange = () => {
    if (photo.files.length) readPhoto(photo.files[0]);
    photo.value = "";
  };
  dialog.showModal();
  return start();
}

/** The texts of the codes in a photo, by whichever reader finds them. */
export async function readCodes(file, places) {
  const native = await nativeReader();
  const found = native ? await codesInPhoto(file, native) : [];
  return found.length ? found : codesInPhoto(file, await vendoredReader(places));
}

/** Load what a camera or photo needs, so that the worker keeps it for when there is no connection. */
export async function prepareReader(dialog) {
  if (!(await nativeReader())) await vendoredReader({ script: dialog.dataset.reader, wasm: dialog.dataset.wasm });
}

let canvas;

/** What the camera sees now: in turn the whole picture made smaller, and its middle as it is. */
function frame(video, turn) {
  const { videoWidth: width, videoHeight: height } = video;
  const part = turn % 2 ? Math.min(1, LONGEST / Math.max(width, height)) : 1;
  const [w, h] = [width * part, height * part];
  const scale = Math.min(1, LONGEST / Math.max(w, h));
  canvas ??= document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(w * scale));
  canvas.height = Math.max(1, Math.round(h * scale));
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.drawImage(video, (width - w) / 2, (height - h) / 2, w, h, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function nextFrame(video) {
  return new Promise((come) => {
    const soon = setTimeout(come, 250);
    video.requestVideoFrameCallback?.(() => {
      clearTimeout(soon);
      setTimeout(come, 60);
    });
  });
}
