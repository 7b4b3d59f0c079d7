/** Calendar days in a venue's zone, counted as whole days since 1970-01-01. */

const DAY = 86400000;

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map();

/**
 * The day of an ISO date, `2021-10-12`.
 * @param {string} text
 * @returns {number} NaN for anything else
 */
export const dayOf = (text) => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) / DAY : NaN);

/**
 * Year, month (1 to 12) and date of a day.
 * @param {number} day
 */
export function calendar(day) {
  const at = new Date(day * DAY);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, date: at.getUTCDate() };
}

/**
 * The day that a moment falls on in a zone.
 * @param {number} at milliseconds since 1970
 * @param {string} zone `Asia/Makassar`
 * @returns {number}
 */
export function dayIn(at, zone) {
  const parts = {};
  formatOf(zone).formatToParts(at).forEach(({ type, value }) => (parts[type] = Number(value)));
  return Date.UTC(parts.year, parts.month - 1, parts.day) / DAY;
}

/** @param {string} zone */
function formatOf(zone) {
  if (!formats.has(zone)) {
    const wanted = { timeZone: zone, calendar: "iso8601", numberingSystem: "latn" };
    const format = new Intl.DateTimeFormat("en-u-ca-iso8601", {
      ...wanted,
      year: "numeric",
      month: "numeric",
      day: "numeric",
    });
    formats.set(zone, format);
  }
  return formats.get(zone);
}
