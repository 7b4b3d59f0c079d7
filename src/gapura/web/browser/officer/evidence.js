/** The records in which a pass holds evidence (docs/reference/passes.md), read to the JSON of evidence. */

import { fromUtf8 } from "../bytes.js";

const DAY = 86400000;
const DAY_0 = Date.UTC(1900, 0, 1);
const NO_DAY = 0xffff;
const OTHER = 15;
const PRODUCTS = [
  "",
  "sinovac",
  "astrazeneca",
  "pfizer",
  "moderna",
  "sinopharm",
  "janssen",
  "novavax",
  "sputnik",
  "cansino",
  "zifivax",
  "covovax",
  "indovac",
  "awcorna",
  "inavac",
];

class Reader {
  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.bytes = bytes;
    this.place = 0;
  }

  get more() {
    return this.place < this.bytes.length;
  }

  /** @param {number} length */
  take(length) {
    if (this.place + length > this.bytes.length) throw new RangeError("a record is cut short");
    this.place += length;
    return this.bytes.subarray(this.place - length, this.place);
  }

  /** @param {number} length */
  number(length) {
    return this.take(length).reduce((value, byte) => value * 256 + byte, 0);
  }

  day() {
    return date(this.number(2));
  }
}

/** @param {number} number */
const date = (number) => new Date(DAY_0 + number * DAY).toISOString().slice(0, 10);

/** @type {Record<number, [string, (reader: Reader, detail: number) => object]>} */
const RECORDS = {
  1: ["doses", dose],
  2: ["tests", test],
  3: ["contacts", (reader) => ({ date: reader.day() })],
  4: ["arrivals", arrival],
  5: ["recoveries", (reader) => ({ date: reader.day() })],
  6: ["exemptions", exemption],
};

/**
 * @param {Uint8Array} bytes from the birth day on
 * @returns {any} evidence; RangeError or TypeError for what is none
 */
export function evidenceOf(bytes) {
  const reader = new Reader(bytes);
  const born = reader.number(2);
  /** @type {any} */
  const evidence = born === NO_DAY ? {} : { birth_date: date(born) };
  while (reader.more) {
    const head = reader.number(1);
    if (!(head >> 4 in RECORDS)) throw new RangeError("no such record");
    const [name, read] = RECORDS[head >> 4];
    evidence[name] = [...(evidence[name] || []), read(reader, head & 15)];
  }
  return evidence;
}

/** @param {Reader} reader @param {number} detail */
function dose(reader, detail) {
  const given = reader.day();
  const product = detail === OTHER ? fromUtf8(reader.take(reader.number(1))) : PRODUCTS[detail];
  if (!product || product !== product.toLowerCase() || product === product.toUpperCase()) {
    throw new RangeError("no such product");
  }
  return { date: given, product };
}

/** @param {Reader} reader @param {number} detail */
function test(reader, detail) {
  if (detail > 3) throw new RangeError("no such test");
  const at = new Date(reader.number(4) * 1000).toISOString().replace(".000Z", "Z");
  return { kind: detail & 1 ? "pcr" : "antigen", result: detail & 2 ? "positive" : "negative", at };
}

/** @param {Reader} reader @param {number} detail */
function arrival(reader, detail) {
  const came = { date: reader.day() };
  if (!detail) return came;
  const ended = reader.day();
  if (ended < came.date) throw new RangeError("quarantine cannot end before the arrival");
  return { ...came, quarantine_ended: ended };
}

/** @param {Reader} reader */
function exemption(reader) {
  const letter = { from: reader.day(), until: reader.day() };
  if (letter.until < letter.from) throw new RangeError("a letter cannot end before it begins");
  return letter;
}
