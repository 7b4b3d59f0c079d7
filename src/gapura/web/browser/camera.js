/** One camera of this device, open or closed. */

export class Camera {
  /** @param {HTMLVideoElement} video where its picture is shown */
  constructor(video) {
    this.video = video;
    /** @type {MediaStream | null} */
    this.stream = null;
  }

  /**
   * Open the camera, the one on the back where none is named. Throws a DOMException where it may not or cannot.
   * @param {string} [deviceId]
   */
  async open(deviceId) {
    this.close();
    if (!navigator.mediaDevices) throw new DOMException("", "NotFoundError");
    const which = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: "environment" };
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { ...which, ...size } });
    this.close(); // another opening may have come first
    this.stream = this.video.srcObject = stream;
    await this.video.play();
  }

  close() {
    if (this.stream) this.stream.getTracks().forEach((track) => track.stop());
    this.stream = this.video.srcObject = null;
  }

  get track() {
    return this.stream ? this.stream.getVideoTracks()[0] : null;
  }

  get deviceId() {
    return this.track ? this.track.getSettings().deviceId : "";
  }

  get hasTorch() {
    return Boolean(this.track && this.track.getCapabilities && this.track.getCapabilities().torch);
  }

  /** @returns {Promise<boolean>} whether the lamp is on now */
  async toggleTorch() {
    const on = !this.track.getSettings().torch;
    await this.track.applyConstraints({ advanced: [{ torch: on }] });
    return on;
  }

  /** @returns {Promise<MediaDeviceInfo[]>} */
  async choices() {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((device) => device.kind === "videoinput");
  }
}
