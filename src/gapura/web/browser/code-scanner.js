/**
 * A scanner inside a page: reads QR codes with the phone's camera or from a photo. What extends it takes what it
 * looks for (`found`).
 *
 * Its root states `data-reader` and `data-wasm` (addresses of built/reader.js and built/zxing_reader.wasm) and
 * holds, all but the first three hidden at first:
 *   [data-start]   the button that opens the camera
 *   [data-photo]   a file field for a photo of the code
 *   [data-status]  where words appear (role="status")
 *   [data-view]    what is shown while the camera runs, with the `video` in it
 *   [data-stop], [data-torch], select[data-cameras]
 *   template[data-text="NAME"] for NAME in: opening, looking, denied, no-camera, camera-failed, unreadable,
 *   other-code, no-code-in-photo, found
 */

import { Camera } from "./camera.js";
import { detector } from "./detector.js";

const PAUSE = 150; // milliseconds between two looks, so that a cheap phone stays cool

export class CodeScanner {
  /** @param {HTMLElement} root */
  constructor(root) {
    this.root = root;
    this.camera = new Camera(root.querySelector("video"));
    this.resumes = false;
    this.part("start").addEventListener("click", () => this.start());
    this.part("stop").addEventListener("click", () => this.stop());
    this.part("torch").addEventListener("click", () => this.torch());
    this.part("cameras").addEventListener("change", (event) => this.start(event.target.value));
    this.part("photo").addEventListener("change", (event) => this.photo(event.target.files[0]));
    document.addEventListener("visibilitychange", () => this.visibility());
    addEventListener("pagehide", () => this.camera.close());
  }

  /** @param {string} name @returns {any} */
  part(name) {
    return this.root.querySelector(`[data-${name}]`);
  }

  /** Put the template's words on screen. @param {string} name @param {Record<string, unknown>} [about] */
  say(name, about = {}) {
    const text = this.root.querySelector(`template[data-text="${name}"]`).content.textContent.trim();
    const words = text.replace(/\{(\w+)\}/g, (_all, key) => String(about[key]));
    if (this.part("status").textContent !== words) this.part("status").textContent = words;
  }

  async startWhereAllowed() {
    try {
      const permission = await navigator.permissions.query({ name: "camera" });
      if (permission.state === "granted") this.start();
    } catch (error) {
      // This browser does not tell: the button is there.
    }
  }

  /** @param {string} [deviceId] */
  async start(deviceId) {
    this.say("opening");
    try {
      await this.camera.open(deviceId);
    } catch (error) {
      this.stop();
      return this.say(error.name in FAILURES ? FAILURES[error.name] : "camera-failed");
    }
    this.showCamera(true);
    await this.offerCameras();
    this.part("torch").hidden = !this.camera.hasTorch;
    this.say("looking");
    this.look(this.camera.stream);
  }

  stop() {
    this.camera.close();
    this.showCamera(false);
    this.part("torch").hidden = this.part("cameras").hidden = true;
    this.part("status").textContent = "";
  }

  /** @param {boolean} on */
  showCamera(on) {
    this.part("view").hidden = this.part("stop").hidden = !on;
    this.part("start").hidden = on;
  }

  async offerCameras() {
    const cameras = await this.camera.choices();
    const select = this.part("cameras");
    select.hidden = cameras.length < 2;
    select.replaceChildren(
      ...cameras.map(({ label, deviceId }, n) => new Option(label || String(n + 1), deviceId)),
    );
    select.value = this.camera.deviceId;
  }

  async torch() {
    const on = await this.camera.toggleTorch();
    this.part("torch").setAttribute("aria-pressed", String(on));
  }

  visibility() {
    if (document.hidden) {
      this.resumes = this.camera.stream !== null;
      this.stop();
    } else if (this.resumes) {
      this.start();
    }
  }

  /** Look again and again until a poster is found or the camera is closed. @param {MediaStream} stream */
  async look(stream) {
    const eye = await this.eye();
    while (eye && stream && this.camera.stream === stream) {
      const texts = await eye.detect(this.camera.video).then(textsOf, () => []);
      if (this.camera.stream === stream && this.found(texts)) return;
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  async eye() {
    try {
      return await detector(this.root.dataset.reader, this.root.dataset.wasm);
    } catch (error) {
      this.stop();
      this.say("unreadable");
      return null;
    }
  }

  /**
   * Take what is looked for among the texts read, or say that it is not there; whether it was.
   * @param {string[]} _texts @returns {boolean}
   */
  found(_texts) {
    throw new Error("a scanner says what it looks for");
  }

  /** @param {File | undefined} file */
  async photo(file) {
    if (!file) return;
    this.say("looking");
    const eye = await this.eye();
    if (!eye) return;
    const texts = await createImageBitmap(file).then((image) => eye.detect(image)).then(textsOf, () => []);
    if (!texts.length) this.say("no-code-in-photo");
    else this.found(texts);
    this.part("photo").value = "";
  }
}

const FAILURES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no-camera",
  OverconstrainedError: "no-camera",
};

/** @param {{rawValue: string}[]} codes */
const textsOf = (codes) => codes.map((code) => code.rawValue);
