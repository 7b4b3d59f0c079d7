/** What was asked of the gate but not yet answered, kept on this device until it is. */

const PREFIX = "gapura.unsent.";

/** @typedef {Record<string, string | number>} Request What the gate is asked: `id` and the form's own fields. */

/**
 * @param {string} subject the code or visit that the request is about
 * @returns {Request | null}
 */
export function kept(subject) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + subject) || "null");
  } catch (error) {
    return null; // no storage, or not what we wrote
  }
}

/**
 * @param {string} subject
 * @param {Request} request
 */
export function keep(subject, request) {
  try {
    localStorage.setItem(PREFIX + subject, JSON.stringify(request));
  } catch (error) {
    // Without storage the request lives as long as the page does.
  }
}

/** @param {string} subject */
export function forget(subject) {
  try {
    localStorage.removeItem(PREFIX + subject);
  } catch (error) {
    // Nothing was kept.
  }
}
