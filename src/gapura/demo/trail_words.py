"""What the trail calls what the demo does to itself."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register({"demo.seed": _("Demo filled"), "demo.date": _("Demo dated by %(day)s")})
