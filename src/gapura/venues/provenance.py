"""Where what is known of a place comes from, in words for whoever looks after it."""

from django.utils.translation import gettext as _


def in_words(provenance: str) -> str:
    """A source in the page's language; one in somebody's own words as it was given."""
    kind, _space, rest = provenance.replace("/", " ").replace(":", " ").partition(" ")
    if kind == "application" and rest:
        return _("from application %(number)s") % {"number": rest}
    known = {
        "read": _("from a published list"),
        "remembered": _("from memory, still to be verified"),
        "inferred": _("worked out from a published count, still to be verified"),
        "synthetic": _("made up"),
    }
    return known.get(kind, provenance)
