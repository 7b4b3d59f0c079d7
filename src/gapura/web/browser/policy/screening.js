/**
 * Evidence and a rule set in, one colour, one decision and the reasons out: `gapura.core.policy.screening` in
 * JavaScript, over the same rule files, with the CertLogic evaluator of the EU's reference implementation.
 */

import { evaluate } from "certlogic-js/dist/evaluator.js";

import { dayIn, dayOf } from "./days.js";
import { factsOf } from "./facts.js";

const BY_PRECEDENCE = ["black", "green", "yellow", "red"];
const LEVELS = [null, 1, 2, 3, 4];

/**
 * @typedef {{zone: string, sector: string, ppkmLevel: number | null, region: string | null}} Place
 * @typedef {{colour: string, decision: string, reasons: string[], ruleset: string, error?: unknown}} Screening
 */

/**
 * Decide about one person at an instant. What breaks the evaluation never admits: yellow and `verify`.
 * @param {any} ruleset the document, its `rules_of` already filled in
 * @param {any} evidence
 * @param {number} at milliseconds since 1970
 * @param {Place} place
 * @returns {Screening}
 */
export function screen(ruleset, evidence, at, place) {
  try {
    return decide(ruleset, evidence, at, place);
  } catch (error) {
    return { colour: "yellow", decision: "verify", reasons: ["evaluation_error"], ruleset: ruleset.id, error };
  }
}

/**
 * How many people a venue of a capacity may hold at an instant.
 * @param {any} ruleset @param {number} capacity @param {number} at @param {Place} place
 */
export function capacityAllowed(ruleset, capacity, at, place) {
  return Math.floor((capacity * percent(ruleset, place, nearestDay(ruleset, dayIn(at, place.zone)))) / 100);
}

/**
 * The rule set in force at an instant: the pinned one, else by its dates.
 * @param {any[]} rulesets oldest first @param {string | null} pinned @param {number} at @param {string} zone
 */
export function inForce(rulesets, pinned, at, zone) {
  if (pinned) return rulesets.find((each) => each.id === pinned) || null;
  const day = dayIn(at, zone);
  return rulesets.find((each) => holds({ from: each.valid_from, to: each.valid_to }, day)) || null;
}

/** @returns {Screening} */
function decide(ruleset, evidence, at, place) {
  const { zone, sector, ppkmLevel, region } = place;
  if (!LEVELS.includes(ppkmLevel)) throw new TypeError("a PPKM level is 1, 2, 3 or 4");
  const day = nearestDay(ruleset, dayIn(at, zone));
  const facts = factsOf(evidence, { at, zone, oneDoseProducts: ruleset.one_dose_products });
  let { colour, reasons } = colourOf(ruleset, facts, day);
  if (ruleset.advisory) {
    return { colour, decision: "admit", reasons: ["advisory", ...reasons], ruleset: ruleset.id };
  }
  let decision = admission(ruleset, day, sector, region)[colour];
  if (decision !== "admit") {
    const waiver = waiverFor(ruleset, facts, day, colour);
    if (waiver) [decision, reasons] = [waiver.decision, [waiver.reason, ...reasons]];
  }
  if (decision !== "refuse" && percent(ruleset, place, day) === 0) {
    [decision, reasons] = ["refuse", ["closed_level", ...reasons]];
  }
  return { colour, decision, reasons, ruleset: ruleset.id };
}

/** The day itself, or the first or last one of a rule set that was pinned outside of its dates. */
function nearestDay(ruleset, day) {
  const last = ruleset.valid_to ? dayOf(ruleset.valid_to) - 1 : day;
  return Math.max(dayOf(ruleset.valid_from), Math.min(day, last));
}

/** Whether something dated is in force on a day. */
function holds({ from, to }, day) {
  return (!from || dayOf(from) <= day) && (!to || day < dayOf(to));
}

/** The first colour one of whose rules holds, and the reasons of all its rules that hold. */
function colourOf(ruleset, facts, day) {
  for (const colour of BY_PRECEDENCE) {
    const rules = ruleset.rules.filter((rule) => rule.colour === colour && holds(rule, day));
    const reasons = rules.filter((rule) => verdict(rule, facts)).map((rule) => rule.reason);
    if (reasons.length) return { colour, reasons: Array.from(new Set(reasons)) };
  }
  throw new Error("no rule gave a colour");
}

/** True or false; a condition that gives anything else is a fault in the rules. */
function verdict(rule, facts) {
  const held = evaluate(rule.when, facts);
  if (held !== true && held !== false) throw new Error(`the rule for ${rule.reason} gave neither true nor false`);
  return held;
}

function admission(ruleset, day, sector, region) {
  const decisions = { ...ruleset.admission };
  for (const override of ruleset.overrides || []) {
    if (holds(override, day) && applies(override, sector, region)) Object.assign(decisions, override.admission);
  }
  return decisions;
}

function applies({ sectors = [], regions = [] }, sector, region) {
  const here = region !== null && regions.some((code) => region.startsWith(code));
  return (!sectors.length || sectors.includes(sector)) && (!regions.length || here);
}

function waiverFor(ruleset, facts, day, colour) {
  return (ruleset.waivers || []).find(
    (waiver) => holds(waiver, day) && waiver.colours.includes(colour) && evaluate(waiver.when, facts) === true,
  );
}

function percent(ruleset, { sector, ppkmLevel }, day) {
  if (ppkmLevel === null) return 100;
  const shares = (ruleset.capacity || []).filter((share) => holds(share, day) && share.sectors.includes(sector));
  const last = shares[shares.length - 1];
  return last && ppkmLevel in last.percent ? last.percent[ppkmLevel] : 100;
}
