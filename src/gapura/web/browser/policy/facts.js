/**
 * What the evidence says about one person at one instant: `gapura.core.policy.facts` in JavaScript.
 *
 * The same names, the same values, the same order of thought; a test compares both on thousands of people.
 */

import { calendar, dayIn, dayOf } from "./days.js";

const NEVER = 1000000;
const NONE = -1;
const MINUTE = 60000;
const PAIR_APART = 24 * 60 * MINUTE;

/** @typedef {Record<string, number | boolean>} Facts */

/**
 * @param {any} evidence as exchanged in JSON
 * @param {{at: number, zone: string, oneDoseProducts?: string[]}} moment `at` in milliseconds since 1970
 * @returns {Facts}
 */
export function factsOf(evidence, { at, zone, oneDoseProducts = [] }) {
  const today = dayIn(at, zone);
  const list = (/** @type {string} */ name) => evidence[name] || [];
  const negatives = [];
  const positives = [];
  for (const test of list("tests")) {
    const when = instant(test.at);
    if (when > at) continue;
    if (test.result === "negative") negatives.push({ at: when, day: dayIn(when, zone), pcr: test.kind === "pcr" });
    else positives.push(when);
  }
  return {
    age: age(evidence.birth_date, today),
    ...doses(list("doses"), today, oneDoseProducts),
    ...recovery(list("recoveries"), today),
    ...theCase(positives, negatives, today, zone),
    ...contact(list("contacts"), negatives, today),
    ...arrivals(list("arrivals"), today),
    negative_antigen_minutes: minutesSince(negatives.filter((each) => !each.pcr), at),
    negative_pcr_minutes: minutesSince(negatives.filter((each) => each.pcr), at),
    exempt: list("exemptions").some(({ from, until }) => day(from) <= today && today <= day(until)),
  };
}

/** @param {string} text */
function day(text) {
  const number = dayOf(text);
  if (Number.isNaN(number)) throw new TypeError("not a date");
  return number;
}

/** @param {string} text */
function instant(text) {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new TypeError("not an instant");
  return at;
}

/** @param {string | null | undefined} birthDate @param {number} today */
function age(birthDate, today) {
  if (!birthDate || day(birthDate) > today) return NEVER;
  const born = calendar(day(birthDate));
  const now = calendar(today);
  const before = now.month < born.month || (now.month === born.month && now.date < born.date);
  return now.year - born.year - (before ? 1 : 0);
}

/** @param {{date: string, product: string}[]} all @param {number} today @param {string[]} oneDoseProducts */
function doses(all, today, oneDoseProducts) {
  let count = 0;
  let course = 2;
  let first = today;
  for (const dose of all) {
    const given = day(dose.date);
    if (given > today) continue;
    const needed = oneDoseProducts.includes(dose.product) ? 1 : 2;
    if (count === 0 || given < first || (given === first && needed < course)) [first, course] = [given, needed];
    count += 1;
  }
  return { doses: count, doses_complete: count >= course, boosted: count > course };
}

/** @param {{date: string}[]} all @param {number} today */
function recovery(all, today) {
  const latest = latestUntil(all, today);
  if (latest === null) return { recovery_days: NEVER, recovery_months: NEVER };
  const then = calendar(latest);
  const now = calendar(today);
  const months = (now.year - then.year) * 12 + now.month - then.month;
  return { recovery_days: today - latest, recovery_months: months - (now.date < then.date ? 1 : 0) };
}

/** @param {{date: string, quarantine_ended?: string | null}[]} all @param {number} today */
function arrivals(all, today) {
  let days = NEVER;
  let inside = false;
  for (const { date, quarantine_ended: ended } of all) {
    const came = day(date);
    if (came > today) continue;
    if (!ended) days = Math.min(days, today - came);
    else if (today < day(ended)) inside = true;
  }
  return { arrival_days: days, in_quarantine: inside };
}

/** @typedef {{at: number, day: number, pcr: boolean}} Negative */

/** @param {number[]} positives @param {Negative[]} negatives @param {number} today @param {string} zone */
function theCase(positives, negatives, today, zone) {
  const facts = {
    case_days: NEVER,
    case_negative_day: NONE,
    case_negative_pcr_day: NONE,
    case_earlier_pcr_day: NONE,
  };
  if (!positives.length) return facts;
  const day0 = dayIn(Math.max(...positives), zone);
  const pcrs = negatives.filter((each) => each.pcr);
  const last = Math.max(...pcrs.map((each) => each.at));
  facts.case_days = today - day0;
  facts.case_negative_day = latestDay(negatives, day0);
  facts.case_negative_pcr_day = latestDay(pcrs, day0);
  facts.case_earlier_pcr_day = latestDay(pcrs.filter((each) => last - each.at >= PAIR_APART), day0);
  return facts;
}

/** @param {{date: string}[]} all @param {Negative[]} negatives @param {number} today */
function contact(all, negatives, today) {
  const day0 = latestUntil(all, today);
  const known = day0 === null ? [] : negatives;
  return {
    contact_days: day0 === null ? NEVER : today - day0,
    contact_negative_day: latestDay(known, day0 || 0),
    contact_negative_pcr_day: latestDay(known.filter((each) => each.pcr), day0 || 0),
    contact_negative_days: new Set(known.map((each) => each.day).filter((each) => each > (day0 || 0))).size,
  };
}

/** @param {{date: string}[]} all @param {number} today @returns {number | null} */
function latestUntil(all, today) {
  const past = all.map(({ date }) => day(date)).filter((each) => each <= today);
  return past.length ? Math.max(...past) : null;
}

/** @param {Negative[]} tests @param {number} day0 */
function latestDay(tests, day0) {
  return tests.length ? Math.max(NONE, Math.max(...tests.map((each) => each.day)) - day0) : NONE;
}

/** Begun minutes count. @param {Negative[]} tests @param {number} at */
function minutesSince(tests, at) {
  return Math.min(NEVER, ...tests.map((each) => Math.ceil((at - each.at) / MINUTE)));
}
