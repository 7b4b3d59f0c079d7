/** What reads QR codes on this device: the browser where it can, our own reader otherwise. */

/** @type {Promise<{detect(image: CanvasImageSource): Promise<{rawValue: string}[]>}> | null} */
let found = null;

/**
 * @param {string} reader address of built/reader.js
 * @param {string} wasm address of built/zxing_reader.wasm
 */
export function detector(reader, wasm) {
  found = found || choose(reader, wasm);
  found.catch(() => (found = null)); // the reader did not arrive: another try may load it
  return found;
}

/** @param {string} reader @param {string} wasm */
async function choose(reader, wasm) {
  const native = window.BarcodeDetector;
  // Some browsers have the class and can read nothing.
  const formats = native ? await native.getSupportedFormats() : [];
  if (formats.includes("qr_code")) return new native({ formats: ["qr_code"] });
  const module = await import(reader);
  return module.reader(wasm);
}
