"""What the trail calls what happens to venues."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "venue.register": _("Place registered, with %(doors)s doors"),
        "venue.add_door": _("Door %(door)s added"),
        "venue.withdraw": _("Place withdrawn: its codes no longer work"),
        "venue.reissue": _("New codes given; posters printed before no longer work"),
        "venue.print_posters": _("Posters of the region ordered for printing"),
    }
)
