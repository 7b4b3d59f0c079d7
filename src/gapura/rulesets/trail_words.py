"""What the trail calls what is decided about rule sets."""

from django.utils.translation import gettext_lazy as _

from gapura.audit import words

words.register(
    {
        "ruleset.pin": _("Rule set %(ruleset)s pinned"),
        "ruleset.unpin": _("Pin of rule set %(ruleset)s ended"),
    }
)
