/** Asks the gate: one JSON request, one of four kinds of answer. */

const PATIENCE = 15000; // milliseconds without an answer before a request counts as unsent
const AGAIN = [429, 502, 503, 504];

/**
 * @typedef {{kind: "answered", answer: any}
 *   | {kind: "refused", type: string, title: string, detail: string, fault: string}
 *   | {kind: "later", seconds: number}
 *   | {kind: "unsent"}} Outcome
 * @typedef {"check-in" | "check-out"} Kind
 * @typedef {Record<string, string | number>} Request what the gate is asked: `id` and the form's own fields
 */

/**
 * Send a request with this browser's own cookie; with its own time, where it was made too long ago.
 * @param {Kind} kind
 * @param {Request} request
 * @returns {Promise<Outcome>}
 */
export async function ask(kind, request) {
  try {
    const outcome = read(...(await post(`/gate/v1/${kind}s`, request)));
    return outcome.kind === "refused" && outcome.type === "clock-off" ? askLate(kind, request) : outcome;
  } catch (error) {
    return { kind: "unsent" }; // no network, no answer in time, or an answer cut short
  }
}

/**
 * Send what was collected without network: it is judged by its own time.
 * @param {Kind} kind
 * @param {Request} request
 * @returns {Promise<Outcome>}
 */
export async function askLate(kind, request) {
  try {
    const [response, late] = await post("/gate/v1/batches", { items: [{ kind, ...request }] });
    return response.ok ? read(late.items[0], late.items[0]) : read(response, late);
  } catch (error) {
    return { kind: "unsent" };
  }
}

/**
 * Throws where there is no network, no answer in time, or an answer cut short.
 * @param {string} address
 * @param {object} body
 * @param {{headers?: Record<string, string>, patience?: number}} [how]
 * @returns {Promise<[Response, any]>} the answer and the document in it
 */
export async function post(address, body, { headers = {}, patience = PATIENCE } = {}) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), patience);
  try {
    const response = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "Accept-Language": language(), ...headers },
      body: JSON.stringify(body),
      signal: abort.signal,
    });
    return [response, await response.json()];
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {{status: number, headers?: Headers}} response
 * @param {any} document
 * @returns {Outcome}
 */
export function read(response, document) {
  if (response.status === 200) return { kind: "answered", answer: document };
  if (AGAIN.includes(response.status)) {
    const seconds = response.headers ? Number(response.headers.get("Retry-After")) : 0;
    return { kind: "later", seconds: seconds || 3 };
  }
  const { type = "", title = "", detail = "", fault = "" } = document;
  return { kind: "refused", type: type.split(":").pop(), title, detail, fault };
}

/** The page's language; a worker has no page. */
function language() {
  return globalThis.document ? document.documentElement.lang : navigator.language;
}
