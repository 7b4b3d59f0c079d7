/** Answers one question a line, in JSON: what the browser's modules make of an expression or of a person. */

import { createInterface } from "node:readline";

import { evaluate } from "certlogic-js/dist/evaluator.js";

import { factsOf } from "../../../src/gapura/web/browser/policy/facts.js";
import { capacityAllowed, inForce, screen } from "../../../src/gapura/web/browser/policy/screening.js";

const rulesets = [];

const answers = {
  rulesets: ({ documents }) => rulesets.push(...documents),
  evaluate: ({ expression, data }) => evaluate(expression, data),
  screen: ({ ruleset, evidence, at, place }) => {
    const document = inForce(rulesets, ruleset, at, place.zone);
    const { error, ...screening } = screen(document, evidence, at, place);
    const facts = factsOf(evidence, { at, zone: place.zone, oneDoseProducts: document.one_dose_products });
    return { ...screening, error: error ? String(error) : null, facts, capacity: capacityAllowed(document, 100, at, place) };
  },
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = { value: answers[ask](question) };
  } catch (error) {
    answer = { error: String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
