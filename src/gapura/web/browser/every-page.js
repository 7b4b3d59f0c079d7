/** What every page does, whatever is on it. */

import "./focus.js";
import "./languages.js";
