"""What may not enter the trail, which can neither be corrected nor erased: people's addresses and numbers."""

import re

BLANK = "[…]"
_PERSONAL = re.compile(
    r"""[^\s@<>"']+@[^\s@<>"']+\.[A-Za-z]{2,}   # an e-mail address
      | (?<![\w-])(?:\d{16}|\d{4}(?:[ .-]\d{4}){3}|\d{6}[ .-]\d{6}[ .-]\d{4})(?![\w-])  # a NIK
      | (?<![\w+-])(?:\+?62|0)[ -]?8(?:[ -]?\d){7,11}(?![\w-])  # an Indonesian mobile number
    """,
    re.VERBOSE,
)


def blanked(value: object) -> object:
    """The same JSON value with e-mail addresses, NIKs and mobile numbers blanked in every string."""
    if isinstance(value, str):
        return _PERSONAL.sub(BLANK, value)
    if isinstance(value, dict):
        return {key: blanked(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [blanked(each) for each in value]
    return value
