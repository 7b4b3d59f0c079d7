/** Decides about a genuine pass where the server cannot be asked. */

import { capacityAllowed, inForce, screen } from "../policy/screening.js";

/**
 * @typedef {{colour: string, decision: string, reasons: {code: string, text: string}[], ruleset: string,
 *   capacity: number}} Judgement
 */

/**
 * What the rules say of a pass, and `full` where the estimated crowd leaves no room for the party.
 * @param {any} evidence
 * @param {{venue: any, rulebook: any}} known
 * @param {{at: number, inside: number, party: number, language: string}} now
 * @returns {Judgement}
 */
export function judge(evidence, { venue, rulebook }, { at, inside, party, language }) {
  const ruleset = inForce(rulebook.rulesets, venue.pinned, at, venue.zone);
  if (!ruleset) return worded({ id: "none" }, rulebook, unscreened(venue), language);
  const capacity = capacityAllowed(ruleset, venue.capacity, at, venue);
  const screening = { ...screen(ruleset, evidence, at, venue), capacity };
  if (screening.decision === "admit" && inside + party > capacity) {
    screening.decision = "full";
    screening.reasons = ["full", ...screening.reasons];
  }
  return worded(ruleset, rulebook, screening, language);
}

function unscreened(venue) {
  return { colour: "yellow", decision: "verify", reasons: ["evaluation_error"], capacity: venue.capacity };
}

/** Reasons with their words, as the gate answers them. */
function worded(ruleset, rulebook, { colour, decision, reasons, capacity }, language) {
  const texts = { ...rulebook.reasons, ...ruleset.texts };
  const told = reasons.map((code) => ({ code, text: (texts[code] || {})[language] || code }));
  return { colour, decision, reasons: told, ruleset: ruleset.id, capacity };
}
