"""A place's arithmetic as everybody may have it: without counts of people that are too few to be told."""

from typing import Any, Final

import msgspec

from gapura.core.compliance import Arithmetic
from gapura.core.small_cells import told, told_parts

UNTOLD: Final = ("to_verify", "verified")
"""What the rules thought of those who came is nobody's business, however many they were."""


def public(found: Arithmetic) -> dict[str, Any]:
    """The calculation as plain JSON, None where a count is not told nor could be worked out.

    Check-ins and companions are parts of what was counted, which the share tells; those who did not check out
    are the scans that let somebody in less the check-outs, and those who came again the same less the people.
    """
    parts = told_parts({"check_ins": found.check_ins, "companions": found.companions})
    both = None not in parts.values()
    again = told(found.ending - found.check_ins) is not None
    left = again and told(found.ending - found.check_outs) is not None
    kept = {key: value for key, value in msgspec.to_builtins(found).items() if key not in UNTOLD}
    if found.admitted is None:
        del kept["admitted"]
    else:
        kept["admitted"] = told(found.admitted) if again and both else None
    return {
        **kept,
        **parts,
        "companions_counted": found.companions_counted if both else None,
        "check_outs": told(found.check_outs) if left else None,
        "elsewhen": told(found.elsewhen),
    }
