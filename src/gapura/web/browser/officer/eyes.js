/** Looks through a camera for QR codes until told to stop. */

import { Camera } from "../camera.js";
import { detector } from "../detector.js";

const PAUSE = 60; // milliseconds between two looks

const FAILURES = {
  NotAllowedError: "denied",
  SecurityError: "denied",
  NotFoundError: "no-camera",
  OverconstrainedError: "no-camera",
};

export class Eyes {
  /**
   * @param {HTMLElement} root holds the video, and states `data-reader` and `data-wasm`
   * @param {(text: string) => void} seen
   * @param {(state: string) => void} say
   */
  constructor(root, seen, say) {
    this.root = root;
    this.seen = seen;
    this.say = say;
    this.camera = new Camera(root.querySelector("video"));
    this.wanted = false;
    document.addEventListener("visibilitychange", () => this.visibility());
    addEventListener("pagehide", () => this.camera.close());
  }

  /** @param {string} [deviceId] */
  async open(deviceId) {
    this.wanted = true;
    this.say("opening");
    try {
      await this.camera.open(deviceId || localStorage.getItem("gapura.camera") || undefined);
    } catch (error) {
      localStorage.removeItem("gapura.camera");
      this.say(FAILURES[error.name] || "camera-failed");
      return;
    }
    if (deviceId) localStorage.setItem("gapura.camera", deviceId);
    this.say("looking");
    await this.stayAwake();
    this.look(this.camera.stream);
  }

  close() {
    this.wanted = false;
    this.camera.close();
  }

  visibility() {
    if (document.hidden) this.camera.close();
    else if (this.wanted) this.open(this.camera.deviceId || undefined);
  }

  /** The screen stays on while the camera looks, where the browser can. */
  async stayAwake() {
    try {
      if (navigator.wakeLock) await navigator.wakeLock.request("screen");
    } catch (error) {
      // The battery is low, or the page is hidden: the screen may go dark.
    }
  }

  /** @param {MediaStream} stream */
  async look(stream) {
    let eye;
    try {
      eye = await detector(this.root.dataset.reader, this.root.dataset.wasm);
    } catch (error) {
      return this.say("unreadable");
    }
    while (this.camera.stream === stream) {
      const codes = await eye.detect(this.camera.video).catch(() => []);
      if (codes.length && this.camera.stream === stream) this.seen(codes[0].rawValue);
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }
}
