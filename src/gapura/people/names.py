"""What counts as a person's name."""

import unicodedata

from django.utils.translation import gettext as _

from gapura.core.codes import passes

LONGEST = 100
SHORTEST = passes.LONGEST_NAME
_MARKS = " .'’-,/()"


class UnfitNameError(ValueError):
    """The text is no name; the message says why to its writer."""


def read(text: str) -> str:
    """The name in `text` with single spaces. One word is enough: many Indonesians have one name."""
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if len(name) > LONGEST:
        raise UnfitNameError(_("At most 100 characters, please."))
    if sum(character.isalpha() for character in name) < 2:
        raise UnfitNameError(_("Write the name as on the identity card."))
    if not all(character in _MARKS or unicodedata.category(character)[0] in "LM" for character in name):
        raise UnfitNameError(_("A name has letters, spaces, full stops, apostrophes and hyphens only."))
    return name


def shortened(name: str) -> str:
    """A name as strangers may see it: `Ni Made Sari Dewi` becomes `Ni Made S.`, at most 24 bytes long."""
    first, *rest = name.split()
    whole, last = ([first, *rest[:1]], rest[1:2]) if len(rest) > 1 else ([first], rest)
    short = " ".join([*whole, *(f"{word[0]}." for word in last)])
    return short.encode()[:SHORTEST].decode(errors="ignore").strip()
