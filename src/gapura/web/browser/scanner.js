/** The scanner of posters, `[data-scanner]` as code-scanner.js describes it: opens the door of the first one read. */

import { CodeScanner } from "./code-scanner.js";
import { venueCode } from "./venue-code.js";

class Scanner extends CodeScanner {
  /** @param {HTMLElement} root */
  constructor(root) {
    super(root);
    this.startWhereAllowed();
  }

  /** Open the first poster among the texts read. @param {string[]} texts */
  found(texts) {
    const code = texts.map(venueCode).find(Boolean);
    if (code) {
      this.say("found");
      this.camera.close();
      location.assign(`/c/${code}`);
    } else if (texts.length) {
      this.say("other-code");
    }
    return Boolean(code);
  }
}

document.querySelectorAll("[data-scanner]").forEach((root) => new Scanner(root));
