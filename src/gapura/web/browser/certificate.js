/**
 * The scanner of health certificates, `[data-certificate-scanner]` as code-scanner.js describes it, with one text
 * more: part. Puts what it reads into the form `#add` and sends it; of a card in several codes once all are read.
 */

import { CodeScanner } from "./code-scanner.js";

const WHOLE = /^(HC1:|shc:\/\d+$)/;
const PART = /^shc:\/(\d{1,2})\/(\d{1,2})\/\d+$/;

class CertificateScanner extends CodeScanner {
  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    /** @type {Map<number, string>} */
    this.parts = new Map();
    this.of = 0;
  }

  /** @param {string[]} texts */
  found(texts) {
    const whole = texts.find((text) => WHOLE.test(text));
    if (whole) return this.send(whole);
    const parts = texts.map((text) => PART.exec(text)).filter(Boolean);
    parts.forEach((part) => this.keep(part));
    if (this.of && this.parts.size === this.of) return this.send([...this.parts.values()].join("\n"));
    if (texts.length && !parts.length) this.say("other-code");
    return false;
  }

  /** @param {RegExpExecArray} part */
  keep([text, n, of]) {
    if (this.of !== Number(of)) this.parts.clear(); // another card
    this.of = Number(of);
    this.parts.set(Number(n), text);
    this.say("part", { n: Number(n), of: this.of });
  }

  /** @param {string} text */
  send(text) {
    this.say("found");
    this.camera.close();
    const form = /** @type {HTMLFormElement} */ (document.getElementById("add"));
    form.querySelector("textarea").value = text;
    form.querySelector("button").click(); // as if pressed: other scripts of the page hear of it
    return true;
  }
}

document.querySelectorAll("[data-certificate-scanner]").forEach((root) => new CertificateScanner(root));
