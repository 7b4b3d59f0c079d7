/** Reads QR codes where the browser itself cannot; loaded by the scanner only then. */

import { BarcodeDetector, prepareZXingModule } from "barcode-detector/ponyfill";

/**
 * @param {string} wasm address of zxing_reader.wasm
 * @returns {BarcodeDetector}
 */
export function reader(wasm) {
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  return new BarcodeDetector({ formats: ["qr_code"] });
}
