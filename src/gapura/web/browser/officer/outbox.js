/** Sends what waits, by itself, in order, once each; what the server turns down stays and is shown. */

const AT_ONCE = 50;

export class Outbox {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./server.js").Server} server
   * @param {(state: "sent" | "away" | "shut-out") => void} tell
   * @param {(inside: number | null) => void} crowd told how many are inside after each
   */
  constructor(store, server, tell, crowd) {
    this.store = store;
    this.server = server;
    this.tell = tell;
    this.crowd = crowd;
    /** @type {Promise<void> | null} */
    this.running = null;
  }

  /** Send until nothing waits or the network is away; one run at a time. */
  flush() {
    this.running = this.running || this.run().finally(() => (this.running = null));
    return this.running;
  }

  async run() {
    for (;;) {
      const waiting = (await this.store.waiting()).filter((item) => !item.refused).slice(0, AT_ONCE);
      if (!waiting.length) return;
      const outcomes = await this.server.send(waiting.map((item) => item.box));
      if (!Array.isArray(outcomes)) return this.tell(outcomes || "away");
      const settled = await Promise.all(waiting.map((item, place) => this.settle(item, outcomes[place])));
      this.tell("sent");
      if (!settled.some(Boolean)) return;
    }
  }

  /** @param {import("./store.js").Waiting} item @param {import("../gate.js").Outcome} outcome */
  async settle(item, outcome) {
    if (outcome.kind === "answered") {
      await this.store.remove(item.id);
      if ("occupancy" in outcome.answer) this.crowd(outcome.answer.occupancy);
    }
    if (outcome.kind === "refused") await this.store.add({ ...item, people: 0, refused: outcome.type });
    return outcome.kind !== "later";
  }
}
