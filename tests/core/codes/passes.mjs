/** Answers one question a line, in JSON: what the browser's modules make of a pass, and a box they pack. */

import { createInterface } from "node:readline";

import { pack } from "../../../src/gapura/web/browser/officer/box.js";
import { faultOf, readPass } from "../../../src/gapura/web/browser/officer/passes.js";

const answers = {
  read: async ({ text, keys, at }) => {
    const pass = await readPass(text, keys);
    return { ...pass, anchor: undefined, fault: faultOf(pass, at) };
  },
  pack: ({ item, recipient, scanner }) => pack(item, recipient, scanner),
};

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...question } = JSON.parse(line);
  let answer;
  try {
    answer = { value: await answers[ask](question) };
  } catch (error) {
    answer = { error: error.problem || String(error) };
  }
  process.stdout.write(JSON.stringify(answer) + "\n");
}
