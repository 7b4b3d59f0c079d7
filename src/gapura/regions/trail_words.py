"""What the trail calls what happens to regions."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "regions.import": _("%(regions)s regions imported"),
        "regions.ppkm": _("PPKM level changed from %(before)s to %(level)s"),
        "regions.outlines": _("outlines of %(outlines)s regions imported, from %(source)s"),
    }
)
