"""What the trail calls what happens to regions."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "regions.import": _("%(regions)s regions imported"),
        "regions.outlines": _("outlines of %(outlines)s regions imported, from %(source)s"),
    }
)
