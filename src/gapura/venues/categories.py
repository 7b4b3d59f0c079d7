"""The kinds of places, and by which sector's rules each is judged."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Category:
    """A kind of place: its name on screen, and its sector in the rule sets."""

    code: str
    label: Promise
    sector: str


CATEGORIES: dict[str, Category] = {
    category.code: category
    for category in (
        Category("kantor_desa", _("Village office"), "office"),
        Category("kantor_kelurahan", _("Kelurahan office"), "office"),
        Category("kantor_camat", _("Camat office"), "office"),
        Category("opd", _("Regency agency"), "office"),
        Category("opd_bagian", _("Section of the regency's secretariat"), "office"),
        Category("uptd", _("Technical unit of an agency"), "office"),
        Category("dprd", _("Regional parliament"), "office"),
        Category("puskesmas", _("Community health centre"), "health"),
        Category("puskesmas_pembantu", _("Auxiliary health centre"), "health"),
        Category("rumah_sakit", _("Hospital"), "health"),
        Category("sekolah", _("School"), "education"),
        Category("pasar", _("Market"), "trade"),
        Category("terminal", _("Terminal"), "transport"),
        Category("objek_wisata", _("Tourist attraction"), "tourism"),
        Category("tempat_ibadah", _("Place of worship"), "religion"),
    )
}


def label_of(code: str) -> str:
    """A category's name on screen; the code itself where the category is no longer known."""
    known = CATEGORIES.get(code)
    return str(known.label) if known else code
