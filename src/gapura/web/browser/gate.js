/** Asks the gate: one JSON request, one of four kinds of answer. */

const PATIENCE = 15000; // milliseconds without an answer before a request counts as unsent
const AGAIN = [429, 502, 503, 504];

/**
 * @typedef {{kind: "answered", answer: any}
 *   | {kind: "refused", type: string, detail: string}
 *   | {kind: "later", seconds: number, detail: string}
 *   | {kind: "unsent"}} Outcome
 */

/**
 * Send a request with this browser's own cookie.
 * @param {string} address
 * @param {object} request
 * @returns {Promise<Outcome>}
 */
export async function ask(address, request) {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), PATIENCE);
  try {
    const response = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify(request),
      signal: abort.signal,
    });
    return outcome(response, await response.json());
  } catch (error) {
    return { kind: "unsent" }; // no network, no answer in time, or an answer cut short
  } finally {
    clearTimeout(timer);
  }
}

/**
 * @param {Response} response
 * @param {any} document
 * @returns {Outcome}
 */
function outcome(response, document) {
  if (response.ok) return { kind: "answered", answer: document };
  const detail = document.detail || document.title || "";
  if (AGAIN.includes(response.status)) {
    return { kind: "later", seconds: Number(response.headers.get("Retry-After")) || 3, detail };
  }
  return { kind: "refused", type: String(document.type || "").split(":").pop(), detail };
}
